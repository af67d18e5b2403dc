"""Piece table: the text of a Word 97 file, which stands in pieces in the document stream ([MS-DOC] 2.4.1)."""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from retrieval.conversion.word97.file_information import FileInformation, TablePlace
from retrieval.conversion.word97.plex import read_plex
from retrieval.models import ReportError

_PROPERTIES, _PIECES = 1, 2
_COMPRESSED = 0x40000000


@dataclass(frozen=True, slots=True)
class TextPiece97:
    """A piece: its first and last position of characters, where its bytes begin, how many a character has.

    ``changes`` modify the properties of all of it.
    """

    start: int
    end: int
    offset: int
    width: int
    changes: bytes

    def offset_of(self, position: int) -> int:
        """Where the bytes of a character begin."""
        return self.offset + (position - self.start) * self.width


class PieceTable:
    """The text of a file by positions of characters; each 16-bit unit is one character."""

    def __init__(self, file: FileInformation, name: str) -> None:
        """Read the table. Raises `ReportError` where there is none that makes sense."""
        self._document = file.document
        self.pieces = list(_pieces(file.table_bytes(TablePlace.PIECES)))
        if not self.pieces or any(each.end < each.start for each in self.pieces):
            raise ReportError(f"{name}: wanted a Word file, found one without its table of pieces")
        if any(each.offset_of(each.end) > len(self._document) for each in self.pieces):
            raise ReportError(f"{name}: wanted a Word file, found one whose text breaks off")
        self._starts = [each.start for each in self.pieces]

    def piece_at(self, position: int) -> TextPiece97 | None:
        """The piece that holds a character."""
        at = bisect_right(self._starts, position) - 1
        return self.pieces[at] if at >= 0 and position < self.pieces[at].end else None

    def within(self, start: int, end: int) -> Iterator[tuple[TextPiece97, int, int]]:
        """The pieces between two positions, each with the positions that are wanted of it."""
        for piece in self.pieces:
            first, last = max(piece.start, start), min(piece.end, end)
            if first < last:
                yield piece, first, last

    def units(self, piece: TextPiece97, start: int, end: int) -> str:
        """The characters of a piece, a surrogate by itself as one."""
        data = self._document[piece.offset_of(start) : piece.offset_of(end)]
        if piece.width == 1:
            return data.decode("cp1252", "replace")
        return "".join(map(chr, struct.unpack(f"<{len(data) // 2}H", data)))


def _pieces(data: bytes) -> Iterator[TextPiece97]:
    changes: list[bytes] = []
    at = 0
    while at + 5 <= len(data) and data[at] == _PROPERTIES:
        size = struct.unpack_from("<H", data, at + 1)[0]
        changes.append(data[at + 3 : at + 3 + size])
        at += 3 + size
    if at + 5 > len(data) or data[at] != _PIECES:
        return
    size = struct.unpack_from("<I", data, at + 1)[0]
    positions, records = read_plex(data[at + 5 : at + 5 + size], 8)
    for start, end, record in zip(positions, positions[1:], records, strict=False):
        _, offset, change = struct.unpack("<HIH", record)
        compressed = bool(offset & _COMPRESSED)
        place = (offset & ~_COMPRESSED & 0x7FFFFFFF) // (2 if compressed else 1)
        # A change that names no list is one single modification; none of those hides text.
        index = change >> 1 if change & 1 else len(changes)
        yield TextPiece97(start, end, place, 1 if compressed else 2, changes[index] if index < len(changes) else b"")


def joined(units: str) -> str:
    """A text of 16-bit units with its surrogates joined; half a pair is left out."""
    return units.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
