"""File information block: where in the streams of a Word 97 file its tables stand, and how long its texts are.

Positions of characters (CP) count 16-bit units of all texts of the file: the body, then footnotes, headers, comments,
endnotes and text boxes.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from enum import IntEnum
from itertools import accumulate

from retrieval.models import Refusal, ReportError

_MAGIC, _OLDER_MAGICS = 0xA5EC, (0xA5DC, 0xA59B, 0xA59C, 0xA699)
# Word 6 and 95 have 0x65 to 0x69; Word 97 has 0xC1, some of its first files 0xC0.
_FIRST_FORMAT = 0xC0
_ENCRYPTED, _SECOND_TABLE = 0x0100, 0x0200
_LENGTHS, _TABLES = 64 + 3 * 4, 154
_MOST_UNITS = 60_000_000


class TablePlace(IntEnum):
    """Number of a table among the pairs of offset and length (FibRgFcLcb97)."""

    STYLES = 1
    FOOTNOTE_MARKS = 2
    FOOTNOTE_TEXTS = 3
    RUNS = 12
    PARAGRAPHS = 13
    FONTS = 15
    PIECES = 33
    SHAPES = 40
    ENDNOTE_MARKS = 46
    ENDNOTE_TEXTS = 47
    TEXT_BOXES = 56
    LISTS = 73
    LIST_OVERRIDES = 74


@dataclass(frozen=True, slots=True)
class TextSpans:
    """Where each text of a file begins and ends, in positions of characters."""

    body: tuple[int, int]
    footnotes: tuple[int, int]
    endnotes: tuple[int, int]
    text_boxes: tuple[int, int]


@dataclass(frozen=True, slots=True)
class FileInformation:
    """The streams of a file, and what its first block tells of them."""

    document: bytes
    table: bytes
    data: bytes
    texts: TextSpans

    @classmethod
    def read(cls, streams: dict[str, bytes], name: str) -> FileInformation:
        """Read the block. Raises `ReportError` for an encrypted file, an older one, and one without tables."""
        document = streams["WordDocument"]
        if len(document) < _TABLES + 8 * (TablePlace.LIST_OVERRIDES + 1):
            raise ReportError(f"{name}: wanted a Word file, found one that breaks off")
        magic, version = struct.unpack_from("<HH", document)
        flags = struct.unpack_from("<H", document, 10)[0]
        if magic in _OLDER_MAGICS or (magic == _MAGIC and version < _FIRST_FORMAT):
            raise ReportError(f"{name}: wanted a file of Word 97 or later, found format {version}", Refusal.OLD_WORD)
        if magic != _MAGIC:
            raise ReportError(f"{name}: wanted a Word file, found the signature {magic:#06x}")
        if flags & _ENCRYPTED:
            raise ReportError(f"{name}: wanted a file without password, found an encrypted one", Refusal.ENCRYPTED)
        table = streams.get("1Table" if flags & _SECOND_TABLE else "0Table")
        if table is None:
            raise ReportError(f"{name}: wanted a Word file, found one without its table stream")
        return cls(document, table, streams.get("Data", b""), _text_spans(document, name))

    def table_bytes(self, place: TablePlace, rest: bool = False) -> bytes:
        """A table; empty where the file has none. ``rest``: with all that stands behind it."""
        start, size = struct.unpack_from("<II", self.document, _TABLES + 8 * place)
        return self.table[start : None if rest else start + size] if size else b""


def _text_spans(document: bytes, name: str) -> TextSpans:
    lengths = struct.unpack_from("<8i", document, _LENGTHS)
    if min(lengths) < 0 or sum(lengths) > _MOST_UNITS:
        raise ReportError(f"{name}: wanted texts of sound lengths, found {lengths}")
    starts = [0, *accumulate(lengths)]
    spans = [(starts[at], starts[at + 1]) for at in range(len(lengths))]
    # The body, footnotes, headers, macros, comments, endnotes, text boxes, text boxes in headers.
    return TextSpans(spans[0], spans[1], spans[5], spans[6])
