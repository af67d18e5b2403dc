"""Word 97 files: what Word shows of them and nothing else, in pieces, tables, notes, boxes and lists."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.models import Refusal, ReportError
from tests.examples import examples
from tests.retrieval.conversion.office_files import compound
from tests.retrieval.conversion.word97.word97_files import (
    DELETED,
    HIDDEN,
    IN_TABLE,
    INNER_CELL_END,
    INNER_ROW_END,
    RAISED,
    SPECIAL,
    Paragraph97,
    Word97File,
    box_tables,
    list_level,
    list_tables,
    note_tables,
    plain,
    row,
    styles,
)

pytest.importorskip("olefile", reason="olefile is not installed")
convert = pytest.importorskip("retrieval.conversion.formats").convert


def lines(*body: Paragraph97, **more: object) -> list[str]:
    """The lines of a file with these paragraphs."""
    return str(convert(Word97File(body, **more).data(), "某.doc").text).splitlines()  # type: ignore[arg-type]


def test_paragraphs_are_lines() -> None:
    """Text in 16 bits, characters outside the first plane too, over several pages of formats."""
    body = [plain(f"第{at}条\t{at}项") for at in range(1, 12)]
    assert lines(*body, plain("𠮷市"), plain("")) == [*(f"第{at}条\t{at}项" for at in range(1, 12)), "𠮷市", ""]


def test_text_in_eight_bits() -> None:
    """A compressed piece is in the code page of Western Windows."""
    assert lines(plain("Report “2021” 5.3%"), compressed=True) == ["Report “2021” 5.3%"]


@pytest.mark.parametrize(
    ("runs", "shown"),
    [
        ([("共", b""), ("412", HIDDEN), ("320名", b"")], "共320名"),
        ([("共", b""), ("88", DELETED), ("93件", b"")], "共93件"),
        ([("面积5120", b""), ("2", RAISED), ("亩", b"")], "面积5120亩²"),
        ([("10", b""), ("8", RAISED)], "10⁸"),
        ([("见", b""), ("\x13 REF a \x14第5页\x15。", b"")], "见第5页。"),
        ([("网\x13 HYPERLINK \x14某网\x15", b"")], "网某网"),
        ([("第一行\x0b第二行", b"")], "第一行\n第二行"),
        ([("0631\x1e8461\x1f017", b"")], "0631-8461017"),
        ([("甲\x01\x08乙", SPECIAL)], "甲乙"),
        ([("同意", b""), ("(", SPECIAL + b"\x09\x6a\x00\x00\xfe\xf0")], "同意☑"),
    ],
    ids=["hidden", "deleted", "note mark", "exponent", "field", "link", "line break", "hyphens", "pictures", "symbol"],
)
def test_what_word_shows(runs: list[tuple[str, bytes]], shown: str) -> None:
    """Hidden and deleted text, codes of fields and pictures are left out; raised figures join no number."""
    font = struct.pack("<HH", 1, 0) + bytes((40 + 2 * 10 - 1,)) + bytes(39) + "Wingdings\0".encode("utf-16-le")
    assert "\n".join(lines(Paragraph97(runs), tables={15: font})) == shown


def test_a_deleted_end_joins_paragraphs() -> None:
    """Where the end of a paragraph was deleted, the next goes on in it."""
    assert lines(Paragraph97([("共", b"")], end_changes=DELETED), plain("93件")) == ["共93件"]


def test_hidden_by_style() -> None:
    """A style may hide its text, and those that are based on it do; a run's own format decides."""
    sheet = styles([(0xFFF, b"", b""), (0xFFF, b"", HIDDEN), (1, b"", b"")])
    shown = Paragraph97([("甲", b""), ("乙", b"\x3c\x08\x81")], style=2)
    assert [line for line in lines(plain("一", style=0), plain("二", style=1), shown, tables=sheet) if line] == [
        "一",
        "乙",
    ]


def test_a_table_is_rows() -> None:
    """Cells over several columns and rows are repeated; breaks in cells are blanks."""
    found = lines(
        plain("附表"),
        *(plain(text, IN_TABLE, "\x07") for text in ("单位", "办件")), row([0, 2000, 6000]),
        *(plain(text, IN_TABLE, "\x07") for text in ("", "受理", "办结")), row([0, 2000, 4000, 6000], [0x20]),
        plain("公安", IN_TABLE), *(plain(text, IN_TABLE, "\x07") for text in ("局", "27", "26")),
        row([0, 2010, 4000, 5990]),
        plain("完"),
    )  # fmt: skip
    assert found == ["附表", "", "单位 | 办件 | 办件", "单位 | 受理 | 办结", "公安 局 | 27 | 26", "", "完"]


def test_cells_that_go_on_the_one_before() -> None:
    """A cell that is merged with the one before it has its text; a deleted row is gone."""
    found = lines(
        *(plain(text, IN_TABLE, "\x07") for text in ("甲", "", "乙")), row([0, 100, 200, 300], [1, 2]),
        *(plain(text, IN_TABLE, "\x07") for text in ("1", "2", "3")), row([0, 100, 200, 300], end_changes=DELETED),
        *(plain(text, IN_TABLE, "\x07") for text in ("4", "5", "6")), row([0, 100, 200, 300]),
    )  # fmt: skip
    assert [line for line in found if line] == ["甲 | 甲 | 乙", "4 | 5 | 6"]


