"""Tables: groups table rows, finds header rows and the caption, and gives each row a mark in the outline.

All formats write tables alike (`retrieval.conversion.table_text`), and so do authors of Markdown: cells between ``|``,
merged cells repeated, several header rows one below the other. Every row gets the heads of its columns: where heads
stand one above the other they are joined by ``｜``.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from retrieval.parsing.list_sequence import ListMark
from retrieval.text.columns import HEAD_SEPARATOR, LEVEL_SEPARATOR, split_cells
from retrieval.text.normalization import fold, without_space
from retrieval.text.segmentation import TextBlock
from retrieval.text.values.grammar import find_values
from retrieval.text.values.value import ValueKind

_NUMBERED_ROW = re.compile(r"\|?\s*\d{1,5}\s*\|")
_RULE = re.compile(r"\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?")
_UNIT = re.compile(r"[（(][^（()）]{1,10}[）)]|[%％‰]")
_YEAR = re.compile(r"(?:19|20)\d\d")
# What the labels of a form end with.
_LABEL = re.compile(
    "(?:名称|电话|热线|传真|邮编|邮政编码|邮箱|网址|地址|地点|窗口|时间|时限|期限|日期|方式|材料"
    "|(?:联系|负责|经办|承办|申请|填表|法定代表)人"
    "|条件|依据|对象|范围|机关|主体|部门|单位|费用|收费|标准|流程|程序|结果|编号|类型)[:：]?$"
)
_MOSTLY_LABELS = 0.6
_LONGEST_CAPTION, _MOST_HEADER_ROWS, _LONGEST_FIGURE = 40, 6, 24
_TIMES = frozenset({ValueKind.DATE, ValueKind.DATE_SPAN, ValueKind.DURATION, ValueKind.CLOCK})


@dataclass(frozen=True, slots=True)
class Table:
    """Neighbouring table rows; ``header_rows`` numbers the header and its repetitions (1-based).

    ``heads`` has the head of each column, empty where there is none. ``sections`` gives, by row, the last row above it
    that is one cell from side to side.
    """

    rows: tuple[TextBlock, ...]
    header_rows: frozenset[int]
    heads: tuple[str, ...]
    caption: str
    sections: tuple[str, ...]

    @property
    def header(self) -> str:
        """The heads of the columns as one line, empty where the table has none."""
        return HEAD_SEPARATOR.join(self.heads) if any(self.heads) else ""


def row_cells(text: str, row: TextBlock) -> list[str]:
    """The texts of a row's cells, without white space; a cell that spans several columns counts once.

    >>> row_cells("序号 | 资格\\n条件 | 资格\\n条件 | ", TextBlock(0, 22, row=True))
    ['序号', '资格条件']
    """
    found = [without_space(cell) for cell in text[row.start : row.end].split("|")]
    return [cell for at, cell in enumerate(found) if cell and (at == 0 or cell != found[at - 1])]


def find_tables(text: str, blocks: Sequence[TextBlock]) -> list[Table]:
    """The tables among the blocks, in order.

    >>> from retrieval.text.segmentation import split_blocks
    >>> text = "表1 产量\\n品名 | 产量 | 产量\\n品名 | 今年 | 去年\\n粮食 | 3 | 2\\n"
    >>> [(table.caption, table.heads, table.header_rows) for table in find_tables(text, split_blocks(text))]
    [('表1 产量', ('品名', '产量｜今年', '产量｜去年'), frozenset({1, 2}))]
    """
    found: list[Table] = []
    caption = ""
    for is_row, group in groupby(blocks, key=lambda block: block.row):
        members = list(group)
        if is_row:
            found.append(_table(text, members, caption))
        line = "".join(map(str.strip, text[members[-1].start : members[-1].end].splitlines()))
        caption = "" if len(line) > _LONGEST_CAPTION or line.endswith(("。", "；")) else line
    return found


def _table(text: str, rows: Sequence[TextBlock], caption: str) -> Table:
    lines = [text[row.start : row.end] for row in rows]
    cells = [split_cells(line) for line in lines]
    top = next((at for at, row in enumerate(cells) if not _is_whole(row)), 0)
    size = _header_end(lines, cells, top)
    titles = [next(filter(None, row), "") for row in cells[:top]]
    header_lines = set(lines[:size])
    header_rows = {at for at, line in enumerate(lines, 1) if line in header_lines}
    heads = _heads(
        [row for row, line in zip(cells[top:size], lines[top:size], strict=True) if not _RULE.fullmatch(line)]
    )
    sections, section = list[str](), ""
    for at, row in enumerate(cells, 1):
        sections.append("" if _is_merged(row) else section)
        if at > size and _is_merged(row):
            section = row[0]
    return Table(tuple(rows), frozenset(header_rows), heads, caption or "".join(titles[-1:]), tuple(sections))


def _header_end(lines: Sequence[str], cells: Sequence[Sequence[str]], top: int) -> int:
    """How many rows are title and header: those above Markdown's rule, those above the row numbered 1, else by form.

    ``top`` is the first row that is not one cell from side to side. A table of one row has no header.
    """
    near = range(top, min(top + _MOST_HEADER_ROWS, len(lines)))
    if rule := next((at for at in near if at > top and _RULE.fullmatch(lines[at])), None):
        return rule + 1
    if (numbered := next((at for at in near if _NUMBERED_ROW.match(lines[at])), None)) is not None:
        return numbered
    if len(lines) - top < 2 or any(map(_is_figure, cells[top])) or _is_form(cells[top:]):
        return top
    end = top + 1
    while end < near.stop and end + 1 < len(lines) and _goes_on(cells[end - 1], cells[end]):
        end += 1
    return end


def _is_form(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the cells of rows are labels and values by turns (联系人 | 李四), so that the first is no header.

    >>> _is_form([["联系人", "李四"], ["办理地点", "一楼"]]), _is_form([["单位名称", "联系电话"], ["环保局", "3号"]])
    (True, False)
    """
    if any(len(row) % 2 for row in rows):
        return False
    labels = [bool(_LABEL.search(cell)) for row in rows for cell in row[::2] if cell]
    first, values = rows[0][::2], rows[0][1::2]
    begins = all(map(_LABEL.search, first)) and not any(map(_LABEL.search, values))
    return begins and sum(labels) >= _MOSTLY_LABELS * len(labels)


