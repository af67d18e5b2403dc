"""Conversation: one question and its reply, the same in every channel: thread → engine → log → reply.

The row is committed before the reply is returned, so nothing is sent that was not logged first. The exception is a
log that fails: a full disk or a lock must not cost a person the reply, so the failure is logged and passed over.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Protocol

from bot import clock
from bot.dialogue.number_fragments import NumberFragment, NumberFragments
from bot.dialogue.reply_blocks import may_disclaim
from bot.dialogue.threads import ChatThreads
from bot.privacy.redaction import pseudonym, redact, remove_personal_data
from bot.privacy.split_numbers import mask_split
from bot.storage.interactions import Interaction, PendingRow
from bot.strings import mend, text_digest
from retrieval.models import Outcome, Part, Quote, Reason, Reply

_LOGGER = logging.getLogger(__name__)


class AnsweringEngine(Protocol):
    """The part of the engine that a conversation needs."""

    @property
    def version(self) -> str:
        """The engine's version."""

    def ask(self, question: str, history: Sequence[str] = ()) -> Reply:
        """The reply; never raises on any text."""


@dataclass(frozen=True, slots=True)
class CuratedMatch:
    """A staff answer that matches a question: its number and the reply."""

    curated: int
    reply: Reply


class CuratedAnswers(Protocol):
    """Curated answers, as a conversation needs them."""

    def answer(self, question: str, history: Sequence[str] = ()) -> CuratedMatch | None:
        """The curated answer to a question, if there is one; never raises on any text."""


class ExchangeLog(Protocol):
    """The part of the interaction log that a conversation needs."""

    def add(self, interaction: Interaction) -> PendingRow:
        """Commit a row, or defer it until that is possible."""

    def set_reply_message(self, entry: PendingRow, message: int) -> None:
        """Add the id of the message that carried the reply."""

    def move_chat(self, old: str, new: str) -> None:
        """Give the rows of a chat to the one that it has become."""

    def mask_fragment(self, entry: PendingRow, fragment: str, mask: str) -> None:
        """Replace in a logged question the part of a number that a later message completed."""


@dataclass(frozen=True, slots=True)
class QuestionSource:
    """Channel, chat and message of a question. Ids are Telegram's; they become pseudonyms before they are stored.

    ``author``: whose words the question holds or follows up, where that is not the ``user`` who asks.
    """

    channel: str
    chat: int | None = None
    user: int | None = None
    update: int | None = None
    message: int | None = None
    author: int | None = None


@dataclass(frozen=True, slots=True)
class Exchange:
    """A reply and its row in the log; None where the log failed or is off.

    ``disclaims``: the first reply of a conversation that quotes anything, which the disclaimer stands below.
    """

    reply: Reply
    entry: PendingRow | None
    disclaims: bool = False


@dataclass(frozen=True, slots=True)
class _ReadQuestion:
    """A question, the words of it that are searched for, the questions before it, and the parts of a number there."""

    question: str
    words: str
    before: Sequence[str]
    fragments: tuple[NumberFragment, ...] = ()


@dataclass(frozen=True, slots=True)
class _AnsweredQuestion:
    """The content of a row."""

    question: str
    history: Sequence[str]
    source: QuestionSource
    reply: Reply
    milliseconds: float
    curated: int | None
    disclaims: bool


