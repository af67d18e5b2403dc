"""PDF converter (pypdfium2): the text of the pages, put together by `retrieval.conversion.layout`.

A page that is a picture, or whose fonts do not tell what their characters are, has to be recognised. Notes and filled
fields of forms are not read.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pypdfium2  # type: ignore[import-untyped]

from retrieval.conversion.converted import Converted, no_progress
from retrieval.conversion.pdf.fallback_fonts import provide_fonts
from retrieval.conversion.pdf.pdf_pages import PageKind, PdfPageReader
from retrieval.conversion.recognition.ocr import Pixels
from retrieval.conversion.recognition.paged_document import PagedDocument
from retrieval.models import Refusal, ReportError


def convert_pdf(data: bytes, name: str, on_page: Callable[[], None] = no_progress) -> Converted:
    """The text of a PDF; ``on_page`` is called before a page is recognised, which takes seconds.

    Raises `ReportError` for a file that is broken, too large, needs a password, or has to be recognised and cannot be.
    """
    provide_fonts()
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "assword" in str(error):
            found = "wanted a PDF without password, found an encrypted file"
            raise ReportError(f"{name}: {found}", Refusal.ENCRYPTED) from error
        raise ReportError(f"{name}: wanted a PDF with text, found a broken file: {error}") from error
    try:
        pages = PagedDocument(name, len(document), on_page)
        reader = PdfPageReader()
        for page in document:
            kind, content = reader.read(page)
            if kind is PageKind.PICTURE:
                pages.add_picture(partial(_drawn, page))
            else:
                pages.add(content)
            page.close()
    except pypdfium2.PdfiumError as error:
        raise ReportError(f"{name}: wanted a PDF with text, found a broken page: {error}") from error
    finally:
        document.close()
    return pages.converted()


def _drawn(page: pypdfium2.PdfPage, resolution: float, longest: int) -> Pixels:
    """A page as a picture of so many dots an inch, or fewer where its longer side would have more than ``longest``."""
    scale = min(resolution / 72, longest / max(*page.get_size(), 1.0))
    pixels: Pixels = page.render(scale=scale, maybe_alpha=False).to_numpy()
    return pixels
