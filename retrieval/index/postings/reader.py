"""Postings reader: BM25 scores of all texts of a collection from the arrays of its segments."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain, islice, pairwise
from typing import Any, NoReturn

import numpy as np
from numpy.typing import NDArray

from retrieval.index.fingerprints import Fingerprints, fingerprints, positions
from retrieval.index.postings.kernels import Kernel, Norms, kernel_for
from retrieval.index.postings.writer import PostingsWriter
from retrieval.text.tokenization import TokenKind

Scores = NDArray[np.float64]
Ids = NDArray[np.intp]
Mask = NDArray[np.bool_]
# For each segment the rows of some terms in its table.
TermRows = Sequence[Ids]

# The lowest score above 0.
_LEAST = float(np.nextafter(0.0, 1.0))
# Texts of a segment that is made in memory: their numbers take two bytes each.
_SEGMENT = 50_000
# Groups of scores of which the best is looked at first.
_GROUPS = 256


def smoothed_idf(size: int, frequency: int) -> float:
    """Inverse document frequency that stays positive, of a term that ``frequency`` of ``size`` texts hold.

    Source: Robertson and Zaragoza, The Probabilistic Relevance Framework (2009); this one is Lucene's.

    >>> round(smoothed_idf(3, 1), 3)
    0.981
    """
    return math.log(1 + (size - frequency + 0.5) / (frequency + 0.5))


class SegmentPostings:
    """The postings of one segment, in memory or mapped. Texts count from the segment's first."""

    def __init__(
        self, arrays: Mapping[str, NDArray[Any]], name: str, live: Mask | None = None, vocabulary: str = ""
    ) -> None:
        """Read the arrays under ``name``, and the terms under ``vocabulary``, by default the same.

        ``live`` tells which texts still count, None: all.
        """
        # Views as plain arrays: compiled loops do not take subclasses.
        self._terms: Fingerprints = np.asarray(arrays[f"{vocabulary or name}/terms"])
        self._bounds = np.asarray(arrays[f"{name}/bounds"])
        self.slots: NDArray[Any] = np.asarray(arrays[f"{name}/slots"])
        self.lengths: NDArray[Any] = np.asarray(arrays[f"{name}/lengths"])
        self.live = live
        self.size = len(self.lengths)

    @property
    def totals(self) -> tuple[int, int]:
        """The number of texts that count, and of their tokens."""
        lengths = self.lengths if self.live is None else self.lengths[self.live]
        return len(lengths), int(lengths.sum(dtype=np.int64))

    def rows(self, wanted: Fingerprints) -> Ids:
        """The row of each term in the segment's table, -1 for one that it lacks."""
        return positions(self._terms, wanted)

    def find(self, rows: Ids) -> NDArray[np.int64]:
        """Where the slots of the term of each row begin and end; both are 0 for -1."""
        # A query has few terms: for those a loop is quicker than array operations.
        of = self._bounds.item
        pairs = [(of(row), of(row + 1)) if row >= 0 else (0, 0) for row in rows.tolist()]
        return np.array(pairs, np.int64).reshape(-1, 2)

    def frequencies(self, bounds: NDArray[np.int64]) -> NDArray[np.int64]:
        """In how many texts that count each term stands."""
        if self.live is not None:
            live = self.live
            return np.array([np.count_nonzero(live[self.texts(pair)]) for pair in bounds], np.int64)
        repeated = self.slots.item
        found = [end - start - 1 - repeated(start) if end > start else 0 for start, end in bounds.tolist()]
        return np.array(found, np.int64)

    def holding(self, kind: TokenKind, term: str) -> NDArray[Any]:
        """The texts that hold a term, whether or not they count, in no order."""
        return self.texts(self.find(self.rows(fingerprints(kind, [term])))[0])

    def texts(self, bounds: NDArray[np.int64]) -> NDArray[Any]:
        """The texts that hold the term whose slots begin and end at ``bounds``; otherwise like `holding`."""
        start, end = bounds.tolist()
        return self.slots[start + 1 : end - int(self.slots[start])] if end > start else self.slots[:0]


