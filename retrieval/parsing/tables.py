"""Rows of cells to tables: which rows are the header, and what stands above as the caption."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from retrieval.parsing.list_sequence import ListMark
from retrieval.text.segmentation import TextBlock

_NUMBERED = re.compile(r"\|?\s*\d{1,5}\s*\|")
_CAPTION = 40


@dataclass(frozen=True, slots=True)
class Table:
    """Neighbouring rows; ``heads`` numbers those that repeat the header (1-based), ``header`` is its words."""

    rows: tuple[TextBlock, ...]
    heads: frozenset[int]
    header: str
    caption: str


def cells(text: str, row: TextBlock) -> list[str]:
    """The words of a row's cells; a cell that spans several columns counts once.

    >>> cells("序号 | 资格\\n条件 | 资格\\n条件 | ", TextBlock(0, 22, row=True))
    ['序号', '资格条件']
    """
    found = [re.sub(r"\s+", "", cell) for cell in text[row.start : row.end].split("|")]
    return [cell for at, cell in enumerate(found) if cell and (at == 0 or cell != found[at - 1])]


def tables(text: str, blocks: Sequence[TextBlock]) -> list[Table]:
    """The tables among the blocks, in order."""
    found: list[Table] = []
    first = 0
    while first < len(blocks):
        last = first
        while last < len(blocks) and blocks[last].row:
            last += 1
        if last > first:
            before = blocks[first - 1] if first else None
            caption = text[before.start : before.end] if before and before.end - before.start <= _CAPTION else ""
            found.append(_table(text, blocks[first:last], "" if caption.endswith(("。", "；")) else caption))
        first = max(last, first + 1)
    return found


def _table(text: str, rows: Sequence[TextBlock], caption: str) -> Table:
    """The header is the rows above the first numbered one, else the first row, where there is more than one."""
    numbered = next((at for at, row in enumerate(rows) if _NUMBERED.match(text, row.start, row.end)), None)
    size = numbered if numbered is not None else int(len(rows) > 1)
    words = [cells(text, row) for row in rows[:size]]
    titles = [row[0] for row in words if len(row) == 1]
    header = list(dict.fromkeys(cell for row in words if len(row) > 1 for cell in row))
    known = {text[row.start : row.end] for row in rows[:size]}
    heads = {at for at, row in enumerate(rows, 1) if text[row.start : row.end] in known}
    return Table(tuple(rows), frozenset(heads), " ".join(header), caption or "".join(titles[-1:]))


def with_rows(text: str, found: Sequence[ListMark], blocks: Sequence[TextBlock], top: str) -> list[ListMark]:
    """The marks, with one for every row of a table under the mark that the table stands under.

    ``top`` is the path of the text above the first mark.
    """
    rows = list(_row_marks(text, found, blocks, top))
    return sorted([*found, *rows], key=lambda mark: mark.start)


def _row_marks(text: str, found: Sequence[ListMark], blocks: Sequence[TextBlock], top: str) -> Iterator[ListMark]:
    starts = [mark.start for mark in found]
    known = set(starts)
    for number, table in enumerate(tables(text, blocks), 1):
        under = bisect_left(starts, table.rows[0].start) - 1
        path = (*(found[under].path if under >= 0 else ()), f"表{number}")
        for count, row in enumerate(table.rows, 1):
            kind = "table" if count in table.heads else "row"
            yield ListMark((*path, f"第{count}行"), row.start, row.start, kind, f"{table.caption}\n{table.header}")
        after = table.rows[-1].end
        behind = bisect_left(blocks, after, key=lambda block: block.start)
        following = blocks[behind].start if behind < len(blocks) else None
        if following is not None and following not in known:
            yield ListMark(found[under].path if under >= 0 else (top,), following, following)
