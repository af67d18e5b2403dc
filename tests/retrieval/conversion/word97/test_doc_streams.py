"""Streams of Word 97 files as other programs write them, and as they break: formats, pieces, styles and tables."""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence

import pytest

from retrieval.conversion.word97.sprms import sprms
from retrieval.models import Refusal, ReportError
from tests.retrieval.conversion.office_files import compound
from tests.retrieval.conversion.word97.word97_files import (
    DELETED,
    HIDDEN,
    IN_TABLE,
    RAISED,
    SPECIAL,
    TEXT_AT,
    Paragraph97,
    Word97File,
    box_tables,
    list_level,
    list_tables,
    plain,
    row,
    styles,
)

pytest.importorskip("olefile", reason="olefile is not installed")
convert = pytest.importorskip("retrieval.conversion.formats").convert

_PAIRS, _LENGTHS, _RUNS, _PARAGRAPHS = 154, 76, 12, 13
Change = Callable[[bytearray, bytearray], None]


def lines_of(streams: dict[str, bytes]) -> list[str]:
    return [line for line in str(convert(compound(streams), "某.doc").text).splitlines() if line]


def changed(file: Word97File, change: Change) -> dict[str, bytes]:
    """The streams of a file after a change of its document and its table stream."""
    streams = file.streams()
    document, table = bytearray(streams["WordDocument"]), bytearray(streams["1Table"])
    change(document, table)
    return {"WordDocument": bytes(document), "1Table": bytes(table)}


def first_page(document: bytearray, table: bytearray, number: int) -> int:
    """Where the first formatted page of a table stands in the document."""
    start, size = struct.unpack_from("<II", document, _PAIRS + 8 * number)
    pages = (size - 4) // 8
    return 512 * int(struct.unpack_from("<I", table, start + 4 * (pages + 1))[0])


def without(number: int) -> Change:
    def change(document: bytearray, table: bytearray) -> None:
        struct.pack_into("<I", document, _PAIRS + 8 * number + 4, 0)

    return change


def with_later_runs(document: bytearray, table: bytearray) -> None:
    struct.pack_into("<I", document, first_page(document, table, _RUNS), TEXT_AT + 2)


def without_modifications(document: bytearray, table: bytearray) -> None:
    page = first_page(document, table, _PARAGRAPHS)
    document[page + 4 * (document[page + 511] + 1)] = 0


@pytest.mark.parametrize(
    ("change", "shown"),
    [
        (without(_RUNS), ["甲乙隐", "丙"]),
        (with_later_runs, ["甲乙", "丙"]),
        (without_modifications, ["甲乙", "丙"]),
    ],
    ids=["no formats", "a gap before the first", "a paragraph without"],
)
def test_text_without_formats_is_plain(change: Change, shown: list[str]) -> None:
    """Text that no entry of a formatted page covers is shown as it is."""
    body = [Paragraph97([("甲乙", b""), ("隐", HIDDEN)]), plain("丙")]
    assert lines_of(changed(Word97File(body), change)) == shown


def pieces(bounds: Sequence[int], changes: Sequence[int], before: bytes = b"") -> dict[int, bytes]:
    """A table of pieces that follow each other in the document."""
    records = b"".join(
        struct.pack("<HIH", 0, TEXT_AT + 2 * at, change) for at, change in zip(bounds, changes, strict=False)
    )
    plex = struct.pack(f"<{len(bounds)}I", *bounds) + records
    return {33: before + b"\x02" + struct.pack("<I", len(plex)) + plex}


def test_pieces_with_modifications_of_their_own() -> None:
    """A piece names the modifications that hold for all of it; each piece is read where it is wanted."""
    hides = b"\x01" + struct.pack("<H", len(HIDDEN)) + HIDDEN
    table = pieces([0, 2, 4, 7], [0, 1, 0], hides)
    body, notes = [plain("甲乙隐隐丙")], [plain("注")]
    assert lines_of(Word97File(body, tables=table).streams()) == ["甲乙丙"]
    assert lines_of(Word97File(body, notes, tables=pieces([0, 2, 8], [0, 0])).streams()) == ["甲乙隐隐丙"]


def negative_length(document: bytearray, table: bytearray) -> None:
    struct.pack_into("<i", document, _LENGTHS + 4, -1)


@pytest.mark.parametrize(
    ("streams", "found"),
    [
        (Word97File([plain("甲")], tables={33: b""}).streams(), "without its table of pieces"),
        (Word97File([plain("甲")], tables={33: b"\x07" * 30}).streams(), "without its table of pieces"),
        (Word97File([plain("甲")], tables=pieces([0, 90_000], [0])).streams(), "whose text breaks off"),
        ({"WordDocument": Word97File([plain("甲")]).streams()["WordDocument"]}, "without its table stream"),
        (changed(Word97File([plain("甲")]), negative_length), "wanted texts of sound lengths"),
    ],
    ids=["no pieces", "other pieces", "torn", "no table stream", "a length below nought"],
)
def test_files_without_their_text_are_refused(streams: dict[str, bytes], found: str) -> None:
    """The reason says what is wrong."""
    with pytest.raises(ReportError, match=found) as error:
        lines_of(streams)
    assert error.value.refusal is Refusal.BROKEN


