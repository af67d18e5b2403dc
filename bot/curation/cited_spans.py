"""Cited spans: the exact texts that a staff answer cites, found again in another version of a report."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.dialogue.passage_lookup import find_passage
from bot.strings import preview, text_digest
from bot.texts import faq
from retrieval.models import Passage, WendaError

if TYPE_CHECKING:
    from retrieval import Library


class CuratedAnswerError(WendaError):
    """A staff answer that cannot be stored, found or approved; the message says what to do."""


@dataclass(frozen=True, slots=True)
class CitedSpan:
    """A cited text. ``start`` and ``end`` are its position in the report at the time of citing."""

    file: str
    clause: str
    start: int
    end: int
    digest: str
    text: str

    @classmethod
    def of(cls, passage: Passage, quote: str = "") -> CitedSpan:
        """The whole passage, or a text that stands in it exactly so.

        Raises:
            CuratedAnswerError: it does not.
        """
        text = quote or passage.text
        at = passage.text.find(text)
        if at < 0:
            raise CuratedAnswerError(faq.CURATED_NO_QUOTE.format(quote=preview(quote), place=passage.citation))
        start = passage.start + at
        return cls(passage.file, passage.clause.path, start, start + len(text), text_digest(text), text)

    def locate(self, passages: Iterable[Passage]) -> tuple[Passage, int] | None:
        """The passage of this file and clause that holds the exact text now, and the text's position in its report."""
        if text_digest(self.text) != self.digest:
            return None
        for passage in passages:
            if (passage.file, passage.clause.path) == (self.file, self.clause):
                at = passage.text.find(self.text)
                if at >= 0:
                    return passage, passage.start + at
        return None


class CitationLocator:
    """Index of the passages that citations name, built in one pass over each report that is cited."""

    def __init__(self, library: Library, citations: Iterable[CitedSpan]) -> None:
        self._passages: dict[tuple[str, str], list[Passage]] = {(cited.file, cited.clause): [] for cited in citations}
        for file in {file for file, _ in self._passages}:
            with suppress(KeyError):  # the library does not have the report any more
                for passage in library.passages.of_report(file):
                    if (file, passage.clause.path) in self._passages:
                        self._passages[file, passage.clause.path].append(passage)

    def find(self, cited: CitedSpan) -> tuple[Passage, int] | None:
        """The passage that holds the exact cited text, and the text's position in its report."""
        return cited.locate(self._passages[cited.file, cited.clause])

    def missing(self, citations: Iterable[CitedSpan]) -> list[CitedSpan]:
        """The citations whose exact text is not in the same file and clause any more."""
        return [cited for cited in citations if self.find(cited) is None]


def cite(library: Library, wanted: str, quote: str = "") -> CitedSpan:
    """A citation of the passage of this id or clause, or of a text in it.

    Raises:
        PassageNotFoundError: there is no such passage, or several.
        CuratedAnswerError: the text is not in it.
    """
    return CitedSpan.of(find_passage(library, wanted), quote)


def place_of(cited: CitedSpan) -> str:
    """The file and clause of a citation, for staff.

    >>> place_of(CitedSpan("a.txt", "一/(一)", 0, 1, "", "字"))
    'a.txt 一/(一)'
    """
    return f"{cited.file} {cited.clause}"
