"""Aligned tables: rows of cells that stand under each other without upright rules, as in statistics.

Only what can hardly be anything else is taken: three rows and more of the same columns, with figures in most cells or
three columns and more. A line between two rows that stands within one column goes on in that column's cell.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise, takewhile

from retrieval.conversion.layout.lines import TextLine
from retrieval.conversion.layout.list_marks import begins_list_item
from retrieval.conversion.layout.tables.cell_text import joint
from retrieval.conversion.layout.tables.table_block import TableBlock
from retrieval.conversion.layout.text_columns import Item

_FEWEST_ROWS, _MOST_ROWS = 3, 200
_MANY_COLUMNS, _MOST_COLUMNS = 3, 40
_FIGURES = re.compile(r"[-+－]?[\d,，.]+\s*(?:[%％‰]|[\u4e00-\u9fff]{0,3})|[-—－/…]+")
_PAGE_NUMBER = re.compile(r"[-—(（]?\s*\d{1,4}\s*[-—)）]?")
_LONGEST_CELL = 60
# In lines: rows stand closer to each other.
_FARTHEST = 3.0


def with_aligned_tables(items: Sequence[Item]) -> list[Item]:
    """The items of a flow, in which lines that make up a table are that table."""
    found: list[Item] = []
    at = 0
    while at < len(items):
        rows = _rows(items[at : at + _MOST_ROWS])
        table = _table(rows)
        if table is None:
            found.append(items[at])
            at += 1
        else:
            found.append(table)
            at += len(rows)
    return found


def _rows(items: Sequence[Item]) -> list[TextLine]:
    """The lines from here on that may be rows of one table; the last has several cells."""
    if not (isinstance(items[0], TextLine) and len(items[0].parts) > 1):
        return []
    lines = [item for item in takewhile(lambda item: isinstance(item, TextLine), items) if isinstance(item, TextLine)]
    taken = [lines[0]]
    edges = [(part.left, part.right) for part in lines[0].parts]
    for line in lines[1:]:
        merged = _with_parts(edges, line)
        if line.baseline - taken[-1].baseline > _FARTHEST * line.size or merged is None:
            break
        edges = merged
        taken.append(line)
    while len(taken[-1].parts) < 2:
        taken.pop()
    return taken


def _with_parts(edges: Sequence[tuple[float, float]], line: TextLine) -> list[tuple[float, float]] | None:
    """The columns, made as wide as the parts of a line need; None where a part reaches over two of them."""
    columns = list(edges)
    for part in line.parts:
        over = [at for at, (left, right) in enumerate(columns) if part.left < right and part.right > left]
        if len(over) > 1:
            return None
        if over:
            left, right = columns[over[0]]
            columns[over[0]] = min(left, part.left), max(right, part.right)
        else:
            columns = sorted([*columns, (part.left, part.right)])
    disjoint = all(before[1] <= after[0] for before, after in pairwise(columns))
    return columns if disjoint and len(columns) <= _MOST_COLUMNS else None


def _table(rows: Sequence[TextLine]) -> TableBlock | None:
    full = [row for row in rows if len(row.parts) > 1]
    if len(full) < _FEWEST_ROWS:
        return None
    columns = [(part.left, part.right) for part in rows[0].parts]
    for row in rows[1:]:
        columns = _with_parts(columns, row) or columns
    grid: list[list[str]] = []
    for row in rows:
        cells = [""] * len(columns)
        for part in row.parts:
            middle = (part.left + part.right) / 2
            cells[max((at for at, column in enumerate(columns) if column[0] <= middle), default=0)] = part.text
        if len(row.parts) == 1 and grid:
            grid[-1] = [above + joint(above, cell) + cell for above, cell in zip(grid[-1], cells, strict=True)]
        else:
            grid.append(cells)
    if not _is_table(grid):
        return None
    edges = [columns[0][0], *((a[1] + b[0]) / 2 for a, b in pairwise(columns)), columns[-1][1]]
    size = full[0].size
    top = rows[0].baseline - rows[0].size
    return TableBlock(edges[0], top, edges[-1], rows[-1].baseline, size, tuple(edges), tuple(map(tuple, grid)))


def _is_table(grid: Sequence[Sequence[str]]) -> bool:
    firsts = [row[0] for row in grid]
    later = [cell for row in grid for cell in row[1:] if cell]
    if any(len(cell) > _LONGEST_CELL for cell in later) or sum(map(begins_list_item, firsts)) * 3 > len(firsts):
        return False
    figures = sum(bool(_FIGURES.fullmatch(cell)) for cell in later)
    contents = len(grid[0]) == 2 and all(_PAGE_NUMBER.fullmatch(cell) for cell in later)
    return not contents and (len(grid[0]) >= _MANY_COLUMNS or figures * 2 > len(later))
