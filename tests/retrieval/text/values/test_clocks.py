"""Times of day: told from points, ratios and adverbs by what stands beside them, and spans of them."""

from __future__ import annotations

import pytest

from tests.retrieval.text.values.reading import Row, rows


@pytest.mark.parametrize(
    ("raw", "low", "high"),
    [
        ("9:59", 959, 959),
        ("0:30", 30, 30),
        ("23:00至0:30", 2300, 30),
        ("9时", 900, 900),
        ("八点二十分", 820, 820),
        ("八点半", 830, 830),
        ("上午八点", 800, 800),
        ("傍晚6点", 1800, 1800),
        ("晚8点", 2000, 2000),
        ("9:30至9:30", 930, 930),
        ("下午3点至3点", 1500, 1500),
        ("下午3:31至3:30", 1531, 330),
        ("11:30至1:30", 1130, 1330),
        ("上午11:00到1:00", 1100, 1300),
        ("中午12点至2点", 1200, 1400),
        ("晚上8点至9点", 2000, 2100),
        ("晚上11点至12点", 2300, 2400),
        ("晚上10点至6点", 2200, 600),
        ("20:00至9:00", 2000, 900),
        ("15:00-3:00", 1500, 300),
        ("13:00-1:30", 1300, 130),
        ("晚上20:00至9:00", 2000, 900),
    ],
)
def test_times_of_day(raw: str, low: int, high: int) -> None:
    """Who writes hours beyond twelve writes both ends so; else the end is the next such hour of the same half day."""
    assert rows(raw) == [(raw, "clock", low, high)]


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        ("5月1日3点", [("5月1日", "date", 501, 501), ("3点", "clock", 300, 300)]),
        ("5月1日 3点", [("5月1日", "date", 501, 501), ("3点", "clock", 300, 300)]),
        ("5月1日内,3点", [("5月1日", "date", 501, 501), ("3点", "count", 3, 3)]),
        ("评分5项3点", [("5项", "count", 5, 5), ("3点", "count", 3, 3)]),
        ("评分3点", [("3点", "count", 3, 3)]),
        ("9:60", [("9:60", "ratio", 0.15, 0.15)]),
        ("9:30至25:10", [("9:30", "clock", 930, 930), ("25:10", "ratio", 2.5, 2.5)]),
        ("比例为2:20", [("2:20", "ratio", 0.1, 0.1)]),
        ("配比为2:20", [("2:20", "ratio", 0.1, 0.1)]),
        ("配比一般为2:20", [("2:20", "ratio", 0.1, 0.1)]),
        ("配比共计大概2:20", [("2:20", "clock", 220, 220)]),
        ("按配比,于2:20", [("2:20", "clock", 220, 220)]),
        ("一时", []),
        ("二一点整", []),
        ("8点二一分", [("8点", "count", 8, 8)]),
    ],
)
def test_what_is_no_time_of_day(raw: str, found: list[Row]) -> None:
    """Points and ratios are counted; an adverb and numerals that are none say nothing."""
    assert rows(raw) == found
