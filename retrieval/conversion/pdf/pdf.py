"""PDF converter (pypdfium2): the text of the pages, put together by `retrieval.conversion.layout`.

A page that is a picture, or whose fonts do not tell what their characters are, is recognised where
`retrieval.conversion.ocr` can be used, and refused where not. Notes and filled fields of forms are not read.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pypdfium2  # type: ignore[import-untyped]

from retrieval.conversion.converted import Converted, no_progress
from retrieval.conversion.decoding import MOST_CHARACTERS, check_not_blank
from retrieval.conversion.layout.page import PageContent
from retrieval.conversion.layout.page_text import text_of_pages
from retrieval.conversion.ocr import Pixels, Recogniser
from retrieval.conversion.pdf.pdf_pages import PageKind, PdfPageReader
from retrieval.models import Refusal, ReportError, TextMark

_MOST_PAGES = 5000


def convert_pdf(data: bytes, name: str, on_page: Callable[[], None] = no_progress) -> Converted:
    """The text of a PDF; ``on_page`` is called before a page is recognised, which takes seconds.

    Raises `ReportError` for a file that is broken, too large, needs a password, or has to be recognised and cannot be.
    """
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "assword" in str(error):
            found = "wanted a PDF without password, found an encrypted file"
            raise ReportError(f"{name}: {found}", Refusal.ENCRYPTED) from error
        raise ReportError(f"{name}: wanted a PDF with text, found a broken file: {error}") from error
    try:
        pages = _pages(document, name, on_page)
    except pypdfium2.PdfiumError as error:
        raise ReportError(f"{name}: wanted a PDF with text, found a broken page: {error}") from error
    finally:
        document.close()
    text = check_not_blank(text_of_pages(pages), name, Refusal.SCAN)
    return Converted(text, frozenset({TextMark.RECOGNISED} if any(page.recognised for page in pages) else ()))


def _pages(document: pypdfium2.PdfDocument, name: str, on_page: Callable[[], None]) -> list[PageContent]:
    if len(document) > _MOST_PAGES:
        raise ReportError(f"{name}: wanted at most {_MOST_PAGES} pages, found {len(document)}", Refusal.TOO_LARGE)
    reader, recogniser = PdfPageReader(), Recogniser(name, on_page)
    pages: list[PageContent] = []
    total = 0
    for number, page in enumerate(document, 1):
        kind, content = reader.read(page)
        if kind is PageKind.PICTURE:
            content = recogniser.recognise(partial(_drawn, page), number)
        page.close()
        pages.append(content)
        total += len(content.glyphs)
        if total > MOST_CHARACTERS:
            found = f"wanted at most {MOST_CHARACTERS} characters, found more by page {number}"
            raise ReportError(f"{name}: {found}", Refusal.TOO_LARGE)
    return pages


def _drawn(page: pypdfium2.PdfPage, resolution: float, longest: int) -> Pixels:
    """A page as a picture of so many dots an inch, or fewer where its longer side would have more than ``longest``."""
    scale = min(resolution / 72, longest / max(*page.get_size(), 1.0))
    pixels: Pixels = page.render(scale=scale, maybe_alpha=False).to_numpy()
    return pixels
