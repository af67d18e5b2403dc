"""PDF converter (pypdfium2): the text of the pages in order, with broken lines joined to paragraphs.

Page numbers between dashes are left out, because they would interrupt sentences. Columns are read in the order of the
file. A page without text (a scan) gives no text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import pypdfium2  # type: ignore[import-untyped]

from retrieval.conversion.converted import Converted
from retrieval.conversion.decoding import MOST_CHARACTERS, check_not_blank
from retrieval.models import Refusal, ReportError

_MOST_PAGES = 5000
# A line ends a sentence with its punctuation, also before a closing bracket or quotation mark.
_SENTENCE_END = re.compile(r"[。！？；：!?;:…][”’」』）)》】]?$")
_PAGE_NUMBER = re.compile(r"\s*(?:[-—–·]\s*\d{1,4}\s*[-—–·]|第\s*\d{1,4}\s*页(?:\s*[,，/]?\s*共\s*\d{1,4}\s*页)?)\s*")
_LIST_MARK = re.compile(
    r"\s*(?:[(（]?[一二三四五六七八九十\d]{1,3}[)）、.．]|第[一二三四五六七八九十百]{1,5}[章节条]|[①-⑳•·●]|——|附件"
    r"|[一二三四五六七八九十]{1,2}是)"
)


def convert_pdf(data: bytes, name: str) -> Converted:
    """The text of a PDF. Raises `ReportError` for a file that is broken, too large or needs a password."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "assword" in str(error):
            found = "wanted a PDF without password, found an encrypted file"
            raise ReportError(f"{name}: {found}", Refusal.ENCRYPTED) from error
        raise ReportError(f"{name}: wanted a PDF with text, found a broken file: {error}") from error
    try:
        if len(document) > _MOST_PAGES:
            found = f"wanted at most {_MOST_PAGES} pages, found {len(document)}"
            raise ReportError(f"{name}: {found}", Refusal.TOO_LARGE)
        pages: list[str] = []
        total = 0
        for number, page in enumerate(document, 1):
            # PDFium writes U+FFFE where a word is broken at the end of a line.
            text = page.get_textpage().get_text_bounded()
            pages.append(text.replace("\ufffe", "").replace("\x02", "").replace("\0", ""))
            total += len(pages[-1])
            if total > MOST_CHARACTERS:
                found = f"wanted at most {MOST_CHARACTERS} characters, found more by page {number}"
                raise ReportError(f"{name}: {found}", Refusal.TOO_LARGE)
    except pypdfium2.PdfiumError as error:
        raise ReportError(f"{name}: wanted a PDF with text, found a broken page: {error}") from error
    finally:
        document.close()
    text = unwrap([line for page in pages for line in page.splitlines() if not _PAGE_NUMBER.fullmatch(line)])
    return Converted(check_not_blank(text, name, Refusal.SCAN))


def unwrap(lines: Sequence[str]) -> str:
    """Join the lines of pages to paragraphs: a full line that does not end a sentence continues on the next line.

    >>> unwrap(["某市公报", "全年粮食产量为一百万吨，比上年增长百分", "之三。", "一、农业"])
    '某市公报\\n全年粮食产量为一百万吨，比上年增长百分之三。\\n一、农业\\n'
    """
    rows = [row for line in lines if (row := line.strip(" \t\u3000\r"))]
    lengths = sorted(map(len, rows))
    # Most lines of running text are full, so the ninth decile of their lengths is the width of the page.
    full = 0.8 * lengths[min(len(lengths) - 1, len(lengths) * 9 // 10)] if lengths else 0.0
    paragraphs: list[str] = []
    is_open = False
    for row in rows:
        if is_open and not _LIST_MARK.match(row):
            latin = paragraphs[-1][-1:].isascii() and row[0].isascii() and row[0].isalpha()
            paragraphs[-1] += (" " if latin else "") + row
        else:
            paragraphs.append(row)
        is_open = len(row) >= max(full, 12) and not _SENTENCE_END.search(row)
    return "".join(paragraph + "\n" for paragraph in paragraphs)
