"""Chinese numerals and years: read as they are written, and nothing else taken for one."""

from __future__ import annotations

import re

import pytest

from retrieval.text.values.numerals import YEAR, chinese_numeral, numeral_range, numeral_value, year_value


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
        ("一亿零三千", 100003000),
        ("一万万", 100000000),
        ("九千九百九十九万九千九百九十九亿九千九百九十九万", 9999999999990000),
    ],
)
def test_larger_numerals(numeral: str, value: int) -> None:
    """Larger places are read, with or without a zero between."""
    assert numeral_value(numeral) == value


@pytest.mark.parametrize(
    ("numeral", "span"),
    [("几", (2, 9)), ("万", (10_000, 10_000)), ("一万三四百", (10_300, 10_400)), ("三四百五", (350, 450))],
)
def test_ranges_of_numerals(numeral: str, span: tuple[int, int]) -> None:
    """几 and two digits side by side stand for a range, a scale alone for itself."""
    assert numeral_range(numeral) == span


def test_a_numeral_has_one_range() -> None:
    """Two of them are no numeral."""
    assert numeral_range("三四百五六十") is None


@pytest.mark.parametrize(
    ("number", "numeral"), [(110, "一百一十"), (1095, "一千零九十五"), (1100, "一千一百"), (1010, "一千零一十")]
)
def test_numerals_are_written_as_they_are_spoken(number: int, numeral: str) -> None:
    """零 stands where a place is left out, and 一 before a ten within a number."""
    assert chinese_numeral(number) == numeral


@pytest.mark.parametrize(
    "text", ["", "三四", "百", "二三十", "十十", "3", "二〇二一", "二一百五", "一亿一万万", "三四百五六十"]
)
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
