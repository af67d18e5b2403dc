"""Which short answers count as right, and how the parts of a message are counted."""

from __future__ import annotations

import json

import pytest

from retrieval.evaluation.gold import GoldQuestion, load_gold
from retrieval.evaluation.grading import GradedReply, grade
from retrieval.evaluation.reporting import failures_table
from retrieval.evaluation.short_answers import is_short_right, parts_stated
from retrieval.models import Outcome, Part, Reply


def gold(kind: str = "number", answer: str | None = "788台", **more: object) -> GoldQuestion:
    """A gold question, as it is read from a line."""
    found = {"id": "1", "kind": kind, "question": "问", "quotes": ["共配备执法记录仪788台"], "answer": answer} | more
    return load_gold(json.dumps(found), "q")[0]


def said(short: str | None, *parts: str | None, outcome: Outcome = Outcome.ANSWER) -> Reply:
    """A reply with a short answer, and those of its parts."""
    return Reply("问", outcome, (), short, parts=tuple(Part("问", part, None) for part in parts))


@pytest.mark.parametrize(
    ("short", "right"),
    [
        ("788台", True),
        ("７８８ 台", True),
        ("记录仪788台", True),
        ("共配备执法记录仪788台", False),
        ("788", True),
        ("131台", False),
        (None, None),
    ],
)
def test_a_figure_is_right_with_little_more_or_less(short: str | None, right: bool | None) -> None:
    """Six characters more, four less; none given is neither right nor wrong."""
    assert is_short_right(gold(), said(short)) is right


def test_words_within_the_answer_are_right() -> None:
    """Without a number a part of the phrase will do, but for a single character."""
    asked = gold("who-where-when", "区委党校老师和律师事务所主任", quotes=["邀请区委党校老师和律师事务所主任"])
    assert [is_short_right(asked, said(short)) for short in ("区委党校老师", "区", "区长")] == [True, False, False]


def test_without_a_phrase_the_quote_decides() -> None:
    """Except where a phrase of the quote may be the opposite of what was asked."""
    assert is_short_right(gold(answer=None), said("788台"))
    assert not is_short_right(gold(answer=None), said("131台"))
    assert not is_short_right(gold("negation-direction", None), said("788台"))


def test_any_answer_to_what_is_not_stated_is_wrong() -> None:
    """Only an answer gives one: the words of a reply that comes near are not counted."""
    assert is_short_right(gold(answer=None, quotes=[]), said("788台")) is False
    assert is_short_right(gold(), said("788台", outcome=Outcome.RELATED)) is None


def test_of_several_parts_no_foreign_figure_may_stand() -> None:
    """It holds the answer to one, and no figure that belongs to none."""
    asked = gold("multi-part", None, answers=["788台", "131台", None])
    given = [is_short_right(asked, said(short)) for short in ("788台；131台", "788台", "788台；55台", "台账")]
    assert given == [True, True, False, False]


def test_stated_parts_are_counted_by_their_answers() -> None:
    """Those of the parts and of the reply count, each gold answer once; other kinds have none."""
    asked = gold("multi-part", None, answers=["788台", "131台", None])
    assert parts_stated(asked, said("788台；55台", "788台", "55台")) == (1, 2)
    assert parts_stated(asked, said(None, "788台", "131台")) == (2, 2)
    assert parts_stated(asked, said(None)) == (0, 2)
    assert parts_stated(gold(), said("788台")) == (0, 0)


def test_a_wrong_short_answer_is_listed() -> None:
    """Also where the sentence is the right one and the question has no figure to find."""
    graded: GradedReply = grade(gold("multi-part", None, answers=["788台"]), said("55台"))
    assert "wanted '788台'" in failures_table([GradedReply(graded.gold, graded.reply, 1.0, None, False, (0, 1), "")])
