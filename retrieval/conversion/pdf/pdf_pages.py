"""Pages of a PDF: each as glyphs and rules, or as a picture that has to be recognised."""

from __future__ import annotations

from dataclasses import replace
from enum import Enum

import pypdfium2  # type: ignore[import-untyped]

from retrieval.conversion.layout.page import Glyph, PageContent, inked_characters, upright_page
from retrieval.conversion.pdf.drawings import DrawingReader, Drawings
from retrieval.conversion.pdf.glyphs import GlyphReader, PageGlyphs
from retrieval.conversion.recognition.characters import can_be_text, is_picture

# In characters and shapes.
_HARDLY_ANY, _DRAWN_TEXT = 12, 150
_Box = tuple[float, float, float, float]


class PageKind(Enum):
    """What a page has to say: TEXT, also none at all; PICTURE, what it shows is not in its characters."""

    TEXT = "text"
    PICTURE = "picture"


class PdfPageReader:
    """Reads one page after the other."""

    def __init__(self) -> None:
        self._glyphs, self._drawings = GlyphReader(), DrawingReader()

    def read(self, page: pypdfium2.PdfPage) -> tuple[PageKind, PageContent]:
        """What kind of page it is, and its content, upright."""
        box = _box(page)
        glyphs, drawings = self._glyphs.read(page, box), self._drawings.read(page, box)
        kind = _kind(glyphs, drawings)
        shown, recognised = glyphs.upright, False
        if kind is PageKind.PICTURE and _reads_well(glyphs.hidden):
            # A scan with the text that another program recognised, written behind it.
            kind, shown, recognised = PageKind.TEXT, glyphs.hidden, True
        content = upright_page(shown, drawings.rules, box[2] - box[0], box[3] - box[1])
        return kind, replace(content, recognised=recognised)


def _box(page: pypdfium2.PdfPage) -> _Box:
    left, bottom, right, top = page.get_cropbox()
    return (left, bottom, right, top) if right > left and top > bottom else (0.0, 0.0, *page.get_size())


def _kind(glyphs: PageGlyphs, drawings: Drawings) -> PageKind:
    shown = inked_characters(glyphs.upright)
    if not can_be_text(shown, glyphs.unmapped):
        return PageKind.PICTURE
    is_drawn = drawings.shapes >= _DRAWN_TEXT and len(shown) < _HARDLY_ANY
    return PageKind.PICTURE if is_drawn or is_picture(drawings.pictured, len(shown)) else PageKind.TEXT


def _reads_well(glyphs: dict[int, tuple[Glyph, ...]]) -> bool:
    chars = inked_characters(glyphs)
    return len(chars) >= _HARDLY_ANY and can_be_text(chars, 0)
