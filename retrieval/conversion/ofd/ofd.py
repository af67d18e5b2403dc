"""OFD converter: the text of the pages, put together by `retrieval.conversion.layout`.

Handled: several documents in a file, templates, drawings that are shown by number, pictures of pages (recognised with
the extra ``ocr``). Encrypted files are refused. Stamps, notes and attached files are not read; text drawn as shapes
without characters is not seen.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from functools import partial

import numpy as np
import PIL.Image

from retrieval.conversion.converted import Converted, no_progress
from retrieval.conversion.decoding import MOST_CHARACTERS, check_not_blank
from retrieval.conversion.layout.page import PageContent
from retrieval.conversion.layout.page_text import text_of_pages
from retrieval.conversion.ocr import Pixels, Recogniser
from retrieval.conversion.ofd.ofd_package import OfdDocument, OfdPackage
from retrieval.conversion.ofd.ofd_pages import OfdPage, OfdPageReader
from retrieval.models import Refusal, ReportError, TextMark

_MOST_PAGES = 5000
# In shares of the page and in characters: a picture of the page, with hardly any text on it.
_MOSTLY, _FEW = 0.5, 60
_INCH = 25.4


def convert_ofd(data: bytes, name: str, on_page: Callable[[], None] = no_progress) -> Converted:
    """The text of an OFD file; ``on_page`` is called before a page is recognised, which takes seconds.

    Raises `ReportError` for a file that is broken, too large, encrypted, or has to be recognised and cannot be.
    """
    package, recogniser = OfdPackage(data, name), Recogniser(name, on_page)
    texts: list[str] = []
    recognised = False
    for document in package.documents():
        pages = list(_pages(package, document, recogniser, name))
        recognised = recognised or any(page.recognised for page in pages)
        texts.append(text_of_pages(pages))
    text = check_not_blank("".join(texts), name, Refusal.NO_TEXT)
    return Converted(text, frozenset({TextMark.RECOGNISED} if recognised else ()))


def _pages(package: OfdPackage, document: OfdDocument, recogniser: Recogniser, name: str) -> Iterator[PageContent]:
    if len(document.pages) > _MOST_PAGES:
        found = f"wanted at most {_MOST_PAGES} pages, found {len(document.pages)}"
        raise ReportError(f"{name}: {found}", Refusal.TOO_LARGE)
    reader, total = OfdPageReader(package, document), 0
    for number, part in enumerate(document.pages, 1):
        page = reader.read(part)
        total += page.characters
        if total > MOST_CHARACTERS:
            found = f"wanted at most {MOST_CHARACTERS} characters, found more by page {number}"
            raise ReportError(f"{name}: {found}", Refusal.TOO_LARGE)
        if page.pictured >= _MOSTLY and page.characters < _FEW:
            yield recogniser.recognise(partial(_drawn, package, page), number)
        else:
            yield page.content()


def _drawn(package: OfdPackage, page: OfdPage, resolution: float, longest: int) -> Pixels:
    """The pictures of a page on white paper, with so many dots an inch and at most so many along its longer side."""
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
            raise ReportError(f"{package.name}: {found}", Refusal.SCAN) from error
    return np.ascontiguousarray(np.asarray(paper)[:, :, ::-1])
