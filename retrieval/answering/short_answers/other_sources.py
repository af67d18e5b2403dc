"""Further sources: the short answers of staff, figures beside concepts, lines of guides, statements of figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from retrieval.answering.short_answers.quote_reading import QuoteReading
from retrieval.models import Span
from retrieval.question.concepts import Concept
from retrieval.scoring.figures import may_want_figure, rank_figures
from retrieval.scoring.service_guide import value_of
from retrieval.statements.candidates import CandidateSource, ShortAnswerCandidate, common_share
from retrieval.statements.number_candidates import NumberCandidate, is_stated, number_candidates, remaining_parts
from retrieval.statements.number_slots import number_slot
from retrieval.text.answer_type import AnswerType

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
    value = value_of(reading.raw)
    if not value:
        return []
    end = reading.raw.rindex(value) + len(value)
    start = end - len(value)
    offsets = reading.folded.offsets
    inside = [at for at, raw in enumerate(offsets) if start <= raw < end]
    return [ShortAnswerCandidate((inside[0], inside[-1] + 1), CandidateSource.LINE)]


def number_annotated(found: Sequence[ShortAnswerCandidate], reading: QuoteReading) -> list[ShortAnswerCandidate]:
    """Candidates with what the statements of the quote say of their figures, and the figures that are none of them yet.

    A candidate with a figure that cannot fill the slot of the question, such as one of the opposite polarity, is left out.
    """
    marked = [(fact.short, fact.fit) for fact in reading.facts if fact.short]
    numbers = number_candidates(reading.text, reading.question, marked)
    kept, seen = [], set[Span]()
    for each in found:
        inside = [number for number in numbers if each.span[0] <= number.span[0] < each.span[1]]
        seen.update(number.span for number in inside)
        if all(map(is_stated, inside)):
            kept.append(_annotated(each, inside[0]) if inside else each)
    for number in numbers:
        if number.span not in seen and is_stated(number):
            kept.append(_annotated(ShortAnswerCandidate(number.span, CandidateSource.NUMBER), number))
    if reading.kind is AnswerType.LIST and (rest := remaining_parts(reading.text, number_slot(reading.question))):
        kept.append(ShortAnswerCandidate(rest, CandidateSource.NUMBER, {"remaining parts": 1.0}))
    return kept


def rule_annotated(
    found: Sequence[ShortAnswerCandidate], reading: QuoteReading, chosen: str | None
) -> list[ShortAnswerCandidate]:
    """Candidates with whether the rules choose them; a choice that is none of them takes over what is said of its figure.

    ``chosen`` is a slice of the raw quote, None where the rules keep silent.
    """
    at = reading.raw.find(chosen) if chosen else -1
    if not chosen or at < 0:
        return [replace(each, features={**each.features, "rules silent": 1.0}) for each in found]
    span = reading.folded.folded_span(at, at + len(chosen))
    same = [each for each in found if reading.text[slice(*each.span)] == reading.text[slice(*span)]]
    if not same:
        alike = max(found, key=lambda each: common_share(each.span, span), default=None)
        told = alike.features if alike and common_share(alike.span, span) else {}
        same = [ShortAnswerCandidate(span, CandidateSource.RULE, told)]
        found = [*found, *same]
    return [
        replace(
            each,
            source=each.source | CandidateSource.RULE if each is same[0] else each.source,
            features={**each.features, "chosen by rules" if each is same[0] else "rules choose another": 1.0},
        )
        for each in found
    ]


def _annotated(candidate: ShortAnswerCandidate, number: NumberCandidate) -> ShortAnswerCandidate:
    told = {f"number {name}": value for name, value in number.features.items()}
    return replace(
        candidate, source=candidate.source | CandidateSource.NUMBER, features={**candidate.features, **told}
    )
