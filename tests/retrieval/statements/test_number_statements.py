"""Number statements: of several figures each has its own measure, its own noun and its own polarity."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.statements.number_statements import number_statements
from retrieval.statements.statement import ChangeEnd, Direction, Statement
from tests.examples import examples
from tests.pace import growth


def statement(sentence: str, figure: str) -> Statement:
    """The statement of a figure."""
    at = sentence.index(figure)
    return next(each for each in number_statements(sentence) if each.span[0] <= at < each.span[1])


def test_the_text_between_two_figures_belongs_to_both() -> None:
    """To the one behind as what it measures, to the one before as its noun."""
    sentence = "组织9个乡镇报送清单60项。"
    assert statement(sentence, "9个").noun == "乡镇报送清单"
    assert statement(sentence, "60项").measured == "乡镇报送清单"
    assert statement(sentence, "60项").noun == ""


def test_a_comma_within_a_figure_separates_nothing() -> None:
    """参保1,250人 is one item."""
    found = number_statements("参保1,250人,退保3人")
    assert [(each.unit, each.measured) for each in found] == [("人", "参保"), ("人", "退保")]


def test_whose_it_is_stands_before_up_to_the_semicolon() -> None:
    """The items before it in the same part of the sentence."""
    found = number_statements("渔港检查20次;收到船只登记80件,办结61件。")
    assert found[2].around == "收到船只登记80件,"


def test_parts_of_a_whole_go_on_until_the_sentence_does() -> None:
    """其中 opens a list of parts."""
    found = number_statements("登记80件,其中渔船50件,货船20件,客船10件;检查20次")
    assert [each.part for each in found] == [False, True, True, True, False]


def test_a_change_without_a_measure_is_that_of_the_figure_before() -> None:
    """登记80件,同比增长5%."""
    change = statement("船只登记80件,同比增长5%", "5%")
    assert "船只登记" in change.measured
    assert (change.direction, change.end) == (Direction.UP, ChangeEnd.BY)


@pytest.mark.parametrize(
    ("sentence", "figure", "negated"),
    [
        ("4人因公未到会,20人到会", "4人", ("到会",)),
        ("4人因公未到会,20人到会", "20人", ()),
        ("不予登记案件6件,登记案件90件", "6件", ("登记案件6件",)),
        ("不予登记案件6件,登记案件90件", "90件", ()),
    ],
)
def test_a_negation_is_that_of_its_own_figure(sentence: str, figure: str, negated: tuple[str, ...]) -> None:
    """Not of the next item's."""
    assert statement(sentence, figure).negated == negated


def test_qualifiers_and_plans() -> None:
    """人均 and 首批 narrow what is measured; 力争 says that it is still to come."""
    assert statement("人均绿地12平方米", "12平方米").qualifiers == {"人均"}
    assert statement("首批试点3个", "3个").qualifiers == {"首批"}
    assert statement("力争新建泊位6个", "6个").planned
    assert not statement("新建泊位6个", "6个").planned


@given(
    st.lists(
        st.tuples(st.sampled_from(["泊位", "渔船", "灯塔", "码头"]), st.integers(2, 99_999)), min_size=1, max_size=6
    )
)
@settings(deadline=None, max_examples=examples(100), derandomize=True)
def test_every_figure_has_its_own_measure(stated: list[tuple[str, int]]) -> None:
    """However many stand in a sentence."""
    found = number_statements("、".join(f"新建{thing}{number}座" for thing, number in stated))
    assert [each.measured for each in found] == [f"新建{thing}" for thing, _ in stated]


@pytest.mark.parametrize("unit", ["建成5座,", "5座", "其中3个,", "由5座降至3座,", "未建5座"])
def test_time_grows_with_the_length(unit: str) -> None:
    """Whatever a sentence repeats."""
    assert growth(lambda size: number_statements(unit * size), 45) < 10
    assert number_statements(unit * 500) == ()
