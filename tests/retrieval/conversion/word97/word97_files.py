"""Word 97 files written by hand: the streams of one, with the formats that a test is about."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from tests.retrieval.conversion.office_files import compound

TEXT_AT = 0x800
IN_TABLE = b"\x16\x24\x01"
ROW_END = IN_TABLE + b"\x17\x24\x01"
INNER = IN_TABLE + b"\x49\x66\x02\0\0\0"
INNER_CELL_END, INNER_ROW_END = INNER + b"\x4b\x24\x01", INNER + b"\x4c\x24\x01"
HIDDEN, DELETED, RAISED, SPECIAL = b"\x3c\x08\x01", b"\x00\x08\x01", b"\x48\x2a\x01", b"\x55\x08\x01"


@dataclass(frozen=True)
class Paragraph97:
    """A paragraph: its runs with their modifications, its own, its style, what ends it and the format of that."""

    runs: Sequence[tuple[str, bytes]]
    changes: bytes = b""
    style: int = 0
    end: str = "\r"
    end_changes: bytes = b""


def plain(text: str, changes: bytes = b"", end: str = "\r", style: int = 0) -> Paragraph97:
    """A paragraph of one run."""
    return Paragraph97(((text, b""),), changes, style, end)


def row(edges: Sequence[int], flags: Sequence[int] = (), end_changes: bytes = b"") -> Paragraph97:
    """The paragraph that ends a row of cells with these edges; ``flags`` say which cells are merged."""
    count = len(edges) - 1
    cells = b"".join(struct.pack("<HH", flags[at] if at < len(flags) else 0, 0) + bytes(16) for at in range(count))
    operand = bytes((count,)) + struct.pack(f"<{count + 1}h", *edges) + cells
    shape = b"\x08\xd6" + struct.pack("<H", len(operand) + 1) + operand
    return Paragraph97((), ROW_END + shape, 0, "\x07", end_changes)


def list_level(level: int, list_: int = 1) -> bytes:
    """The modifications of a paragraph that is an item of a list."""
    return struct.pack("<HBHH", 0x260A, level, 0x460B, list_)


@dataclass
class Word97File:
    """A file: its texts, and tables by their number among the pairs of offset and length.

    A table 33, of pieces, stands for that of one piece that the texts need.
    """

    body: Sequence[Paragraph97]
    footnotes: Sequence[Paragraph97] = ()
    text_boxes: Sequence[Paragraph97] = ()
    tables: dict[int, bytes] = field(default_factory=dict)
    compressed: bool = False
    flags: int = 0x0200
    version: int = 0xC1

    def streams(self) -> dict[str, bytes]:
        """The streams by name."""
        texts = [self.body, self.footnotes, (), (), (), (), self.text_boxes, ()]
        lengths = [sum(_size(each) for each in text) for text in texts]
        paragraphs = [each for text in texts for each in text]
        text = "".join("".join(piece for piece, _ in each.runs) + each.end for each in paragraphs)
        raw = text.encode("cp1252" if self.compressed else "utf-16-le", "surrogatepass")
        width = 1 if self.compressed else 2
        document = bytearray(TEXT_AT) + raw
        tables = dict(self.tables)
        tables[12] = _pages(document, list(_runs(paragraphs, width)), _run_page)
        tables[13] = _pages(document, list(_paragraphs(paragraphs, width)), _paragraph_page)
        offset = TEXT_AT * 2 | 0x40000000 if self.compressed else TEXT_AT
        units = len(raw) // width
        tables.setdefault(33, b"\x02" + struct.pack("<I", 16) + struct.pack("<IIHIH", 0, units, 0, offset, 0))
        self._write_head(document, lengths)
        table = _placed(document, tables)
        return {"WordDocument": bytes(document), "1Table": table}

    def _write_head(self, document: bytearray, lengths: Sequence[int]) -> None:
        struct.pack_into("<HH", document, 0, 0xA5EC, self.version)
        struct.pack_into("<H", document, 10, self.flags)
        struct.pack_into("<8i", document, 76, *lengths)

    def data(self) -> bytes:
        """The file."""
        return compound(self.streams())


def _size(paragraph: Paragraph97) -> int:
    return sum(len(text.encode("utf-16-le", "surrogatepass")) // 2 for text, _ in paragraph.runs) + 1


def _runs(paragraphs: Iterable[Paragraph97], width: int) -> Iterable[tuple[int, bytes]]:
    for each in paragraphs:
        for text, changes in (*each.runs, (each.end, each.end_changes)):
            if text:
                yield len(text.encode("utf-16-le", "surrogatepass")) // 2 * width, changes


def _paragraphs(paragraphs: Iterable[Paragraph97], width: int) -> Iterable[tuple[int, bytes]]:
    for each in paragraphs:
        yield _size(each) * width, struct.pack("<H", each.style) + each.changes


def _pages(document: bytearray, found: Sequence[tuple[int, bytes]], page: object) -> bytes:
    """Append the formatted pages, four entries each; the table of where they stand."""
    ends = [TEXT_AT, *accumulate((size for size, _ in found), initial=TEXT_AT)][1:]
    starts, numbers = [TEXT_AT], list[int]()
    for first in range(0, len(found), 4):
        document += bytes(-len(document) % 512)
        numbers.append(len(document) // 512)
        entries = found[first : first + 4]
        document += page([ends[first + at] for at in range(len(entries) + 1)], [changes for _, changes in entries])  # type: ignore[operator]
        starts.append(ends[first + len(entries)])
    return struct.pack(f"<{len(starts)}I", *starts) + struct.pack(f"<{len(numbers)}I", *numbers)


def _run_page(offsets: Sequence[int], changes: Sequence[bytes]) -> bytes:
    page = bytearray(512)
    struct.pack_into(f"<{len(offsets)}I", page, 0, *offsets)
    at = 510
    for number, each in enumerate(changes):
        if each:
            at = (at - len(each) - 1) & ~1
            page[at : at + 1 + len(each)] = bytes((len(each),)) + each
            page[4 * len(offsets) + number] = at // 2
    page[511] = len(changes)
    return bytes(page)


def _paragraph_page(offsets: Sequence[int], changes: Sequence[bytes]) -> bytes:
    page = bytearray(512)
    struct.pack_into(f"<{len(offsets)}I", page, 0, *offsets)
    at = 510
    for number, each in enumerate(changes):
        # A size in words that counts its own byte, or a nought and a size that does not.
        sized = bytes(((len(each) + 1) // 2,)) + each if len(each) % 2 else bytes((0, len(each) // 2)) + each
        at = (at - len(sized)) & ~1
        page[at : at + len(sized)] = sized
        page[4 * len(offsets) + 13 * number] = at // 2
    page[511] = len(changes)
    return bytes(page)


def _placed(document: bytearray, tables: Mapping[int, bytes]) -> bytes:
    stream = bytearray(64)
    for number, table in tables.items():
        struct.pack_into("<II", document, 154 + 8 * number, len(stream), len(table))
        stream += table
    return bytes(stream)


def note_tables(marks: Sequence[int], lengths: Sequence[int], first: int = 2) -> dict[int, bytes]:
    """The tables of notes: where their marks stand, and how long their texts are."""
    ends = list(accumulate(lengths, initial=0))
    return {
        first: struct.pack(f"<{len(marks) + 1}I", *marks, 10_000) + struct.pack(f"<{len(marks)}H", *[1] * len(marks)),
        first + 1: struct.pack(f"<{len(ends) + 1}I", *ends, ends[-1] + 3),
    }


def list_tables(levels: Sequence[tuple[str, int, int]], starts: Mapping[int, int] | None = None) -> dict[int, bytes]:
    """The tables of one list, the first; a level is its text, the number of its format and where it starts.

    ``starts`` overrides where levels start.
    """
    padded = [*levels, *[("", 255, 1)] * (9 - len(levels))]
    definition = struct.pack("<H", 1) + struct.pack("<ii9hBB", 7, 7, *[0xFFF] * 9, 0, 0)
    for text, kind, start in padded:
        raw = text.encode("utf-16-le")
        level = struct.pack("<iBB9sBiiBBBB", start, kind, 0, bytes(9), 2, 0, 0, 0, 0, 0, 0)
        definition += level + struct.pack("<H", len(text)) + raw
    chosen = dict(starts or {})
    overrides = struct.pack("<I", 1) + struct.pack("<iiiBBBB", 7, 0, 0, len(chosen), 0, 0, 0) + struct.pack("<I", 0)
    for level_number, start in chosen.items():
        overrides += struct.pack("<iI", start, level_number | 0x10)
    return {73: definition, 74: overrides}


def box_tables(lengths: Sequence[int], shapes: Sequence[int], anchors: Mapping[int, int]) -> dict[int, bytes]:
    """The tables of text boxes: their lengths and shapes, and the shapes anchored at positions."""
    ends = [*accumulate(lengths, initial=0)]
    records = b"".join(bytes(14) + struct.pack("<iI", shape, 0) for shape in (*shapes, 0))
    return {
        56: struct.pack(f"<{len(ends) + 1}I", *ends, ends[-1] + 2) + records,
        40: struct.pack(f"<{len(anchors) + 1}I", *anchors, 10_000)
        + b"".join(struct.pack("<i", shape) + bytes(22) for shape in anchors.values()),
    }


def styles(paragraph_styles: Sequence[tuple[int, bytes, bytes]]) -> dict[int, bytes]:
    """The style sheet; a style is the one it is based on, its modifications of paragraphs and of runs."""
    data = struct.pack("<H", 18) + struct.pack("<HH", len(paragraph_styles), 10) + bytes(14)
    for number, (base, paragraph, run) in enumerate(paragraph_styles):
        own = (
            struct.pack("<HHHHH", 0, base << 4 | 1, 2, 0, 0)
            + struct.pack("<H", 1)
            + "样".encode("utf-16-le")
            + bytes(2)
        )
        for part in (struct.pack("<H", number) + paragraph, run):
            own += bytes(len(own) % 2) + struct.pack("<H", len(part)) + part
        data += struct.pack("<H", len(own)) + own
    return {1: data}
