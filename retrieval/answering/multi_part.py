"""Multi-part messages: the replies to the questions in one message, put together as one reply."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from retrieval.answering.readings import merge_marks
from retrieval.models import MOST_HELD, PART_SEPARATOR, Lack, Outcome, Part, Quote, Reason, Reply
from retrieval.parsing.sentences import SentenceKey
from retrieval.question.parts.splitter import QuestionPart, split_question
from retrieval.text.normalization import fold

# A part that is as likely as this to be answered answers the message, where the whole of it is not answered as one
# question: of several parts one is easily answered by chance. It needs more where no short answer confirms it.
_SURE, _SURE_WITHOUT_SHORT = 0.65, 0.8


@dataclass(frozen=True, slots=True)
class RatedReply:
    """A reply and how likely it is that its best sentence states what was asked, 0 to 1."""

    reply: Reply
    probability: float

    @property
    def is_answer(self) -> bool:
        """Whether it is an answer."""
        return self.reply.outcome is Outcome.ANSWER

    @property
    def is_sure(self) -> bool:
        """Whether it is an answer beyond doubt."""
        return self.is_answer and self.probability >= (_SURE if self.reply.short else _SURE_WITHOUT_SHORT)


class AskOne(Protocol):
    """Answers one question."""

    def __call__(self, raw: str, history: tuple[str, ...], beside: Collection[SentenceKey] = ()) -> RatedReply:
        """The reply; ``history`` holds the questions before it, oldest first.

        A sentence of ``beside`` answers already where it is merely likely to.
        """


def answer_parts(
    raw: str, parts: Sequence[QuestionPart], history: tuple[str, ...], ask: AskOne, whole: Callable[[], RatedReply]
) -> Reply | None:
    """The reply to a message by its parts; None where it has less than two, or the library hardly states any of them.

    ``ask`` answers each of them, ``whole`` the message as one question. ``history`` holds the questions before it.
    """
    asked = _Answers(history, ask, [])
    for part in parts:
        asked.add(part)
    asked.add_beside()
    replies = [reply for _, reply in asked.found]
    if len(replies) < 2 or not any(reply.is_answer for reply in replies):
        return None
    if not asked.are_sure and not whole().is_answer:
        return None
    joined = _joined(raw, [(part, each.reply) for part, each in asked.found])
    return _in_one_line(joined, whole().reply) if parts[0].is_keyword else joined


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
    found: list[tuple[QuestionPart, RatedReply]]

    def add(self, part: QuestionPart) -> None:
        """Answer a part by its first reading that the library answers; small talk is no part.

        It is as likely as the likeliest reading that the same sentence answers.
        """
        replies = [self.ask(reading, self._before(part)) for reading in part.readings]
        answers = self._in_place(part, replies)
        if part.leans and self.found and not any(each.reply.short for each in answers):
            # 结了多少 behind 受理多少 is asked of the same cases.
            replies.append(self.ask(part.asked, (*self.history, self.found[-1][0].readings[0])))
            answers = [each for each in self._in_place(part, replies) if each.reply.short] or answers
        if not answers:
            chosen = next((each for each in replies if _is_about(part, each.reply)), replies[0])
        else:
            first = next((each for each in answers if not self._is_taken(each.reply)), answers[0])
            alike = [each for each in answers if _sentence(each.reply) == _sentence(first.reply)]
            # In fewer words the same sentence may tell more clearly what is asked.
            short = (each for each in alike if each.reply.short and not self._is_taken(each.reply))
            chosen = first if first.reply.short else next(short, first)
            chosen = replace(chosen, probability=max(each.probability for each in alike))
        if chosen.reply.outcome is not Outcome.SMALLTALK:
            self.found.append((part, chosen))

    def _in_place(self, part: QuestionPart, replies: Sequence[RatedReply]) -> list[RatedReply]:
        """The answers among the replies to the readings of a part.

        Without what is carried into it 部门的多少 may be of anything: it stays with the rest of the message.
        """
        answers = [each for each in replies if each.is_answer]
        if not part.leans:
            return answers
        told = [each.reply for _, each in self.found if each.is_answer] + [replies[0].reply]
        places = {_sentence(reply) for reply in told if reply.quotes}
        return [each for each in answers if each is replies[0] or _sentence(each.reply) in places]

    def add_beside(self) -> None:
        """Look once more for what was not answered in the sentences that answer the other parts.

        A message is mostly about one thing. There a short answer of its own is wanted.
        """
        beside = {_sentence(each.reply) for _, each in self.found if each.is_answer}
        for at, (part, found) in enumerate(self.found):
            if found.reply.outcome in (Outcome.RELATED, Outcome.NONE) and beside:
                again = (self.ask(reading, self._before(part), beside) for reading in part.readings)
                own = (each for each in again if each.reply.short and _sentence(each.reply) in beside)
                self.found[at] = part, next((each for each in own if not self._is_taken(each.reply)), found)

    @property
    def are_sure(self) -> bool:
        """Whether one part is answered beyond doubt, two confirm each other in one sentence, or all have a figure."""
        given = {(_sentence(each.reply), each.reply.short) for _, each in self.found if each.is_answer}
        sentences = [sentence for sentence, short in given if short]
        confirmed = len(set(sentences)) < len(sentences) or len(sentences) == len(self.found)
        return confirmed or any(each.is_sure for _, each in self.found)

    def _before(self, part: QuestionPart) -> tuple[str, ...]:
        return (*self.history, part.before) if part.before else self.history

    def _is_taken(self, reply: Reply) -> bool:
        """Whether the short answer of a reply is given for another part."""
        given = ((_sentence(each.reply), each.reply.short) for _, each in self.found if each.is_answer)
        return reply.short is not None and (_sentence(reply), reply.short) in given


def _is_about(part: QuestionPart, reply: Reply) -> bool:
    """Whether the word that is said to be missing is one of the part's own, not of what was carried into it."""
    reason = reply.reason
    return reason is None or reason.lack is not Lack.WORD or reason.what in fold(part.asked)


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
        parts.append(Part(part.asked, None if taken else reply.short, at, reply.reason))
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
