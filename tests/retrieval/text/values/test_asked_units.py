"""Asked units: the units that questions ask for, and figures with the units that answer them."""

from __future__ import annotations

import pytest

from retrieval.text.values.asked_units import asked_units, implied_unit, same_units, units_of_totals


@pytest.mark.parametrize(
    ("question", "units"),
    [
        ("执法记录仪有几台", ["台"]),
        ("几个人", ["人"]),
        ("多少个领域", ["个"]),
        ("几个部门", ["个"]),
        ("几个月", ["月"]),
        ("涨了几个百分点", ["百分点"]),
        ("涨几个点", ["百分点"]),
        ("几个工作日办结", ["工作日"]),
        ("花了多少万块钱", ["元"]),
        ("多少平方米", ["平方米"]),
        ("几大项几小项", ["大项", "小项"]),
        ("效果怎么样", []),
    ],
)
def test_asked_units(question: str, units: list[str]) -> None:
    """A unit is what follows 多少 or 几, in the form that reports use."""
    assert asked_units(question) == tuple(units)


def test_units_of_totals() -> None:
    """结案数 asks for a number of 件 where no unit is asked for in so many words."""
    assert units_of_totals("法律顾问人数和结案件数") == ["人", "件"]
    assert units_of_totals("放映场次") == ["场次"]


def test_units_that_mean_the_same() -> None:
    """People are counted by three words, days by two; each stands for all of them."""
    assert same_units("位") == same_units("名") == same_units("人")
    assert "日" in same_units("天")
    assert "天" in same_units("日")
    assert same_units("工作日") == same_units("日")


@pytest.mark.parametrize(
    ("question", "figure", "fits"),
    [
        ("城镇化率", "67.5%", True),
        ("播种面积", "3.6万亩", True),
        ("播种面积", "3.6亿元", False),
        ("居民收入", "3.2万元", True),
        ("高速公路里程", "800公里", True),
    ],
)
def test_implied_unit(question: str, figure: str, fits: bool) -> None:
    """A rate is stated in percent, an area in 亩 or the like, an income in 元."""
    unit = implied_unit(question)
    assert unit is not None
    assert bool(unit.search(figure)) is fits


def test_growth_of_income_is_not_in_yuan() -> None:
    """A question about the growth of an income does not imply money."""
    assert implied_unit("收入涨了多少") is None
