"""Columns: a figure of a table has the unit that stands in the head of its column."""

from __future__ import annotations

import pytest

from retrieval.text.columns import cells_of
from retrieval.text.values.value import ValueKind


@pytest.mark.parametrize(
    ("head", "cell", "kind", "low", "unit"),
    [
        ("投资(万元)", "1,250", ValueKind.MONEY, 12_500_000, "元"),
        ("面积(单位:亩)", "36.5", ValueKind.MEASURE, 36.5, "亩"),
        ("占比%", "12.5", ValueKind.PERCENT, 12.5, "%"),
        ("占比(%)", "-3.1", ValueKind.PERCENT, -3.1, "%"),
        ("结案数", "39", ValueKind.BARE, 39, ""),
        ("受理件数", "50", ValueKind.COUNT, 50, "件"),
        ("参保人数", "2 310", ValueKind.COUNT, 2310, "人"),
        ("金额/亿元", "0.8", ValueKind.MONEY, 80_000_000, "元"),
        ("投资(万元)", "20亿元", ValueKind.MONEY, 2_000_000_000, "元"),
    ],
)
def test_unit_of_the_head(head: str, cell: str, kind: ValueKind, low: float, unit: str) -> None:
    """A bare number takes unit and scale of the head; one with a unit keeps its own."""
    row = f"东港 | {cell} | 备注"
    cells = cells_of(row, ("港口", head, "说明"))
    value = cells[1].value
    assert value is not None
    assert row[cells[1].start : cells[1].end] == cell
    assert (value.kind, float(value.low or 0), value.unit) == (kind, low, unit)


def test_rows_that_do_not_match_their_heads() -> None:
    """Where cells and heads are not one to one, no head is taken for another's."""
    assert cells_of("东港 | 12", ("港口", "艘数", "备注")) == []


def test_empty_cells_at_the_ends_do_not_count() -> None:
    """A row may begin and end with a bar."""
    assert [cell.head for cell in cells_of("| 东港 | 12 |", ("港口", "艘数"))] == ["港口", "艘数"]
