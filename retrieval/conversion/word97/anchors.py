"""Anchors: where in the text of a Word 97 file its notes and text boxes belong, and where their own texts stand."""

from __future__ import annotations

import struct
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise

from retrieval.conversion.word97.file_information import FileInformation, TablePlace
from retrieval.conversion.word97.plex import read_plex

_NOTE, _SHAPE, _TEXT_BOX, _SHAPE_ID = 2, 26, 22, 14

Span97 = tuple[int, int]


class Anchors:
    """The notes by the positions of their marks, and the text boxes by those of their shapes."""

    def __init__(self, file: FileInformation) -> None:
        """Read the tables."""
        texts = file.texts
        self.footnote_spans = _spans(file, TablePlace.FOOTNOTE_TEXTS, texts.footnotes)
        self.endnote_spans = _spans(file, TablePlace.ENDNOTE_TEXTS, texts.endnotes)
        self._notes: dict[int, tuple[str, int]] = {}
        for kind, place, spans in (
            ("footnote", TablePlace.FOOTNOTE_MARKS, self.footnote_spans),
            ("endnote", TablePlace.ENDNOTE_MARKS, self.endnote_spans),
        ):
            positions, _ = read_plex(file.table_bytes(place), _NOTE)
            self._notes |= {at: (kind, number) for number, at in enumerate(positions[: len(spans)])}
        self._marks = sorted(self._notes)
        self._boxes = _text_boxes(file, texts.text_boxes)
        positions, shapes = read_plex(file.table_bytes(TablePlace.SHAPES), _SHAPE)
        self._shapes: dict[int, list[int]] = {}
        for at, shape in zip(positions, shapes, strict=False):
            self._shapes.setdefault(at, []).append(struct.unpack_from("<i", shape)[0])

    def note_at(self, position: int) -> tuple[str, int] | None:
        """The kind and number of the note whose mark stands at a position."""
        return self._notes.get(position)

    def next_note(self, start: int, end: int) -> int:
        """The position of the first mark of a note between two positions; the latter where there is none."""
        at = bisect_left(self._marks, start)
        return min(self._marks[at], end) if at < len(self._marks) else end

    def boxes_at(self, position: int) -> Iterator[Span97]:
        """The texts of the boxes that are anchored at a position; each is given once."""
        for shape in self._shapes.get(position, ()):
            yield from self._boxes.pop(shape, ())

    def loose_boxes(self) -> Sequence[Span97]:
        """The texts of the boxes that were not asked for, such as those in groups of shapes, in order."""
        return sorted(span for spans in self._boxes.values() for span in spans)


def _spans(file: FileInformation, place: TablePlace, text: Span97) -> list[Span97]:
    """The texts of notes: the last position but one ends the last of them."""
    positions, _ = read_plex(file.table_bytes(place), 0)
    start, end = text
    found = [(start + first, min(start + last, end)) for first, last in pairwise(positions)]
    return [span for span in found[:-1] if span[0] <= span[1]] if start < end else []


def _text_boxes(file: FileInformation, text: Span97) -> dict[int, list[Span97]]:
    """The texts of boxes by the ids of their shapes; the last record is no box."""
    positions, records = read_plex(file.table_bytes(TablePlace.TEXT_BOXES), _TEXT_BOX)
    found: dict[int, list[Span97]] = {}
    for first, last, record in zip(positions, positions[1:], records[:-1], strict=False):
        span = text[0] + first, min(text[0] + last, text[1])
        if span[0] < span[1]:
            found.setdefault(struct.unpack_from("<i", record, _SHAPE_ID)[0], []).append(span)
    return found
