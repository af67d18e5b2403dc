"""Figure source: the values of a quote that have the form asked for, by the words of the question near them."""

from __future__ import annotations

from retrieval.answering.quote_reading import QuoteReading
from retrieval.answering.span_extraction import asked_unit_groups, scored_figures, unit_bonus
from retrieval.statements.short_answer_candidates import ShortAnswerCandidate, ShortAnswerSource

# Of a long enumeration only the likeliest figures are looked at.
_MOST = 8


def figure_candidates(reading: QuoteReading) -> list[ShortAnswerCandidate]:
    """The likeliest values of the wanted form, best first; none for a type without values."""
    marked = [(fact.short, fact.fit) for fact in reading.facts if fact.short]
    score = scored_figures(reading.text, reading.kind, reading.question, marked)
    if not score:
        return []
    ranked = sorted(score, key=lambda span: (-score[span], span[0]))
    best, second, *_ = [*(score[span] for span in ranked[:2]), 0.0]
    units, found = asked_unit_groups(reading.question.text), []
    for span in ranked[:_MOST]:
        rival = second if score[span] == best else best
        features = {
            "figure score": score[span] / (1 + score[span]),
            "figure margin": (score[span] - rival) / (best or 1.0),
            "figure unit": unit_bonus(reading.text, span, units) / 2,
            "figure first": float(span == ranked[0]),
            "figure alone": 1 / len(score),
        }
        found.append(ShortAnswerCandidate(span, ShortAnswerSource.FIGURE, features))
    return found
