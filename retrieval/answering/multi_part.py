"""Multi-part messages: the replies to the questions in one message, put together as one reply."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from retrieval.models import MOST_HELD, PART_SEPARATOR, Lack, Outcome, Part, Quote, Reason, Reply
from retrieval.question.parts.splitter import QuestionPart, split_question

Ask = Callable[[str, tuple[str, ...]], Reply]
"""Answers one question, with those before it, oldest first."""


def answer_parts(raw: str, history: tuple[str, ...], ask: Ask) -> Reply | None:
    """The reply to a message that asks several things; None where it asks one, or the library states none of them.

    ``ask`` answers each of them. ``history`` holds the questions before the message.
    """
    parts = split_question(raw)
    answered = [(part, _answer(part, history, ask)) for part in parts]
    asked = [(part, reply) for part, reply in answered if reply.outcome is not Outcome.SMALLTALK]
    if len(asked) < 2 or not any(reply.outcome is Outcome.ANSWER for _, reply in asked):
        return None
    return _joined(raw, asked)


def leaned_on(history: Sequence[str]) -> tuple[str, ...]:
    """The questions before one that may lean on them; of a message that asked several things its last question.

    >>> leaned_on(["执法记录仪有多少台，法律顾问有多少人"])
    ('法律顾问有多少人',)
    """
    last = split_question(history[-1]) if history else ()
    return (*history[:-1], last[-1].readings[0]) if last else tuple(history)


def _answer(part: QuestionPart, history: tuple[str, ...], ask: Ask) -> Reply:
    """The reply to the first reading of a part that the library answers, else to its first."""
    before = (*history, part.before) if part.before else history
    replies = []
    for reading in part.readings:
        replies.append(ask(reading, before))
        if replies[-1].outcome is Outcome.ANSWER:
            return replies[-1]
    return replies[0]


def _joined(raw: str, asked: Sequence[tuple[QuestionPart, Reply]]) -> Reply:
    """One reply of several: each sentence is quoted once, and what a part has of it is said in the part's line."""
    quotes: list[Quote] = []
    parts: list[Part] = []
    for part, reply in asked:
        if reply.outcome is not Outcome.ANSWER:
            parts.append(Part(part.asked, reason=_reason(reply)))
            continue
        at = _add(quotes, reply.quotes[0])
        # What states one part is not the answer to another.
        taken = any((other.quote, other.short) == (at, reply.short) for other in parts)
        parts.append(Part(part.asked, None if taken else reply.short, at))
    short = PART_SEPARATOR.join(part.short for part in parts if part.short) or None
    understood = dict.fromkeys(pair for _, reply in asked for pair in reply.understood)
    return Reply(raw, Outcome.ANSWER, tuple(quotes), short, tuple(understood), parts=tuple(parts))


def _add(quotes: list[Quote], quote: Quote) -> int:
    """The index of a quote among those of the reply, of which it may be one already."""
    for at, other in enumerate(quotes):
        if (other.passage.id, other.start, other.end) == (quote.passage.id, quote.start, quote.end):
            quotes[at] = replace(other, marks=tuple(sorted({*other.marks, *quote.marks})))
            return at
    quotes.append(quote)
    return len(quotes) - 1


def _reason(reply: Reply) -> Reason:
    """Why a part is not answered."""
    if reply.outcome is Outcome.CLARIFY and reply.reason is None:
        return Reason(Lack.WHICH_REPORT, held=reply.suggestions[:MOST_HELD], held_count=len(reply.suggestions))
    return reply.reason or Reason(Lack.UNSURE)
