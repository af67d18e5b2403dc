"""Sheet text: the sheets of a workbook as lines, each a table under its name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from retrieval.conversion.table_text import table_lines

# Names that a program gave; they say nothing where there is one sheet.
_GIVEN = re.compile(r"(?:sheet|工作表|表格?)\s?\d{1,3}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet that is shown: its name, and the text of each cell by row and column, merged cells repeated."""

    name: str
    grid: Sequence[Sequence[str]]


def sheets_text(sheets: Iterable[Sheet], file: str) -> str:
    """The text of a workbook; ``file`` is its name, for messages.

    The only filled cell of a row above or below the table, such as a title that was not merged, is a line of its own.

    >>> rows = [["某区财政收入", ""], ["项目", "万元"], ["税收", "120"], ["注：快报数", ""]]
    >>> sheets_text([Sheet("收入", rows)], "a.xlsx")
    '收入\\n某区财政收入\\n项目 | 万元\\n税收 | 120\\n注：快报数\\n'
    """
    tables = [(sheet.name, lines) for sheet in sheets if (lines := table_lines(_with_titles(sheet.grid), file))]
    named = len(tables) > 1 or any(not _GIVEN.fullmatch(name.strip()) for name, _ in tables)
    parts = ["\n".join([*([name] if named else []), *lines]) + "\n" for name, lines in tables]
    return "\n".join(parts)


def _with_titles(grid: Sequence[Sequence[str]]) -> list[Sequence[str]]:
    rows = [row for row in grid if any(cell.strip() for cell in row)]
    filled = [sum(bool(cell.strip()) for cell in row) for row in rows]
    table = [at for at, count in enumerate(filled) if count > 1]
    if not table:
        return rows
    width = max(map(len, rows))
    return [
        [next(filter(None, map(str.strip, row)))] * width if filled[at] == 1 and not table[0] < at < table[-1] else row
        for at, row in enumerate(rows)
    ]
