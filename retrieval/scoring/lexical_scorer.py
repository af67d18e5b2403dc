"""Lexical scorer: how well each candidate sentence covers a question, by its words and by what stands around it.

A sentence is scored on its own words, on its clause's and on its headings' (fields), each by words, character pairs
and characters with BM25; lexicon terms add to the score, a term's alternatives once. How much of the question's content
a sentence and its context cover then weighs the score. Terms are counted in the candidates alone; how rare they are is
told by the sentences of the whole library.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from retrieval.index.collection_statistics import CollectionStatistics
from retrieval.index.postings import Scores, top_positions
from retrieval.index.text_batch import TextBatch
from retrieval.models import Region
from retrieval.parsing.metadata import DocumentMetadata
from retrieval.question.analysis import Question
from retrieval.question.attributes import Attributes
from retrieval.scoring.candidates import is_plan
from retrieval.scoring.evidence import Evidence, ScoredSentence
from retrieval.scoring.sentence_batch import SentenceBatch
from retrieval.scoring.sentence_source import Candidates
from retrieval.text.lexicon import Term
from retrieval.text.question_text import plain
from retrieval.text.tokenization import TokenKind, bigrams, tokens_of, words

# Kinds of token and fields with their weights, measured on questions that nobody had tuned to; they are flat.
_KINDS = ((TokenKind.WORD, 1.0), (TokenKind.PAIR, 1.0), (TokenKind.CHARACTER, 0.5))
_CLAUSE, _HEADINGS = 0.15, 0.3
# BM25's parameters.
_K1, _B = 0.9, 0.4
_LEXICON = 0.7
# How many sentences of a ranking are kept.
_RANKED = 30
# A question this long that stands in a sentence is a copy of it.
_COPY, _COPIES = 12, 50
_PLAN_ASKED, _PLAN_UNASKED = 1.5, 0.85
_TEXT_PROPER = frozenset({Region.INTRODUCTION, Region.LEAF, Region.PARENT, Region.ROW})
_NEVER = frozenset({Region.FOOTER, Region.NOISE})
# A word counts as covered by what stands around the sentence, but for less.
CLAUSE_COVERAGE, HEADING_COVERAGE = 0.6, 0.85


class _Field:
    """One text a sentence or a passage, scored by BM25."""

    def __init__(self, texts: TextBatch, mean: Mapping[TokenKind, float]) -> None:
        self._texts = texts
        self._length = {kind: _K1 * (1 - _B + _B * texts.lengths(kind) / (mean[kind] or 1.0)) for kind, _ in _KINDS}

    def impact(self, kind: TokenKind, term: str) -> Scores:
        """What a term adds to the score of each text, apart from its idf."""
        counts = self._texts.counts(term)
        return counts * (_K1 + 1) / (counts + self._length[kind])


class LexicalScores:
    """BM25 scores of the sentences of one batch; what is counted once is kept."""

    def __init__(self, batch: SentenceBatch, statistics: CollectionStatistics) -> None:
        """``statistics`` are those of the whole library."""
        sizes = statistics.sizes
        self._batch, self._statistics = batch, statistics
        self._own = _Field(batch.own_text, sizes.own)
        self._clause = _Field(batch.clause_text, sizes.clause)
        self._headings = _Field(batch.heading_text, sizes.headings)
        self._impacts: dict[tuple[TokenKind, str], Scores] = {}

    def match(self, folded: str) -> Scores:
        """The fused BM25 score of a piece of folded text on every sentence."""
        total = np.zeros(len(self._batch))
        for kind, weight in _KINDS:
            for token in tokens_of(kind, folded):
                total += weight * self._impact(kind, token)
        return total

    def expanded(self, expansions: Iterable[tuple[str, tuple[Term, ...]]]) -> Scores:
        """What lexicon terms add: of a form's alternatives the best one counts, never the sum."""
        best = (np.max([term.weight * self.match(term.text) for term in terms], axis=0) for _, terms in expansions)
        return _LEXICON * sum(best, np.zeros(len(self._batch)))

    def of_question(self, question: Question) -> Scores:
        """The scores for a question; its context counts half."""
        scores = self.match(question.query) + self.expanded(question.expansions)
        return scores + 0.5 * self.match(question.context) if question.context else scores

    def coverage(self, question: Question) -> Scores:
        """The idf-weighted share of the question's content words that each sentence and its context hold."""
        content = list(dict.fromkeys(words(question.query) + (words(question.context) if question.context else [])))
        total, mass = np.zeros(len(self._batch)), 0.0
        for word in content:
            weight = self._statistics.idf(word)
            meant = [term for form, terms in question.expansions if word in form for term in terms]
            held = [self._holds(word), *(0.8 * term.weight * self._holds(term.text) for term in meant)]
            total += weight * np.max(held, axis=0)
            mass += weight
        return total / mass if mass else total

    def _impact(self, kind: TokenKind, token: str) -> Scores:
        key = kind, token
        if key not in self._impacts:
            self._impacts[key] = self._idf_impact(kind, token)
        return self._impacts[key]

    def _idf_impact(self, kind: TokenKind, token: str) -> Scores:
        idf = self._statistics.inverse_frequency(kind, token)
        if not idf:
            return np.zeros(len(self._batch))
        around = _CLAUSE * self._clause.impact(kind, token) + _HEADINGS * self._headings.impact(kind, token)
        return idf * (self._own.impact(kind, token) + around[self._batch.passage_of])

    def _holds(self, word: str) -> Scores:
        """How far each sentence holds a word: in itself, in a heading above it, elsewhere in its clause."""
        batch = self._batch
        clause, headings = batch.clause_text.holds(word), batch.heading_text.holds(word)
        around = np.where(headings, HEADING_COVERAGE, np.where(clause, CLAUSE_COVERAGE, 0.0))
        return np.where(batch.own_text.holds(word), 1.0, around[batch.passage_of])


