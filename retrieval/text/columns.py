"""Columns: the values of a table row, with the units that stand in the heads of their columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from retrieval.models import Span
from retrieval.text.normalization import fold, without_space
from retrieval.text.segmentation import strip_span
from retrieval.text.values.grammar import find_values
from retrieval.text.values.numerals import SIZES
from retrieval.text.values.units import Unit, unit_at
from retrieval.text.values.value import Value, ValueKind

# 金额(万元), 面积（单位:亩）, 占比%, 案件数(件)
_IN_HEAD = re.compile(
    r"(?:\((?:单位:?)?|[/:])(?P<scale>[十百千万亿]{0,3})(?P<unit>[^()\s]{1,8})\)?$|(?P<sign>[%‰])\)?$"
)
_COUNTED = re.compile("(?P<unit>[件人户次项家台辆起条份场宗])(?:总)?数(?:量)?$")
HEAD_SEPARATOR, LEVEL_SEPARATOR = " | ", "｜"
"""What stands between the heads of columns, and between heads that stand one above the other in a column."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table row: its span in the row, the head of its column, and its value where it holds one."""

    start: int
    end: int
    head: str
    value: Value | None


def split_cells(line: str) -> list[str]:
    """The texts of the cells of a row, or of a line of heads, without white space; one for each column.

    >>> split_cells("| 东港 |  | 1 250 |"), split_cells("合计 | "), split_cells("港口 | 投资｜今年")
    (['东港', '', '1250'], ['合计', ''], ['港口', '投资｜今年'])
    """
    return [without_space(line[start:end]) for start, end in _cell_spans(line)]


def folded_heads(line: str) -> list[str]:
    """The folded heads of the columns, of the line that holds them; none where there is no such line.

    >>> folded_heads("港口 | 投资（万元）｜今年"), folded_heads("")
    (['港口', '投资(万元)|今年'], [])
    """
    return [fold(head) for head in split_cells(line)] if line else []


def _cell_spans(line: str) -> list[Span]:
    """The spans of the cells of a row. Bars at both ends are the border of a table written in Markdown."""
    spans = _between_bars(line)
    bordered = len(spans) > 2 and line.lstrip()[:1] == line.rstrip()[-1:] == "|"
    return spans[1:-1] if bordered else spans


def _between_bars(line: str) -> list[Span]:
    bounds = [-1, *(at for at, char in enumerate(line) if char == "|"), len(line)]
    return [strip_span(line, start + 1, end) for start, end in pairwise(bounds)]


def cells_of(row: str, heads: Sequence[str]) -> list[Cell]:
    """The cells of a folded row under the folded heads of its columns; none where they do not match one to one.

    A bare number has the unit of its head, 万 and 亿 included. Empty cells count as columns.

    >>> cells = cells_of("1 | 东港 |  | 1,250", ("序号", "港口", "备注", "投资(万元)"))
    >>> [(cell.head, int(cell.value.low or 0), cell.value.unit) for cell in cells if cell.value]
    [('序号', 1, ''), ('投资(万元)', 12500000, '元')]
    """
    # Bars at both ends may also stand beside empty cells.
    spans = next((found for found in (_cell_spans(row), _between_bars(row)) if len(found) == len(heads)), [])
    if not spans:
        return []
    whole = {(value.start, value.end): value for value in find_values(row)}
    return [
        Cell(*span, head, _under(head, whole[span]) if span in whole else None)
        for span, head in zip(spans, heads, strict=True)
    ]


def _under(head: str, value: Value) -> Value:
    """A value with the unit of the head of its column, if it has none of its own."""
    found = _unit_of(head) if value.kind is ValueKind.BARE else None
    if found is None:
        return value
    unit, size = found
    low, high = (end * size if end is not None else None for end in (value.low, value.high))
    return replace(value, kind=unit.kind, unit=unit.name, low=low, high=high)


def _unit_of(head: str) -> tuple[Unit, Decimal] | None:
    # The unit may stand in any of the heads of a column, nearest first.
    levels = head.split("|")[::-1]
    matches = (_IN_HEAD.search(level) or _COUNTED.search(level) for level in levels)
    match = next(filter(None, matches), None)
    if match is None:
        return None
    given = match.groupdict()
    size = Decimal(1)
    for char in given.get("scale") or "":
        size *= SIZES[char]
    name = given.get("sign") or given["unit"]
    found = unit_at(name, 0)
    return (found[0], size) if found and found[1] == len(name) else None
