"""Word markup: elements of WordprocessingML for the older forms of Word files, so that all are read by one reader.

RTF and the binary files of Word 97 hold paragraphs one after the other; those of tables say how deep they are, and
which ends a cell or a row. `assembled` makes tables of them.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum

from lxml import etree

from retrieval.conversion.word.word_blocks import WordBlocks
from retrieval.conversion.word.word_package import Element, W, WordPackage

_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_DEEPEST = 20
# Edges of cells that are meant to be one line differ by so much, in twentieths of a point.
_SAME_EDGE = 20


def element(name: str, *children: Element, **attributes: object) -> Element:
    """An element of WordprocessingML.

    >>> etree.tostring(element("p", element("r"), val=1)).decode().split(" xmlns")[0]
    '<ns0:p'
    """
    node = etree.Element(W + name, {W + key: str(value) for key, value in attributes.items()})
    node.extend(children)
    return node


def text_run(text: str, raised: bool = False) -> Element:
    """A run of text on the line or ``raised`` above it; what is no character of XML, and nothing shown, is left out."""
    properties = [element("rPr", element("vertAlign", val="superscript"))] if raised else []
    run = element("r", *properties)
    for at, line in enumerate(text.split("\n")):
        if at:
            run.append(element("br"))
        for number, piece in enumerate(line.split("\t")):
            if number:
                run.append(element("tab"))
            if piece:
                node = element("t")
                node.text = _NO_XML.sub("", piece)
                run.append(node)
    return run


class FlatEnd(Enum):
    """What a paragraph ends besides itself."""

    PARAGRAPH = "paragraph"
    CELL = "cell"
    ROW = "row"


@dataclass(frozen=True, slots=True)
class RowCell:
    """A cell of a row by its right edge, and whether it goes on that of the row above, or the one before it."""

    edge: int
    below: bool = False
    behind: bool = False


@dataclass(frozen=True, slots=True)
class RowShape:
    """The left edge of a row and its cells, in twentieths of a point; and whether the row was deleted."""

    left: int = 0
    cells: tuple[RowCell, ...] = ()
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class FlatParagraph:
    """A paragraph, the depth of the table that it stands in (0: none), what it ends, and the shape of the row."""

    node: Element
    depth: int = 0
    end: FlatEnd = FlatEnd.PARAGRAPH
    row: RowShape | None = None


@dataclass(slots=True)
class _TableLevel:
    """A table that is being read: its rows, the cells of the row at hand, the blocks of the cell at hand."""

    rows: list[tuple[list[list[Element]], RowShape]] = field(default_factory=list)
    cells: list[list[Element]] = field(default_factory=list)
    blocks: list[Element] = field(default_factory=list)

    def end_cell(self) -> None:
        self.cells.append(self.blocks)
        self.blocks = []

    def end_row(self, shape: RowShape) -> None:
        if self.blocks:
            self.end_cell()
        if self.cells:
            self.rows.append((self.cells, shape))
        self.cells = []


def assembled(paragraphs: Iterable[FlatParagraph]) -> list[Element]:
    """The blocks of a text: paragraphs, and tables of those that stand in such."""
    levels = [_TableLevel()]
    for each in paragraphs:
        depth = min(each.depth, _DEEPEST)
        _close(levels, depth)
        while len(levels) <= depth:
            levels.append(_TableLevel())
        level = levels[depth]
        if each.end is FlatEnd.ROW and depth:
            level.end_row(each.row or RowShape())
            continue
        level.blocks.append(each.node)
        if each.end is FlatEnd.CELL and depth:
            level.end_cell()
    _close(levels, 0)
    return levels[0].blocks


def _close(levels: list[_TableLevel], depth: int) -> None:
    """End the tables that are deeper."""
    while len(levels) - 1 > depth:
        level = levels.pop()
        level.end_row(RowShape())
        if level.rows:
            levels[-1].blocks.append(_table(level.rows))


def _table(rows: Sequence[tuple[list[list[Element]], RowShape]]) -> Element:
    edges = list(_distinct(edge for _, shape in rows for edge in (shape.left, *(cell.edge for cell in shape.cells))))
    return element("tbl", *(_row(cells, shape, edges) for cells, shape in rows))


def _distinct(edges: Iterable[int]) -> Iterator[int]:
    last = None
    for edge in sorted(set(edges)):
        if last is None or edge - last > _SAME_EDGE:
            yield edge
            last = edge


def _column(edge: int, edges: Sequence[int]) -> int:
    """The number of the line, among the edges of a table, at which an edge lies."""
    at = bisect_left(edges, edge)
    return at - 1 if at and (at == len(edges) or edge != edges[at]) and edge - edges[at - 1] <= _SAME_EDGE else at


def _row(cells: Sequence[list[Element]], shape: RowShape, edges: Sequence[int]) -> Element:
    first = _column(shape.left, edges) if shape.cells else 0
    about = [element("gridBefore", val=first)] if first else []
    row = element("tr", element("trPr", *about, *([element("del")] if shape.deleted else [])))
    for number, blocks in enumerate(cells):
        known = shape.cells[number] if number < len(shape.cells) else None
        properties = element("tcPr")
        if known:
            end = _column(known.edge, edges)
            properties.append(element("gridSpan", val=max(end - first, 1)))
            properties.extend([element("vMerge")] if known.below else [])
            properties.extend([element("hMerge")] if known.behind else [])
            first = end
        row.append(element("tc", properties, *blocks))
    return row


@dataclass(frozen=True, slots=True)
class WordStory:
    """The blocks of a text and those of its notes, each with its id; lists, where their numbers are not in the text."""

    blocks: Sequence[Element]
    footnotes: Sequence[tuple[int, Sequence[Element]]] = ()
    endnotes: Sequence[tuple[int, Sequence[Element]]] = ()
    numbering: Element | None = None


def story_text(story: WordStory, name: str) -> str:
    """The text of a document as Word shows it; ``name`` is the file's, for messages. Raises `ReportError`."""
    package = WordPackage(
        document=element("document", element("body", *story.blocks)),
        styles=None,
        numbering=story.numbering,
        footnotes=_notes("footnote", story.footnotes),
        endnotes=_notes("endnote", story.endnotes),
        settings=None,
    )
    return "".join(f"{line}\n" for line in WordBlocks(package, name).lines())


def _notes(kind: str, notes: Sequence[tuple[int, Sequence[Element]]]) -> Element:
    return element(f"{kind}s", *(element(kind, *blocks, id=number) for number, blocks in notes))
