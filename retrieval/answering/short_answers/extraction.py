"""Extraction: the answer in the fewest characters (189项, 855.6万元, 4月28日), a slice of the quote, where it is sure.

Candidates come from several sources: what the rules choose (`span_extraction`), figures of the form asked for, figures
beside the concepts of the question, fillers of the asked role, the short answers that staff gave. The fitted confidence
weighs the choice among them; it is shown where that is sure enough. Elsewhere the quote stands alone, with the clause
emphasised that is most about what was asked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from retrieval.answering.contradictions.contradiction import is_contradicted
from retrieval.answering.contradictions.other_figures import better
from retrieval.answering.contradictions.sanctions import later_amount
from retrieval.answering.quote_reading import QuoteReading
from retrieval.answering.short_answers.candidate_features import Features, candidate_features, evidence_features
from retrieval.answering.short_answers.confidence import ShortAnswerConfidence
from retrieval.answering.short_answers.figure_source import figure_candidates
from retrieval.answering.short_answers.labelled_values import asks_telephone, labelled_value
from retrieval.answering.short_answers.other_sources import (
    concept_candidates,
    number_annotated,
    staff_candidates,
    with_chosen,
)
from retrieval.answering.short_answers.quote_coverage import QuoteCoverage
from retrieval.answering.short_answers.role_source import role_annotated
from retrieval.answering.short_answers.table_answers import cell_answer
from retrieval.answering.span_extraction import SpanExtractor, is_outcome_of_the_earlier
from retrieval.index.collection_statistics import CollectionStatistics
from retrieval.models import Quote, Span
from retrieval.question.known_questions import KnownQuestionIndex
from retrieval.scoring.evidence import Evidence
from retrieval.statements.respectively import share_of
from retrieval.statements.short_answer_candidates import merge_candidates
from retrieval.text.normalization import fold
from retrieval.text.values.grammar import find_values

# In an enumeration of more characters nothing is sure to be what was asked for.
_LONGEST = 3000
_OR = re.compile(r"或者?[^,;:。、]{0,12}")
# In a library a sentence that with all around it holds less of a question than this seldom speaks of the very thing: on
# two libraries both short answers from such sentences were wrong, of 71 others 58 were right.
_COVERED = 0.5
# Nor is a figure sure of a sentence that is hardly likely to answer: of short answers below this, on the questions that
# choices are made by, half were wrong, of the others one in ten.
_LIKELY = 0.55


@dataclass(frozen=True, slots=True)
class Extraction:
    """What is emphasised of a quote: the short answer, a slice of it, or the clause that matters, a span of it."""

    short: str | None = None
    clause: Span | None = None


@dataclass(frozen=True, slots=True)
class ChosenCandidate:
    """What the rules choose of a quote, what speaks for and against it, and the reading that it was weighed in."""

    words: str
    span: Span
    reading: QuoteReading
    features: Features

    @property
    def is_spoken_against(self) -> bool:
        """Whether the words stand in the question itself, go over cells of a row, or the quote contradicts them.

        30件 is no part of those 30件.
        """
        echoes = fold(self.words) in self.reading.question.text
        goes_over_cells = self.reading.row is not None and "|" in self.words
        return echoes or goes_over_cells or is_contradicted(self.span, self.reading)


@dataclass(frozen=True, slots=True)
class ShortAnswerExtractor:
    """Finds the short answer within a quote of the best sentence. Thread-safe: nothing changes.

    The rules choose at most one candidate. Where they keep silent, the best of the others was right in fewer than two
    of three cases, however it was weighed; so the others only tell how sure the choice is.
    """

    rules: SpanExtractor
    known: KnownQuestionIndex
    statistics: CollectionStatistics
    confidence: ShortAnswerConfidence

    def read(self, quote: Quote, evidence: Evidence) -> QuoteReading:
        """Read a quote of the best sentence of some evidence."""
        return QuoteReading.of(quote, evidence, self.known, self.statistics.rarity)

    def extract(self, reading: QuoteReading, evidence: Evidence, probability: float) -> Extraction:
        """The short answer, or the clause that matters where the choice is not sure enough.

        ``probability`` is how likely the best sentence answers.
        """
        if len(reading.raw) > _LONGEST:
            return Extraction()
        if cell := cell_answer(reading) or labelled_value(reading):
            return Extraction(cell)
        # No figure of another sort is the number of a telephone.
        telephone = asks_telephone(reading.question.text) and not reading.facts
        chosen = None if telephone else self._uncontradicted(reading, evidence, probability)
        if chosen and not _says_little(reading, evidence, probability) and self._is_sure(chosen):
            return Extraction(chosen.words)
        clause = QuoteCoverage.of(reading, reading.concepts).best_clause()
        return Extraction(clause=reading.folded.raw_span(*clause) if clause else None)

    def choice(self, reading: QuoteReading, evidence: Evidence, probability: float) -> ChosenCandidate | None:
        """What the rules choose, weighed among the candidates of all sources; None where they keep silent."""
        words = self.rules.extract(reading)
        if not words:
            return None
        at = reading.raw.index(words)
        return self._weighed(reading.folded.folded_span(at, at + len(words)), reading, evidence, probability)

    def _uncontradicted(self, reading: QuoteReading, evidence: Evidence, probability: float) -> ChosenCandidate | None:
        """What the rules choose, or the figure that fits better where the quote speaks against it.

        None where it speaks against both, or nothing is chosen.
        """
        chosen = self.choice(reading, evidence, probability)
        if chosen and chosen.is_spoken_against:
            span = later_amount(chosen.span, reading) or better(chosen.span, reading)
            chosen = self._weighed(span, reading, evidence, probability) if span else None
            return chosen if chosen and not chosen.is_spoken_against else None
        return chosen

    def _is_sure(self, chosen: ChosenCandidate) -> bool:
        reading = chosen.reading
        return self.confidence.is_sure(reading, chosen.features) or is_outcome_of_the_earlier(
            chosen.span, reading.text, reading.question
        )

    def _weighed(self, span: Span, reading: QuoteReading, evidence: Evidence, probability: float) -> ChosenCandidate:
        """A span of the folded quote, with what belongs to it, weighed among the candidates of all sources."""
        whole = _with_alternatives(_own_share(span, reading), reading.text)
        words = reading.raw[slice(*reading.folded.raw_span(*whole))]
        proposed = [*figure_candidates(reading), *staff_candidates(reading), *concept_candidates(reading)]
        found = role_annotated(number_annotated(merge_candidates(proposed), reading), reading)
        found, at = with_chosen(found, reading, words)
        shared = evidence_features(evidence, probability, self.known)
        rows = candidate_features(found, reading, QuoteCoverage.of(reading, reading.concepts), shared)
        return ChosenCandidate(words, found[at].span, reading, rows[at])


def _own_share(span: Span, reading: QuoteReading) -> Span:
    """What belongs to the asked item alone, where 分别 ties a span of the quote to those of others too."""
    named = " ".join([reading.question.text, *(term.text for concept in reading.concepts for term in concept.terms)])
    return share_of(reading.text, span, named)


def _with_alternatives(span: Span, folded: str) -> Span:
    """A span with the figures that 或者 gives beside it: 五千元以上或者营业额的百分之一以上."""
    start, end = span
    figures = [each for each in find_values(folded) if each.is_quantity]
    for figure in figures:
        if figure.start >= end and _OR.fullmatch(folded, end, figure.start):
            end = figure.end
    for figure in reversed(figures):
        if figure.end <= start and _OR.fullmatch(folded, figure.end, start):
            start = figure.start
    return start, end


def _says_little(reading: QuoteReading, evidence: Evidence, probability: float) -> bool:
    """Whether a sentence that staff tied no fact to, in a library, holds little of what is asked with all around it.

    Or it is not clear that it answers at all.
    """
    best = evidence.best
    return not reading.facts and best.trust is not None and (best.coverage < _COVERED or probability < _LIKELY)
