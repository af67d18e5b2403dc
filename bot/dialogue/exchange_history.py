"""Exchange history: earlier exchanges, found by the message that carried their reply or question.

Everything comes from the log, so that buttons work after a restart, and no longer once a person had their data
erased. Where the log cannot be read, buttons are stale and nothing fails.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from bot import clock
from bot.privacy.redaction import pseudonym
from bot.storage.database import DATABASE_ERRORS, Row
from bot.storage.interactions import InteractionLog, PersonalRecord, Rating
from retrieval.answering.versions import VersionNotes
from retrieval.corpus.library import Library, same_reports
from retrieval.models import MOST_HELD, Lack, Outcome, Part, Quote, Reason, Reply
from retrieval.question.dialogue_acts.classifier import dialogue_act

_LOGGER = logging.getLogger(__name__)
_T = TypeVar("_T")

PAGE_SIZE = 10  # exchanges on a page of /mydata


@dataclass(frozen=True, slots=True)
class PastExchange:
    """An earlier exchange: its row, the question without personal data, the questions before it, and the reply's
    message; ``disclaims``: the disclaimer stands below it.

    ``reply`` is None where the library has changed since: its offsets may point elsewhere now. ``outcome`` is known all
    the same.
    """

    row: int
    question: str
    history: tuple[str, ...]
    reply_message: int | None
    reply: Reply | None
    disclaims: bool = False
    outcome: Outcome = Outcome.NONE


class ExchangeHistory:
    """Earlier exchanges of all chats, for use from any thread. Ids are Telegram's; they become pseudonyms here."""

    def __init__(self, log: InteractionLog, library: Callable[[], Library], secret: bytes) -> None:
        self._log = log
        self._library = library
        self._secret = secret

    def find_by_reply(self, chat: int, message: int) -> PastExchange | None:
        """The exchange whose reply is this message."""
        return self._find(chat, "reply_message", message)

    def find_by_question(self, chat: int, message: int) -> PastExchange | None:
        """The exchange whose question is this message; of several the one whose reply is shown."""
        return self._find(chat, "question_message", message)

    def find_by_update(self, chat: int, number: int) -> PastExchange | None:
        """The exchange that an update led to, if it was handled before."""
        return self._find(chat, "update_id", number)

    def from_row(self, row: Row) -> PastExchange:
        """The exchange of a row of the log."""
        history = tuple(json.loads(row["history"] or "[]"))
        library = self._library()
        try:
            reply = _reply_from_row(row, library) if same_reports(row["index_version"], library.version) else None
        except KeyError:  # the same files, split into other passages by another version of the program
            reply = None
        outcome, disclaims = Outcome(row["outcome"]), bool(row["disclaims"])
        return PastExchange(row["id"], row["question"], history, row["reply_message"], reply, disclaims, outcome)

    def rate(self, past: PastExchange, user: int, verdict: str, complaint: str | None = None) -> None:
        """Store a person's rating of a reply."""
        now = clock.timestamp()
        _read_or_none(lambda: self._log.rate(Rating(past.row, self.alias(user), verdict, complaint, now)))

    def withdraw(self, past: PastExchange, user: int, verdict: str) -> None:
        """Delete a person's rating of a reply if it is this verdict, without a complaint."""
        _read_or_none(lambda: self._log.withdraw(past.row, self.alias(user), verdict))

    def personal_record(self, user: int, page: int) -> PersonalRecord | None:
        """A page of the stored data of a person; None where the log cannot be read."""
        return _read_or_none(lambda: self._log.personal_record(self.alias(user), page * PAGE_SIZE, PAGE_SIZE))

    def alias(self, number: int) -> str:
        """The pseudonym of a person or a chat."""
        return pseudonym(number, self._secret)

    def _find(self, chat: int, column: str, number: int) -> PastExchange | None:
        row = _read_or_none(lambda: self._log.find(self.alias(chat), column, number))
        return self.from_row(row) if row else None


def _reply_from_row(row: Row, library: Library) -> Reply:
    """The reply as it was; its quotes are slices of the library that it was made from."""
    outcome = Outcome(row["outcome"])
    reply = Reply(
        row["question"],
        outcome,
        tuple(_quote_from_json(trace, library) for trace in json.loads(row["passages"] or "[]")),
        row["short"],
        tuple((written, taken) for written, taken in json.loads(row["understood"] or "[]")),
        tuple(json.loads(row["suggestions"] or "[]")),
        _reason_from_json(json.loads(row["reason"] or "null")),
        greeting=(outcome is Outcome.SMALLTALK and dialogue_act(row["question"])) or "",
        written=row["written"] or "",
        parts=tuple(_part_from_json(found) for found in json.loads(row["parts"] or "[]")),
    )
    return VersionNotes(library.catalog).noted(reply)


def _part_from_json(found: dict[str, Any]) -> Part:
    return Part(found["asked"], found["short"], found["quote"], _reason_from_json(found["reason"]))


def _quote_from_json(trace: dict[str, Any], library: Library) -> Quote:
    passage = library.passage(trace["passage"])
    if (passage.file, passage.clause.path) != (trace["file"], trace["clause"]):
        raise KeyError(trace["passage"])
    start, end = trace["start"], trace["end"]
    inside = passage.start <= start and end <= passage.end
    # The whole text of a report is read only where a quote goes beyond its passage.
    text = (
        passage.text[start - passage.start : end - passage.start]
        if inside
        else library.passages.report(passage.file).text[start:end]
    )
    marks = tuple((first, last) for first, last in trace.get("marks", ()))
    return Quote(text, start, end, passage, marks, trace["score"])


def _reason_from_json(found: dict[str, Any] | None) -> Reason | None:
    if found is None:
        return None
    # Older rows name every report that was there.
    held = tuple(found["held"])
    count = found.get("held_count", len(held))
    return Reason(Lack(found["lack"]), found["what"], held[:MOST_HELD], found.get("turn_to", ""), count)


def _read_or_none(work: Callable[[], _T]) -> _T | None:
    try:
        return work()
    except DATABASE_ERRORS:
        _LOGGER.exception("the interaction log cannot be used; continuing without it")
        return None
