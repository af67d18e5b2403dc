"""Document text: the paragraphs of a Word 97 file as Word markup, with the formats that tell what is shown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from retrieval.conversion.word.symbol_fonts import symbol
from retrieval.conversion.word.word_markup import FlatEnd, FlatParagraph, assembled, element, text_run
from retrieval.conversion.word.word_package import Element
from retrieval.conversion.word97.anchors import Anchors
from retrieval.conversion.word97.doc_styles import DocStyles
from retrieval.conversion.word97.file_information import FileInformation, TablePlace
from retrieval.conversion.word97.formatted_pages import FormattedPages
from retrieval.conversion.word97.list_tables import ListTables
from retrieval.conversion.word97.piece_table import PieceTable, TextPiece97, joined
from retrieval.conversion.word97.row_shapes import row_shape
from retrieval.conversion.word97.sprms import Sprm, number, signed, sprms

# Signs that are no text: ends of paragraphs and cells, parts of fields, breaks, anchors, hyphens that may be broken.
_SIGN = re.compile("[\x00-\x08\x0b-\x0f\x13-\x15\x1e\x1f]")
_ENDS = "\x07\x0c\r"
_FIELDS = {"\x13": "begin", "\x14": "separate", "\x15": "end"}
_SHOWN = {"\x0b": "\n", "\x0c": "\n", "\x0e": "\n", "\x1e": "-"}
_CELL_END, _PAGE_BREAK, _AUTOMATIC, _SHAPE = "\x07", "\x0c", "\x02", "\x08"
_NO_LIST = 2047


@dataclass(frozen=True, slots=True)
class _RunFormat:
    """What tells how a run is shown."""

    deleted: bool = False
    hidden: bool = False
    raised: bool = False
    special: bool = False
    symbol: tuple[int, int] | None = None


class DocumentText:
    """Reads the texts of one file."""

    def __init__(self, file: FileInformation, pieces: PieceTable) -> None:
        """The tables of the file are read now, its text when it is asked for."""
        self._file, self._pieces = file, pieces
        self._runs, self._paragraphs = (
            FormattedPages(file, TablePlace.RUNS),
            FormattedPages(file, TablePlace.PARAGRAPHS),
        )
        self._styles, self.lists = DocStyles(file), ListTables.read(file)
        self._fonts = _font_names(file.table_bytes(TablePlace.FONTS))
        self._anchors = Anchors(file)

    def blocks(self, span: tuple[int, int]) -> list[Element]:
        """The paragraphs and tables between two positions of characters."""
        return assembled(self._flat(*span))

    def footnotes(self) -> list[tuple[int, list[Element]]]:
        """The footnotes, each with its number."""
        return [(at, self.blocks(span)) for at, span in enumerate(self._anchors.footnote_spans)]

    def endnotes(self) -> list[tuple[int, list[Element]]]:
        """The endnotes, each with its number."""
        return [(at, self.blocks(span)) for at, span in enumerate(self._anchors.endnote_spans)]

    def loose_boxes(self) -> Iterator[Element]:
        """The paragraphs of the text boxes that no anchor in the text leads to."""
        for span in self._anchors.loose_boxes():
            yield from self.blocks(span)

    def _flat(self, start: int, end: int) -> Iterator[FlatParagraph]:
        node, style = element("p"), None
        for piece, here, units, changes in self._stretches(start, end):
            at = 0
            while at < len(units):
                if style is None:
                    style = self._paragraph_style(here + at, end)
                found = _SIGN.search(units, at)
                sign = found.start() if found else len(units)
                # A note may have a mark of its own, which is text like any other.
                sign = self._anchors.next_note(here + at, here + sign) - here
                format_ = self._format(changes, style)
                self._add_text(node, units[at:sign], format_)
                char, at = units[sign : sign + 1], sign + 1
                if char in _ENDS and self._is_end(piece, here + sign, char):
                    yield self._ended(node, here + sign, char, format_)
                    node, style = element("p"), None
                elif char:
                    self._add_sign(node, char, here + sign, format_)
        if len(node):
            yield FlatParagraph(node)

    def _stretches(self, start: int, end: int) -> Iterator[tuple[TextPiece97, int, str, bytes]]:
        """Text of one format within one piece: the piece, where it begins, its units, the modifications of runs."""
        for piece, first, last in self._pieces.within(start, end):
            offsets = piece.offset_of(first), piece.offset_of(last)
            for begin, stop, changes in self._runs.within(*offsets):
                # A run of a damaged file may end within a character.
                here = first + -((offsets[0] - begin) // piece.width)
                there = first + -((offsets[0] - stop) // piece.width)
                yield piece, here, self._pieces.units(piece, here, there), changes + piece.changes

    def _is_end(self, piece: TextPiece97, position: int, char: str) -> bool:
        """Whether a character ends a paragraph. A page may break within one."""
        offset = piece.offset_of(position)
        return bool(char) and (char != _PAGE_BREAK or self._paragraphs.end_of(offset) <= offset + piece.width)

    def _paragraph_style(self, position: int, end: int) -> int:
        """The style of the paragraph that a character stands in: it is told of all of its text."""
        piece = self._pieces.piece_at(min(position, end - 1))
        changes = self._paragraphs.at(piece.offset_of(position)) if piece else b""
        return number(changes[:2])

    def _format(self, changes: bytes, style: int) -> _RunFormat:
        found = dict(sprms(changes))
        character_style = number(found.get(Sprm.CHARACTER_STYLE, b""))
        by_style = self._styles.hides(style) != (bool(character_style) and self._styles.hides(character_style))
        hidden = {b"\x00": False, b"\x01": True, b"\x80": by_style, b"\x81": not by_style}
        sign = found.get(Sprm.SYMBOL, b"")
        raised = found.get(Sprm.RAISED_OR_LOWERED) == b"\x01" or signed(found.get(Sprm.POSITION, b"")) > 0
        return _RunFormat(
            found.get(Sprm.DELETED) in (b"\x01", b"\x81"),
            hidden.get(found.get(Sprm.HIDDEN, b"\x80"), by_style),
            raised,
            found.get(Sprm.SPECIAL) == b"\x01",
            (number(sign[:2]), number(sign[2:])) if len(sign) == 4 else None,
        )

    def _add_text(self, node: Element, units: str, format_: _RunFormat) -> None:
        if not units or format_.deleted or format_.hidden:
            return
        if format_.special and format_.symbol:
            font, code = format_.symbol
            units = symbol(self._fonts[font] if font < len(self._fonts) else "", code) * len(units)
        node.append(text_run(joined(units), format_.raised))

    def _add_sign(self, node: Element, sign: str, position: int, format_: _RunFormat) -> None:
        if format_.deleted:
            return
        if sign in _FIELDS:
            node.append(element("r", element("fldChar", fldCharType=_FIELDS[sign])))
        elif format_.hidden:
            return
        elif sign in _SHOWN:
            node.append(text_run(_SHOWN[sign], format_.raised))
        elif (note := self._anchors.note_at(position)) is not None:
            kind, at = note
            own = {} if sign == _AUTOMATIC else {"customMarkFollows": 1}
            node.append(element("r", element(f"{kind}Reference", id=at, **own)))
            self._add_text(node, "" if sign == _AUTOMATIC else sign, format_)
        elif sign == _SHAPE:
            for span in self._anchors.boxes_at(position):
                node.append(element("r", element("txbxContent", *self.blocks(span))))

    def _ended(self, node: Element, position: int, sign: str, format_: _RunFormat) -> FlatParagraph:
        """The paragraph that ends at a position."""
        piece = self._pieces.piece_at(position)
        changes = self._paragraphs.at(piece.offset_of(position)) if piece else b""
        style, changes = number(changes[:2]), changes[2:] + (piece.changes if piece else b"")
        changes = self._with_huge(changes)
        found = dict(sprms(changes))
        style = number(found[Sprm.PARAGRAPH_STYLE]) if Sprm.PARAGRAPH_STYLE in found else style
        depth = self._depth(found)
        is_row = _is_on(found, Sprm.ROW_END) or (depth > 1 and _is_on(found, Sprm.INNER_ROW_END))
        if is_row:
            return FlatParagraph(node, max(depth, 1), FlatEnd.ROW, row_shape(changes, format_.deleted))
        node.insert(0, self._properties(found, style, format_))
        is_cell = sign == _CELL_END or (depth > 1 and _is_on(found, Sprm.INNER_CELL_END))
        return FlatParagraph(node, max(depth, int(is_cell)), FlatEnd.CELL if is_cell else FlatEnd.PARAGRAPH)

    def _depth(self, found: dict[int, bytes]) -> int:
        if not _is_on(found, Sprm.IN_TABLE):
            return 0
        return max(number(found.get(Sprm.DEPTH, b"\x01")), 1)

    def _with_huge(self, changes: bytes) -> bytes:
        """The modifications of a paragraph with those that are too many for its page and stand in the data stream."""
        for code, operand in sprms(changes):
            if code in (Sprm.HUGE, Sprm.HUGE_OLD):
                at = number(operand)
                size = number(self._file.data[at : at + 2])
                return changes + self._file.data[at + 2 : at + 2 + size]
        return changes

    def _properties(self, found: dict[int, bytes], style: int, format_: _RunFormat) -> Element:
        properties = element("pPr")
        list_, level, by = self._styles.list_of(style)
        if Sprm.LIST in found:
            list_, by = number(found[Sprm.LIST]), -1
        if Sprm.LIST_LEVEL in found:
            level = number(found[Sprm.LIST_LEVEL])
        elif by >= 0 and (own := self.lists.level_of(list_, by)) is not None:
            level = own
        if 0 < list_ < _NO_LIST:
            properties.append(element("numPr", element("ilvl", val=level), element("numId", val=list_)))
        if format_.deleted or format_.hidden:
            properties.append(element("rPr", element("del" if format_.deleted else "vanish")))
        return properties


def _is_on(found: dict[int, bytes], sprm: Sprm) -> bool:
    return found.get(sprm, b"\x00") != b"\x00"


def _font_names(data: bytes) -> list[str]:
    """The names of the fonts by their numbers ([MS-DOC] 2.9.286)."""
    names: list[str] = []
    at = 4
    while at < len(data):
        size = data[at]
        name = data[at + 40 : at + 1 + size].decode("utf-16-le", "ignore")
        names.append(name.partition("\0")[0])
        at += 1 + size
    return names
