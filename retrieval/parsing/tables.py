"""Tables: groups table rows, finds header rows and the caption, and gives each row a mark in the outline."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from retrieval.parsing.list_sequence import ListMark
from retrieval.text.segmentation import TextBlock

_NUMBERED_ROW = re.compile(r"\|?\s*\d{1,5}\s*\|")
_LONGEST_CAPTION = 40


@dataclass(frozen=True, slots=True)
class Table:
    """Neighbouring table rows; ``header_rows`` numbers the header and its repetitions (1-based)."""

    rows: tuple[TextBlock, ...]
    header_rows: frozenset[int]
    header: str
    caption: str


def row_cells(text: str, row: TextBlock) -> list[str]:
    """The texts of a row's cells, without white space; a cell that spans several columns counts once.

    >>> row_cells("序号 | 资格\\n条件 | 资格\\n条件 | ", TextBlock(0, 22, row=True))
    ['序号', '资格条件']
    """
    found = [re.sub(r"\s+", "", cell) for cell in text[row.start : row.end].split("|")]
    return [cell for at, cell in enumerate(found) if cell and (at == 0 or cell != found[at - 1])]


def find_tables(text: str, blocks: Sequence[TextBlock]) -> list[Table]:
    """The tables among the blocks, in order."""
    found: list[Table] = []
    caption = ""
    for is_row, group in groupby(blocks, key=lambda block: block.row):
        members = list(group)
        if is_row:
            found.append(_table(text, members, caption))
        line = text[members[-1].start : members[-1].end]
        caption = "" if len(line) > _LONGEST_CAPTION or line.endswith(("。", "；")) else line
    return found


def _table(text: str, rows: Sequence[TextBlock], caption: str) -> Table:
    """A table; its header is the rows above the first numbered row, else the first row of several."""
    numbered = next((at for at, row in enumerate(rows) if _NUMBERED_ROW.match(text, row.start, row.end)), None)
    size = numbered if numbered is not None else int(len(rows) > 1)
    top_cells = [row_cells(text, row) for row in rows[:size]]
    titles = [row[0] for row in top_cells if len(row) == 1]
    header = list(dict.fromkeys(cell for row in top_cells if len(row) > 1 for cell in row))
    header_texts = {text[row.start : row.end] for row in rows[:size]}
    header_rows = {at for at, row in enumerate(rows, 1) if text[row.start : row.end] in header_texts}
    return Table(tuple(rows), frozenset(header_rows), " ".join(header), caption or "".join(titles[-1:]))


def add_row_marks(text: str, found: Sequence[ListMark], blocks: Sequence[TextBlock], top: str) -> list[ListMark]:
    """The marks with one more for every table row, under the mark that stands above the table.

    ``top`` is the path of the text above the first mark.
    """
    return sorted([*found, *_row_marks(text, found, blocks, top)], key=lambda mark: mark.start)


def _row_marks(text: str, found: Sequence[ListMark], blocks: Sequence[TextBlock], top: str) -> Iterator[ListMark]:
    starts = [mark.start for mark in found]
    marked = set(starts)
    for number, table in enumerate(find_tables(text, blocks), 1):
        under = bisect_left(starts, table.rows[0].start) - 1
        path = (*(found[under].path if under >= 0 else ()), f"表{number}")
        for count, row in enumerate(table.rows, 1):
            kind = "table" if count in table.header_rows else "row"
            yield ListMark((*path, f"第{count}行"), row.start, row.start, kind, f"{table.caption}\n{table.header}")
        next_block = bisect_left(blocks, table.rows[-1].end, key=lambda block: block.start)
        following = blocks[next_block].start if next_block < len(blocks) else None
        if following is not None and following not in marked:
            yield ListMark(found[under].path if under >= 0 else (top,), following, following)
