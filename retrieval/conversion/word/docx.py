"""Word converter (.docx, with python-docx): paragraphs, table rows with ``|``, footnotes, numbers of automatic lists.

A cell that spans several columns is repeated in each. Comments and deleted text are not read.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

import docx
from docx.document import Document
from docx.oxml import parse_xml
from docx.table import Table
from docx.text.paragraph import Paragraph

from retrieval.conversion.archive import open_archive
from retrieval.conversion.converted import Converted
from retrieval.models import ReportError
from retrieval.text.values.numerals import chinese_numeral

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_WRAPPERS = frozenset(f"{_WORD}{name}" for name in ("sdt", "sdtContent", "customXml", "ins", "moveTo"))
_MOST_LEVELS = 8


def convert_docx(data: bytes, name: str) -> Converted:
    """The text of a Word file. Raises `ReportError` for a broken file, and one that is too large when unpacked."""
    open_archive(data, name).close()
    try:
        document = docx.Document(io.BytesIO(data))
        numbering = _ListNumbering(document)
        blocks = _blocks(document.element.body, document, numbering, 0)
        return Converted("\n".join([*blocks, *_footnotes(document), ""]))
    except (ReportError, MemoryError):
        raise
    except Exception as error:  # python-docx raises lxml's, zipfile's and its own errors, KeyError among them.
        raise ReportError(f"{name}: wanted a Word file, found a broken one: {type(error).__name__}") from error


def _blocks(root: Any, parent: Any, numbering: _ListNumbering, depth: int) -> Iterator[str]:
    """Paragraphs and table rows in document order. A table within a cell becomes lines of that cell."""
    for node in root:
        if node.tag == f"{_WORD}p":
            text = _paragraph_text(node)
            yield (numbering.label(Paragraph(node, parent)) if text.strip() else "") + text
        elif node.tag == f"{_WORD}tbl" and depth < _MOST_LEVELS:
            yield from _rows(Table(node, parent), numbering, depth + 1)
        elif node.tag in _WRAPPERS and depth < _MOST_LEVELS:
            yield from _blocks(node, parent, numbering, depth + 1)


def _paragraph_text(paragraph: Any) -> str:
    """The visible text of a paragraph: its runs, inserted and linked ones too, and footnote marks as [1]."""
    # A text box is stored a second time for old versions of Word.
    duplicates = {id(node) for box in paragraph.iter(_FALLBACK) for node in box.iter()}
    pieces: list[str] = []
    for node in paragraph.iter():
        if id(node) in duplicates:
            continue
        if node.tag == f"{_WORD}t":
            pieces.append(node.text or "")
        elif node.tag == f"{_WORD}tab" and not node.attrib:
            pieces.append("\t")
        elif node.tag in (f"{_WORD}br", f"{_WORD}cr"):
            pieces.append("\n")
        elif node.tag == f"{_WORD}footnoteReference":
            pieces.append(f"[{node.get(f'{_WORD}id')}]")
    return "".join(pieces)


def _rows(table: Table, numbering: _ListNumbering, depth: int) -> Iterator[str]:
    for row in table.rows:
        cells = ["\n".join(_blocks(cell._tc, cell, numbering, depth)).strip() for cell in row.cells]
        # A bar within a cell would be read as a cell border.
        yield " | ".join(cell.replace("|", "¦") for cell in cells)


def _footnotes(document: Document) -> Iterator[str]:
    for relation in document.part.rels.values():
        if relation.reltype.endswith("/footnotes") and not relation.is_external:
            for note in parse_xml(relation.target_part.blob).iter(f"{_WORD}footnote"):
                if text := "".join(node.text or "" for node in note.iter(f"{_WORD}t")).strip():
                    yield f"[{note.get(f'{_WORD}id')}]{text}"


class _ListNumbering:
    """Numbers of automatic lists. Word does not store them in the text, so the paragraphs are counted."""

    def __init__(self, document: Document) -> None:
        self._formats: dict[tuple[str, int], tuple[str, str]] = {}
        self._counts: dict[tuple[str, int], int] = {}
        try:
            root = document.part.numbering_part.element
        except (KeyError, NotImplementedError):
            return
        abstract = {node.get(f"{_WORD}abstractNumId"): node for node in root.iter(f"{_WORD}abstractNum")}
        for number in root.iter(f"{_WORD}num"):
            link = number.find(f"{_WORD}abstractNumId")
            levels = abstract.get(link.get(f"{_WORD}val")) if link is not None else None
            for level in levels.iter(f"{_WORD}lvl") if levels is not None else ():
                kind, text = level.find(f"{_WORD}numFmt"), level.find(f"{_WORD}lvlText")
                if kind is not None and text is not None:
                    key = (number.get(f"{_WORD}numId"), int(level.get(f"{_WORD}ilvl", "0")))
                    self._formats[key] = (kind.get(f"{_WORD}val", ""), text.get(f"{_WORD}val", ""))

    def label(self, paragraph: Paragraph) -> str:
        """The number that Word shows before a paragraph; empty for an ordinary paragraph."""
        properties: Any = paragraph._p.pPr.numPr if paragraph._p.pPr is not None else None
        if properties is None or properties.numId is None:
            return ""
        level = properties.ilvl.val if properties.ilvl is not None else 0
        key = (str(properties.numId.val), level)
        kind, text = self._formats.get(key, ("", ""))
        if kind in ("", "none", "bullet"):
            return ""
        self._counts[key] = self._counts.get(key, 0) + 1
        for deeper in [other for other in self._counts if other[0] == key[0] and other[1] > level]:
            del self._counts[deeper]
        return re.sub(r"%([1-9])", lambda m: self._level_number(key[0], int(m[1]) - 1, kind), text)

    def _level_number(self, number: str, level: int, kind: str) -> str:
        count = self._counts.get((number, level), 1)
        kind = self._formats.get((number, level), (kind, ""))[0]
        if kind.startswith(("chinese", "ideograph", "japaneseCounting", "taiwaneseCounting")) and 0 < count < 100:
            return chinese_numeral(count)
        return str(count)
