"""Columns: cuts a page into flows of lines, so that columns side by side are read one after the other.

Side by side are columns of running text only. What stands in short parts side by side is a table and stays on its
lines.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from retrieval.conversion.layout.lines import TextLine
from retrieval.conversion.layout.tables.table_block import TableBlock

Item = TextLine | TableBlock
_Interval = tuple[float, float]
# In em, and in shares of the page or the column.
_GUTTER, _NARROWEST = 1.4, 8.0
_CENTRAL = 0.15
_FEWEST_LINES, _FULL, _MOST_FULL = 5, 0.8, 0.5
_DEEPEST = 3


@dataclass(frozen=True, slots=True)
class Flow:
    """Items of a page that are read from top to bottom; ``depth`` is 0 where no column stands beside."""

    items: tuple[Item, ...]
    left: float
    right: float
    depth: int = 0


def find_flows(items: Sequence[Item], depth: int = 0) -> list[Flow]:
    """The flows of a page in the order in which they are read; ``items`` are in the order from top to bottom."""
    if not items:
        return []
    left, right = min(item.left for item in items), max(item.right for item in items)
    size = median(item.size for item in items)
    found: list[Flow] = []
    plain: list[Item] = []
    for band, gutter in _bands(items, left, right, size) if depth < _DEEPEST else [(list(items), None)]:
        sides = _sides(band, gutter, size) if gutter else None
        if sides is None:
            plain += band
            continue
        above, *columns = sides
        plain += above
        found += _flow(plain, left, right, depth)
        plain = []
        found += [flow for column in columns for flow in find_flows(column, depth + 1)]
    return found + _flow(plain, left, right, depth)


def _flow(items: Sequence[Item], left: float, right: float, depth: int) -> list[Flow]:
    return [Flow(tuple(items), left, right, depth)] if items else []


def _bands(
    items: Sequence[Item], left: float, right: float, size: float
) -> Iterator[tuple[list[Item], _Interval | None]]:
    """Items that follow each other and leave the same stretch of the page empty, with that stretch."""
    margin = _CENTRAL * (right - left)
    band: list[Item] = []
    empty: list[_Interval] = []
    for item in items:
        gaps = [
            gap
            for gap in _gaps(item, left, right, _GUTTER * size)
            if gap[1] > left + margin and gap[0] < right - margin
        ]
        common = _common(empty, gaps, _GUTTER * size) if band else gaps
        if band and not common:
            yield band, max(empty, key=_width, default=None)
            band, common = [], gaps
        band.append(item)
        empty = common
    yield band, max(empty, key=_width, default=None)


def _gaps(item: Item, left: float, right: float, least: float) -> list[_Interval]:
    """The stretches between two edges that an item leaves empty."""
    parts = item.parts if isinstance(item, TextLine) else (item,)
    edges = [left - least, *(edge for part in parts for edge in (part.left, part.right)), right + least]
    pairs = zip(edges[::2], edges[1::2], strict=True)
    return [(first, last) for first, last in pairs if last - first >= least]


def _common(first: Sequence[_Interval], second: Sequence[_Interval], least: float) -> list[_Interval]:
    both = ((max(a[0], b[0]), min(a[1], b[1])) for a in first for b in second)
    return [shared for shared in both if _width(shared) >= least]


def _width(interval: _Interval) -> float:
    return interval[1] - interval[0]


def _sides(band: Sequence[Item], gutter: _Interval, size: float) -> tuple[list[Item], list[Item], list[Item]] | None:
    """What stands above the columns, the left and the right column; None where there are no two columns of text."""
    middle = (gutter[0] + gutter[1]) / 2
    cut = [(_part(item, -1e9, middle), _part(item, middle, 1e9)) for item in band]
    if not all(_is_running([side for side in sides if side], size) for sides in zip(*cut, strict=True)):
        return None
    # A short line above the columns, such as a heading, leaves the gutter empty too.
    width = min(gutter[0] - min(item.left for item in band), max(item.right for item in band) - gutter[1])
    begun = (at for at, (a, b) in enumerate(cut) if (a and b) or band[at].right - band[at].left >= _FULL * width)
    start = next(begun, 0)
    return list(band[:start]), [item for item, _ in cut[start:] if item], [item for _, item in cut[start:] if item]


def _part(item: Item, left: float, right: float) -> Item | None:
    if isinstance(item, TextLine):
        return item.within(left, right)
    return item if left <= (item.left + item.right) / 2 < right else None


def _is_running(items: Sequence[Item], size: float) -> bool:
    """Whether items are running text: many lines, and most of them full."""
    lines = [item for item in items if isinstance(item, TextLine)]
    if len(lines) < _FEWEST_LINES:
        return False
    left, right = min(line.left for line in lines), max(line.right for line in lines)
    full = sum(line.right - line.left >= _FULL * (right - left) for line in lines)
    return right - left >= _NARROWEST * size and full >= _MOST_FULL * len(lines)
