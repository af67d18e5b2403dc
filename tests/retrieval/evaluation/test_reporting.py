"""Reports of quality: what fell against the accepted figures, which questions lost points, and what is asked."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from retrieval.evaluation.gold import GoldQuestion, load_gold
from retrieval.evaluation.grading import GradedReply, QualityTotals, by_kind, grade
from retrieval.evaluation.reporting import compare, failures_table
from retrieval.models import Outcome, Quote, Reply, WendaError
from retrieval.parsing.report import passages
from tests.retrieval.invented import report_of

FOUND = QualityTotals(100, 80.0, 5.0, 0.0, 90.0, 95.0, 40, None, 0, 50.0, 2.0)
STATED = "全年共配备执法记录仪788台，其中新购120台"
LINE = '{"id": "1", "kind": "number", "question": "几台", "quotes": ["5台"]}'


@pytest.mark.parametrize(
    ("accepted", "fallen"),
    [
        ({"accuracy": 80.5}, []),
        ({"accuracy": 90.0, "parts_stated": 99.0}, ["blind: accuracy is 80.0, accepted was 90.0, allowed is 1.0"]),
    ],
    ids=["within what is allowed", "one that was not measured"],
)
def test_what_fell(accepted: Mapping[str, float], fallen: list[str]) -> None:
    """A figure that was not measured this time cannot fall."""
    assert compare("blind", FOUND, {"blind": accepted}) == fallen


def graded(quote: str, answer: str | None, kind: str = "number") -> GradedReply:
    """The grade of a reply with one quote."""
    passage = list(passages(report_of(f"某市2021年报告\n\n一、装备\n\n{quote}\n")))[-1]
    reply = Reply("几台", Outcome.ANSWER, (Quote(quote, passage.start, passage.end, passage),))
    return grade(GoldQuestion("1", kind, "几台", (), (STATED,), answer, None), reply)


@pytest.mark.parametrize(
    ("quote", "answer", "points"),
    [
        (STATED, "788台", 1.0),
        ("全年共配备执法记录仪788台", "788台", 1.0),
        ("其中新购120台", "788台", 0.0),
        ("共配备车辆3台", "788台", 0.0),
    ],
    ids=["all of it", "most of it with the answer", "without the answer", "another"],
)
def test_most_of_a_sentence_counts_where_it_holds_the_answer(quote: str, answer: str, points: float) -> None:
    """A quote that leaves the answer out is not the sentence."""
    assert graded(quote, answer).points == points


def test_failures_are_listed_with_their_reason() -> None:
    """Questions without a loss are left out, and kinds are averaged."""
    run = [graded(STATED, None), graded("共配备车辆3台", "788台"), graded("共配备车辆3台", "788台", "list")]
    table = failures_table(run).splitlines()
    assert len(table) == 4
    assert "the sentence is not among those shown" in table[-1]
    assert by_kind(run) == {"list": (1, 0.0), "number": (2, 50.0)}


def test_blank_lines_among_gold_questions() -> None:
    """They are passed over; a file of nothing else is refused."""
    assert [gold.id for gold in load_gold(f"\n{LINE}\n\n", "q")] == ["1"]
    with pytest.raises(WendaError, match="q: wanted gold questions, one JSON object a line, found none"):
        load_gold("\n", "q")
