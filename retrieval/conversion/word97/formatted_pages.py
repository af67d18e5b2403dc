"""Formatted disk pages: the properties of runs and of paragraphs, by the offsets of their text ([MS-DOC] 2.9.33)."""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Iterator
from itertools import pairwise

from retrieval.conversion.word97.file_information import FileInformation, TablePlace
from retrieval.conversion.word97.plex import read_plex

_PAGE = 512
_PARAGRAPH_ENTRY = 13


class FormattedPages:
    """The lists of modifications of all runs, or of all paragraphs, by offsets in the document stream."""

    def __init__(self, file: FileInformation, place: TablePlace) -> None:
        """``place`` is `TablePlace.RUNS` or `TablePlace.PARAGRAPHS`."""
        positions, records = read_plex(file.table_bytes(place), 4)
        read = _runs if place is TablePlace.RUNS else _paragraphs
        pages = (struct.unpack("<I", record)[0] & 0x3FFFFF for record in records[: len(positions)])
        found = [each for page in pages for each in read(file.document[page * _PAGE : (page + 1) * _PAGE])]
        found.sort(key=lambda each: each[0])
        self._starts = [start for start, _, _ in found]
        self._found = found

    def at(self, offset: int) -> bytes:
        """The modifications of the text at an offset; empty where there are none."""
        at = bisect_right(self._starts, offset) - 1
        return self._found[at][2] if at >= 0 and offset < self._found[at][1] else b""

    def end_of(self, offset: int) -> int:
        """Where the text ends that has the same modifications as that at an offset, which ends a paragraph."""
        at = bisect_right(self._starts, offset) - 1
        return self._found[at][1] if at >= 0 else 0

    def within(self, start: int, end: int) -> Iterator[tuple[int, int, bytes]]:
        """The stretches of text between two offsets, each with its modifications, without gap or overlap."""
        at = max(bisect_right(self._starts, start) - 1, 0)
        here = start
        while here < end and at < len(self._found):
            first, last, changes = self._found[at]
            if last > here:
                if first > here:
                    yield here, min(first, end), b""
                    here = min(first, end)
                if here < end:
                    yield here, min(last, end), changes
                    here = min(last, end)
            at += 1
        if here < end:
            yield here, end, b""


def _offsets(page: bytes) -> tuple[int, ...]:
    count = page[-1] if len(page) == _PAGE else 0
    return struct.unpack_from(f"<{count + 1}I", page) if count and 4 * (count + 1) < _PAGE else ()


def _runs(page: bytes) -> Iterator[tuple[int, int, bytes]]:
    offsets = _offsets(page)
    for at, (start, end) in enumerate(pairwise(offsets)):
        place = 2 * page[4 * len(offsets) + at] if 4 * len(offsets) + at < _PAGE else 0
        yield start, end, page[place + 1 : place + 1 + page[place]] if place else b""


def _paragraphs(page: bytes) -> Iterator[tuple[int, int, bytes]]:
    """The number of the style stands before the modifications."""
    offsets = _offsets(page)
    for at, (start, end) in enumerate(pairwise(offsets)):
        entry = 4 * len(offsets) + at * _PARAGRAPH_ENTRY
        place = 2 * page[entry] if entry < _PAGE else 0
        if not 0 < place < _PAGE - 1:
            yield start, end, b""
        elif page[place]:
            yield start, end, page[place + 1 : place + 2 * page[place]]
        else:
            yield start, end, page[place + 2 : place + 2 + 2 * page[place + 1]]
