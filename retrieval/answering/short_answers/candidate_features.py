"""Candidate features: what speaks for each candidate of a quote, beside what its sources say of it.

Whether its own part of the sentence is about what was asked, or another's more; whether staff asked this question of
it, or one like it of something else; whether its form is the one asked for; how likely the sentence answers at all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from retrieval.answering.quote_reading import QuoteReading
from retrieval.answering.short_answers.quote_coverage import PartCoverage, QuoteCoverage
from retrieval.models import Span
from retrieval.question.known_questions import KnownQuestionIndex
from retrieval.scoring.evidence import Evidence
from retrieval.statements.short_answer_candidates import ShortAnswerCandidate, common_share
from retrieval.statements.staff_fact import StaffFact
from retrieval.text.answer_type import ANSWER_FORMS, NUMERIC
from retrieval.text.tokenization import bigrams
from retrieval.text.values.grammar import find_values

# Two spans that share so much are one answer.
_SAME = 0.6

Features = Mapping[str, float]
# What the features mean: no fitting may turn one into its contrary. What is in neither is not weighed.
SPEAK_FOR = (
    *("answerability", "sentence margin", "words covered"),
    *("told", "told closeness", "told kind", "told score", "told telling", "told margin", "told beside others"),
    *("item covered", "clause covered", "segment covered", "least covered", "clause margin"),
    *("figure score", "figure margin", "figure unit", "figure first", "figure alone"),
    *("concept score", "concept margin"),
    *("number own coverage", "number context coverage", "number own words coverage", "number least covered word"),
    *("number margin", "number unit", "number asked noun adjacent", "number only one", "number staff"),
    *("number plan agrees", "role fits", "role weight", "role chosen", "role noun fits", "role act covered"),
    *("role clause covered", "role around covered", "role asked act covered", "role count fits", "role marker"),
    *("role whole", "role by role", "role told", "role told closely"),
)
SPEAK_AGAINST = (
    *("closest elsewhere", "closest gap", "rival closeness", "rival score", "only elsewhere", "echo"),
    *("figure missing", "figure unasked", "form unfit", "role ruled out", "role elsewhere", "role echo"),
    *("number qualifier unasked", "number qualifier absent", "number direction unasked", "number part of a whole"),
    "number staff elsewhere",
)


def candidate_features(
    found: Sequence[ShortAnswerCandidate], reading: QuoteReading, coverage: QuoteCoverage, shared: Features
) -> list[Features]:
    """The features of each candidate, with those that all share (`evidence_features`) and those of its sources."""
    around = [coverage.around(each.span) for each in found]
    told = [_told(each.span, reading.facts) for each in found]
    near, clauses = _best_other([t["told closeness"] for t in told]), _best_other([part.clause for part in around])
    rows: list[Features] = []
    for at, (each, part, own) in enumerate(zip(found, around, told, strict=True)):
        elsewhere = max(shared["closest elsewhere"], shared["closest gap"], own["rival closeness"])
        rows.append(
            {**shared, **own}
            | _of_coverage(part, clauses[at])
            | _of_form(each, reading)
            | {
                "told margin": own["told closeness"] - elsewhere,
                "told beside others": own["told closeness"] - near[at],
            }
            | dict(each.features)
        )
    return rows


def evidence_features(evidence: Evidence, probability: float, known: KnownQuestionIndex) -> Features:
    """What holds of all candidates of the best sentence; ``probability`` is how likely the sentence answers."""
    similar = evidence.candidates.hits.similarity
    answered = similar[: known.asked].copy()
    answered[known.phrasings_of(evidence.best.sentence.key)] = 0.0
    ranking = evidence.ranking
    rival = ranking[1].score if len(ranking) > 1 else 0.0
    return {
        "answerability": probability,
        "closest elsewhere": float(answered.max(initial=0.0)),
        "closest gap": float(similar[known.asked :].max(initial=0.0)),
        "sentence margin": (ranking[0].score - rival) / ranking[0].score if ranking[0].score else 0.0,
        "words covered": ranking[0].coverage,
    }


def _told(span: Span, facts: Sequence[StaffFact]) -> dict[str, float]:
    """How close the question is to those of the fact whose short answer a span is, and to those of other facts."""
    own = [fact for fact in facts if fact.short and common_share(fact.short, span) >= _SAME]
    others = [fact for fact in facts if fact not in own]
    return {
        "told": float(bool(own)),
        "told closeness": max((fact.closeness for fact in own), default=0.0),
        "told kind": max((fact.kind_closeness for fact in own), default=0.0),
        "told score": max((fact.score for fact in own), default=0.0),
        "told telling": max((fact.telling for fact in own), default=0.0),
        "rival closeness": max((fact.closeness for fact in others), default=0.0),
        "rival score": max((fact.score for fact in others), default=0.0),
    }


def _of_coverage(part: PartCoverage, best_other_clause: float) -> dict[str, float]:
    return {
        "item covered": part.item,
        "clause covered": part.clause,
        "segment covered": part.segment,
        "sentence covered": part.sentence,
        "least covered": part.least,
        "only elsewhere": part.sentence - part.clause,
        "clause margin": part.clause - best_other_clause,
    }


def _of_form(candidate: ShortAnswerCandidate, reading: QuoteReading) -> dict[str, float]:
    start, end = candidate.span
    words, kind = reading.text[start:end], reading.kind
    pairs, asked = bigrams(words), reading.question.text
    figured = any(value.start < end and start < value.end for value in find_values(reading.text) if value.is_quantity)
    form = ANSWER_FORMS[kind].staff_span
    return {
        "echo": sum(pair in asked for pair in pairs) / len(pairs) if pairs else 0.0,
        "figure missing": float(kind in NUMERIC and not figured),
        "figure unasked": float(kind not in NUMERIC and figured),
        "form unfit": float(form is not None and not form.search(words)),
    }


def _best_other(values: Sequence[float]) -> list[float]:
    """For each of some values the greatest of the others.

    >>> _best_other([0.2, 0.9, 0.5]), _best_other([0.4])
    ([0.9, 0.5, 0.9], [0.0])
    """
    first, second, *_ = [*sorted(values, reverse=True), 0.0, 0.0]
    return [second if value == first else first for value in values]
