"""Geometry of an OFD page: numbers and boxes as it writes them, and where an object stands on its page."""

from __future__ import annotations

import math
from dataclasses import dataclass

from lxml.etree import _Element as Element

from retrieval.conversion.layout.outlines import UNIT, Matrix, Point, applied, times

_LARGEST = 1e7


def number(told: str | None, otherwise: float) -> float:
    """A number; ``otherwise`` for what is none.

    >>> number("1.5", 0.0), number("nan", 0.0), number(None, 2.0)
    (1.5, 0.0, 2.0)
    """
    try:
        value = float(told or "")
    except ValueError:
        return otherwise
    return value if math.isfinite(value) and abs(value) < _LARGEST else otherwise


def numbers(told: str | None, count: int) -> list[float] | None:
    """So many numbers, separated by blanks; None where there are others."""
    words = (told or "").split()
    return [number(word, 0.0) for word in words] if len(words) == count else None


@dataclass(frozen=True, slots=True)
class Placement:
    """Where the places of an object come to stand on the page, in mm."""

    matrix: Matrix = UNIT

    def apply(self, x: float, y: float) -> Point:
        """A place of the object on the page."""
        return applied(self.matrix, x, y)

    @property
    def scale(self) -> float:
        """How much larger than stated the object's type is."""
        return math.hypot(self.matrix[2], self.matrix[3]) or 1.0

    @property
    def angle(self) -> float:
        """How far the object is turned clockwise, in radians."""
        return math.atan2(self.matrix[1], self.matrix[0])

    def of(self, node: Element) -> Placement:
        """The placement of an object that stands within this one: by its own matrix, then at the corner of its box."""
        a, b, c, d, e, f = numbers(node.get("CTM"), 6) or UNIT
        left, top, _, _ = numbers(node.get("Boundary"), 4) or [0.0, 0.0, 0.0, 0.0]
        return Placement(times((a, b, c, d, e + left, f + top), self.matrix))
