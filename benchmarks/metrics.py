"""Metrics of rankings (recall, MRR, nDCG), averaged over queries, and percentiles of times."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

Judged = Mapping[str, int]
Run = Mapping[str, Sequence[str]]


def recall(ranking: Sequence[str], judged: Judged, k: int) -> float:
    """The share of the relevant passages among the first ``k``.

    >>> recall(["a", "b", "c"], {"b": 1, "z": 1}, 2)
    0.5
    """
    relevant = {passage for passage, relevance in judged.items() if relevance > 0}
    return len(relevant.intersection(ranking[:k])) / len(relevant)


def reciprocal_rank(ranking: Sequence[str], judged: Judged, k: int) -> float:
    """One over the rank of the first relevant passage; 0 where it is not among the first ``k``.

    >>> reciprocal_rank(["a", "b"], {"b": 1}, 10)
    0.5
    """
    return next((1 / rank for rank, passage in enumerate(ranking[:k], 1) if judged.get(passage, 0) > 0), 0.0)


def ndcg(ranking: Sequence[str], judged: Judged, k: int) -> float:
    """Normalized discounted cumulative gain: the gain of a ranking over that of the ideal one.

    Source: Järvelin and Kekäläinen, Cumulated gain-based evaluation of IR techniques (2002), with trec_eval's
    discount 1 / log2(rank + 1).

    >>> round(ndcg(["a", "b"], {"b": 1}, 10), 4)
    0.6309
    """
    gained = _gain([max(judged.get(passage, 0), 0) for passage in ranking[:k]])
    return gained / _gain(sorted((max(relevance, 0) for relevance in judged.values()), reverse=True)[:k])


def _gain(relevances: Sequence[int]) -> float:
    return sum(relevance / math.log2(rank + 1) for rank, relevance in enumerate(relevances, 1))


def evaluate(run: Run, qrels: Mapping[str, Judged]) -> dict[str, float]:
    """All metrics, averaged over the queries of a run. Each query must have a relevant passage.

    >>> evaluate({"q": ["a", "b"]}, {"q": {"b": 1}})["MRR@10"]
    0.5
    """
    rows = [
        {
            **{f"R@{k}": recall(ranking, qrels[query], k) for k in (1, 5, 10, 100)},
            "MRR@10": reciprocal_rank(ranking, qrels[query], 10),
            "nDCG@10": ndcg(ranking, qrels[query], 10),
        }
        for query, ranking in run.items()
    ]
    return {name: round(math.fsum(row[name] for row in rows) / len(rows), 4) for name in rows[0]}


def percentiles(seconds: Sequence[float]) -> dict[str, float]:
    """Median and 99th percentile of times, in milliseconds.

    >>> percentiles([0.001, 0.002, 0.003])
    {'query_ms_p50': 2.0, 'query_ms_p99': 2.98}
    """
    return {f"query_ms_p{rank}": round(float(np.percentile(seconds, rank)) * 1000, 3) for rank in (50, 99)}
