"""Statement ranking: the figure that measures what is asked comes first, whichever sentence shares more words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from retrieval import Engine
from retrieval.answering.statement_ranking import by_statement
from retrieval.scoring.evidence import Evidence, ScoredSentence

DESCRIBES = "制定船舶登记信息采集规范,明确了12项登记信息的采集要求。"
STATES = "全年采集登记信息930条。"


def evidence_of(engine: Engine, question: str, *sentences: tuple[str, float]) -> Evidence:
    """Evidence whose ranking holds some sentences with their scores."""
    reader = engine.pipeline.reader
    found = reader.evidence(reader.analyzer.analyse(question))
    ranking = (ScoredSentence(found.best.sentence, text, score, score, 1.0) for text, score in sentences)
    return replace(found, ranking=tuple(ranking))


@pytest.mark.parametrize(
    ("question", "near", "first"),
    [
        ("登记信息采集了多少", 0.9, STATES),
        ("登记信息采集了多少", 0.3, DESCRIBES),
        ("登记信息采集有什么规范", 0.9, DESCRIBES),
        ("没采集的登记信息有多少", 0.9, DESCRIBES),
    ],
)
def test_the_figure_that_is_asked_for_comes_first(engine: Engine, question: str, near: float, first: str) -> None:
    """Where a figure is asked for and the sentence comes near."""
    found = by_statement(evidence_of(engine, question, (DESCRIBES, 1.0), (STATES, near)))
    assert next(each.folded for each in found.ranking) == first
    assert len(found.ranking) == 2
