"""Sheet grid: the cells of a sheet by row and column, without hidden ones, merged cells repeated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from retrieval.models import Refusal, ReportError

_MOST_CELLS, _MOST_MERGED, _WIDEST = 5_000_000, 1_000_000, 2_000


@dataclass(slots=True)
class SheetGrid:
    """The filled cells of a sheet by row and column (from 0), its merged areas and what of it is hidden.

    A merged area is its first row, the row behind it, its first column, the column behind it.
    """

    cells: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[range] = field(default_factory=list)

    def rows(self, name: str) -> list[list[str]]:
        """The texts of the cells that are shown; rows without any are left out.

        Raises `ReportError`, with the file's ``name``, for more cells than a table can have.

        >>> SheetGrid({(0, 0): "甲", (1, 1): "1"}, [(0, 2, 0, 1)]).rows("a.xlsx")
        [['甲', ''], ['甲', '1']]
        """
        cells = self._spread(name)
        by_row: dict[int, dict[int, str]] = {}
        for (row, column), text in cells.items():
            if row not in self.hidden_rows and not any(column in hidden for hidden in self.hidden_columns):
                by_row.setdefault(row, {})[column] = text
        columns = sorted({column for line in by_row.values() for column in line})
        if len(columns) > _WIDEST or len(columns) * len(by_row) > _MOST_CELLS:
            found = f"found {len(by_row)} rows of {len(columns)} columns"
            raise ReportError(f"{name}: wanted a table of at most {_MOST_CELLS} cells, {found}", Refusal.TOO_LARGE)
        return [[by_row[row].get(column, "") for column in columns] for row in sorted(by_row)]

    def _spread(self, name: str) -> Mapping[tuple[int, int], str]:
        """The cells with those that merged areas cover, as far down and right as there is anything."""
        if not self.merged or not self.cells:
            return self.cells
        last_row, last_column = (max(place[at] for place in self.cells) for at in (0, 1))
        # A title may be merged over more columns than the table has; those have no cells of their own.
        areas = [
            (text, range(first, min(end, last_row + 1)), range(left, min(right, last_column + 1)))
            for first, end, left, right in self.merged
            if (text := self.cells.get((first, left)))
        ]
        if sum(len(rows) * len(columns) for _, rows, columns in areas) > _MOST_MERGED:
            raise ReportError(f"{name}: wanted a table, found merged cells without end", Refusal.TOO_LARGE)
        cells = dict(self.cells)
        for text, rows, columns in areas:
            cells.update(((row, column), text) for row in rows for column in columns)
        return cells