def _goes_on(above: Sequence[str], row: Sequence[str]) -> bool:
    """Whether a row belongs to the header above it: heads of a head that spans columns, or units of measure.

    In the other columns such a row repeats the head above it, which spans rows.
    """
    if len(above) != len(row) or any(map(_is_figure, row)) or _is_whole(row):
        return False
    filled = [cell for cell in row if cell]
    if filled and all(map(_UNIT.fullmatch, filled)):
        return True
    around = ["", *above, ""]
    spanned = [bool(cell) and cell in (around[at], around[at + 2]) for at, cell in enumerate(above)]
    rest = [row[at] in ("", above[at]) for at in range(len(row)) if not spanned[at]]
    return any(spanned) and all(rest)


def _heads(rows: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """The head of each column, those of several rows joined."""
    width = max(map(len, rows), default=0)
    columns = ([row[at] for row in rows if at < len(row) and row[at]] for at in range(width))
    return tuple(LEVEL_SEPARATOR.join(dict.fromkeys(column)) for column in columns)


def _is_whole(row: Sequence[str]) -> bool:
    """Whether a row is one cell from side to side, or has nothing but its first cell."""
    return bool(row[0]) and (_is_merged(row) or not any(row[1:]))


def _is_merged(row: Sequence[str]) -> bool:
    """Whether a row is one cell from side to side: its text is repeated in every column."""
    return len(row) > 1 and len(set(row)) == 1


def _is_figure(cell: str) -> bool:
    """Whether a cell holds nothing but a figure or a telephone, as cells of data do and heads do not.

    A year may be a head.
    """
    if not cell or len(cell) > _LONGEST_FIGURE or _YEAR.fullmatch(cell):
        return False
    folded = fold(cell)
    return any(
        (value.is_quantity or value.kind is ValueKind.TELEPHONE)
        and value.kind not in _TIMES
        and (value.start, value.end) == (0, len(folded))
        for value in find_values(folded)
    )


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
        for count, (row, section) in enumerate(zip(table.rows, table.sections, strict=True), 1):
            kind = "table" if count in table.header_rows else "row"
            caption = " ".join(filter(None, (table.caption, section)))
            yield ListMark((*path, f"第{count}行"), row.start, row.start, kind, f"{caption}\n{table.header}")
        next_block = bisect_left(blocks, table.rows[-1].end, key=lambda block: block.start)
        following = blocks[next_block].start if next_block < len(blocks) else None
        if following is not None and following not in marked:
            yield ListMark(found[under].path if under >= 0 else (top,), following, following)
