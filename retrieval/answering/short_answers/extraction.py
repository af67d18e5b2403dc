"""Extraction: the answer in the fewest characters (189项, 855.6万元, 4月28日), a slice of the quote, where it is sure.

Candidates come from several sources: what the rules choose (`span_extraction`), figures of the form asked for, figures
beside the concepts of the question, fillers of the asked role, the short answers that staff gave. Each is weighed by the fitted confidence; the best one is shown where
that is sure enough. Elsewhere the quote stands alone, with the clause emphasised that is most about what was asked.
"""

from __future__ import annotations

from dataclasses import dataclass

from retrieval.answering.short_answers.candidate_features import Features, candidate_features, evidence_features
from retrieval.answering.short_answers.confidence import ShortAnswerConfidence
from retrieval.answering.short_answers.coverage import QuoteCoverage
from retrieval.answering.short_answers.figure_source import figure_candidates
from retrieval.answering.short_answers.other_sources import (
    concept_candidates,
    line_candidates,
    number_annotated,
    rule_annotated,
    staff_candidates,
)
from retrieval.answering.short_answers.quote_reading import QuoteReading
from retrieval.answering.short_answers.role_source import role_annotated
from retrieval.answering.span_extraction import SpanExtractor
from retrieval.index.collection_statistics import CollectionStatistics
from retrieval.models import Quote, Span
from retrieval.question.concepts import concepts_of
from retrieval.question.known_questions import KnownQuestionIndex
from retrieval.scoring.evidence import Evidence
from retrieval.statements.candidates import ShortAnswerCandidate, merge_candidates


@dataclass(frozen=True, slots=True)
class Extraction:
    """What is emphasised of a quote: the short answer, a slice of it, or the clause that matters, a span of it."""

    short: str | None = None
    clause: Span | None = None


@dataclass(frozen=True, slots=True)
class WeighedCandidates:
    """The candidates of a quote, each with its features."""

    reading: QuoteReading
    coverage: QuoteCoverage
    candidates: tuple[ShortAnswerCandidate, ...]
    features: tuple[Features, ...]

    def words(self, candidate: ShortAnswerCandidate) -> str:
        """The slice of the quote that a candidate is."""
        start, end = self.reading.folded.raw_span(*candidate.span)
        return self.reading.raw[start:end]


@dataclass(frozen=True, slots=True)
class ShortAnswerExtractor:
    """Finds the short answer within a quote of the best sentence. Thread-safe: nothing changes."""

    rules: SpanExtractor
    known: KnownQuestionIndex
    statistics: CollectionStatistics
    confidence: ShortAnswerConfidence

    def extract(self, quote: Quote, evidence: Evidence, probability: float) -> Extraction:
        """The short answer, or the clause that matters where no candidate is sure enough.

        ``probability`` is how likely the best sentence answers.
        """
        found = self.candidates(quote, evidence, probability)
        sure = [self.confidence.of(found.reading, each) for each in found.features]
        best = max(range(len(sure)), key=lambda at: sure[at], default=None)
        if best is not None and sure[best] >= self.confidence.threshold:
            return Extraction(found.words(found.candidates[best]))
        clause = found.coverage.best_clause()
        return Extraction(clause=found.reading.folded.raw_span(*clause) if clause else None)

    def candidates(self, quote: Quote, evidence: Evidence, probability: float) -> WeighedCandidates:
        """All candidates of a quote with their features, in order."""
        reading = QuoteReading.of(quote, evidence, self.known)
        concepts = concepts_of(reading.question, self.statistics.rarity)
        chosen = self.rules.extract(quote, evidence)
        proposed = [
            *figure_candidates(reading),
            *staff_candidates(reading),
            *concept_candidates(reading, concepts),
            *line_candidates(reading),
        ]
        found = role_annotated(number_annotated(merge_candidates(proposed), reading), reading, self.statistics.rarity)
        found = rule_annotated(found, reading, chosen)
        coverage = QuoteCoverage.of(reading, concepts)
        shared = evidence_features(evidence, probability, self.known)
        rows = candidate_features(found, reading, coverage, shared)
        return WeighedCandidates(reading, coverage, tuple(found), tuple(rows))
