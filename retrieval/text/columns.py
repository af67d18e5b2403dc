"""Columns: the values of a table row, with the units that stand in the heads of their columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import accumulate

from retrieval.text.values.grammar import find_values
from retrieval.text.values.units import Unit, unit_at
from retrieval.text.values.value import Value, ValueKind

# 金额(万元), 面积（单位:亩）, 占比%, 案件数(件)
_IN_HEAD = re.compile(
    r"(?:\((?:单位:?)?|[/:])(?P<scale>[十百千万亿]{0,3})(?P<unit>[^()\s]{1,8})\)?$|(?P<sign>[%‰])\)?$"
)
_COUNTED = re.compile("(?P<unit>[件人户次项家台辆起条份场宗])(?:总)?数(?:量)?$")
_SIZES = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table row: its span in the row, the head of its column, and its value where it holds one."""

    start: int
    end: int
    head: str
    value: Value | None


def cells_of(row: str, heads: Sequence[str]) -> list[Cell]:
    """The cells of a folded row under the folded heads of its columns; none where they do not match one to one.

    A bare number has the unit of its head, 万 and 亿 included.

    >>> cells = cells_of("1 | 东港 | 1,250", ("序号", "港口", "投资(万元)"))
    >>> [(cell.head, int(cell.value.low or 0), cell.value.unit) for cell in cells if cell.value]
    [('序号', 1, ''), ('投资(万元)', 12500000, '元')]
    """
    pieces = row.split("|")
    ends = list(accumulate(len(piece) + 1 for piece in pieces))
    spans = [
        (end - 1 - len(piece.lstrip()), end - 1 - (len(piece) - len(piece.rstrip())))
        for piece, end in zip(pieces, ends, strict=True)
        if piece.strip()
    ]
    if len(spans) != len(heads):
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
    match = _IN_HEAD.search(head) or _COUNTED.search(head)
    if match is None:
        return None
    given = match.groupdict()
    size = Decimal(1)
    for char in given.get("scale") or "":
        size *= _SIZES[char]
    name = given.get("sign") or given["unit"]
    found = unit_at(name, 0)
    return (found[0], size) if found and found[1] == len(name) else None
