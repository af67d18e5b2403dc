"""Metrics compared with values calculated by hand."""

from __future__ import annotations

import math

import pytest

from benchmarks.metrics import evaluate, ndcg, percentiles, recall, reciprocal_rank

RANKING = ["a", "b", "c", "d", "e"]


def test_recall_is_the_share_of_the_relevant_found() -> None:
    """Two of three relevant passages are among the first four, one among the first two."""
    judged = {"b": 1, "d": 1, "z": 1, "a": 0}
    assert recall(RANKING, judged, 4) == 2 / 3
    assert recall(RANKING, judged, 2) == 1 / 3


def test_reciprocal_rank_stops_at_k() -> None:
    """The first relevant passage counts, and only within the first k."""
    assert reciprocal_rank(RANKING, {"c": 1, "e": 1}, 10) == 1 / 3
    assert reciprocal_rank(RANKING, {"c": 1}, 2) == 0
    assert reciprocal_rank(RANKING, {"a": 0, "b": 2}, 10) == 1 / 2


def test_ndcg_weighs_grades_by_rank() -> None:
    """A ranking with grade 1 at rank 1 and grade 2 at rank 3 is compared with the ideal 2, 1."""
    gained = 1 / math.log2(2) + 2 / math.log2(4)
    ideal = 2 / math.log2(2) + 1 / math.log2(3)
    assert ndcg(RANKING, {"a": 1, "c": 2}, 10) == pytest.approx(gained / ideal)
    assert gained == 2.0


def test_a_perfect_ranking_scores_one_also_with_more_relevant_than_k() -> None:
    """The ideal is cut at k like the ranking."""
    assert ndcg(RANKING, dict.fromkeys(RANKING, 1), 3) == 1


def test_measures_are_averaged_over_questions_and_none_found_is_zero() -> None:
    """The averages cover a query answered at rank 2 and one not answered."""
    scores = evaluate({"q1": ["x", "a"], "q2": []}, {"q1": {"a": 1}, "q2": {"b": 1}})
    assert scores == {
        "R@1": 0.0,
        "R@5": 0.5,
        "R@10": 0.5,
        "R@100": 0.5,
        "MRR@10": 0.25,
        "nDCG@10": round(1 / math.log2(3) / 2, 4),
    }


def test_percentiles_are_milliseconds() -> None:
    """The percentiles of 0 to 100 ms are 50 and 99."""
    assert percentiles([n / 1000 for n in range(101)]) == {"query_ms_p50": 50.0, "query_ms_p99": 99.0}