class Conversation:
    """Answers questions and logs them. One object serves all chats, from any thread.

    ``index_version`` is a function where the engine may load another index while it serves. Curated answers of
    ``staff`` come before the engine's.
    """

    def __init__(
        self,
        engine: AnsweringEngine,
        log: ExchangeLog | None,
        index_version: str | Callable[[], str] = "",
        secret: bytes = b"",
        threads: ChatThreads | None = None,
        staff: CuratedAnswers | None = None,
    ) -> None:
        self._engine = engine
        self._log = log
        self._index_version = index_version
        self._secret = secret
        self._threads = threads or ChatThreads()
        self._fragments = NumberFragments()
        self._staff = staff

    def ask(
        self, question: str, source: QuestionSource, history: Sequence[str] | None = None, words: str | None = None
    ) -> Exchange:
        """The reply to one question, logged.

        Without ``history`` the thread of the chat is used and continued. ``words`` go to the engine instead of a
        question that is too long to be searched for. The engine never sees personal data: it gets the rest of the
        question; of a number that comes in several messages, the last part masks those before it.
        """
        read = self._read(mend(question), source, history, mend(question if words is None else words))
        asked, thread = remove_personal_data(read.words), [remove_personal_data(text) for text in read.before]
        started = time.perf_counter()
        match = self._staff.answer(asked, thread) if self._staff else None
        reply = match.reply if match else self._engine.ask(asked, thread)
        milliseconds = (time.perf_counter() - started) * 1000
        if source.chat is not None and reply.outcome is not Outcome.SMALLTALK:
            # What two people have a part in goes from the thread when either of them has their data erased.
            self._threads.add(source.chat, asked, source.user if source.author is None else None)
        disclaims = may_disclaim(reply) and (source.chat is None or self._threads.note_disclaimer(source.chat))
        curated = match.curated if match else None
        answered = _AnsweredQuestion(read.question, thread, source, reply, milliseconds, curated, disclaims)
        entry = self._record(answered)
        if source.chat is not None:
            self._fragments.note((source.chat, source.user), read.question, entry)
        self._mask(read.fragments)
        return Exchange(reply, entry, disclaims)

    def start_thread(self, chat: int) -> None:
        """Start a new thread in this chat."""
        self._fragments.clear(chat)
        self._threads.replace(chat, ())

    def resume_thread(self, chat: int, questions: Sequence[str]) -> None:
        """Replace the thread of this chat by these questions."""
        self._threads.replace(chat, questions)

    def move_chat(self, old: int, new: int) -> None:
        """Move what is kept of a chat to the one that it has become: its thread, its rows, and that it was told."""
        self._fragments.clear(old)
        self._threads.move(old, new)
        before, after = self._alias(old), self._alias(new)
        if self._log is not None and before and after:
            self._log.move_chat(before, after)

    def forget(self, user: int) -> None:
        """Drop the questions of a person from all threads, and how their messages end."""
        self._threads.forget(user)
        self._fragments.clear(user)

    def note_disclaimer(self, chat: int) -> None:
        """Note that the disclaimer was shown in this chat: no reply of the conversation needs it."""
        self._threads.note_disclaimer(chat)

    def forget_disclaimer(self, chat: int) -> None:
        """Note that the reply with the disclaimer is about to be replaced."""
        self._threads.forget_disclaimer(chat)

    def set_reply_message(self, exchange: Exchange, message: int) -> None:
        """Store the id of the message that carried the reply."""
        if self._log is None or exchange.entry is None:
            return
        try:
            self._log.set_reply_message(exchange.entry, message)
        except Exception:  # the person has the reply, whatever failed
            _LOGGER.exception("could not note message %s in log row %s", message, exchange.entry.id)

    def _read(self, question: str, source: QuestionSource, history: Sequence[str] | None, words: str) -> _ReadQuestion:
        """The question and those before it, without a number that runs through them."""
        if history is not None:
            *before, rest = mask_split([*map(mend, history), question])
            return _ReadQuestion(rest, rest if words == question else words, before)
        if source.chat is None:
            return _ReadQuestion(question, words, ())
        completed = self._fragments.complete((source.chat, source.user), question)
        for fragment in completed.fragments:
            self._threads.cut_off(source.chat, fragment.text)
        if words == question:
            words = completed.question
        elif completed.own:
            words = words.replace(completed.own, "")
        return _ReadQuestion(completed.question, words, self._threads.history(source.chat), completed.fragments)

    def _mask(self, fragments: Sequence[NumberFragment]) -> None:
        """Mask the earlier parts of a number in the log."""
        for fragment in fragments:
            if self._log is None or fragment.entry is None:
                continue
            try:
                self._log.mask_fragment(fragment.entry, fragment.text, fragment.mask)
            except Exception:  # the person gets the reply, whatever failed
                _LOGGER.exception("could not mask a part of a number in log row %s", fragment.entry.id)

    def _record(self, answered: _AnsweredQuestion) -> PendingRow | None:
        if self._log is None:
            return None
        try:
            return self._log.add(self._interaction(answered))
        except Exception:  # the person gets the reply, whatever failed
            _LOGGER.exception("could not log a question from %s; it is answered nevertheless", answered.source.channel)
            return None

    def _interaction(self, answered: _AnsweredQuestion) -> Interaction:
        source, reply = answered.source, answered.reply
        return Interaction(
            time=clock.timestamp("milliseconds"),
            channel=source.channel,
            user=self._alias(source.user),
            chat=self._alias(source.chat),
            question=redact(answered.question),
            understood=tuple((redact(written), redact(taken)) for written, taken in reply.understood),
            outcome=reply.outcome.value,
            passages=tuple(_quote_to_json(quote) for quote in reply.quotes),
            short=reply.short,
            reason=_reason_to_json(reply.reason) if reply.reason else None,
            engine_version=self._engine.version,
            index_version=self._index_version() if callable(self._index_version) else self._index_version,
            milliseconds=round(answered.milliseconds, 3),
            update_id=source.update,
            question_message=source.message,
            history=tuple(redact(earlier) for earlier in answered.history),
            suggestions=reply.suggestions,
            curated=answered.curated,
            disclaims=answered.disclaims,
            written=reply.written or None,
            parts=tuple(_part_to_json(part) for part in reply.parts),
            author=self._alias(source.author),
        )

    def _alias(self, number: int | None) -> str | None:
        return pseudonym(number, self._secret) if number is not None and self._secret else None


def _quote_to_json(quote: Quote) -> dict[str, Any]:
    """The position of a quote. Ids of passages change with the library, file and clause do not; a digest of the text
    tells later whether it still stands there.
    """
    passage = quote.passage
    return {
        "passage": passage.id,
        "file": passage.file,
        "clause": passage.clause.path,
        "start": quote.start,
        "end": quote.end,
        "digest": text_digest(quote.text),
        "score": round(quote.score, 4),
        "marks": quote.marks,
    }


def _part_to_json(part: Part) -> dict[str, Any]:
    reason = _reason_to_json(part.reason) if part.reason else None
    return part.to_json() | {"asked": redact(part.asked), "reason": reason}


def _reason_to_json(reason: Reason) -> dict[str, Any]:
    return asdict(reason) | {"lack": reason.lack.value, "what": redact(reason.what)}
