"""Outlines on a page: which of them are the rules of a table."""

from __future__ import annotations

import pytest

from retrieval.conversion.layout.outlines import Point, rules_of
from retrieval.conversion.layout.page import Rule

_BOX: list[Point] = [(0, 0), (90, 0), (90, 60), (0, 60), (0, 0)]
_SIDES = [Rule(0, 0, 90, 0), Rule(90, 0, 90, 60), Rule(0, 60, 90, 60), Rule(0, 0, 0, 60)]


@pytest.mark.parametrize(
    ("outline", "is_stroked", "rules"),
    [
        ([(0, 0), (90, 0)], True, [Rule(0, 0, 90, 0)]),
        ([(5, 0), (6, 0), (6, 80), (5, 80), (5, 0)], False, [Rule(5.5, 0, 5.5, 80)]),
        (_BOX, True, _SIDES),
        (_BOX, False, []),
        ([(0, 0), (90, 60)], True, []),
        ([(0, 0), (1, 1)], True, []),
    ],
    ids=["line", "thin rectangle", "outlined", "filled", "slanting", "dot"],
)
def test_lines_and_sides_are_rules(outline: list[Point], is_stroked: bool, rules: list[Rule]) -> None:
    """Level and upright lines, thin rectangles and the sides of outlined ones; no areas, no slanting lines."""
    assert list(rules_of(outline, is_stroked, 2)) == rules