def style_sheet(*own: bytes, more: int = 0) -> dict[int, bytes]:
    """A style sheet of entries that may be empty or torn; ``more`` are counted that are not there."""
    head = styles([])[1]
    entries = b"".join(struct.pack("<H", len(each)) + each for each in own)
    return {1: head[:2] + struct.pack("<H", len(own) + more) + head[4:] + entries}


def style(kind: int, counted: int, *parts: bytes) -> bytes:
    own = struct.pack("<HHHHH", 0, 0xFFF << 4 | kind, counted, 0, 0) + struct.pack("<H", 1) + "样".encode("utf-16-le")
    own += bytes(2)
    for part in parts:
        own += bytes(len(own) % 2) + struct.pack("<H", len(part)) + part
    return own


def test_styles_of_all_sorts() -> None:
    """Slots that are empty, styles without formats and torn ones change nothing; the others hold."""
    sheet = style_sheet(
        b"", style(1, 0), style(1, 2, b"\3\0"), style(1, 2, b"\4\0", RAISED + HIDDEN), style(1, 1, b"\5\0"), more=3
    )
    body = [plain(text, style=at) for at, text in enumerate("甲乙丙丁戊己")]
    assert lines_of(Word97File(body, tables=sheet).streams()) == ["甲", "乙", "丙", "戊", "己"]


@pytest.mark.parametrize("changes", [HIDDEN, DELETED])
def test_signs_that_are_not_shown(changes: bytes) -> None:
    """A hyphen or a break of a line that is hidden or deleted is not shown either."""
    body = [Paragraph97([("甲", b""), ("\x1e", changes), ("乙", b""), ("\x0b", changes), ("丙\x1e丁", b"")])]
    assert lines_of(Word97File(body).streams()) == ["甲乙丙-丁"]


def test_a_row_whose_shape_stands_in_the_data_stream() -> None:
    """Modifications that are too many for a page stand elsewhere, and hold all the same."""
    shaped = row([0, 2000, 6000, 8000], [1, 2]).changes
    huge = IN_TABLE + b"\x46\x66" + struct.pack("<I", 8)
    end = Paragraph97((), huge, 0, "\x07")
    body = [*(plain(text, IN_TABLE, "\x07") for text in ("甲", "", "乙")), end]
    body += [*(plain(text, IN_TABLE, "\x07") for text in "123"), row([0, 2000, 6000, 8000])]
    data = {"Data": bytes(8) + struct.pack("<H", len(shaped)) + shaped}
    assert lines_of(Word97File(body).streams() | data) == ["甲 | 甲 | 乙", "1 | 2 | 3"]


def test_lists_that_override_levels() -> None:
    """An override may give a level of its own, a start, or nothing."""
    tables = list_tables([("\x00、", 39, 1)], {0: 3})
    head, level = tables[74][:-8], tables[73][30:]
    own = level[: 28 + 2 + 2 * 2].replace("、".encode("utf-16-le"), "：".encode("utf-16-le"))
    for override, shown in ((struct.pack("<iI", 3, 0x20) + own, "一：甲"), (struct.pack("<iI", 3, 0), "一、甲")):
        found = Word97File([plain("甲", list_level(0))], tables=tables | {74: head + override})
        assert lines_of(found.streams()) == [shown]


def test_a_box_without_text_is_none() -> None:
    """An empty box adds no line where it is anchored."""
    body = [Paragraph97([("甲", b""), ("\x08", SPECIAL), ("乙", b""), ("\x08", SPECIAL)])]
    boxes = box_tables([0, 3], [1025, 1026], {1: 1025, 3: 1026})
    assert lines_of(Word97File(body, text_boxes=[plain("框一")], tables=boxes).streams()) == ["甲乙", "框一"]


@pytest.mark.parametrize(
    ("data", "found"),
    [
        # Stops removed and added, so many that their size does not fit into a byte.
        ("15c6ff 01 00000000 01 000000 3c0801", [0xC615, 0x083C]),
        ("15c6ff 3c0801", []),
        ("3c0801 08d6 0000 3c0801", [0x083C]),
        ("3c0801 0b4601", [0x083C]),
    ],
    ids=["tabs", "torn tabs", "a table of no size", "torn"],
)
def test_modifications_end_where_they_break_off(data: str, found: list[int]) -> None:
    """What stands before the end is read."""
    assert [code for code, _ in sprms(bytes.fromhex(data))] == found
