"""What of the evidence is near enough to be shown where nothing answers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from retrieval import Engine
from retrieval.scoring.evidence import Evidence, Nearness


@pytest.fixture(scope="module")
def evidence(engine: Engine) -> Evidence:
    """Three sentences: one covers the question, one has a high score, one has neither."""
    found = engine.pipeline.reader.evidence(engine.parts.analyzer.analyse("执法记录仪有几台"))
    covering, scoring, far = found.ranking[:3]
    ranking = (
        replace(covering, coverage=0.5, score=1.0),
        replace(scoring, coverage=0.0, score=9.0),
        replace(far, coverage=0.1, score=1.0),
    )
    return replace(found, ranking=ranking, nearness=Nearness(coverage=0.5, score=9.0))


def test_coverage_or_score_make_a_sentence_near(evidence: Evidence) -> None:
    """One of the two is enough."""
    assert evidence.near() == evidence.ranking[:2]


def test_scores_that_do_not_add_up_words_tell_nothing(evidence: Evidence) -> None:
    """Then the coverage alone counts."""
    assert replace(evidence, nearness=Nearness(coverage=0.5)).near() == evidence.ranking[:1]


def test_after_another_question_less_will_do(evidence: Evidence) -> None:
    """The rest may be understood from what was asked before."""
    weaker = replace(evidence.ranking[0], coverage=0.4)
    changed = replace(evidence, ranking=(weaker, *evidence.ranking[1:]))
    assert weaker not in changed.near()
    assert weaker in changed.near(follows=True)


def test_what_leans_on_another_question_shows_what_comes_nearest(evidence: Evidence) -> None:
    """Its own words are too few to be held against."""
    leaning = replace(evidence, question=replace(evidence.question, context="执法记录仪有几台"))
    assert leaning.near() == leaning.nearest
