"""Change: which way a figure went, and whether it is where the change began, where it ended, or how much it was."""

from __future__ import annotations

import pytest

from retrieval.statements.change import asked_change, change_before, change_word, unchanged, without_change
from retrieval.statements.statement import ChangeEnd, Direction

UP, DOWN = Direction.UP, Direction.DOWN
FROM, TO, BY = ChangeEnd


@pytest.mark.parametrize(
    ("sentence", "figure", "change"),
    [
        ("客流量同比上升7.2%", "7.2%", (UP, BY)),
        ("客流量增加到9万人次", "9万人次", (UP, TO)),
        ("客流量增加了9万人次", "9万人次", (UP, BY)),
        ("能耗由88吨降至61吨", "88吨", (DOWN, FROM)),
        ("能耗由88吨降至61吨", "61吨", (DOWN, TO)),
        ("时限从15天压缩为6天", "6天", (DOWN, TO)),
        ("覆盖率从去年的51%提高到70%", "51%", (UP, FROM)),
        ("精简材料30份", "30份", (DOWN, BY)),
        ("税收增幅为5%", "5%", (UP, BY)),
        ("投诉下降幅度达12%", "12%", (DOWN, BY)),
        ("办理减轻处罚案件4件", "4件", (None, None)),
        ("新增登记业务8项", "8项", (None, None)),
        ("失业率为3%", "3%", (None, None)),
    ],
)
def test_the_change_of_a_figure(sentence: str, figure: str, change: tuple[Direction | None, ChangeEnd | None]) -> None:
    """By the word of change that stands before it, and by 到, 至 and 了."""
    at = sentence.index(figure)
    assert change_before(sentence, (at, at + len(figure))) == change


@pytest.mark.parametrize(
    ("question", "change"),
    [
        ("客流量涨了几个点", (UP, BY)),
        ("客流量增长率是多少", (UP, BY)),
        ("能耗降到多少吨", (DOWN, TO)),
        ("能耗降了多少", (DOWN, BY)),
        ("能耗原来是多少", (None, FROM)),
        ("材料减少了几份", (DOWN, BY)),
        ("时限压缩至几天", (DOWN, TO)),
        ("减轻处罚多少件", (None, None)),
        ("新增多少家企业", (None, None)),
        ("升级了几个站", (None, None)),
        ("是上升了几个点还是下降了几个点", (None, None)),
        ("客流量有多少", (None, None)),
    ],
)
def test_the_change_that_is_asked_for(question: str, change: tuple[Direction | None, ChangeEnd | None]) -> None:
    """By the word of change beside what asks for a number; none where both directions are named."""
    assert asked_change(question) == change


@pytest.mark.parametrize(
    ("sentence", "figure", "whole"),
    [
        ("客流量同比上升7.2%", "7.2%", "同比上升7.2%"),
        ("来访比上年减少30人次", "30人次", "比上年减少30人次"),
        ("压减会议12场", "12场", "压减会议12场"),
        ("开会12场", "12场", "12场"),
    ],
)
def test_the_words_of_a_change(sentence: str, figure: str, whole: str) -> None:
    """A figure with the words that say which way it went."""
    at = sentence.index(figure)
    assert sentence[slice(*change_word(sentence, (at, at + len(figure))))] == whole


def test_what_is_measured_without_the_change() -> None:
    """The words of change and comparison are no part of what is measured."""
    assert without_change("客流量同比上升了") == "客流量"


def test_of_very_many_the_first_unchanged_figures_are_read() -> None:
    """More of them than that are no prose."""
    assert len(unchanged("办件与上年持平," * 20)) == 10
