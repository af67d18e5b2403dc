"""BM25 over small texts: statistics from rank-bm25, scores from postings.

rank-bm25 gives a term in half of the texts an idf of 0 and tiny corpora negative ones, returns texts for unknown
words, and divides by zero on an empty corpus. Here the idf is smoothed, zero scores are no hits, and an empty corpus
is an error. Where both must agree, the scores are the library's own, to the last bit.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from rank_bm25 import BM25Okapi

Scores = NDArray[np.float64]


class SmoothedBM25(BM25Okapi):  # type: ignore[misc]
    """Okapi BM25 with an idf that stays positive.

    Source: Robertson and Zaragoza, The Probabilistic Relevance Framework (2009); the idf is Lucene's,
    ln(1 + (N - n + 0.5) / (n + 0.5)).
    """

    def _calc_idf(self, nd: dict[str, int]) -> None:
        self.idf = {term: math.log(1 + (self.corpus_size - n + 0.5) / (n + 0.5)) for term, n in nd.items()}
        self.average_idf = sum(self.idf.values()) / len(self.idf) if self.idf else 0.0


class Postings:
    """For each term the texts that hold it and what it adds to their scores.

    >>> postings = Postings([["复议", "申请"], ["复议", "调解"], ["调解"]])
    >>> postings.scores(["申请"]).round(3).tolist()
    [0.945, 0.0, 0.0]
    >>> postings.scores(["火星"]).any()
    np.False_
    """

    def __init__(self, texts: Sequence[Sequence[str]], k1: float = 0.9, b: float = 0.4) -> None:
        """Count ``texts``, one token list each. Raises ValueError where there are none."""
        if not texts:
            raise ValueError("wanted at least one text to index, found none")
        # rank-bm25 divides by the number of tokens: one empty text among none other still needs a length.
        self.bm25 = SmoothedBM25([list(text) for text in texts] if any(texts) else [[""]], k1=k1, b=b)
        self.size = len(texts)
        self.idf: dict[str, float] = self.bm25.idf
        self._postings = self._impacts() if any(texts) else {}

    def _impacts(self) -> dict[str, tuple[NDArray[np.intp], Scores]]:
        model = self.bm25
        length = model.k1 * (1 - model.b + model.b * np.array(model.doc_len) / model.avgdl)
        holders: dict[str, list[int]] = {}
        for at, frequencies in enumerate(model.doc_freqs):
            for term in frequencies:
                holders.setdefault(term, []).append(at)
        found = {}
        for term, ids in holders.items():
            where = np.array(ids, dtype=np.intp)
            count = np.array([model.doc_freqs[at][term] for at in ids])
            found[term] = where, self.idf[term] * (count * (model.k1 + 1) / (count + length[where]))
        return found

    def scores(self, query: Iterable[str], weights: dict[str, float] | None = None) -> Scores:
        """One score a text, 0.0 where no term matches; a repeated query term counts each time."""
        total = np.zeros(self.size)
        for term in query:
            posting = self._postings.get(term)
            if posting is not None:
                ids, impact = posting
                total[ids] += impact if weights is None else impact * weights.get(term, 1.0)
        return total


def ranked(scores: Scores, k: int | None = None) -> list[int]:
    """Positions of the positive scores, best first, ties in order.

    >>> ranked(np.array([0.0, 2.0, 1.0, 2.0]))
    [1, 3, 2]
    """
    order = np.argsort(-scores, kind="stable")[:k]
    return [int(at) for at in order if scores[at] > 0]
