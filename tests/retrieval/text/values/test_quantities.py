"""Quantities: numerals that are words, scales that both ends of a range share, parts in smaller units."""

from __future__ import annotations

import pytest

from retrieval.text.values.grammar import find_values
from tests.retrieval.text.values.reading import Row, rows


@pytest.mark.parametrize(
    "raw", ["灯塔每三座", "灯塔三四百", "灯塔二十五", "建一个灯塔", "渔民一次性餐具", "考核每一百人", "灯塔5z型"]
)
def test_numerals_that_count_nothing(raw: str) -> None:
    """An article, a rate, a numeral without a unit that is short or not one number."""
    assert rows(raw) == []


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        ("灯塔三百五", [("三百五", "bare", 350, 350)]),
        ("罚款3元至5万元", [("3元至5万元", "money", 3, 50000)]),
        ("罚款500至2万元", [("500至2万元", "money", 500, 20000)]),
        ("罚款5至5万元", [("5至5万元", "money", 5, 50000)]),
        ("罚款3至5万元", [("3至5万元", "money", 30000, 50000)]),
        ("罚款300元以上300元以下", [("300元以上", "money", 300, None), ("300元以下", "money", None, 300)]),
        ("得分60以上80以下", [("60以上80以下", "bare", 60, 80)]),
        ("气温-3至5度", [("-3", "bare", -3, -3), ("5度", "measure", 5, 5)]),
        ("a区-5度", [("-5度", "measure", -5, -5)]),
        ("用时3小时5人", [("3小时", "duration", 3, 3), ("5人", "count", 5, 5)]),
        ("用时3小时三四分钟", [("3小时", "duration", 3, 3), ("三四分钟", "duration", 3, 4)]),
        ("用时0小时30分", [("0小时30分", "duration", 0.5, 0.5)]),
    ],
)
def test_ranges_and_parts(raw: str, found: list[Row]) -> None:
    """The first end of a range shares the scale of the second one where it stays below that."""
    assert rows(raw) == found


@pytest.mark.parametrize(
    ("raw", "low", "high", "unit"),
    [
        ("两个半季度", 2.5, 2.5, "个季度"),
        ("两个多季度", 2, None, "个季度"),
        ("两个半学期", 2.5, 2.5, "个学期"),
        ("两个余星期", 2, None, "个星期"),
        ("三个半月", 3.5, 3.5, "个月"),
        ("三个半小时", 3.5, 3.5, "小时"),
    ],
)
def test_halves_within_a_unit(raw: str, low: float, high: float | None, unit: str) -> None:
    """半 adds a half, 多 and 余 an open end, whatever is counted."""
    assert rows(raw) == [(raw, "duration", low, high)]
    assert [value.unit for value in find_values(raw)] == [unit]
