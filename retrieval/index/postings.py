"""BM25 postings: rank-bm25's term counts, kept as arrays of segments and scored through an inverted index.

Differences from rank-bm25: the idf is smoothed (there it is 0 for a term in half of the texts, and negative in tiny
corpora); a text with score zero is no hit; a string in place of a list of tokens raises TypeError and an empty corpus
ValueError. Apart from these, the scores equal those of rank-bm25 to the last bit, however many segments the texts are
spread over: document frequencies and lengths are summed when postings are opened and terms are looked up.

Arrays of a segment, under a name for each kind of token:

- ``terms``: sorted fingerprints of its terms (uint64)
- ``bounds``: where the slots of each term begin, and the end of the last (uint32, or uint64)
- ``slots`` of a term: how many texts hold it several times, the texts that hold it once, those that hold it several
  times, and how often each of these does (uint16, or uint32); texts count from the segment's first
- ``lengths``: number of tokens of each text (the smallest unsigned type)
"""

from __future__ import annotations

import math
import sys
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, islice
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rank_bm25 import BM25Okapi

from retrieval.index.fingerprints import Fingerprints, fingerprints, positions
from retrieval.index.kernels import Kernel, Norms, kernel_for
from retrieval.text.tokenization import TokenKind

Scores = NDArray[np.float64]
Ids = NDArray[np.intp]
Mask = NDArray[np.bool_]
PostingsArrays = dict[str, NDArray[Any]]

# Tokens that rank-bm25 counts at once: its dicts take up to 100 bytes for each.
_BATCH = 200_000
# Texts of a segment that is made in memory: their numbers take two bytes each.
_SEGMENT = 50_000


class SmoothedBM25(BM25Okapi):  # type: ignore[misc]
    """Okapi BM25 with an idf that stays positive.

    Source: Robertson and Zaragoza, The Probabilistic Relevance Framework (2009); the idf is Lucene's,
    ln(1 + (N - n + 0.5) / (n + 0.5)).
    """

    def _calc_idf(self, nd: dict[str, int]) -> None:
        self.idf = {term: smoothed_idf(self.corpus_size, n) for term, n in nd.items()}
        self.average_idf = sum(self.idf.values()) / len(self.idf) if self.idf else 0.0


def smoothed_idf(size: int, frequency: int) -> float:
    """Lucene's inverse document frequency of a term that ``frequency`` of ``size`` texts hold.

    >>> round(smoothed_idf(3, 1), 3)
    0.981
    """
    return math.log(1 + (size - frequency + 0.5) / (frequency + 0.5))


