"""Multi-part messages: the replies to the questions in one message, put together as one reply."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from retrieval.answering.readings import merge_marks
from retrieval.models import MOST_HELD, PART_SEPARATOR, Lack, Outcome, Part, Quote, Reason, Reply
from retrieval.parsing.sentences import SentenceKey
from retrieval.question.parts.splitter import QuestionPart, split_question



class AskOne(Protocol):
    """Answers one question."""

    def __call__(self, raw: str, history: tuple[str, ...], beside: Collection[SentenceKey] = ()) -> Reply:
        """The reply; ``history`` holds the questions before it, oldest first.

        A sentence of ``beside`` answers already where it is merely likely to.
        """


def answer_parts(raw: str, parts: Sequence[QuestionPart], history: tuple[str, ...], ask: AskOne) -> Reply | None:
    """The reply to a message by its parts; None where it has less than two, or the library hardly states any of them.

    ``ask`` answers each of them. ``history`` holds the questions before the message.
    """
    asked = _Answers(history, ask, [])
    for part in parts:
        asked.add(part)
    asked.add_beside()
    replies = [reply for _, reply in asked.found]
    stated = [reply for reply in replies if reply.outcome is Outcome.ANSWER]
    if len(replies) < 2 or not (any(reply.short for reply in stated) or len(stated) == len(replies)):
        return None
    joined = _joined(raw, asked.found)
    return _in_one_line(joined, ask(raw, history)) if parts[0].is_keyword else joined


def leaned_on(history: Sequence[str]) -> tuple[str, ...]:
    """The questions before one that may lean on them; of a message that asked several things its last question.

    >>> leaned_on(["执法记录仪有多少台，法律顾问有多少人"])
    ('法律顾问有多少人',)
    """
    last = split_question(history[-1]) if history else ()
    return (*history[:-1], last[-1].readings[0]) if last else tuple(history)


@dataclass(slots=True)
class _Answers:
    """The parts of a message with their replies, in the order asked."""

    history: tuple[str, ...]
    ask: AskOne
    found: list[tuple[QuestionPart, Reply]]

    def add(self, part: QuestionPart) -> None:
        """Answer a part by its first reading that the library answers; small talk is no part."""
        replies = []
        for reading in part.readings:
            replies.append(self.ask(reading, self._before(part)))
            if replies[-1].outcome is Outcome.ANSWER and not self._is_taken(replies[-1]):
                break
        answers = [reply for reply in replies if reply.outcome is Outcome.ANSWER]
        chosen = next((reply for reply in answers if not self._is_taken(reply)), (answers or replies)[0])
        if chosen.outcome is not Outcome.SMALLTALK:
            self.found.append((part, chosen))

    def add_beside(self) -> None:
        """Look once more for what was not answered in the sentences that answer the other parts.

        A message is mostly about one thing. There a short answer of its own is wanted.
        """
        answered = (reply for _, reply in self.found if reply.outcome is Outcome.ANSWER)
        beside = {_sentence(reply) for reply in answered}
        for at, (part, reply) in enumerate(self.found):
            if reply.outcome is Outcome.RELATED and beside:
                again = (self.ask(reading, self._before(part), beside) for reading in part.readings)
                own = (each for each in again if each.outcome is Outcome.ANSWER and each.short)
                self.found[at] = part, next((each for each in own if not self._is_taken(each)), reply)

    def _before(self, part: QuestionPart) -> tuple[str, ...]:
        return (*self.history, part.before) if part.before else self.history

    def _is_taken(self, reply: Reply) -> bool:
        """Whether the short answer of a reply is given for another part."""
        given = ((_sentence(other), other.short) for _, other in self.found if other.outcome is Outcome.ANSWER)
        return reply.short is not None and (_sentence(reply), reply.short) in given


def _sentence(reply: Reply) -> SentenceKey:
    """The best sentence of an answer, by its passage and where it begins."""
    return reply.quotes[0].passage.id, reply.quotes[0].start


def _in_one_line(joined: Reply, whole: Reply) -> Reply:
    """The reply to a clerk's list as one question where its short answer holds those of all parts, else by parts."""
    shorts = [part.short for part in joined.parts]
    held = whole.outcome is Outcome.ANSWER and all(short and short in (whole.short or "") for short in shorts)
    return whole if held else joined


def _joined(raw: str, asked: Sequence[tuple[QuestionPart, Reply]]) -> Reply:
    """One reply of several: each sentence is quoted once, and what a part has of it is said in the part's line."""
    quotes: list[Quote] = []
    parts: list[Part] = []
    for part, reply in asked:
        if reply.outcome is not Outcome.ANSWER:
            parts.append(Part(part.asked, reason=_reason(reply)))
            continue
        at, *_ = [_add(quotes, quote) for quote in _stating(reply)]
        # What states one part is not the answer to another.
        taken = any((other.quote, other.short) == (at, reply.short) for other in parts)
        parts.append(Part(part.asked, None if taken else reply.short, at))
    short = PART_SEPARATOR.join(part.short for part in parts if part.short) or None
    understood = dict.fromkeys(pair for _, reply in asked for pair in reply.understood)
    return Reply(raw, Outcome.ANSWER, tuple(quotes), short, tuple(understood), parts=tuple(parts))


def _stating(reply: Reply) -> tuple[Quote, ...]:
    """The best sentence of a reply; all quotes where none was ranked, as of a section that is asked for as a whole."""
    return reply.quotes[:1] if any(quote.score for quote in reply.quotes) else reply.quotes


def _add(quotes: list[Quote], quote: Quote) -> int:
    """The index of a quote among those of the reply, of which it may be one already."""
    for at, other in enumerate(quotes):
        if (other.passage.id, other.start, other.end) == (quote.passage.id, quote.start, quote.end):
            quotes[at] = replace(other, marks=tuple(merge_marks((*other.marks, *quote.marks))))
            return at
    quotes.append(quote)
    return len(quotes) - 1


def _reason(reply: Reply) -> Reason:
    """Why a part is not answered."""
    if reply.outcome is Outcome.CLARIFY and reply.reason is None:
        return Reason(Lack.WHICH_REPORT, held=reply.suggestions[:MOST_HELD], held_count=len(reply.suggestions))
    return reply.reason or Reason(Lack.UNSURE)