def test_a_table_within_a_cell() -> None:
    """Its rows are text of the cell."""
    found = lines(
        plain("内1", INNER_CELL_END), plain("内2", INNER_CELL_END), plain("", INNER_ROW_END),
        plain("外", IN_TABLE, "\x07"), plain("右", IN_TABLE, "\x07"), row([0, 100, 200]),
    )  # fmt: skip
    assert "".join(found).replace(" ", "") == "内1¦内2外|右"


def test_numbers_of_lists_are_counted() -> None:
    """Formats, levels, starts that a list overrides, and numbers that come from the style."""
    tables = list_tables([("\x00、", 39, 1), ("（\x01）", 39, 1)], {0: 3})
    items = [
        plain("甲", list_level(0)),
        plain("乙", list_level(1)),
        plain("丙", list_level(1)),
        plain("丁", list_level(0)),
    ]
    assert lines(*items, tables=tables) == ["三、甲", "（一）乙", "（二）丙", "四、丁"]
    tables = list_tables([("第\x00条", 39, 5)]) | styles([(0xFFF, b"", b""), (0xFFF, list_level(0), b"")])
    assert lines(plain("甲", style=1), plain("乙"), plain("丙", style=1), tables=tables) == [
        "第五条甲",
        "乙",
        "第六条丙",
    ]


def test_notes_stand_behind_their_paragraph() -> None:
    """A note is numbered by its mark; one with a mark of its own keeps it."""
    body = [Paragraph97([("产值", b""), ("\x02", SPECIAL), ("增长", b""), ("※", b""), ("。", b"")]), plain("完")]
    notes = [plain("\x02 快报数"), plain("※含转办")]
    found = lines(*body, footnotes=notes, tables=note_tables([2, 5], [6, 5]))
    assert [line for line in found if line] == ["产值[1]增长※。", "[1]快报数", "※含转办", "完"]


def test_text_boxes_follow_their_paragraph() -> None:
    """A box is read where it is anchored; one in a group of shapes at the end."""
    body = [Paragraph97([("甲", b""), ("\x08", SPECIAL)]), plain("乙")]
    boxes = [plain("框一"), plain("框二")]
    found = lines(*body, text_boxes=boxes, tables=box_tables([3, 3], [1025, 1026], {1: 1025}))
    assert [line for line in found if line] == ["甲", "框一", "乙", "框二"]


def test_a_page_may_break_within_a_paragraph() -> None:
    """A break of the page ends no paragraph, a break of the section does."""
    tables = list_tables([("\x00、", 0, 1)])
    found = lines(plain("甲\x0c乙", list_level(0)), plain("丙", list_level(0), "\x0c"), plain("丁"), tables=tables)
    assert found == ["1、甲", "乙", "2、丙", "丁"]


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (Word97File([plain("甲")], flags=0x0300).data(), Refusal.ENCRYPTED),
        (Word97File([plain("甲")], version=0x68).data(), Refusal.OLD_WORD),
        (compound({"EncryptedPackage": b"x", "EncryptionInfo": b"x"}), Refusal.ENCRYPTED),
        (compound({"PowerPoint Document": b"x"}), Refusal.UNSUPPORTED),
        (compound({"Something": b"x"}), Refusal.UNSUPPORTED),
        (compound({"WordDocument": bytes(4096)}), Refusal.BROKEN),
        (Word97File([plain("甲")]).data()[:1024], Refusal.BROKEN),
        (Word97File([plain("")]).data(), Refusal.NO_TEXT),
    ],
    ids=["encrypted", "Word 95", "newer encrypted", "PowerPoint", "other", "empty streams", "torn", "no text"],
)
def test_what_is_refused(data: bytes, refusal: Refusal) -> None:
    """With the kind that chooses what to do."""
    with pytest.raises(ReportError) as error:
        convert(data, "某.doc")
    assert error.value.refusal is refusal


CELLS = st.text("甲乙丙局办12345，。", min_size=1, max_size=6)
ROWS = st.integers(2, 4).flatmap(
    lambda size: st.lists(st.lists(CELLS, min_size=size, max_size=size, unique=True), min_size=2, max_size=4)
)


@settings(max_examples=examples(40))
@given(st.lists(CELLS | ROWS, min_size=1, max_size=6))
def test_no_character_is_lost(blocks: list[str | list[list[str]]]) -> None:
    """Every paragraph is a line and every row one with its cells, the same each time."""
    body: list[Paragraph97] = [plain("甲")]  # a text of signs alone is refused
    for block in blocks:
        if isinstance(block, str):
            body.append(plain(block))
            continue
        for cells in block:
            body += [plain(text, IN_TABLE, "\x07") for text in cells]
            body.append(row(range(0, 1000 * (len(cells) + 1), 1000)))
        body.append(plain("。"))
    data = Word97File(body).data()
    wanted = [
        each for block in blocks for each in ([block] if isinstance(block, str) else [*map(" | ".join, block), "。"])
    ]
    text = convert(data, "某.doc").text
    assert [line for line in text.splitlines() if line] == ["甲", *wanted]
    assert convert(data, "某.doc").text == text