class PostingsWriter:
    """Counts the tokens of texts, one after the other, and gives the arrays of their segment.

    >>> writer = PostingsWriter(TokenKind.WORD)
    >>> for text in (["复议", "申请", "复议"], ["调解"]):
    ...     writer.add(text)
    >>> writer.arrays("words")["words/lengths"].tolist()
    [3, 1]
    """

    def __init__(self, kind: TokenKind) -> None:
        self._kind = kind
        self._numbers: dict[str, int] = {}
        self._batch: list[list[str]] = []
        self._waiting = 0
        self._lengths: list[NDArray[np.uint32]] = []
        self._terms: list[NDArray[np.uint32]] = []
        self._counts: list[NDArray[np.uint32]] = []
        self._sizes: list[NDArray[np.uint32]] = []

    def add(self, tokens: Collection[str]) -> None:
        """Take in the tokens of the next text. Raises TypeError for a string."""
        if isinstance(tokens, str):
            raise TypeError(f"wanted a list of tokens, found the string {tokens[:20]!r}")
        # One object for each term, however many texts hold it.
        self._batch.append([sys.intern(token) for token in tokens])
        self._waiting += 1 + len(tokens)
        if self._waiting >= _BATCH:
            self._count()

    def _count(self) -> None:
        """Have rank-bm25 count the batch, and keep what it counted as arrays."""
        if not self._batch:
            return
        model, numbers = SmoothedBM25(self._batch), self._numbers
        for term in model.idf:
            numbers.setdefault(term, len(numbers))
        sizes = np.fromiter(map(len, model.doc_freqs), np.uint32, len(self._batch))
        total = int(sizes.sum())
        held = chain.from_iterable(model.doc_freqs)
        self._terms.append(np.fromiter(map(numbers.__getitem__, held), np.uint32, total))
        counts = chain.from_iterable(text.values() for text in model.doc_freqs)
        self._counts.append(np.fromiter(counts, np.uint32, total))
        self._sizes.append(sizes)
        self._lengths.append(np.array(model.doc_len, np.uint32))
        self._batch, self._waiting = [], 0

    def arrays(self, name: str) -> PostingsArrays:
        """The arrays of all texts that were added, under names that begin with ``name``."""
        self._count()
        table = fingerprints(self._kind, self._numbers)
        order = np.argsort(table)
        bounds, slots = self._slots(np.argsort(order))
        return {
            f"{name}/terms": table[order],
            f"{name}/bounds": bounds.astype(np.uint32 if len(slots) < 1 << 32 else np.uint64),
            f"{name}/slots": slots,
            f"{name}/lengths": smallest_unsigned(_joined(self._lengths)),
        }

    def _slots(self, rank: Ids) -> tuple[NDArray[np.int64], NDArray[Any]]:
        """Where the slots of each term begin, and the slots; ``rank`` is the row of each term in the table."""
        terms, counts, sizes = rank[_joined(self._terms)], _joined(self._counts), _joined(self._sizes)
        texts = np.repeat(np.arange(len(sizes), dtype=np.uint32), sizes)
        several = counts > 1
        order = np.argsort(2 * terms + several, kind="stable")
        terms, texts, counts, several = terms[order], texts[order], counts[order], several[order]
        held = np.bincount(terms, minlength=len(rank))
        repeated = np.bincount(terms[several], minlength=len(rank))
        bounds = np.concatenate([np.zeros(1, np.int64), np.cumsum(1 + held + repeated)])
        kind = np.uint16 if max(len(sizes) - 1, int(counts.max(initial=0))) < 1 << 16 else np.uint32
        slots = np.zeros(int(bounds[-1]), kind)
        slots[bounds[:-1]] = repeated
        # Among all postings this is the term's n-th.
        before = np.cumsum(held) - held
        at = bounds[terms] + 1 + np.arange(len(terms)) - before[terms]
        slots[at] = texts
        slots[(at + repeated[terms])[several]] = counts[several]
        return bounds, slots


class SegmentPostings:
    """The postings of one segment, in memory or mapped. Texts count from the segment's first."""

    def __init__(self, arrays: Mapping[str, NDArray[Any]], name: str, live: Mask | None = None) -> None:
        """Read the arrays under ``name``; ``live`` tells which texts still count, None: all."""
        # Views as plain arrays: compiled loops do not take subclasses.
        self._terms: Fingerprints = np.asarray(arrays[f"{name}/terms"])
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

    def find(self, wanted: Fingerprints) -> NDArray[np.int64]:
        """Where the slots of each term begin and end; both are 0 for a term that the segment lacks."""
        at = positions(self._terms, wanted)
        held = at >= 0
        bounds = np.zeros((len(wanted), 2), np.int64)
        bounds[held, 0], bounds[held, 1] = self._bounds[at[held]], self._bounds[at[held] + 1]
        return bounds

    def frequencies(self, bounds: NDArray[np.int64]) -> NDArray[np.int64]:
        """In how many texts that count each term stands."""
        if self.live is not None:
            live = self.live
            return np.array([np.count_nonzero(live[self.texts(pair)]) for pair in bounds], np.int64)
        held = bounds[:, 1] > bounds[:, 0]
        found = np.zeros(len(bounds), np.int64)
        found[held] = bounds[held, 1] - bounds[held, 0] - 1 - self.slots[bounds[held, 0]]
        return found

    def holding(self, kind: TokenKind, term: str) -> NDArray[Any]:
        """The texts that hold a term, whether or not they count, in no order."""
        return self.texts(self.find(fingerprints(kind, [term]))[0])

    def texts(self, bounds: NDArray[np.int64]) -> NDArray[Any]:
        """The texts that hold the term whose slots begin and end at ``bounds``; otherwise like `holding`."""
        start, end = bounds.tolist()
        return self.slots[start + 1 : end - int(self.slots[start])] if end > start else self.slots[:0]


