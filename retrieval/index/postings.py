"""BM25 over small and large texts: statistics from rank-bm25, scores from postings.

rank-bm25 gives a term in half of the texts an idf of 0 and tiny corpora negative ones, returns texts for unknown
words, takes a string for a list of characters, and divides by zero on an empty corpus. Here the idf is smoothed, zero
scores are no hits, and the other three are errors. Where both must agree, the scores are the library's own, to the
last bit.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray
from rank_bm25 import BM25Okapi

Scores = NDArray[np.float64]
Ids = NDArray[np.intp]


class SmoothedBM25(BM25Okapi):  # type: ignore[misc]
    """Okapi BM25 with an idf that stays positive.

    Source: Robertson and Zaragoza, The Probabilistic Relevance Framework (2009); the idf is Lucene's,
    ln(1 + (N - n + 0.5) / (n + 0.5)).
    """

    def _calc_idf(self, nd: dict[str, int]) -> None:
        self.idf = {term: math.log(1 + (self.corpus_size - n + 0.5) / (n + 0.5)) for term, n in nd.items()}
        self.average_idf = sum(self.idf.values()) / len(self.idf) if self.idf else 0.0


@dataclass(frozen=True, slots=True)
class PostingsParts:
    """Postings as plain arrays: the terms with their idf and how many texts hold each, then all of their postings."""

    size: int
    terms: list[str]
    idf: Scores
    sizes: NDArray[np.int32]
    ids: NDArray[np.int32]
    impacts: Scores


class Postings:
    """For each term the texts that hold it and what it adds to their scores.

    >>> postings = Postings([["复议", "申请"], ["复议", "调解"], ["调解"]])
    >>> postings.scores(["申请"]).round(3).tolist()
    [0.945, 0.0, 0.0]
    >>> postings.scores(["火星"]).any()
    np.False_
    """

    def __init__(self, texts: Iterable[Collection[str]], k1: float = 0.9, b: float = 0.4) -> None:
        """Count ``texts``, one list of tokens each, read once and not kept. Raises ValueError where there are none."""
        try:
            model = SmoothedBM25(map(_interned, texts), k1=k1, b=b)
        except ZeroDivisionError:
            raise ValueError("wanted at least one text to index, found none") from None
        self.size: int = model.corpus_size
        self.idf: dict[str, float] = model.idf
        self._number: dict[str, int] = {}
        self._rows: dict[int, Scores] = {}
        # Without a single token there is no mean length to divide by.
        if model.idf:
            self._lay_out(model)

    def _lay_out(self, model: SmoothedBM25) -> None:
        """Turn counts a text into impacts a term: all postings in two arrays, of which each term has a slice."""
        number = {term: at for at, term in enumerate(model.idf)}
        sizes = [len(frequencies) for frequencies in model.doc_freqs]
        terms = np.fromiter((number[term] for text in model.doc_freqs for term in text), np.int32, sum(sizes))
        counts = np.fromiter(chain.from_iterable(text.values() for text in model.doc_freqs), np.int32, sum(sizes))
        order = np.argsort(terms, kind="stable")
        ids, counts, terms = np.repeat(np.arange(self.size), sizes)[order], counts[order], terms[order]
        length = model.k1 * (1 - model.b + model.b * np.array(model.doc_len) / model.avgdl)
        idf = np.fromiter(model.idf.values(), np.float64, len(number))
        self._hold(number, np.bincount(terms), ids, idf[terms] * (counts * (model.k1 + 1) / (counts + length[ids])))

    def _hold(self, number: dict[str, int], sizes: Ids, ids: Ids, impacts: Scores) -> None:
        """Keep the arrays; ``sizes`` gives each term's share of ``ids`` and ``impacts``."""
        self._number, self._ids, self._impacts = number, ids, impacts
        self._bounds: list[int] = [0, *np.cumsum(sizes).tolist()]
        for at in np.flatnonzero(2 * sizes > self.size).tolist():
            # Adding a whole row is several times faster than picking most of its places.
            part = slice(self._bounds[at], self._bounds[at + 1])
            self._rows[at] = np.zeros(self.size)
            self._rows[at][ids[part]] = impacts[part]

    def parts(self) -> PostingsParts:
        """The postings as plain arrays, to be stored."""
        sizes = np.diff(np.array(self._bounds)) if self._number else np.zeros(0, np.int64)
        return PostingsParts(
            self.size,
            list(self.idf),
            np.fromiter(self.idf.values(), np.float64, len(self.idf)),
            sizes.astype(np.int32),
            (self._ids if self._number else np.zeros(0)).astype(np.int32),
            self._impacts if self._number else np.zeros(0),
        )

    @classmethod
    def of(cls, parts: PostingsParts) -> Postings:
        """The postings that `parts` were taken from, with the same scores to the last bit.

        >>> Postings.of(Postings([["复议"], ["调解"]]).parts()).scores(["调解"]).round(3).tolist()
        [0.0, 0.693]
        """
        made = cls.__new__(cls)
        made.size = parts.size
        made.idf = dict(zip(parts.terms, parts.idf.tolist(), strict=True))
        made._number, made._rows = {}, {}
        if parts.terms:
            number = dict(zip(parts.terms, range(len(parts.terms)), strict=True))
            made._hold(number, parts.sizes.astype(np.intp), parts.ids.astype(np.intp), parts.impacts)
        return made

    def scores(self, query: Iterable[str]) -> Scores:
        """One score a text, 0.0 where no term matches; a repeated query term counts each time.

        Raises TypeError for a string, which would be taken apart into characters.
        """
        if isinstance(query, str):
            raise TypeError(f"wanted a list of tokens, found the string {query[:20]!r}")
        total = np.zeros(self.size)
        for term in query:
            at = self._number.get(term)
            if at is None:
                continue
            row = self._rows.get(at)
            if row is not None:
                total += row
            else:
                part = slice(self._bounds[at], self._bounds[at + 1])
                total[self._ids[part]] += self._impacts[part]
        return total


def _interned(text: Collection[str]) -> list[str]:
    """The tokens of a text, one string object a term however many texts hold it."""
    if isinstance(text, str):
        raise TypeError(f"wanted a list of tokens, found the string {text[:20]!r}")
    return [sys.intern(token) for token in text]


def ranked(scores: Scores, k: int | None = None) -> list[int]:
    """Positions of the positive scores, best first, ties in order.

    >>> ranked(np.array([0.0, 2.0, 1.0, 2.0]))
    [1, 3, 2]
    """
    found = np.flatnonzero(scores > 0)
    if k is not None and 0 < k < len(found):
        # Only what reaches the k-th best score needs sorting.
        values = scores[found]
        found = found[values >= np.partition(values, -k)[-k]]
    order = found[np.argsort(-scores[found], kind="stable")[:k]]
    return [int(at) for at in order]


Mask = NDArray[np.bool_]
