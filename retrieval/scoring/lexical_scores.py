"""Lexical scores: BM25 of the sentences of a batch by their own words, by their clause's and by their headings'.

Each field counts words, character pairs and characters; lexicon terms add to the score, a term's alternatives once.
Terms are counted in the batch alone; how rare they are is told by the sentences of the whole library.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

import numpy as np

from retrieval.index.collection_statistics import CollectionStatistics
from retrieval.index.postings import Scores
from retrieval.index.text_batch import TextBatch
from retrieval.question.analysis import Question
from retrieval.scoring.sentence_batch import SentenceBatch
from retrieval.text.lexicon import Term
from retrieval.text.tokenization import TokenKind, tokens_of, words

# Kinds of token and fields with their weights, measured on questions that nobody had tuned to; they are flat.
_KINDS = ((TokenKind.WORD, 1.0), (TokenKind.PAIR, 1.0), (TokenKind.CHARACTER, 0.5))
_CLAUSE, _HEADINGS = 0.15, 0.3
# BM25's parameters.
_K1, _B = 0.9, 0.4
_LEXICON = 0.7
# A word counts as covered by what stands around the sentence, but for less.
CLAUSE_COVERAGE, HEADING_COVERAGE = 0.6, 0.85
# Terms of which the impacts are kept; a question has some two hundred.
_REMEMBERED = 4096

_Key = TypeVar("_Key")


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
    """BM25 scores of the sentences of one batch. Thread-safe: it only remembers what it counted."""

    def __init__(self, batch: SentenceBatch, statistics: CollectionStatistics) -> None:
        """``statistics`` are those of the whole library."""
        sizes = statistics.sizes
        self.batch, self._statistics = batch, statistics
        self._own = _Field(batch.own_text, sizes.own)
        self._clause = _Field(batch.clause_text, sizes.clause)
        self._headings = _Field(batch.heading_text, sizes.headings)
        self._impacts: dict[tuple[TokenKind, str], Scores] = {}
        self._held: dict[str, Scores] = {}
        self._nothing: Scores = np.zeros(len(batch))

    def match(self, folded: str) -> Scores:
        """The fused BM25 score of a piece of folded text on every sentence."""
        total = np.zeros(len(self.batch))
        for kind, weight in _KINDS:
            for token in tokens_of(kind, folded):
                total += weight * self._impact(kind, token)
        return total

    def expanded(self, expansions: Iterable[tuple[str, tuple[Term, ...]]]) -> Scores:
        """What lexicon terms add: of a form's alternatives the best one counts, never the sum."""
        best = (np.max([term.weight * self.match(term.text) for term in terms], axis=0) for _, terms in expansions)
        return _LEXICON * sum(best, np.zeros(len(self.batch)))

    def of_question(self, question: Question) -> Scores:
        """The scores for a question; its context counts half."""
        scores = self.match(question.query) + self.expanded(question.expansions)
        return scores + 0.5 * self.match(question.context) if question.context else scores

    def coverage(self, question: Question) -> Scores:
        """The idf-weighted share of the question's content words that each sentence and its context hold."""
        content = list(dict.fromkeys(words(question.query) + (words(question.context) if question.context else [])))
        total, mass = np.zeros(len(self.batch)), 0.0
        for word in content:
            weight = self._statistics.idf(word)
            meant = [term for form, terms in question.expansions if word in form for term in terms]
            held = [self._holds(word), *(0.8 * term.weight * self._holds(term.text) for term in meant)]
            total += weight * np.max(held, axis=0)
            mass += weight
        return total / mass if mass else total

    def _impact(self, kind: TokenKind, token: str) -> Scores:
        """What a token adds to the score of each sentence."""
        found = self._impacts.get((kind, token))
        if found is None:
            idf = self._statistics.inverse_frequency(kind, token)
            if not idf:  # no sentence holds it, and it is not remembered: there is no end of such tokens
                return self._nothing
            found = self._counted(kind, token, idf)
            self._impacts = _with(self._impacts, (kind, token), found)
        return found

    def _counted(self, kind: TokenKind, token: str, idf: float) -> Scores:
        around = _CLAUSE * self._clause.impact(kind, token) + _HEADINGS * self._headings.impact(kind, token)
        return idf * (self._own.impact(kind, token) + around[self.batch.passage_of])

    def _holds(self, word: str) -> Scores:
        """How far each sentence holds a word: in itself, in a heading above it, elsewhere in its clause."""
        found = self._held.get(word)
        if found is None:
            batch = self.batch
            clause, headings = batch.clause_text.holds(word), batch.heading_text.holds(word)
            around = np.where(headings, HEADING_COVERAGE, np.where(clause, CLAUSE_COVERAGE, 0.0))
            found = np.where(batch.own_text.holds(word), 1.0, around[batch.passage_of])
            self._held = _with(self._held, word, found)
        return found


def _with(memory: dict[_Key, Scores], key: _Key, scores: Scores) -> dict[_Key, Scores]:
    """A memory with one more entry: a new one where it is full, since another thread may still read the old."""
    if len(memory) >= _REMEMBERED:
        memory = {}
    memory[key] = scores
    return memory
