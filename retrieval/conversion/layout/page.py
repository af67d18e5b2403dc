"""Page content: glyphs and rules with their positions, whatever the format that they come from.

Positions count from the upper left corner, to the right and down, in a unit of the format's own: everything that
reads them compares with the size of the type.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

# No page is so large in any unit.
_FARTHEST = 1e6
# Watermarks stand askew. In degrees.
_ASKEW = 8.0


class Script(Enum):
    """Whether a glyph stands on the line, or is raised or lowered beside it."""

    BASE = 0
    RAISED = 1
    LOWERED = -1


@dataclass(frozen=True, slots=True)
class Glyph:
    """Character at its place: ``right`` is where the next one would stand, ``size`` the height of the type."""

    text: str
    left: float
    right: float
    baseline: float
    size: float
    script: Script = Script.BASE

    @property
    def is_placed(self) -> bool:
        """Whether it stands anywhere near a page, in type that can be seen."""
        return _is_near(self.left, self.right, self.baseline, self.size) and self.size > 0

    @property
    def is_blank(self) -> bool:
        """Whether nothing is seen of it."""
        return self.text.isspace()


@dataclass(frozen=True, slots=True)
class Rule:
    """Straight line along the page or down it; one of the two extents is nearly nothing."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def is_level(self) -> bool:
        """Whether it runs from left to right."""
        return self.right - self.left >= self.bottom - self.top

    def turned(self, quarters: int, width: float, height: float) -> Rule:
        """The rule on the page turned clockwise by so many quarters."""
        x0, y0 = turn_point(self.left, self.top, quarters, width, height)
        x1, y1 = turn_point(self.right, self.bottom, quarters, width, height)
        return Rule(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


@dataclass(frozen=True, slots=True)
class PageContent:
    """One page, upright: its glyphs in the order of the file, and its rules.

    ``aside`` are glyphs that stand in other directions than most, each direction by itself and upright; ``recognised``
    tells that the characters were recognised in a picture.
    """

    glyphs: tuple[Glyph, ...] = ()
    rules: tuple[Rule, ...] = ()
    aside: tuple[tuple[Glyph, ...], ...] = ()
    recognised: bool = False


def upright_page(
    glyphs: Mapping[int, Sequence[Glyph]], rules: Iterable[Rule], width: float, height: float
) -> PageContent:
    """A page from its glyphs by the quarters by which they were turned upright, and its rules as they are drawn.

    It is turned so that most glyphs stand upright; the others are aside. What stands nowhere near a page is not seen.
    """
    glyphs = {quarters: [glyph for glyph in found if glyph.is_placed] for quarters, found in glyphs.items()}
    rules = [rule for rule in rules if _is_near(rule.left, rule.top, rule.right, rule.bottom)]
    most = max(glyphs, key=lambda quarters: len(glyphs[quarters]), default=0)
    aside = tuple(tuple(found) for quarters, found in sorted(glyphs.items()) if quarters != most)
    turned = tuple(rule.turned(most, width, height) for rule in rules)
    return PageContent(tuple(glyphs.get(most, ())), turned, aside)


def inked_characters(glyphs: Mapping[int, Sequence[Glyph]]) -> list[str]:
    """The characters of a page that are not blank, from its glyphs by quarters."""
    return [glyph.text for found in glyphs.values() for glyph in found if not glyph.is_blank]


def quarters_upright(degrees: float) -> int | None:
    """By how many quarters type that is turned counter-clockwise so far is turned clockwise to stand upright.

    None for type that stands askew.

    >>> quarters_upright(-91.5), quarters_upright(45)
    (3, None)
    """
    quarters = round(degrees / 90)
    return None if abs(degrees - 90 * quarters) > _ASKEW else quarters % 4


def turn_point(x: float, y: float, quarters: int, width: float, height: float) -> tuple[float, float]:
    """Where a point of a page comes to stand when the page is turned clockwise by so many quarters.

    >>> turn_point(10, 20, 1, 600, 800)
    (780, 10)
    """
    match quarters % 4:
        case 1:
            return height - y, x
        case 2:
            return width - x, height - y
        case 3:
            return y, width - x
        case _:
            return x, y


def _is_near(*places: float) -> bool:
    """Whether all of these are numbers within reach of a page; NaN is none."""
    return all(abs(place) < _FARTHEST for place in places)
