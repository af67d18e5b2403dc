"""Numbers: decimals in words, scales that a range shares, and units that begin like a scale."""

from __future__ import annotations

import pytest

from tests.retrieval.text.values.reading import Row, rows


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        ("三十五点六七%", [("三十五点六七%", "percent", 35.67, 35.67)]),
        ("三十五点〇八%", [("三十五点〇八%", "percent", 35.08, 35.08)]),
        ("三至五千余万元", [("三至五千余万元", "money", 30_000_000, 50_000_000)]),
        ("三至五万元", [("三至五万元", "money", 30_000, 50_000)]),
        ("30余万5千元", [("30余万", "bare", 300_000, None), ("5千元", "money", 5_000, 5_000)]),
        ("3万5万6千元", [("3万5万", "bare", 80_000, 80_000), ("6千元", "money", 6_000, 6_000)]),
        ("3亿5万6千元", [("3亿5万6千元", "money", 300_056_000, 300_056_000)]),
        ("3万1元", [("3万1元", "money", 31_000, 31_000)]),
        ("3万0元", [("3万0元", "money", 30_000, 30_000)]),
        ("3至5万15元", [("3至5万15元", "money", 3, 50_015)]),
        ("5 千帕", [("5 千帕", "measure", 5, 5)]),
        ("5 千元", [("5 千元", "money", 5_000, 5_000)]),
    ],
)
def test_numbers(raw: str, found: list[Row]) -> None:
    """Each is read to its last digit."""
    assert rows(raw) == found