@dataclass(frozen=True, slots=True)
class QueryTerms:
    """The tokens of a query: the idf of each, and where its slots begin and end in each segment."""

    idf: Scores
    bounds: Sequence[NDArray[np.int64]]

    def weighted(self, weight: float) -> QueryTerms:
        """The same tokens, which count ``weight`` times as much."""
        return QueryTerms(weight * self.idf, self.bounds)


class Postings:
    """Inverted index over the segments of a collection: for each term the texts that hold it, and how often.

    >>> postings = Postings.of([["复议", "申请"], ["复议", "调解"], ["调解"]])
    >>> postings.scores(["申请"]).round(3).tolist()
    [0.945, 0.0, 0.0]
    >>> postings.scores(["火星"]).any()
    np.False_
    """

    def __init__(
        self,
        segments: Sequence[SegmentPostings],
        kind: TokenKind = TokenKind.WORD,
        k1: float = 0.9,
        b: float = 0.4,
        kernel: Kernel | None = None,
    ) -> None:
        """``kernel`` is by default the fastest there is. Raises ValueError where there is no text."""
        self.segments, self.kind = tuple(segments), kind
        totals = [segment.totals for segment in segments]
        self.size = sum(texts for texts, _ in totals)
        if not self.size:
            raise ValueError("wanted at least one text to index, found none")
        self._kernel = kernel or kernel_for(self.size)
        mean = sum(tokens for _, tokens in totals) / self.size
        self._norms = [Norms(segment.lengths, mean, k1, b) for segment in segments]

    @classmethod
    def of(
        cls, texts: Iterable[Collection[str]], k1: float = 0.9, b: float = 0.4, kind: TokenKind = TokenKind.WORD
    ) -> Postings:
        """Index texts in memory, one list of tokens each. They are read once. Raises ValueError for none."""
        segments: list[SegmentPostings] = []
        rest = iter(texts)
        while batch := list(islice(rest, _SEGMENT)):
            writer = PostingsWriter(kind)
            for text in batch:
                writer.add(text)
            segments.append(SegmentPostings(writer.arrays(kind), kind))
        return cls(segments, kind, k1, b)

    def look_up(self, queries: Iterable[Iterable[str]]) -> list[TermRows]:
        """Look the tokens of some queries up, all at once.

        Raises TypeError for a string, which would be read as a list of characters.
        """
        tokens = [list(query) if not isinstance(query, str) else _refuse(query) for query in queries]
        wanted = fingerprints(self.kind, chain.from_iterable(tokens))
        rows = [segment.rows(wanted) for segment in self.segments]
        return [[found[part] for found in rows] for part in _parts(map(len, tokens))]

    def find(self, queries: Sequence[TermRows]) -> list[QueryTerms]:
        """The tokens of some queries that were looked up here, or in other postings with the same vocabularies."""
        rows = [np.concatenate(of_segment) for of_segment in zip(*queries, strict=True)]
        bounds = [segment.find(found) for segment, found in zip(self.segments, rows, strict=True)]
        parts = [segment.frequencies(found) for segment, found in zip(self.segments, bounds, strict=True)]
        frequencies = sum(parts[1:], parts[0]).tolist()
        idf = np.array([smoothed_idf(self.size, n) for n in frequencies])
        sizes = (len(of_segments[0]) for of_segments in queries)
        return [QueryTerms(idf[part], [each[part] for each in bounds]) for part in _parts(sizes)]

    def terms(self, query: Iterable[str]) -> QueryTerms:
        """The tokens of one query. Raises TypeError for a string."""
        return self.find(self.look_up([query]))[0]

    def idf(self, terms: Iterable[str]) -> list[float]:
        """The inverse document frequency of each term; of an unknown one the highest there is."""
        return [float(idf) for idf in self.terms(terms).idf]

    def add(self, total: Scores, number: int, terms: QueryTerms) -> None:
        """Add the scores of the texts of the segment of this number to ``total``."""
        self._kernel.add(total, self.segments[number].slots, terms.bounds[number], terms.idf, self._norms[number])

    def best(self, query: Iterable[str], k: int) -> tuple[list[int], Scores]:
        """The positions of the ``k`` best texts, best first, ties in order of position, and their scores."""
        terms, best, first = self.terms(query), BestScores(k), 0
        if len(self.segments) == 1:
            total = self._segment_scores(0, terms)
            order = top_positions(total, k)
            return order, total[order]
        positions, scores = [np.zeros(0, np.intp)], [np.zeros(0)]
        for number, segment in enumerate(self.segments):
            total = self._segment_scores(number, terms)
            kept = best.select(total)
            positions.append(kept + first)
            scores.append(total[kept])
            first += segment.size
        every, values = np.concatenate(positions), np.concatenate(scores)
        order = top_positions(values, k)
        return every[order].tolist(), values[order]

    def scores(self, query: Iterable[str]) -> Scores:
        """One score for each text, 0.0 where no term matches; a repeated query term counts each time.

        Texts that no longer count have a place too, and a score of 0.0.

        Raises TypeError for a string, which would be read as a list of characters.
        """
        terms = self.terms(query)
        return np.concatenate([self._segment_scores(number, terms) for number in range(len(self.segments))])

    def _segment_scores(self, number: int, terms: QueryTerms) -> Scores:
        segment = self.segments[number]
        total = np.zeros(segment.size)
        self.add(total, number, terms)
        if segment.live is not None:
            total[~segment.live] = 0.0
        return total


