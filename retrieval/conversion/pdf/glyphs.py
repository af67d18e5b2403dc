"""Glyphs of a PDF page (pypdfium2): its characters with their places, upright, in the order of the file."""

from __future__ import annotations

import ctypes
import math
from dataclasses import dataclass

import pypdfium2  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

from retrieval.conversion.layout.page import Glyph, quarters_upright, turn_point
from retrieval.conversion.recognition.characters import put_right

_INVISIBLE = 3
_Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class PageGlyphs:
    """The glyphs of a page by the quarters in which they have to be turned clockwise to stand upright.

    ``hidden`` are those that are written but not shown, as in a scan with a text behind it; ``unmapped`` counts
    characters of which the font does not tell what they are.
    """

    upright: dict[int, tuple[Glyph, ...]]
    hidden: dict[int, tuple[Glyph, ...]]
    unmapped: int


@dataclass(frozen=True, slots=True)
class _TextObject:
    """What holds of all characters of a text object."""

    key: int | None = None
    size: float = 0.0
    quarters: int | None = None
    hidden: bool = False


class GlyphReader:
    """Reads the glyphs of one page after the other."""

    def __init__(self) -> None:
        self._box, self._matrix = pdfium.FS_RECTF(), pdfium.FS_MATRIX()
        self._x, self._y = ctypes.c_double(), ctypes.c_double()

    def read(self, page: pypdfium2.PdfPage, box: _Box) -> PageGlyphs:
        """The glyphs of a page, by places within its box (left, bottom, right, top)."""
        text = page.get_textpage()
        shown: dict[int, list[Glyph]] = {}
        hidden: dict[int, list[Glyph]] = {}
        unmapped = 0
        current = _TextObject()
        for at in range(pdfium.FPDFText_CountChars(text)):
            if pdfium.FPDFText_IsGenerated(text, at) == 1:
                continue
            current = self._text_object(text, at, current)
            if current.quarters is None:
                continue
            if pdfium.FPDFText_HasUnicodeMapError(text, at) == 1:
                unmapped += not current.hidden
                continue
            code = pdfium.FPDFText_GetUnicode(text, at)
            if not code or code in (0xFFFE, 0x02) or 0xD800 <= code < 0xE000 or code > 0x10FFFF:
                continue
            glyph = self._glyph(text, at, put_right(chr(code)), current, box)
            (hidden if current.hidden else shown).setdefault(current.quarters, []).append(glyph)
        text.close()
        return PageGlyphs(_frozen(shown), _frozen(hidden), unmapped)

    def _text_object(self, text: pypdfium2.PdfTextPage, at: int, before: _TextObject) -> _TextObject:
        raw = pdfium.FPDFText_GetTextObject(text, at)
        key = ctypes.cast(raw, ctypes.c_void_p).value
        if key is not None and key == before.key:
            return before
        if not pdfium.FPDFText_GetMatrix(text, at, self._matrix):
            return _TextObject(key, before.size, before.quarters, before.hidden)
        a, b, c, d = self._matrix.a, self._matrix.b, self._matrix.c, self._matrix.d
        quarters = quarters_upright(math.degrees(math.atan2(b, a)))
        size = abs(pdfium.FPDFText_GetFontSize(text, at)) * math.hypot(c, d)
        hidden = bool(key) and pdfium.FPDFTextObj_GetTextRenderMode(raw) == _INVISIBLE
        return _TextObject(key, size, None if size <= 0 else quarters, hidden)

    def _glyph(self, text: pypdfium2.PdfTextPage, at: int, char: str, current: _TextObject, box: _Box) -> Glyph:
        left, bottom, right, top = box
        width, height = right - left, top - bottom
        quarters = current.quarters or 0

        def upright(x: float, y: float) -> tuple[float, float]:
            return turn_point(x - left, top - y, quarters, width, height)

        pdfium.FPDFText_GetCharOrigin(text, at, self._x, self._y)
        start, baseline = upright(self._x.value, self._y.value)
        pdfium.FPDFText_GetLooseCharBox(text, at, self._box)
        first, _ = upright(self._box.left, self._box.top)
        last, _ = upright(self._box.right, self._box.bottom)
        end = max(first, last)
        return Glyph(char, min(start, end), max(end, start), baseline, current.size)


def _frozen(glyphs: dict[int, list[Glyph]]) -> dict[int, tuple[Glyph, ...]]:
    return {quarters: tuple(found) for quarters, found in glyphs.items()}
