"""Paragraphs: joins lines that go on from each other, over columns and pages too, and tables that do."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from retrieval.conversion.layout.lines import TextLine
from retrieval.conversion.layout.list_marks import begins_field, begins_list_item
from retrieval.conversion.layout.margins import Margins, Typesetting
from retrieval.conversion.layout.tables.cell_text import joint
from retrieval.conversion.layout.tables.table_block import TableBlock
from retrieval.conversion.layout.text_columns import Flow, Item
from retrieval.conversion.table_text import table_lines

# A line ends a sentence with its punctuation, also before a closing bracket or quotation mark.
_SENTENCE_END = re.compile(r"[。！？；：!?;:…][”’」』）)》】]?$")
# No paragraph begins with these, and none ends with those.
_CLOSING = frozenset("，。、；：？！”’）》】〕％%")
_UNFINISHED = frozenset("，、（《〈“‘〔【")
_NOTE = re.compile(r"[\[［(（]\s*\d{1,2}\s*[\]］)）]|[①-⑳*＊※⁰¹²³⁴⁵⁶⁷⁸⁹]|注\s*\d{0,2}\s*[:：]")
# In em: lines begin at one edge; in lines: so far apart is no paragraph; in shares of the size and of a full line.
_SAME_EDGE, _SPACED = 0.5, 1.75
_OTHER_SIZE, _NOTE_SIZE = 0.15, 0.93
_FULL_LINE, _FEWEST_CHARACTERS = 0.9, 12


def paragraphs(flows: Sequence[Flow], setting: Typesetting) -> list[str]:
    """The paragraphs and table rows of a document, from the flows of its pages in the order of reading."""
    builder = _Builder(setting)
    for flow, margins in zip(flows, setting.margins, strict=True):
        items, notes = _notes_apart(flow.items, setting.size)
        for at, item in enumerate(items):
            if isinstance(item, TableBlock):
                builder.add_table(item, begins_flow=at == 0)
            else:
                builder.add_line(item, margins, begins_flow=at == 0)
        builder.add_notes(notes)
    return builder.finished()


def _notes_apart(items: Sequence[Item], size: float) -> tuple[Sequence[Item], list[TextLine]]:
    """The items of a flow without the notes at its foot, and those: small lines, the first of which has a mark."""
    first = len(items)
    while first > 1 and isinstance(line := items[first - 1], TextLine) and line.size <= _NOTE_SIZE * size:
        first -= 1
    small = [item for item in items[first:] if isinstance(item, TextLine)]
    begin = next((at for at, line in enumerate(small) if _NOTE.match(line.text)), len(small))
    return items[: first + begin], small[begin:]


class _Builder:
    """Collects paragraphs. Notes wait until the paragraph that goes on over them is complete."""

    def __init__(self, setting: Typesetting) -> None:
        self._setting = setting
        self._done: list[str] = []
        self._text = ""
        self._last: tuple[TextLine, Margins] | None = None
        self._table: TableBlock | None = None
        self._notes: list[str] = []

    def add_line(self, line: TextLine, margins: Margins, begins_flow: bool) -> None:
        if self._last and self._goes_on(*self._last, line, margins, begins_flow):
            self._text += joint(self._text, line.text) + line.text
        else:
            self._close()
            self._text = line.text
        self._last = line, margins

    def add_table(self, table: TableBlock, begins_flow: bool) -> None:
        if self._table and begins_flow and table.continues(self._table):
            head = _repeated(self._table.grid, table.grid)
            self._table = replace(table, grid=self._table.grid + table.grid[head:])
            return
        self._close()
        self._table = table

    def add_notes(self, lines: Sequence[TextLine]) -> None:
        for at, line in enumerate(lines):
            if at and not _NOTE.match(line.text):
                self._notes[-1] += joint(self._notes[-1], line.text) + line.text
            else:
                self._notes.append(line.text)

    def finished(self) -> list[str]:
        """What was collected."""
        self._close()
        return self._done

    def _close(self) -> None:
        if self._table:
            self._done += ["", *table_lines(self._table.grid), ""]
        if self._text:
            self._done.append(self._text)
        self._done += self._notes
        self._text, self._last, self._table, self._notes = "", None, None, []

    def _is_unclosed(self) -> bool:
        """Whether a bracket of the paragraph is open."""
        return any(self._text.count(first) > self._text.count(last) for first, last in ("（）", "《》", "“”"))

    def _goes_on(self, line: TextLine, margins: Margins, after: TextLine, below: Margins, begins_flow: bool) -> bool:
        """Whether a line goes on in the next one."""
        if abs(line.size - after.size) > _OTHER_SIZE * max(line.size, after.size):
            return False
        if not begins_flow and margins.step(line, after) > _SPACED:
            return False
        if after.text[0] in _CLOSING:
            return True
        if not margins.begins_left(line):
            return False
        ends = bool(_SENTENCE_END.search(line.text))
        fields = any(begins_field(part.text) for part in line.parts) or begins_field(self._text)
        is_item = begins_list_item(after.text) or (fields and begins_field(after.text))
        full, unfinished = margins.reaches_edge(line), line.text[-1] in _UNFINISHED
        if margins.indents:
            # A block that is set in on both sides, such as the history of a law, ends short of the edge.
            level = abs(margins.indent(line) - below.indent(after)) < _SAME_EDGE
            broken = full or (level and self._is_unclosed())
            if below.is_set_in(after):
                return not ends and broken and level and not is_item
            return (broken or unfinished) and not (ends and is_item)
        if not begins_flow and margins.part(line, after):
            return False
        if margins.apart and not begins_flow:
            return full and not (ends and is_item)
        # Some programs break lines by the number of characters, so that one with figures ends short of the edge.
        counted = len(line.text) >= _FULL_LINE * self._setting.full_line and margins.is_wide(line)
        full = (full or counted) and len(line.text) >= _FEWEST_CHARACTERS
        return not ends and (full or unfinished) and not is_item


def _repeated(above: Sequence[Sequence[str]], below: Sequence[Sequence[str]]) -> int:
    """How many rows of a table repeat the head of its part on the page before."""
    same = (a == b for a, b in zip(above, below, strict=False))
    return next((at for at, equal in enumerate(same) if not equal), min(len(above), len(below)))