def _refuse(query: str) -> NoReturn:
    raise TypeError(f"wanted a list of tokens, found the string {query[:20]!r}")


def _parts(sizes: Iterable[int]) -> list[slice]:
    """Slices of these sizes, one behind the other."""
    ends = list(accumulate(sizes, initial=0))
    return [slice(start, end) for start, end in pairwise(ends)]


class BestScores:
    """Selects the ``k`` best of scores that come in parts.

    >>> best = BestScores(1)
    >>> best.select(np.array([1.0, 3.0])).tolist(), best.select(np.array([2.0, 3.0, 0.0])).tolist()
    ([1], [1])
    """

    def __init__(self, k: int) -> None:
        self._k = k
        self._seen = np.zeros(0)
        self._least = _LEAST

    def select(self, scores: Scores) -> Ids:
        """The positions, in order, of those of the next scores that may be among the ``k`` best of all."""
        kept: Ids = np.flatnonzero(scores >= max(self._least, _reached(scores, self._k)))
        if len(kept) > self._k:
            kept = kept[scores[kept] >= _kth(scores[kept], self._k)]
        self._seen = np.concatenate([self._seen, scores[kept]])
        if len(self._seen) >= self._k:
            self._least = _kth(self._seen, self._k)
            self._seen = self._seen[self._seen >= self._least]
        return kept


def _kth(scores: Scores, k: int) -> float:
    """The ``k``-th highest score."""
    return float(np.partition(scores, -k)[-k])


def _reached(scores: Scores, k: int) -> float:
    """A score that the ``k`` best reach, for much less work than the ``k``-th highest.

    It is the ``k``-th highest of the best of several groups; minus infinity where there are too few scores for that.
    """
    groups = max(_GROUPS, 4 * k)
    rows = len(scores) // groups
    if rows < 2:
        return -math.inf
    return _kth(scores[: rows * groups].reshape(rows, groups).max(axis=0), k)


def top_positions(scores: Scores, k: int | None = None) -> list[int]:
    """Positions of the ``k`` best positive scores (default: all), best first, ties in order of position.

    >>> top_positions(np.array([0.0, 2.0, 1.0, 2.0]))
    [1, 3, 2]
    """
    found = np.flatnonzero(scores >= max(_reached(scores, k), _LEAST) if k else scores > 0)
    if k and k < len(found):
        # Only scores that reach the k-th best need sorting.
        values = scores[found]
        found = found[values >= _kth(values, k)]
    order = found[np.argsort(-scores[found], kind="stable")[:k]]
    places: list[int] = order.tolist()
    return places
