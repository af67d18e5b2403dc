"""Further sources: short answers of staff, figures beside concepts, statements of figures, what the rules choose."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from retrieval.answering.quote_reading import QuoteReading
from retrieval.models import Span
from retrieval.scoring.figures import may_want_figure, rank_figures
from retrieval.statements.number_candidates import NumberCandidate, is_stated, number_candidates
from retrieval.statements.short_answer_candidates import ShortAnswerCandidate, ShortAnswerSource, common_share

# Of the facts of a long sentence only those that fit best are looked at.
_MOST_FACTS, _MOST_FIGURES, _MOST_NUMBERS = 6, 3, 30


def staff_candidates(reading: QuoteReading) -> list[ShortAnswerCandidate]:
    """The short answers that staff gave within a quote, those of the facts that fit the question best."""
    fitting = sorted(reading.facts, key=lambda fact: (-fact.fit, fact.span))[:_MOST_FACTS]
    spans = dict.fromkeys(fact.short for fact in fitting if fact.short)
    return [ShortAnswerCandidate(span, ShortAnswerSource.STAFF) for span in spans]


def concept_candidates(reading: QuoteReading) -> list[ShortAnswerCandidate]:
    """The figures that stand nearest to the concepts of a question that a number may answer, best first."""
    # The head of a column, not the cell, says what a figure of a table is.
    if reading.row or not may_want_figure(reading.question):
        return []
    ranked = rank_figures(reading.text, reading.concepts, reading.question)
    found = []
    for at, (score, start, end) in enumerate(ranked[:_MOST_FIGURES]):
        rival = ranked[0 if at else 1][0] if len(ranked) > 1 else 0.0
        features = {"concept score": score, "concept margin": score - rival}
        found.append(ShortAnswerCandidate((start, end), ShortAnswerSource.CONCEPT, features))
    return found


def number_annotated(found: Sequence[ShortAnswerCandidate], reading: QuoteReading) -> list[ShortAnswerCandidate]:
    """Candidates with what the statements of the quote say of their figures, and the figures that are none of them yet.

    A candidate with a figure that cannot fill the slot of the question, such as one of other polarity, is left out.
    """
    marked = [(fact.short, fact.fit) for fact in reading.facts if fact.short]
    numbers = number_candidates(reading.text, reading.question, marked)
    kept, seen = [], set[Span]()
    for each in found:
        inside = _within(numbers, each.span)
        seen.update(number.span for number in inside)
        if all(map(is_stated, inside)):
            kept.append(_annotated(each, inside[0]) if inside else each)
    for number in numbers[:_MOST_NUMBERS]:
        if number.span not in seen and is_stated(number):
            kept.append(_annotated(ShortAnswerCandidate(number.span, ShortAnswerSource.NUMBER), number))
    return kept


def _within(numbers: Sequence[NumberCandidate], span: Span) -> Sequence[NumberCandidate]:
    """Those of some figures in order that begin within a span."""
    first, last = (bisect_left(numbers, at, key=lambda number: number.span[0]) for at in span)
    return numbers[first:last]


def with_chosen(
    found: Sequence[ShortAnswerCandidate], reading: QuoteReading, chosen: str
) -> tuple[list[ShortAnswerCandidate], int]:
    """Candidates with what the rules choose, and its place; one that is none of them takes over what its figure has.

    ``chosen`` is a slice of the raw quote.
    """
    at = reading.raw.index(chosen)
    span = reading.folded.folded_span(at, at + len(chosen))
    words = reading.text[slice(*span)]
    for place, each in enumerate(found):
        if reading.text[slice(*each.span)] == words:
            return list(found), place
    alike = max(found, key=lambda each: common_share(each.span, span), default=None)
    told = alike.features if alike and common_share(alike.span, span) else {}
    return [*found, ShortAnswerCandidate(span, ShortAnswerSource.RULE, told)], len(found)


def _annotated(candidate: ShortAnswerCandidate, number: NumberCandidate) -> ShortAnswerCandidate:
    told = {f"number {name}": value for name, value in number.features.items()}
    return replace(
        candidate, source=candidate.source | ShortAnswerSource.NUMBER, features={**candidate.features, **told}
    )
