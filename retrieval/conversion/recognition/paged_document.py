"""Paged document: collects the pages of a PDF or OFD file, has pictures of pages recognised, and makes its text.

A file of which only a few pages are pictures is read without them where they cannot be recognised, and marked so.
"""

from __future__ import annotations

from collections.abc import Callable

from retrieval.conversion.converted import Converted
from retrieval.conversion.decoding import MOST_CHARACTERS, check_not_blank
from retrieval.conversion.layout.page import PageContent
from retrieval.conversion.layout.page_text import text_of_pages
from retrieval.conversion.recognition.ocr import Draw, Recogniser, can_recognise
from retrieval.models import Refusal, ReportError, TextMark

_MOST_PAGES = 5_000
# One page of so many may be left out, of a file that has so many characters besides.
_FEW_OF, _MUCH_TEXT = 4, 200


class PagedDocument:
    """Pages of one file, in order."""

    def __init__(self, name: str, count: int, on_page: Callable[[], None]) -> None:
        """``on_page`` is called before a page is recognised, which takes seconds. Raises `ReportError` for too many."""
        if count > _MOST_PAGES:
            raise ReportError(f"{name}: wanted at most {_MOST_PAGES} pages, found {count}", Refusal.TOO_LARGE)
        self._name = name
        self._pages: list[PageContent] = []
        self._recogniser = Recogniser(name, on_page)
        self._characters = 0
        # The numbers of pages that are not in the text, and why.
        self._unread: list[tuple[int, Refusal]] = []

    def add(self, page: PageContent) -> None:
        """Add a page. Raises `ReportError` where there are too many characters."""
        self._pages.append(page)
        self._characters += len(page.glyphs) + sum(map(len, page.aside))
        if self._characters > MOST_CHARACTERS:
            found = f"wanted at most {MOST_CHARACTERS} characters, found more by page {len(self._pages)}"
            raise ReportError(f"{self._name}: {found}", Refusal.TOO_LARGE)

    def add_picture(self, draw: Draw) -> None:
        """Add a page that has to be recognised in its picture. Raises `ReportError` for more than are recognised."""
        if can_recognise():
            self.add(self._recogniser.recognise(draw))
        else:
            self.add_unread(Refusal.SCAN)

    def add_unread(self, why: Refusal) -> None:
        """Add a page of which the text cannot be had."""
        self._pages.append(PageContent())
        self._unread.append((len(self._pages), why))

    def converted(self) -> Converted:
        """The text. Raises `ReportError` for a file without text, or of pages of which it cannot be had."""
        if self._unread and (len(self._unread) * _FEW_OF > len(self._pages) or self._characters < _MUCH_TEXT):
            number, why = self._unread[0]
            raise ReportError(f"{self._name}: wanted pages with text, found none on page {number}: {why}", why)
        recognised = any(page.recognised for page in self._pages)
        text = check_not_blank(text_of_pages(self._pages), self._name)
        marks = {TextMark.RECOGNISED: recognised, TextMark.INCOMPLETE: bool(self._unread)}
        return Converted(text, frozenset(mark for mark, holds in marks.items() if holds))
