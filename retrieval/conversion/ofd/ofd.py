"""OFD converter: the text of the pages, put together by `retrieval.conversion.layout`.

Handled: several documents in a file, templates, drawings that are shown by number, pictures of pages (recognised with
the extra ``ocr``). Encrypted files are refused. Stamps, notes and attached files are not read; text drawn as shapes
without characters is not seen.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import partial

import numpy as np

from retrieval.conversion.converted import Converted, no_progress
from retrieval.conversion.ofd.ofd_package import OfdPackage
from retrieval.conversion.ofd.ofd_pages import OfdPage, OfdPageReader
from retrieval.conversion.recognition.characters import can_be_text, is_picture
from retrieval.conversion.recognition.ocr import Pixels
from retrieval.conversion.recognition.paged_document import PagedDocument
from retrieval.models import Refusal, ReportError

_INCH = 25.4


def convert_ofd(data: bytes, name: str, on_page: Callable[[], None] = no_progress) -> Converted:
    """The text of an OFD file; ``on_page`` is called before a page is recognised, which takes seconds.

    Raises `ReportError` for a file that is broken, too large, encrypted, or has to be recognised and cannot be.
    """
    package = OfdPackage(data, name)
    documents = list(package.documents())
    pages = PagedDocument(name, sum(len(document.pages) for document in documents), on_page)
    for document in documents:
        reader = OfdPageReader(package, document)
        for page in map(reader.read, document.pages):
            if is_picture(page.pictured, len(page.shown)):
                pages.add_picture(partial(_drawn, package, page))
            elif not can_be_text(page.shown, 0):
                pages.add_unread(Refusal.FONTS)
            else:
                pages.add(page.content())
    return pages.converted()


def _drawn(package: OfdPackage, page: OfdPage, resolution: float, longest: int) -> Pixels:
    """The pictures of a page on white paper, with so many dots an inch and at most so many along its longer side.

    Only called where characters can be recognised: Pillow comes with the extra ``ocr``.
    """
    import PIL.Image

    scale = min(resolution / _INCH, longest / max(page.width, page.height))
    paper = PIL.Image.new("RGB", (max(round(page.width * scale), 1), max(round(page.height * scale), 1)), "white")
    for picture in page.pictures:
        left, top, right, bottom = (round(edge * scale) for edge in picture.box)
        try:
            with PIL.Image.open(io.BytesIO(package.read(picture.part))) as image:
                size = min(max(right - left, 1), paper.width), min(max(bottom - top, 1), paper.height)
                paper.paste(image.convert("RGB").resize(size), (left, top))
        except (OSError, ValueError, PIL.Image.DecompressionBombError) as error:
            found = f"wanted a picture that can be read, found {picture.part[:80]!r}: {type(error).__name__}"
            raise ReportError(f"{package.name}: {found}", Refusal.NO_TEXT) from error
    return np.ascontiguousarray(np.asarray(paper)[:, :, ::-1])
