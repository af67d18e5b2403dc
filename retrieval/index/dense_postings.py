"""Dense BM25 postings: impacts of every term, kept in memory, for the small collections that are scored whole.

`retrieval.index.postings` gives the same scores and does not hold its texts' terms.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable
from itertools import chain

import numpy as np
from rank_bm25 import BM25Okapi

from retrieval.index.postings import Ids, Scores, smoothed_idf


class SmoothedBM25(BM25Okapi):  # type: ignore[misc]
    """Okapi BM25 with an idf that stays positive.

    Source: Robertson and Zaragoza, The Probabilistic Relevance Framework (2009); the idf is Lucene's,
    ln(1 + (N - n + 0.5) / (n + 0.5)).
    """

    def _calc_idf(self, nd: dict[str, int]) -> None:
        self.idf = {term: smoothed_idf(self.corpus_size, n) for term, n in nd.items()}
        self.average_idf = sum(self.idf.values()) / len(self.idf) if self.idf else 0.0


class DensePostings:
    """Inverted index: for each term the texts that hold it and its impact on their scores.

    >>> postings = DensePostings([["复议", "申请"], ["复议", "调解"], ["调解"]])
    >>> postings.scores(["申请"]).round(3).tolist()
    [0.945, 0.0, 0.0]
    >>> postings.scores(["火星"]).any()
    np.False_
    """

    def __init__(self, texts: Iterable[Collection[str]], k1: float = 0.9, b: float = 0.4) -> None:
        """Index ``texts``, one list of tokens each. They are read once and not kept. Raises ValueError for none."""
        try:
            model = SmoothedBM25(map(_interned_tokens, texts), k1=k1, b=b)
        except ZeroDivisionError:
            raise ValueError("wanted at least one text to index, found none") from None
        self.size: int = model.corpus_size
        self.idf: dict[str, float] = model.idf
        self._build(model)

    def _build(self, model: SmoothedBM25) -> None:
        """Turn term counts by text into impacts by term: two arrays of postings, of which each term has a slice."""
        number = {term: at for at, term in enumerate(model.idf)}
        sizes = [len(frequencies) for frequencies in model.doc_freqs]
        terms = np.fromiter((number[term] for text in model.doc_freqs for term in text), np.int32, sum(sizes))
        counts = np.fromiter(chain.from_iterable(text.values() for text in model.doc_freqs), np.int32, sum(sizes))
        order = np.argsort(terms, kind="stable")
        ids, counts, terms = np.repeat(np.arange(self.size), sizes)[order], counts[order], terms[order]
        # Texts without any token have a mean length of 0 and no postings.
        length = model.k1 * (1 - model.b + model.b * np.array(model.doc_len) / (model.avgdl or 1.0))
        idf = np.fromiter(model.idf.values(), np.float64, len(number))
        impacts = idf[terms] * (counts * (model.k1 + 1) / (counts + length[ids]))
        self._set_arrays(np.bincount(terms), ids, impacts)

    def _set_arrays(self, sizes: Ids, ids: Ids, impacts: Scores) -> None:
        """Set the arrays; ``sizes`` is the number of postings of each term in ``ids`` and ``impacts``."""
        self._number = {term: at for at, term in enumerate(self.idf)}
        self._ids, self._impacts = ids, impacts
        self._bounds: list[int] = [0, *np.cumsum(sizes).tolist()]
        self._rows: dict[int, Scores] = {}
        for at in np.flatnonzero(2 * sizes > self.size).tolist():
            # Adding a dense row is several times faster than adding at most of its positions.
            part = slice(self._bounds[at], self._bounds[at + 1])
            self._rows[at] = np.zeros(self.size)
            self._rows[at][ids[part]] = impacts[part]

    def scores(self, query: Iterable[str]) -> Scores:
        """One score for each text, 0.0 where no term matches; a repeated query term counts each time.

        Raises TypeError for a string, which would be read as a list of characters.
        """
        if isinstance(query, str):
            raise TypeError(f"wanted a list of tokens, found the string {query[:20]!r}")
        total = np.zeros(self.size)
        for at in (self._number[term] for term in query if term in self._number):
            if at in self._rows:
                total += self._rows[at]
            else:
                part = slice(self._bounds[at], self._bounds[at + 1])
                total[self._ids[part]] += self._impacts[part]
        return total


def _interned_tokens(text: Collection[str]) -> list[str]:
    """The tokens of a text as interned strings: one object for each term, however many texts hold it."""
    if isinstance(text, str):
        raise TypeError(f"wanted a list of tokens, found the string {text[:20]!r}")
    return [sys.intern(token) for token in text]
