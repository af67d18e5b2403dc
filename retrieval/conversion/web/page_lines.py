"""Page lines: the text of a page as a browser shows it, one line for each paragraph, heading and table row."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial

from lxml.html import HtmlElement

from retrieval.conversion.number_formats import shown_number
from retrieval.conversion.raised_text import TextPiece, join_pieces
from retrieval.conversion.web.page_tables import TABLE_TAGS, PageTable
from retrieval.conversion.web.shown import Appearance, Look

_BLOCK_TAGS = frozenset(
    "address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure footer form "
    "h1 h2 h3 h4 h5 h6 header hr html legend li main nav ol p pre section summary table tbody tfoot thead tr ul "
    "br".split()
)
# How deep elements are read one by one, and how many levels a cell of a table counts for.
_DEEPEST, _CELL_FRAMES = 400, 8
_QUOTES = ("“", "”")
# Nothing of these is seen.
_INVISIBLE = str.maketrans("", "", "\u00ad\u200b\u2060\ufeff")
# What numeric references to these codes stand for, as browsers read them.
_WINDOWS = {code: bytes([code]).decode("cp1252", "ignore") or chr(code) for code in range(0x80, 0xA0)}
_BROKEN = re.compile(r"(?<=[\u3000-\uffef])[ \t]*+[\r\n][ \t\r\n]*+(?=[\u3000-\uffef])")
_BLANKS = re.compile(r"[ \t\r\f\v]+")
# An item that brings its own mark is not numbered a second time: its list has no marks in the site's own sheet.
_OWN_MARK = re.compile(
    r"\s*(?:[(（]?[一二三四五六七八九十\d]{1,3}[)）、.．]|第[一二三四五六七八九十百\d]{1,5}[章节条]|[①-⑳])"
)
_LIST_FORMATS = {
    "decimal": ("decimal", ". "),
    "decimal-leading-zero": ("decimalZero", ". "),
    "lower-alpha": ("lowerLetter", ". "),
    "lower-latin": ("lowerLetter", ". "),
    "upper-alpha": ("upperLetter", ". "),
    "upper-latin": ("upperLetter", ". "),
    "lower-roman": ("lowerRoman", ". "),
    "upper-roman": ("upperRoman", ". "),
    "cjk-decimal": ("ideographDigital", "、"),
    "cjk-ideographic": ("chineseCounting", "、"),
    "simp-chinese-informal": ("chineseCounting", "、"),
    "trad-chinese-informal": ("chineseCounting", "、"),
    "simp-chinese-formal": ("chineseLegalSimplified", "、"),
    "trad-chinese-formal": ("ideographLegalTraditional", "、"),
}


class PageLines:
    """Reads the elements of a page."""

    def __init__(self, root: HtmlElement, name: str) -> None:
        """``name`` is the page's, for messages."""
        self._root, self._name = root, name
        self._appearance = Appearance(root)

    def lines(self) -> list[str]:
        """The lines of the page that are not empty. Raises `ReportError` for merged cells without end."""
        return self._read(self._root, self._appearance.within(self._root, Look()), 0)

    def _read(self, node: HtmlElement, look: Look | None, depth: int) -> list[str]:
        pieces: list[TextPiece] = []
        self._walk(node, look, pieces, depth)
        return _lines(join_pieces(pieces))

    def _walk(self, node: HtmlElement, look: Look | None, pieces: list[TextPiece], depth: int) -> None:
        """Add what a browser shows of an element with its own look. One frame a level: pages nest deeply."""
        if look is None:
            return
        edge = "\n" if node.tag in _BLOCK_TAGS else ""
        if depth > _DEEPEST:
            pieces.append(TextPiece(f"{edge}{_rendered(str(node.text_content()), look)}{edge}"))
            return
        if node.tag in TABLE_TAGS:
            table = PageTable(node, partial(self._cell, depth=depth + _CELL_FRAMES), self._appearance, look)
            pieces.append(TextPiece("".join(f"\n{line}" for line in table.lines(self._name)) + "\n"))
            return
        opening, closing = _QUOTES if node.tag == "q" else ("", "")
        pieces += TextPiece(edge + opening), TextPiece(_rendered(node.text, look), look.raised)
        number = _whole(node.get("start"), 1)
        for at, child in enumerate(node):
            raises = node.tag == "msup" and at == 1
            own = self._appearance.within(child, replace(look, raised=True) if raises else look)
            if node.tag == "ol" and child.tag == "li":
                item: list[TextPiece] = []
                self._walk(child, own, item, depth + 1)
                number = _whole(child.get("value"), number)
                pieces += _numbered(item, own.list_style if own else "", number)
                number += bool(item)
            else:
                pieces.append(TextPiece("/" if node.tag == "mfrac" and at == 1 else ""))
                self._walk(child, own, pieces, depth + 1)
            pieces.append(TextPiece(_rendered(child.tail, look), look.raised))
        pieces.append(TextPiece(closing + edge))

    def _cell(self, node: HtmlElement, look: Look, depth: int) -> str:
        return "\n".join(self._read(node, look, depth))


def _numbered(item: list[TextPiece], style: str, number: int) -> list[TextPiece]:
    """The pieces of an item of a list with its number, on the line of its first word."""
    kind, behind = _LIST_FORMATS.get(style, ("", ""))
    first = next((at for at, piece in enumerate(item) if piece.text.strip()), None)
    if not kind or first is None or _OWN_MARK.match("".join(piece.text for piece in item[first : first + 4])):
        return item
    label = f"\n{shown_number(number, kind)}{behind}"
    return [TextPiece(label), TextPiece(item[first].text.lstrip(), item[first].raised), *item[first + 1 :]]


def _whole(value: str | None, default: int) -> int:
    value = (value or "").strip()
    return int(value) if re.fullmatch(r"-?\d{1,6}", value) else default


def _lines(text: str) -> list[str]:
    lines = (_BLANKS.sub(" ", line).strip() for line in text.split("\n"))
    return [line for line in lines if line.strip("| ")]


def _rendered(text: str | None, look: Look) -> str:
    """Text as a browser shows it: a line break in the source is a blank, and nothing between Chinese characters."""
    if not text or not look.shows_text:
        return ""
    text = text.translate(_WINDOWS).translate(_INVISIBLE)
    return text if look.kept else _BROKEN.sub("", text).replace("\n", " ")
