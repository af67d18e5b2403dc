"""OpenDocument text converter (.odt): paragraphs, tables, text boxes and notes, with the numbers of lists.

Deleted and hidden text, comments, headers and footers of pages, phonetic guides and embedded objects are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from retrieval.conversion.converted import Converted
from retrieval.conversion.open_document.odf_lists import OdfLists
from retrieval.conversion.open_document.odf_package import DRAW, OFFICE, TABLE, TEXT, count_of, read_parts
from retrieval.conversion.open_document.odf_styles import OdfStyles
from retrieval.conversion.word.word_markup import WordStory, element, story_text, text_run
from retrieval.conversion.word.word_package import Element
from retrieval.conversion.xml_parts import Node
from retrieval.models import ReportError

_BLANKS = re.compile(r"[ \t\r\n]+")
_UNREAD = frozenset(
    [f"{TEXT}{name}" for name in ("tracked-changes", "ruby-text", "hidden-text", "sequence-decls", "note-citation")]
    + [f"{TEXT}{name}" for name in ("variable-decls", "user-field-decls", "index-title-template", "toc-mark")]
    + [f"{OFFICE}{name}" for name in ("annotation", "annotation-end", "forms")]
    + [f"{DRAW}{name}" for name in ("image", "object", "object-ole", "plugin", "applet")]
)
_PARAGRAPHS = frozenset({f"{TEXT}p", f"{TEXT}h"})
_MOST_REPEATED, _WIDEST_SPAN, _DEEPEST = 1_000, 200, 60


def convert_odt(data: bytes, name: str) -> Converted:
    """The text of an OpenDocument text. Raises `ReportError` for a broken or encrypted file."""
    content, styles = read_parts(data, name)
    text = content.find(f"{OFFICE}body/{OFFICE}text")
    if text is None:
        raise ReportError(f"{name}: wanted an OpenDocument text, found none in it")
    reader = _OdtReader(content, styles)
    blocks = list(reader.blocks(text, 0))
    return Converted(story_text(WordStory(blocks, reader.notes["footnote"], reader.notes["endnote"]), name))


class _OdtReader:
    """Makes Word markup of the elements of one document, in order."""

    def __init__(self, content: Node, styles: Node | None) -> None:
        self._styles, self._lists = OdfStyles(styles, content), OdfLists(styles, content)
        self.notes: dict[str, list[tuple[int, Sequence[Element]]]] = {"footnote": [], "endnote": []}
        self._list_names: dict[str, str] = {}

    def blocks(self, root: Node, depth: int) -> Iterator[Element]:
        """The paragraphs and tables below an element."""
        for node in root if depth < _DEEPEST else ():
            tag = node.tag
            if not isinstance(tag, str) or tag in _UNREAD:
                continue
            if tag in _PARAGRAPHS:
                yield self._paragraph(node, self._heading_label(node) if tag == f"{TEXT}h" else "", depth)
            elif tag == f"{TABLE}table":
                yield self._table(node, depth)
            elif tag == f"{TEXT}list":
                yield from self._list(node, "", "", 1, depth)
            elif tag == f"{TEXT}section" and self._is_hidden_section(node):
                continue
            elif tag == f"{DRAW}text-box" or tag.startswith((TEXT, OFFICE, DRAW)):
                yield from self.blocks(node, depth + 1)

    def _is_hidden_section(self, node: Node) -> bool:
        hidden = self._styles.is_hidden("section", node.get(f"{TEXT}style-name"))
        return hidden or node.get(f"{TEXT}display") == "none"

    def _heading_label(self, node: Node) -> str:
        level = count_of(node, f"{TEXT}outline-level", 10)
        if node.get(f"{TEXT}is-list-header") == "true":
            return ""
        start = _start(node) if node.get(f"{TEXT}restart-numbering") == "true" else None
        return self._lists.label("", "", level, start)

    def _list(self, node: Node, style: str, counter: str, level: int, depth: int) -> Iterator[Element]:
        """The paragraphs of a list; a list within an item counts one level lower."""
        if depth > _DEEPEST:
            return
        own = node.get(f"{TEXT}style-name") or style
        if level == 1:
            counter = self._counter(node, own)
        for item in node:
            if item.tag not in (f"{TEXT}list-item", f"{TEXT}list-header"):
                continue
            numbered = item.tag == f"{TEXT}list-item"
            for block in item:
                if block.tag in _PARAGRAPHS:
                    label = self._lists.label(own, counter, level, _start(item)) if numbered else ""
                    numbered = False
                    yield self._paragraph(block, label, depth)
                elif block.tag == f"{TEXT}list":
                    yield from self._list(block, own, counter, level + 1, depth + 1)
                elif isinstance(block.tag, str) and block.tag not in _UNREAD:
                    yield from self.blocks([block], depth + 1)

    def _counter(self, node: Node, style: str) -> str:
        """The name under which a list counts: that of the list that it goes on, else one that begins anew."""
        identity = node.get("{http://www.w3.org/XML/1998/namespace}id") or f"#{len(self._list_names)}"
        goes_on = node.get(f"{TEXT}continue-list")
        if goes_on in self._list_names:
            counter = self._list_names[goes_on]
        else:
            counter = style or identity
            if node.get(f"{TEXT}continue-numbering") != "true":
                self._lists.restart(counter)
        self._list_names[identity] = counter
        return counter

    def _paragraph(self, node: Node, label: str, depth: int) -> Element:
        """A paragraph; white space is one blank, and none at its beginning."""
        style = node.get(f"{TEXT}style-name")
        if self._styles.is_hidden("paragraph", style):
            return element("p")
        runs = _RunWriter(element("p"))
        self._inline(node, runs, False, depth)
        paragraph = runs.finished()
        if label and len(paragraph):
            paragraph.insert(0, text_run(label))
        return paragraph

    def _inline(self, node: Node, runs: _RunWriter, raised: bool, depth: int) -> None:
        runs.add(node.text, raised)
        for each in node:
            if isinstance(each.tag, str) and each.tag not in _UNREAD and depth < _DEEPEST:
                self._inline_node(each, runs, raised, depth + 1)
            runs.add(each.tail, raised)

    def _inline_node(self, node: Node, runs: _RunWriter, raised: bool, depth: int) -> None:
        tag = node.tag
        if tag == f"{TEXT}s":
            runs.add_exactly(" " * count_of(node, f"{TEXT}c", 1_000), raised)
        elif tag == f"{TEXT}tab":
            runs.add_exactly("\t", raised)
        elif tag == f"{TEXT}line-break":
            runs.add_exactly("\n", raised)
        elif tag == f"{TEXT}note":
            runs.add_run(self._note(node, depth))
        elif tag in (f"{DRAW}text-box", f"{DRAW}custom-shape", f"{DRAW}rect", f"{DRAW}ellipse"):
            runs.add_run(element("r", element("txbxContent", *self.blocks(node, depth))))
        elif tag == f"{TEXT}span":
            name = node.get(f"{TEXT}style-name")
            if not self._styles.is_hidden("text", name):
                self._inline(node, runs, raised or self._styles.is_raised(name), depth)
        else:
            self._inline(node, runs, raised, depth)

    def _note(self, node: Node, depth: int) -> Element:
        kind = "endnote" if node.get(f"{TEXT}note-class") == "endnote" else "footnote"
        body = node.find(f"{TEXT}note-body")
        number = len(self.notes[kind]) + 1
        self.notes[kind].append((number, ()))
        self.notes[kind][number - 1] = number, list(self.blocks(body, depth)) if body is not None else ()
        return element("r", element(f"{kind}Reference", id=number))

    def _table(self, node: Node, depth: int) -> Element:
        table = element("tbl")
        for row in node.iter(f"{TABLE}table-row"):
            if _table_of(row) is not node or row.get(f"{TABLE}visibility", "visible") != "visible":
                continue
            times = count_of(row, f"{TABLE}number-rows-repeated", _MOST_REPEATED)
            for _ in range(times):
                table.append(self._row(row, depth))
        return table

    def _row(self, row: Node, depth: int) -> Element:
        made, covered = element("tr"), 0
        for cell in row:
            times = count_of(cell, f"{TABLE}number-columns-repeated", _WIDEST_SPAN)
            if cell.tag == f"{TABLE}table-cell":
                span = count_of(cell, f"{TABLE}number-columns-spanned", _WIDEST_SPAN)
                for _ in range(times):
                    properties = element("tcPr", element("gridSpan", val=span))
                    made.append(element("tc", properties, *self.blocks(cell, depth + 1)))
                covered = span - 1
            elif cell.tag == f"{TABLE}covered-table-cell":
                below = max(times - covered, 0)
                covered = max(covered - times, 0)
                made.extend(element("tc", element("tcPr", element("vMerge"))) for _ in range(below))
        return made


def _start(node: Node) -> int | None:
    """The number that an item or a heading begins anew with."""
    start = node.get(f"{TEXT}start-value", "")
    return int(start) if start.isdecimal() and len(start) < 6 else None


def _table_of(row: Node) -> Node:
    """The table that a row stands in, through groups of rows."""
    node = row.getparent()
    while node is not None and node.tag != f"{TABLE}table":
        node = node.getparent()
    return node


class _RunWriter:
    """The runs of a paragraph while they are written."""

    def __init__(self, paragraph: Element) -> None:
        self._paragraph = paragraph
        self._pending: list[str] = []
        self._raised = False
        self._last = " "

    def add(self, text: str | None, raised: bool) -> None:
        """Take in text of the file, whose white space is one blank."""
        text = _BLANKS.sub(" ", text or "")
        if text.startswith(" ") and self._last == " ":
            text = text[1:]
        self.add_exactly(text, raised)

    def add_exactly(self, text: str, raised: bool) -> None:
        """Take in text as it is."""
        if not text:
            return
        if raised != self._raised:
            self._flush()
            self._raised = raised
        self._pending.append(text)
        self._last = text[-1]

    def add_run(self, run: Element) -> None:
        """Take in a run."""
        self._flush()
        self._paragraph.append(run)
        self._last = ""

    def finished(self) -> Element:
        """The paragraph."""
        self._flush()
        return self._paragraph

    def _flush(self) -> None:
        if self._pending:
            self._paragraph.append(text_run("".join(self._pending), self._raised))
        self._pending = []
