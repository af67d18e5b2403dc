"""Ruled tables: finds the cells that rules draw on a page, and takes the lines of the page apart into them.

Outer rules at the sides may be absent. Cells that no rule parts are one merged cell. Tables without upright rules are
left to `retrieval.conversion.layout.tables.aligned_tables`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise

from retrieval.conversion.layout.lines import TextLine
from retrieval.conversion.layout.page import Rule
from retrieval.conversion.layout.tables.cell_text import cell_text
from retrieval.conversion.layout.tables.table_block import TableBlock

# In em: rules so near each other are one, and a table reaches so far beyond its outermost upright rules.
_SAME, _OPEN_SIDE = 0.35, 1.5
# Drawings have more; tables of a page do not.
_MOST_RULES, _MOST_CELLS = 1_000, 20_000
_Cell = tuple[int, int]


def take_tables(
    lines: Sequence[TextLine], rules: Sequence[Rule], size: float
) -> tuple[list[TableBlock], list[TextLine]]:
    """The ruled tables of a page from top to bottom, and the lines that stand outside of them."""
    reach = _SAME * size
    tables: list[TableBlock] = []
    rest = list(lines)
    for level, upright in _grids(rules, reach):
        columns, rows = _edges(level, upright, reach, _OPEN_SIDE * size)
        if (len(columns) - 1) * (len(rows) - 1) < 2 or len(columns) < 3 or len(columns) * len(rows) > _MOST_CELLS:
            continue
        outside: list[TextLine] = []
        inside: list[TextLine] = []
        for line in rest:
            if rows[0] <= line.middle <= rows[-1]:
                inside += _some(line.within(columns[0], columns[-1]))
                outside += _some(line.within(-1e9, columns[0]))
                outside += _some(line.within(columns[-1], 1e9))
            else:
                outside.append(line)
        if not inside:
            continue
        merged = _merged(level, upright, columns, rows, reach)
        grid = _grid(inside, merged, columns, rows)
        tables.append(TableBlock(columns[0], rows[0], columns[-1], rows[-1], size, tuple(columns), grid))
        rest = outside
    return sorted(tables, key=lambda table: table.top), rest


def _some(line: TextLine | None) -> list[TextLine]:
    return [line] if line else []


def _grids(rules: Sequence[Rule], reach: float) -> list[tuple[list[Rule], list[Rule]]]:
    """Level and upright rules that cross or touch each other, grouped."""
    level = _joined([rule for rule in rules if rule.is_level], reach)
    upright = [_flipped(rule) for rule in _joined([_flipped(rule) for rule in rules if not rule.is_level], reach)]
    if not level or not upright or len(level) + len(upright) > _MOST_RULES:
        return []
    group = list(range(len(level) + len(upright)))

    def top_of(at: int) -> int:
        while group[at] != at:
            group[at] = group[group[at]]
            at = group[at]
        return at

    for at, down in enumerate(upright, len(level)):
        for other, across in enumerate(level):
            if _touch(across, down, reach):
                group[top_of(other)] = top_of(at)
    found: dict[int, tuple[list[Rule], list[Rule]]] = defaultdict(lambda: ([], []))
    for at in range(len(group)):
        found[top_of(at)][at >= len(level)].append(level[at] if at < len(level) else upright[at - len(level)])
    return [(a, b) for a, b in found.values() if a and b]


def _touch(across: Rule, down: Rule, reach: float) -> bool:
    return (
        across.left - reach <= down.left <= across.right + reach
        and down.top - reach <= across.top <= down.bottom + reach
    )


def _flipped(rule: Rule) -> Rule:
    return Rule(rule.top, rule.left, rule.bottom, rule.right)


def _joined(level: Iterable[Rule], reach: float) -> list[Rule]:
    """Level rules, where those that go on from each other, or lie on each other, are one."""
    rows: list[list[Rule]] = []
    for rule in sorted(level, key=lambda rule: (rule.top + rule.bottom) / 2):
        if rows and (rule.top + rule.bottom) / 2 - rows[-1][0].top <= reach / 2:
            rows[-1].append(rule)
        else:
            rows.append([rule])
    found: list[Rule] = []
    for row in rows:
        left = right = None
        y = row[0].top
        for rule in sorted(row, key=lambda rule: rule.left):
            if left is None or right is None or rule.left > right + reach:
                found += [Rule(left, y, right, y)] if left is not None and right is not None else []
                left, right = rule.left, rule.right
            else:
                right = max(right, rule.right)
        found += [Rule(left, y, right, y)] if left is not None and right is not None else []
    return found


def _edges(
    level: Sequence[Rule], upright: Sequence[Rule], reach: float, side: float
) -> tuple[list[float], list[float]]:
    columns = _apart(sorted(rule.left for rule in upright), reach)
    rows = _apart(sorted(rule.top for rule in level), reach)
    left, right = min(rule.left for rule in level), max(rule.right for rule in level)
    return [
        *([left] if left < columns[0] - side else []),
        *columns,
        *([right] if right > columns[-1] + side else []),
    ], rows


def _apart(places: Sequence[float], reach: float) -> list[float]:
    """Places in order, without those that are nearly another."""
    return [at for n, at in enumerate(places) if n == 0 or at - places[n - 1] > reach]


def _merged(
    level: Sequence[Rule], upright: Sequence[Rule], columns: Sequence[float], rows: Sequence[float], reach: float
) -> dict[_Cell, _Cell]:
    """For each cell of the grid, the first cell of the merged one that it belongs to."""
    first = {(row, column): (row, column) for row in range(len(rows) - 1) for column in range(len(columns) - 1)}

    def top_of(cell: _Cell) -> _Cell:
        while first[cell] != cell:
            cell = first[cell]
        return cell

    def join(cell: _Cell, other: _Cell) -> None:
        low, high = sorted((top_of(cell), top_of(other)))
        first[high] = low

    for row, (top, bottom) in enumerate(pairwise(rows)):
        parted = [rule.left for rule in upright if rule.top <= (top + bottom) / 2 <= rule.bottom]
        for column, edge in enumerate(columns[1:-1]):
            if not any(abs(at - edge) <= reach for at in parted):
                join((row, column), (row, column + 1))
    for column, (left, right) in enumerate(pairwise(columns)):
        parted = [rule.top for rule in level if rule.left <= (left + right) / 2 <= rule.right]
        for row, edge in enumerate(rows[1:-1]):
            if not any(abs(at - edge) <= reach for at in parted):
                join((row, column), (row + 1, column))
    return {cell: top_of(cell) for cell in first}


def _grid(
    lines: Sequence[TextLine], merged: dict[_Cell, _Cell], columns: Sequence[float], rows: Sequence[float]
) -> tuple[tuple[str, ...], ...]:
    held: dict[_Cell, list[TextLine]] = defaultdict(list)
    for line in lines:
        row = min(max(bisect_right(rows, line.middle) - 1, 0), len(rows) - 2)
        spans = _spans(row, merged, columns)
        for at, (first, left, right) in enumerate(spans):
            # What stands on an edge must not get lost: the outermost cells reach to the ends of the line.
            part = line.within(left if at else -1e9, right if at < len(spans) - 1 else 1e9)
            held[first] += _some(part)
    widths: dict[_Cell, float] = {}
    for (row, column), first in merged.items():
        if row == first[0]:
            widths[first] = widths.get(first, 0.0) + columns[column + 1] - columns[column]
    texts = {first: cell_text(inside, widths[first]) for first, inside in held.items()}
    count = range(len(columns) - 1)
    return tuple(tuple(texts.get(merged[row, column], "") for column in count) for row in range(len(rows) - 1))


def _spans(row: int, merged: dict[_Cell, _Cell], columns: Sequence[float]) -> list[tuple[_Cell, float, float]]:
    """The cells of a row from left to right, merged ones once, with their edges."""
    found: list[tuple[_Cell, float, float]] = []
    for column, (left, right) in enumerate(pairwise(columns)):
        first = merged[row, column]
        if found and found[-1][0] == first:
            found[-1] = first, found[-1][1], right
        else:
            found.append((first, left, right))
    return found
