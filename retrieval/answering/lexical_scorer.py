"""Sentences as evidence: which sentence of the library covers a question best.

A sentence is scored on its own words, on its clause's and on its headings' (fields), each by words, character
bigrams and unigrams; lexicon terms add to the score, a term's alternatives once. How much of the question's content
a sentence and its context cover then weighs the score.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np

from retrieval.answering.candidates import _LONGEST, _groups, _headings, _restored, _spans
from retrieval.corpus.derived_arrays import DerivedArrays
from retrieval.index.postings import Postings, Scores
from retrieval.models import Passage, Region
from retrieval.question.analysis import Question
from retrieval.question.concepts import RAREST
from retrieval.text.lexicon import Term
from retrieval.text.normalization import fold
from retrieval.text.tokenization import bigrams, dictionary_frequency, unigrams, words

# Fields and kinds of token with their weights, measured on questions that nobody had tuned to; they are flat.
_FIELDS = (("own", 1.0), ("clause", 0.15), ("headings", 0.3))
_TOKENS = ((words, 1.0), (bigrams, 1.0), (unigrams, 0.5))
_LEXICON = 0.7
# A word counts as covered by what stands around the sentence, but for less.
_CLAUSE_COVERS, _HEADING_COVERS = 0.6, 0.85


@dataclass(frozen=True, slots=True)
class LexicalRanking:
    """Scores of all sentences for one question, and how much of it each covers (0 to 1)."""

    scores: Scores
    coverage: Scores


class _SentenceField:
    """One text a sentence, many of them the same: each is counted once, with words, bigrams and unigrams."""

    def __init__(self, texts: Sequence[str], derived: DerivedArrays, name: str) -> None:
        places: dict[str, int] = {}
        self._of = np.array([places.setdefault(text, len(places)) for text in texts], dtype=np.intp)
        self._parts = [
            (derived.postings(f"{name}/{tokens.__name__}", partial(_postings, tokens, places)), share)
            for tokens, share in _TOKENS
        ]

    @property
    def words(self) -> Postings:
        """The postings of words."""
        return self._parts[0][0]

    @property
    def bigrams(self) -> Postings:
        """The postings of pairs of characters."""
        return self._parts[1][0]

    def scores(self, pieces: Sequence[list[str]]) -> Scores:
        """The weighted sum over the kinds of tokens, for each sentence."""
        parts = zip(self._parts, pieces, strict=True)
        return sum((share * postings.scores(piece) for (postings, share), piece in parts), np.zeros(1))[self._of]


def _postings(tokens: Callable[[str], list[str]], texts: Iterable[str]) -> Postings:
    return Postings([list(tokens(text)) for text in texts])


class SentenceIndex:
    """All sentences of a library, ready to be scored."""

    def __init__(self, passages: Sequence[Passage], derived: DerivedArrays | None = None) -> None:
        """Index the passages' sentences. Raises ValueError where there is no sentence.

        What ``derived`` holds of these passages is taken from there; what it lacks is put there.
        """
        derived = DerivedArrays() if derived is None else derived
        titles = len({passage.file for passage in passages}) > 1
        cut = _LONGEST if titles else None
        self.sentences = _restored(passages, derived.numbers("sentences", lambda: _spans(passages, cut)))
        own = derived.texts("own", lambda: [fold(sentence.text) for sentence in self.sentences])
        clauses = derived.texts("clauses", lambda: [fold(passage.text) for passage in passages])
        above = derived.texts("headings", lambda: [_headings(passage, titles) for passage in passages])
        self.clauses = {passage.id: text for passage, text in zip(passages, clauses, strict=True)}
        self.headings = {passage.id: text for passage, text in zip(passages, above, strict=True)}
        clause = [self.clauses[sentence.passage.id] for sentence in self.sentences]
        headings = [self.headings[sentence.passage.id] for sentence in self.sentences]
        self.folded = own
        self._groups = _groups(self.sentences, clause, headings)
        self._fields = [
            (weight, _SentenceField(texts, derived, name))
            for (name, weight), texts in zip(_FIELDS, (own, clause, headings), strict=True)
        ]

    @cached_property
    def body(self) -> Scores:
        """1.0 for sentences of the text proper, 0.0 for header, title, signature and footer."""
        inside = {Region.INTRODUCTION, Region.LEAF, Region.PARENT, Region.ROW}
        return np.array([float(sentence.passage.clause.place in inside) for sentence in self.sentences])

    def find(self, start: int, end: int, file: str) -> int | None:
        """The position of the sentence of this file that holds the span."""
        for at, sentence in enumerate(self.sentences):
            if sentence.passage.file == file and sentence.start < end and start < sentence.end:
                return at
        return None

    def match(self, folded: str) -> Scores:
        """The fused BM25 score of a piece of folded text on every sentence."""
        total = np.zeros(len(self.sentences))
        pieces = [list(tokens(folded)) for tokens, _ in _TOKENS]
        for weight, field in self._fields:
            total += weight * field.scores(pieces)
        return total

    def expanded(self, expansions: Iterable[tuple[str, tuple[Term, ...]]]) -> Scores:
        """What lexicon terms add: of a form's alternatives the best one counts, never the sum."""
        total = np.zeros(len(self.sentences))
        for _, terms in expansions:
            total += np.max([term.weight * self.match(term.text) for term in terms], axis=0)
        return _LEXICON * total

    def idf(self, word: str) -> float:
        """How telling a word is: half from this library, half from the language at large."""
        own = self._fields[0][1].words
        here = own.idf.get(word, math.log(1 + 2 * own.size))
        at_large = math.log(6e7 / (1 + dictionary_frequency(word))) / 2
        return (here + at_large) / 2

    def rarity(self, text: str) -> float:
        """The idf of the rarest pair of characters of a text, or of itself where it has none; at most `RAREST`."""
        own = self._fields[0][1]
        pairs = bigrams(text)
        idf, tokens_of = (own.bigrams.idf, pairs) if pairs else (own.words.idf, [text])
        return min(max(idf.get(token, RAREST) for token in tokens_of), RAREST)

    def coverage(self, content: Sequence[str], expansions: Sequence[tuple[str, tuple[Term, ...]]]) -> Scores:
        """The idf-weighted share of the content words that each sentence and its context hold."""
        total, mass = np.zeros(len(self.sentences)), 0.0
        for word in content:
            weight = self.idf(word)
            held = self._holds(word)
            for form, terms in expansions:
                if word in form:
                    held = np.maximum(
                        held, np.max([0.8 * term.weight * self._holds(term.text) for term in terms], axis=0)
                    )
            total += weight * held
            mass += weight
        return total / mass if mass else total

    def _holds(self, word: str) -> Scores:
        """How far each sentence holds a word: in itself, in a heading above it, elsewhere in its clause."""
        held = np.zeros(len(self.sentences))
        for headings, clause, first, last in self._groups:
            around = _HEADING_COVERS if word in headings else _CLAUSE_COVERS if word in clause else 0.0
            if around:
                held[first:last] = [1.0 if word in own else around for own in self.folded[first:last]]
        return held


def rank(index: SentenceIndex, question: Question, covering: bool = True) -> LexicalRanking:
    """Score every sentence for a question; the question's context counts half.

    Without ``covering`` how much of the question each sentence covers is left out: it takes a look at every one.
    """
    base = index.match(question.query) + index.expanded(question.expansions)
    if question.context:
        base += 0.5 * index.match(question.context)
    if not covering:
        return LexicalRanking(base, np.zeros(len(index.sentences)))
    content = list(dict.fromkeys(words(question.query) + (words(question.context) if question.context else [])))
    coverage = index.coverage(content, question.expansions)
    return LexicalRanking(base * (1 + coverage), coverage)