@dataclass(frozen=True, slots=True)
class FirstStageScorer:
    """First stage: text scores by where a sentence stands, known questions, plans.

    ``outside`` is the weight of header lines, titles and signatures; the text proper has 1.
    """

    outside: float

    def score(self, question: Question, text_scores: Scores, found: Candidates) -> Scores:
        """The scores of the candidate sentences."""
        scores = text_scores * self._weight(found.batch) + found.batch.spread(found.sentence_scores)
        scores *= self._plan_factor(question, found)
        scores[[at for at, each in enumerate(found.batch.sentences) if each.key in found.filter.without_sentences]] = (
            0.0
        )
        return scores

    def with_copies(self, question: Question, scores: Scores, text_scores: Scores, batch: SentenceBatch) -> Scores:
        """Scores with those sentences lifted that the question is a copy of: who copies a sentence wants that one."""
        asked = question.text
        if len(asked) < _COPY:
            return scores
        copied, pairs = np.zeros(len(batch)), set(bigrams(asked))
        for at in top_positions(text_scores, _COPIES):
            # What holds the question to the letter has its pairs of characters, but for those that a mark parts.
            if 2 * sum(pair in batch.folded[at] for pair in pairs) >= len(pairs):
                text = plain(batch.folded[at])
                copied[at] = len(asked) / len(text) if asked in text else 0.0
        lifted: Scores = scores + copied * (self._weight(batch) > 0) * scores.max(initial=0.0)
        return lifted

    def _weight(self, batch: SentenceBatch) -> Scores:
        of_place = {
            place: 1.0 if place in _TEXT_PROPER else 0.0 if place in _NEVER else self.outside for place in Region
        }
        weights = np.array([of_place[passage.clause.place] for passage in batch.passages])
        return weights[batch.passage_of]

    def _plan_factor(self, question: Question, found: Candidates) -> Scores:
        """What comes next is planned for the year after the report's own."""
        factors = [
            (
                _PLAN_ASKED
                if question.plan or _planned(found.metadata[passage.file]) in question.years
                else _PLAN_UNASKED
            )
            if is_plan(passage)
            else 1.0
            for passage in found.batch.passages
        ]
        return np.array(factors)[found.batch.passage_of]


def _planned(metadata: DocumentMetadata) -> int:
    return (metadata.year or -1) + 1


def sentence_ranking(
    batch: SentenceBatch, scores: Scores, text_scores: Scores, judge: Callable[[int], tuple[float, float | None]]
) -> tuple[ScoredSentence, ...]:
    """The best sentences by ``scores``; ``judge`` gives the coverage and the trust of the one at a position."""
    return tuple(
        ScoredSentence(batch.sentences[at], batch.folded[at], float(scores[at]), float(text_scores[at]), *judge(at))
        for at in top_positions(scores, _RANKED)
    )


class SingleReportScorer:
    """Sentence scorer over one report: BM25 by coverage. Thread-safe: nothing changes after construction."""

    def __init__(self, first: FirstStageScorer, attributes: Attributes, statistics: CollectionStatistics) -> None:
        """``statistics`` are those of the report's sentences."""
        self._first, self._attributes, self._statistics = first, attributes, statistics

    def score(self, question: Question, found: Candidates) -> Evidence:
        """The evidence of the candidates: every sentence counts by how much of the question it covers."""
        lexical = LexicalScores(found.batch, self._statistics)
        coverage = lexical.coverage(question)
        text = lexical.of_question(question) * (1 + coverage)
        scores = self._first.with_copies(question, self._first.score(question, text, found), text, found.batch)
        ranking = sentence_ranking(found.batch, scores, text, lambda at: (float(coverage[at]), None))
        wanted = self._attributes.find(question.text)
        return Evidence(question, found, wanted, ranking)
