"""Chinese numerals and years: read as they are written, and nothing else taken for one."""

from __future__ import annotations

import re

import pytest

from retrieval.text.values.numerals import YEAR, chinese_numeral, numeral_value, year_value


def test_numerals_go_both_ways() -> None:
    """Every numeral from 1 to 99 is read as the number that it was written from."""
    assert [numeral_value(chinese_numeral(n)) for n in range(1, 100)] == list(range(1, 100))
    for n in (100, 101, 110, 111, 119, 120, 999, 1000, 1001, 1010, 1019, 1100, 9999):
        assert numeral_value(chinese_numeral(n)) == n


@pytest.mark.parametrize(
    ("numeral", "value"),
    [
        ("零", 0),
        ("两", 2),
        ("一百零五", 105),
        ("一百一十二", 112),
        ("九百九十九", 999),
        ("一千二百六十", 1260),
        ("三千零八", 3008),
        ("九千九百九十九", 9999),
        ("三万", 30000),
        ("三万零", 30000),
        ("十万零五十", 100050),
        ("一亿二千万", 120000000),
        ("两百五", 250),
    ],
)
def test_larger_numerals(numeral: str, value: int) -> None:
    """Larger places are read, with or without a zero between."""
    assert numeral_value(numeral) == value


@pytest.mark.parametrize("text", ["", "三四", "百", "二三十", "十十", "3", "二〇二一"])
def test_what_is_no_numeral(text: str) -> None:
    """Digits side by side and places without a digit have no value."""
    assert numeral_value(text) is None


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("2021年和二〇二〇年", [2021, 2020]),
        ("二○一九年度", [2019]),
        ("一九九八年", [1998]),
        ("二O二一年", [2021]),
        ("12021年", []),
        ("三二〇二一年", []),
        ("二〇二一号", []),
        ("20215项", []),
    ],
)
def test_years(text: str, years: list[int]) -> None:
    """A year has four digits of its own; one in Chinese digits needs 年 behind it."""
    assert [year_value(year) for year in re.findall(YEAR, text)] == years
