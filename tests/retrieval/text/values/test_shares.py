"""Shares: percentages in words, fractions of numerals that are none, and what a multiple is one of."""

from __future__ import annotations

import pytest

from retrieval.text.values.grammar import find_values
from retrieval.text.values.shares import start_with_base
from tests.retrieval.text.values.reading import Row, rows


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        ("百分之三十多为渔民", [("百分之三十多", "percent", 30, None)]),
        ("百分之十至三十余为渔民", [("百分之十至三十余", "percent", 10, 30)]),
        ("占百分之十至今", [("百分之十", "percent", 10, 10)]),
        ("占三四五分之二", []),
        ("占3分之十十", [("3", "bare", 3, 3)]),
    ],
)
def test_shares(raw: str, found: list[Row]) -> None:
    """余 and 多 belong to a percentage; a fraction needs two numbers."""
    assert rows(raw) == found


@pytest.mark.parametrize(
    ("text", "start"), [("处违法所得3倍", 1), ("可处违法所得3倍", 2), ("违法所得3倍", 4), ("处罚款3元", 3)]
)
def test_a_multiple_begins_with_what_it_is_one_of(text: str, start: int) -> None:
    """Where a verb leads that, also as the first character; nothing else goes before its number."""
    assert start_with_base(text, find_values(text)[0]) == start
