"""Further sources: the short answers that staff gave, figures beside concepts, and what a guide's line says."""

from __future__ import annotations

from collections.abc import Sequence

from retrieval.answering.short_answers.quote_reading import QuoteReading
from retrieval.question.concepts import Concept
from retrieval.scoring.figures import may_want_figure, rank_figures
from retrieval.scoring.service_guide import value_of
from retrieval.statements.candidates import CandidateSource, ShortAnswerCandidate

# Of the facts of a long sentence only those that fit best are looked at.
_MOST_FACTS, _MOST_FIGURES = 6, 3


def staff_candidates(reading: QuoteReading) -> list[ShortAnswerCandidate]:
    """The short answers that staff gave within a quote, those of the facts that fit the question best."""
    fitting = sorted(reading.facts, key=lambda fact: (-fact.fit, fact.span))[:_MOST_FACTS]
    spans = dict.fromkeys(fact.short for fact in fitting if fact.short)
    return [ShortAnswerCandidate(span, CandidateSource.STAFF) for span in spans]


def concept_candidates(reading: QuoteReading, concepts: Sequence[Concept]) -> list[ShortAnswerCandidate]:
    """The figures that stand nearest to the concepts of a question that a number may answer, best first."""
    # The head of a column, not the cell, says what a figure of a table is.
    if " | " in reading.text or not may_want_figure(reading.question):
        return []
    ranked = rank_figures(reading.text, concepts, reading.question)
    found = []
    for at, (score, start, end) in enumerate(ranked[:_MOST_FIGURES]):
        rival = ranked[0 if at else 1][0] if len(ranked) > 1 else 0.0
        features = {"concept score": score, "concept margin": score - rival}
        found.append(ShortAnswerCandidate((start, end), CandidateSource.CONCEPT, features))
    return found


def line_candidates(reading: QuoteReading) -> list[ShortAnswerCandidate]:
    """What a line of a service guide says: 某路5号 of 办理地点：某路5号."""
    value = value_of(reading.quote.text)
    if not value:
        return []
    end = reading.quote.text.rindex(value) + len(value)
    start = end - len(value)
    offsets = reading.folded.offsets
    inside = [at for at, raw in enumerate(offsets) if start <= raw < end]
    return [ShortAnswerCandidate((inside[0], inside[-1] + 1), CandidateSource.LINE)]
