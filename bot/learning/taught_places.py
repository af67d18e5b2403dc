"""Taught places: the text of a report that a lesson is about, found again in the current library.

A staff answer cites its text; a rated reply has left position and digest of its first quote in the log. Either is found
only where the same file and clause still hold exactly that text: a report that has changed there teaches nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.curation.cited_spans import CitedSpan
from bot.strings import text_digest
from retrieval.models import Passage, Span
from retrieval.scoring.candidates import sentences

if TYPE_CHECKING:
    from retrieval import Library

FoundPlace = tuple[Passage, Span]


@dataclass(frozen=True, slots=True)
class RatedSpan:
    """The first quote of a reply: where it stood at that time, and the digest of its text."""

    file: str
    clause: str
    start: int
    end: int
    digest: str

    def locate(self, passages: Iterable[Passage]) -> tuple[Passage, int] | None:
        """The passage of this file and clause that holds a text of this digest now, and the text's position."""
        length = self.end - self.start
        for passage in passages:
            if (passage.file, passage.clause.path) == (self.file, self.clause):
                # Where it stood, else at the beginning of a sentence: what stands above it may have changed.
                for start in (self.start, *(each.start for each in sentences(passage))):
                    at = start - passage.start
                    if at >= 0 and text_digest(passage.text[at : at + length]) == self.digest:
                        return passage, start
        return None


TaughtPlace = CitedSpan | RatedSpan


class PlaceFinder:
    """Finds places in one library; each report is read once."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._passages: dict[tuple[str, str], list[Passage]] = {}
        self._read: set[str] = set()

    def find(self, place: TaughtPlace) -> FoundPlace | None:
        """The passage and the span of a text now; None where it is gone."""
        if place.file not in self._read:
            self._read.add(place.file)
            with suppress(KeyError):  # the library does not have the report any more
                for passage in self._library.passages.of_report(place.file):
                    self._passages.setdefault((passage.file, passage.clause.path), []).append(passage)
        found = place.locate(self._passages.get((place.file, place.clause), ()))
        return (found[0], (found[1], found[1] + place.end - place.start)) if found else None
