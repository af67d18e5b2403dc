"""Table text: a table of any format as lines of text, one for each row, with ``|`` between the cells.

A merged cell is repeated in every row and column that it covers, so that each line holds the heads of its row and
stands under the heads of its columns; several header rows stay lines of their own, and `retrieval.parsing.tables`
joins the heads of a column. Formats that give no table must not write ``|`` lines themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

from retrieval.models import ReportError

# A browser cuts column spans at 1000; tables that people read have far fewer columns.
_WIDEST_SPAN, _MOST_COLUMNS, _MOST_REPEATED = 200, 2_000, 20_000_000
_SPACE, _BREAK = re.compile(r"\s+"), re.compile(r"[\n\r\t\v\f\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell as it is written in its first row: its text, and how many columns and rows it covers."""

    text: str
    columns: int = 1
    rows: int = 1


def spread(rows: Iterable[Sequence[TableCell]], name: str = "table") -> list[list[str]]:
    """The grid of a table whose rows list the cells that begin in them, as in HTML: a text for each row and column.

    A cell takes the first columns that no cell of a row above reaches into; ``rows=0`` reaches to the last row. Raises
    `ReportError`, with the file's ``name``, for a table wider than any.

    >>> spread([[TableCell("局", rows=2), TableCell("数", columns=2)], [TableCell("1"), TableCell("2")]])
    [['局', '数', '数'], ['局', '1', '2']]
    """
    grid: list[list[str]] = []
    from_above: dict[int, tuple[str, int]] = {}  # by column: the text, and how many rows it still covers
    for row in rows:
        line = {column: text for column, (text, _) in from_above.items()}
        from_above = {column: (text, left - 1) for column, (text, left) in from_above.items() if left != 1}
        column = 0
        for cell in row:
            while column in line:
                column += 1
            for at in range(column, column + min(max(cell.columns, 1), _WIDEST_SPAN)):
                if at in line:
                    break
                line[at] = cell.text
                if cell.rows != 1:
                    # A count below nought never reaches 1: such a cell covers all rows that follow.
                    from_above[at] = cell.text, cell.rows - 1
        grid.append([line.get(at, "") for at in range(max(line, default=-1) + 1)])
        if len(grid[-1]) > _MOST_COLUMNS:
            raise _endless(name)
    return grid


def table_lines(grid: Iterable[Sequence[str]], name: str = "table") -> list[str]:
    """The lines of a table, from the texts of its cells by row and column, merged cells repeated.

    Every row has the same number of cells, so that a figure stays under its head. A row or an outer column without any
    text is left out; a line break within a cell becomes a blank; ``|`` within a cell becomes ``¦``, which is no border.
    What covers a whole row above or below the rows of cells is a title or a note: a line without borders. A table of
    one column is lines of text, which keep their breaks. Raises `ReportError`, with the file's ``name``, where merged
    cells make far more of the table than the file holds.

    >>> table_lines([["某局办件情况"] * 3, ["单位", "受理数", "办结\\n数"], ["公安局", "27", ""], ["注：含转办。"] * 3])
    ['某局办件情况', '单位 | 受理数 | 办结 数', '公安局 | 27 | ', '注：含转办。']
    """
    rows = [[cell.strip() for cell in row] for row in grid]
    filled = [at for row in rows for at, cell in enumerate(row) if cell]
    if not filled:
        return []
    if sum(map(len, chain.from_iterable(rows))) > _MOST_REPEATED:
        raise _endless(name)
    first, end = min(filled), max(filled) + 1
    padded = [[*row[first:end], *[""] * (end - max(first, len(row)))] for row in rows if any(row)]
    if end - first == 1:
        return [row[0] for row in padded]
    whole = [len(set(row)) == 1 for row in padded]
    inner = [at for at, covers in enumerate(whole) if not covers] or [len(padded)]
    return [
        row[0] if covers and not inner[0] < at < inner[-1] else " | ".join(map(_cell_text, row))
        for at, (row, covers) in enumerate(zip(padded, whole, strict=True))
    ]


def _endless(name: str) -> ReportError:
    return ReportError(f"{name}: wanted a table that can be written out, found merged cells without end")


def _cell_text(cell: str) -> str:
    joined = _SPACE.sub(lambda match: " " if _BREAK.search(match[0]) else match[0], cell)
    return joined.replace("|", "¦")
