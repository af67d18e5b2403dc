"""Page tables: the tables of a page as lines; those that only lay out the page as the paragraphs of their cells."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from lxml.html import HtmlElement

from retrieval.conversion.table_text import TableCell, spread, table_lines
from retrieval.conversion.web.shown import Appearance, Look

TABLE_TAGS = frozenset({"table", "thead", "tbody", "tfoot", "tr"})
# Wrappers of rows, forms among them, which old pages put within tables.
_GROUPS = frozenset({"thead", "tbody", "tfoot", "form"})
_LONGEST_CELL, _MOST_LINES = 600, 6
_DEEPEST_GROUP = 5
_FIELD_NAME = re.compile(r"[^\n]{1,12}[:：]")

CellReader = Callable[[HtmlElement, Look], str]
"""The text of a cell with its own look, its lines separated by line breaks."""


class PageTable:
    """A table of a page, read with what a browser hides left out."""

    def __init__(self, table: HtmlElement, read: CellReader, appearance: Appearance, look: Look) -> None:
        """``look`` is the table's own."""
        self._read, self._appearance = read, appearance
        self._captions: list[str] = []
        self._is_headed = self._is_nested = False
        groups = [[(table, look)]] if table.tag == "tr" else list(self._groups(table, look, 0))
        self._cells = [
            list(self._row(row, within, len(group) - at)) for group in groups for at, (row, within) in enumerate(group)
        ]

    def lines(self, name: str) -> list[str]:
        """The lines of the table. Raises `ReportError`, with the page's name, for merged cells without end."""
        rows = self._cells
        if not self._is_data():
            return [*self._captions, *(line for row in rows for line in self._laid_out(row, name))]
        found, together = self._captions, list[list[TableCell]]()
        for row in rows:
            filled = [cell.text for cell in row if cell.text]
            if len(filled) == 1 and _is_long(filled[0]):
                found = [*found, *table_lines(spread(together, name), name), *filled]
                together = []
            else:
                together.append(row)
        return [*found, *table_lines(spread(together, name), name)]

    def _groups(self, node: HtmlElement, look: Look, depth: int) -> Iterator[list[tuple[HtmlElement, Look]]]:
        """The rows that are shown, each with its look, by group; a browser shows the foot of a table below its body."""
        rows: list[tuple[HtmlElement, Look]] = []
        for child in sorted(node, key=lambda each: each.tag == "tfoot") if depth < _DEEPEST_GROUP else ():
            within = self._appearance.within(child, look)
            if within is None:
                continue
            if child.tag == "tr":
                rows.append((child, within))
            elif child.tag == "caption":
                self._captions += filter(None, self._read(child, within).split("\n"))
            elif child.tag in _GROUPS:
                yield rows
                yield from self._groups(child, within, depth + 1)
                rows = []
        yield rows

    def _row(self, row: HtmlElement, look: Look, left: int) -> Iterator[TableCell]:
        """The cells of a row; ``left`` are the rows of its group from here on, beyond which no cell reaches."""
        for child in row:
            if child.tag in ("td", "th") and (own := self._appearance.within(child, look)):
                self._is_headed |= child.tag == "th"
                self._is_nested |= next(child.iter("table"), None) is not None
                rows = _span(child.get("rowspan"), 0)
                yield TableCell(self._read(child, own), _span(child.get("colspan"), 1), min(rows or left, left))

    def _is_data(self) -> bool:
        """Whether this is a table, and not the layout of a page."""
        several = [row for row in self._cells if sum(bool(cell.text) for cell in row) > 1]
        if self._is_nested or not several:
            return False
        long = any(_is_long(cell.text) for row in several for cell in row)
        return self._is_headed or len(several) > 2 or not long

    def _laid_out(self, row: list[TableCell], name: str) -> list[str]:
        """The lines of a row of a layout: its cells one below the other, side by side where they are short texts."""
        filled = [cell.text for cell in row if cell.text]
        if len(filled) == 1 and len(row) > 1 and _FIELD_NAME.fullmatch(filled[0]):
            # A field without a value keeps its empty cell, or the next line would be taken for the value.
            return [f"{filled[0]} |"]
        if len(filled) < 2 or self._is_nested or any(map(_is_long, filled)):
            return filled
        return table_lines(spread([row], name), name)


def _is_long(text: str) -> bool:
    return text.count("\n") > _MOST_LINES or len(text) > _LONGEST_CELL


def _span(value: str | None, least: int) -> int:
    """How many columns or rows a cell covers; rowspan="0" reaches to the last row."""
    found = re.match(r"\s{0,9}(\d{1,5})", value or "")
    return max(int(found[1]), least) if found else 1
