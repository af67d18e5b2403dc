"""Quote reading: a quote in the folded form that candidates are found in, with what staff say that it states."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Set
from dataclasses import dataclass

from retrieval.models import Quote, Span
from retrieval.question.analysis import Question
from retrieval.question.known_questions import KnownQuestionIndex
from retrieval.scoring.evidence import Evidence
from retrieval.text.answer_type import AnswerType
from retrieval.text.normalization import FoldedText
from retrieval.text.question_text import Token


@dataclass(frozen=True, slots=True)
class StaffFact:
    """What staff say that a sentence states: its span, the short answer in it, the tokens of their phrasings.

    Spans are of the folded quote. ``score`` and ``telling`` are how well the question fits the fact among those of the
    sentence, 0 to 1; ``closeness`` is how much it resembles the closest phrasing, ``kind_closeness`` the closest of
    its own type.
    """

    span: Span
    short: Span | None
    tokens: Set[Token]
    score: float
    telling: float
    closeness: float
    kind_closeness: float

    @property
    def fit(self) -> float:
        """How well the question fits the fact, 0 to 1."""
        return (self.score + self.telling) / 2


@dataclass(frozen=True, slots=True)
class QuoteReading:
    """A quote of the best sentence: its text, raw and folded, what was asked, and the facts that staff tied to it."""

    raw: str
    folded: FoldedText
    question: Question
    facts: tuple[StaffFact, ...] = ()

    @property
    def text(self) -> str:
        """The folded quote."""
        return self.folded.text

    @property
    def kind(self) -> AnswerType:
        """The type of answer that is looked for; a figure where staff type keywords for a memo."""
        asked = self.question
        return AnswerType.COUNT if asked.kind is AnswerType.WHAT and asked.keywords else asked.kind

    @classmethod
    def of(cls, quote: Quote, evidence: Evidence, known: KnownQuestionIndex) -> QuoteReading:
        """Read a quote of the best sentence of some evidence."""
        folded = FoldedText.of(quote.text)
        return cls(quote.text, folded, evidence.question, tuple(_facts(folded, quote, evidence, known)))


def _facts(folded: FoldedText, quote: Quote, evidence: Evidence, known: KnownQuestionIndex) -> list[StaffFact]:
    """The facts of the best sentence that stand in the quote and that some known question asks for."""
    best, mask = evidence.best.sentence.key, evidence.candidates.filter.without_questions
    asked: dict[int, list[int]] = {}
    for at in known.phrasings_of(best):
        if mask is None or not mask[at]:
            asked.setdefault(int(known.fact_of[at]), []).append(at)
    if not asked:
        return []
    similar, scores = evidence.candidates.hits.similarity, evidence.candidates.fact_scores
    facts = list(asked)
    tokens = [known.fact_tokens(asked[fact][0], mask) for fact in facts]
    telling = known.telling(evidence.question.text, facts, mask)
    most, most_telling = float(scores[facts].max()) or 1.0, max(telling) or 1.0
    kind, found = evidence.question.kind, []
    for fact, own, tells in zip(facts, tokens, telling, strict=True):
        stated = known.facts[fact]
        found.append(
            StaffFact(
                _folded_span(folded, stated.span, quote),
                _folded_span(folded, stated.short, quote) if stated.short and _holds(quote, stated.short) else None,
                own,
                float(scores[fact]) / most,
                tells / most_telling,
                max(float(similar[at]) for at in asked[fact]),
                max((float(similar[at]) for at in asked[fact] if known.kinds[at] == kind), default=0.0),
            )
        )
    return found


def _holds(quote: Quote, span: Span) -> bool:
    return quote.start <= span[0] and span[1] <= quote.end


def _folded_span(folded: FoldedText, span: Span, quote: Quote) -> Span:
    """The span of the folded quote that a span of the report is, as far as it stands in the quote."""
    return (
        bisect_left(folded.offsets, span[0] - quote.start),
        bisect_left(folded.offsets, span[1] - quote.start),
    )