@dataclass(frozen=True, slots=True)
class QueryTerms:
    """The tokens of a query: the idf of each, and where its slots begin and end in each segment."""

    idf: Scores
    bounds: tuple[NDArray[np.int64], ...]


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
        self._mean, self._k1, self._b = sum(tokens for _, tokens in totals) / self.size, k1, b

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

    @cached_property
    def _norms(self) -> list[Norms]:
        return [Norms(segment.lengths, self._mean, self._k1, self._b) for segment in self.segments]

    def find(self, query: Iterable[str]) -> QueryTerms:
        """Look the tokens of a query up. Raises TypeError for a string, which would be read as a list of characters."""
        if isinstance(query, str):
            raise TypeError(f"wanted a list of tokens, found the string {query[:20]!r}")
        wanted = fingerprints(self.kind, query)
        bounds = tuple(segment.find(wanted) for segment in self.segments)
        frequencies = self._frequencies(bounds, len(wanted))
        return QueryTerms(np.array([smoothed_idf(self.size, n) for n in frequencies]), bounds)

    def idf(self, terms: Iterable[str]) -> list[float]:
        """The inverse document frequency of each term; of an unknown one the highest there is."""
        return [float(idf) for idf in self.find(terms).idf]

    def _frequencies(self, bounds: tuple[NDArray[np.int64], ...], terms: int) -> list[int]:
        parts = (segment.frequencies(found) for segment, found in zip(self.segments, bounds, strict=True))
        return [int(n) for n in sum(parts, np.zeros(terms, np.int64))]

    def add(self, total: Scores, number: int, terms: QueryTerms) -> None:
        """Add the scores of the texts of the segment of this number to ``total``."""
        bounds = terms.bounds[number]
        held = bounds[:, 1] > bounds[:, 0]
        self._kernel.add(total, self.segments[number].slots, bounds[held], terms.idf[held], self._norms[number])

    def scores(self, query: Iterable[str]) -> Scores:
        """One score for each text, 0.0 where no term matches; a repeated query term counts each time.

        Texts that no longer count have a place too, and a score of 0.0.

        Raises TypeError for a string, which would be read as a list of characters.
        """
        terms, parts = self.find(query), []
        for number, segment in enumerate(self.segments):
            total = np.zeros(segment.size)
            self.add(total, number, terms)
            parts.append(total if segment.live is None else np.where(segment.live, total, 0.0))
        return np.concatenate(parts)


def smallest_unsigned(numbers: NDArray[Any]) -> NDArray[Any]:
    """The numbers in the smallest unsigned type that holds them all.

    >>> smallest_unsigned(np.array([3, 256])).dtype
    dtype('uint16')
    """
    return numbers.astype(np.min_scalar_type(int(numbers.max(initial=0))))


def _joined(parts: Sequence[NDArray[np.uint32]]) -> NDArray[np.uint32]:
    return np.concatenate([np.zeros(0, np.uint32), *parts])


def top_positions(scores: Scores, k: int | None = None) -> list[int]:
    """Positions of the ``k`` best positive scores (default: all), best first, ties in order of position.

    >>> top_positions(np.array([0.0, 2.0, 1.0, 2.0]))
    [1, 3, 2]
    """
    found = np.flatnonzero(scores > 0)
    if k is not None and 0 < k < len(found):
        # Only scores that reach the k-th best need sorting.
        values = scores[found]
        found = found[values >= np.partition(values, -k)[-k]]
    order = found[np.argsort(-scores[found], kind="stable")[:k]]
    return [int(at) for at in order]
