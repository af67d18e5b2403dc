"""Outlines of drawings: where they come to stand, and the level and upright rules that they make up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from retrieval.conversion.layout.page import Rule

Point = tuple[float, float]
Matrix = tuple[float, float, float, float, float, float]
UNIT: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def times(first: Matrix, then: Matrix) -> Matrix:
    """The matrix that does what two do one after the other."""
    a, b, c, d, e, f = first
    k, m, n, p, q, r = then
    return a * k + b * n, a * m + b * p, c * k + d * n, c * m + d * p, e * k + f * n + q, e * m + f * p + r


def applied(matrix: Matrix, x: float, y: float) -> Point:
    """Where a point comes to stand.

    >>> applied(times((2, 0, 0, 2, 0, 0), (1, 0, 0, 1, 5, 7)), 10, 20)
    (25, 47)
    """
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def rules_of(outline: Sequence[Point], is_stroked: bool, thickest: float) -> Iterator[Rule]:
    """The rules of an outline without curves: its lines, its thin or outlined rectangles.

    A rule is at most so thick, and longer than that.

    >>> list(rules_of([(0, 0), (90, 0), (90, 1), (0, 1), (0, 0)], False, 2))
    [Rule(left=0, top=0.5, right=90, bottom=0.5)]
    """
    xs, ys = [x for x, _ in outline], [y for _, y in outline]
    left, right, top, bottom = min(xs), max(xs), min(ys), max(ys)
    if bottom - top <= thickest < right - left:
        yield Rule(left, (top + bottom) / 2, right, (top + bottom) / 2)
    elif right - left <= thickest < bottom - top:
        yield Rule((left + right) / 2, top, (left + right) / 2, bottom)
    elif is_stroked:
        for (x0, y0), (x1, y1) in pairwise(outline):
            across, along = sorted((abs(x1 - x0), abs(y1 - y0)))
            if across <= thickest / 5 and along > thickest:
                yield Rule(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
