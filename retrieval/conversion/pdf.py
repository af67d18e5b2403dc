"""PDF to text with pypdfium2: pages in order, lines put together to paragraphs again.

Page numbers between dashes are left out, since they would stand within sentences. Two columns are
read as the file orders them. A page without text (a scan) gives none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from retrieval.conversion.formats import MOST_CHARACTERS
from retrieval.models import ReportError

_MOST_PAGES = 5000
# A line may be full and end in ” or ）; it is finished where the sentence within is.
_FINISHED = re.compile(r"[。！？；：!?;:…][”’」』）)》】]?$")
_PAGE_NUMBER = re.compile(r"\s*(?:[-—–·]\s*\d{1,4}\s*[-—–·]|第\s*\d{1,4}\s*页(?:\s*[,，/]?\s*共\s*\d{1,4}\s*页)?)\s*")
_OPENS = re.compile(
    r"\s*(?:[(（]?[一二三四五六七八九十\d]{1,3}[)）、.．]|第[一二三四五六七八九十百]{1,5}[章节条]|[①-⑳•·●]|——|附件|[一二三四五六七八九十]{1,2}是)"
)


def pdf_text(data: bytes, name: str) -> str:
    """The text of a PDF. Raises `ReportError` where it is broken or needs a password."""
    import pypdfium2  # type: ignore[import-untyped]

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        kind = "an encrypted file" if "assword" in str(error) else f"a broken file: {error}"
        raise ReportError(f"{name}: wanted a PDF with text, found {kind}") from error
    try:
        if len(document) > _MOST_PAGES:
            raise ReportError(f"{name}: wanted at most {_MOST_PAGES} pages, found {len(document)}")
        pages: list[str] = []
        total = 0
        for number in range(len(document)):
            pages.append(_page(document[number]))
            total += len(pages[-1])
            if total > MOST_CHARACTERS:
                raise ReportError(
                    f"{name}: wanted at most {MOST_CHARACTERS} characters, found more by page {number + 1}"
                )
    except pypdfium2.PdfiumError as error:
        raise ReportError(f"{name}: wanted a PDF with text, found a broken page: {error}") from error
    finally:
        document.close()
    return unwrap([line for page in pages for line in page.splitlines() if not _PAGE_NUMBER.fullmatch(line)])


def _page(page: object) -> str:
    """A page's text; PDFium writes U+FFFE where a word is broken at the end of a line."""
    found: str = page.get_textpage().get_text_bounded()  # type: ignore[attr-defined]
    return found.replace("\ufffe", "").replace("\x02", "").replace("\0", "")


def unwrap(lines: Sequence[str]) -> str:
    """Lines as set on a page, put together to paragraphs: a full line without an end goes on in the next.

    >>> unwrap(["某市公报", "全年粮食产量为一百万吨，比上年增长百分", "之三。", "一、农业"])
    '某市公报\\n全年粮食产量为一百万吨，比上年增长百分之三。\\n一、农业\\n'
    """
    rows = [line.strip(" \t\u3000\r") for line in lines]
    lengths = sorted(len(row) for row in rows if row)
    # Most lines of running text are full; the ninth decile is the width of the page.
    full = 0.8 * lengths[min(len(lengths) - 1, len(lengths) * 9 // 10)] if lengths else 0.0
    done: list[str] = []
    open_line = False
    for row in rows:
        if open_line and row and not _OPENS.match(row):
            done[-1] += (" " if done[-1][-1:].isascii() and row[0].isascii() and row[0].isalpha() else "") + row
        elif row:
            done.append(row)
        else:
            continue
        open_line = len(row) >= max(full, 12) and not _FINISHED.search(row)
    return "".join(line + "\n" for line in done)
