"""Word blocks: the paragraphs and tables of a document as lines, in the order in which Word shows them.

A text box follows the paragraph that it is anchored in, a footnote the paragraph or table with its mark; endnotes end
the document. Headers and footers of pages are no part of the text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

from retrieval.conversion.raised_text import TextPiece, join_pieces
from retrieval.conversion.table_text import table_lines
from retrieval.conversion.word.list_numbering import ListNumbering
from retrieval.conversion.word.word_notes import WordNotes
from retrieval.conversion.word.word_package import (
    MC,
    Element,
    W,
    WordPackage,
    child,
    is_on,
    number_of_value,
    value_of,
)
from retrieval.conversion.word.word_runs import WordRuns
from retrieval.conversion.word.word_styles import WordStyles

_WRAPPERS = frozenset(f"{W}{name}" for name in ("sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo"))
_WIDEST_SPAN = 200


class WordBlocks:
    """The blocks of one document, to be read once and in order: lists and notes are counted along the way."""

    def __init__(self, package: WordPackage, name: str) -> None:
        """``name`` is the file's, for messages."""
        self._package, self._name = package, name
        self._styles = WordStyles(package.styles)
        self._numbering = ListNumbering(package.numbering, self._styles)
        self._footnotes = WordNotes("footnote", package.footnotes, package.settings, "decimal")
        self._endnotes = WordNotes("endnote", package.endnotes, package.settings, "lowerRoman")
        self._runs = WordRuns(self._styles, self._footnotes, self._endnotes)

    def lines(self) -> Iterator[str]:
        """The lines of the document. Raises `ReportError` for merged cells without end."""
        body = child(self._package.document, "body")
        for block in self._blocks(body if body is not None else ()):
            yield from block
            yield from self._notes(self._footnotes)
        yield from self._notes(self._endnotes)

    def _blocks(self, root: Sequence[Element], in_cell: bool = False) -> Iterator[list[str]]:
        """The lines of each paragraph and table below a node; a paragraph whose end is gone has none of its own."""
        pending: list[TextPiece] = []
        for node in _members(root, (f"{W}p", f"{W}tbl")):
            if node.tag == f"{W}tbl":
                yield [*([join_pieces(pending)] if pending else []), *self._table(node)]
                pending = []
                continue
            pending += self._runs.pieces(node)
            if not _goes_on(node):
                yield [self._label(node, pending, in_cell) + join_pieces(pending)]
                pending = []
                for box in self._runs.take_boxes():
                    yield from self._blocks(box)
        if pending:
            yield [join_pieces(pending)]

    def _text(self, root: Sequence[Element], in_cell: bool = False) -> str:
        return "\n".join(chain.from_iterable(self._blocks(root, in_cell))).strip()

    def _label(self, paragraph: Element, pieces: Sequence[TextPiece], in_cell: bool) -> str:
        """The number of a paragraph. An empty one is counted too, and shows its number where it fills a cell."""
        label = self._numbering.label(paragraph)
        return label if in_cell or any(piece.text.strip() for piece in pieces) else ""

    def _notes(self, notes: WordNotes) -> Iterator[str]:
        for mark, node in notes.take():
            yield mark + self._text(node)

    def _table(self, table: Element) -> list[str]:
        above: dict[int, str] = {}
        grid = []
        for row in _members(table, (f"{W}tr",)):
            properties = child(row, "trPr")
            if child(properties, "del") is None and not is_on(child(properties, "hidden")):
                above = self._row(row, above)
                grid.append([above.get(at, "") for at in range(max(above, default=-1) + 1)])
        lines = table_lines(grid, self._name)
        # Between blank lines: what stands beside a table is no part of its cells.
        return ["", *lines, ""] if lines else []

    def _row(self, row: Element, above: dict[int, str]) -> dict[int, str]:
        """The texts of a row by the columns of the grid; ``above`` are those of the row before it."""
        line: dict[int, str] = {}
        column = min(max(number_of_value(child(row, "trPr", "gridBefore"), 0), 0), _WIDEST_SPAN)
        for cell in _members(row, (f"{W}tc",)):
            properties = child(cell, "tcPr")
            if child(properties, "cellDel") is not None:
                continue
            text = self._text(cell, in_cell=True)
            if _is_merged(properties, "vMerge") and column in above:
                text = above[column]
            elif _is_merged(properties, "hMerge") and column - 1 in line:
                text = line[column - 1]
            span = min(max(number_of_value(child(properties, "gridSpan"), 1), 1), _WIDEST_SPAN)
            line.update(dict.fromkeys(range(column, column + span), text))
            column += span
        return line


def _goes_on(paragraph: Element) -> bool:
    """Whether the end of a paragraph was deleted, moved away or is hidden, so that the next one goes on in it."""
    mark = child(paragraph, "pPr", "rPr")
    deleted = any(child(mark, name) is not None for name in ("del", "moveFrom"))
    return deleted or bool(is_on(child(mark, "vanish")))


def _is_merged(properties: Element | None, direction: str) -> bool:
    """Whether a cell is covered by the one above or before it."""
    merge = child(properties, direction)
    return merge is not None and value_of(merge) in (None, "continue", "cont")


def _members(root: Sequence[Element], tags: Sequence[str]) -> Iterator[Element]:
    """The nodes of these tags below a node, also within content controls and within what was inserted or moved to."""
    for node in root:
        if node.tag in tags:
            yield node
        elif node.tag in _WRAPPERS:
            yield from _members(node, tags)
        elif node.tag == f"{MC}AlternateContent" and len(node):
            yield from _members(node[0], tags)
