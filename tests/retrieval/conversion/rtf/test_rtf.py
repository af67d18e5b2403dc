"""RTF files: what Word shows of them and nothing else, in any code page, with tables, notes, boxes and lists."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.conversion.formats import convert
from retrieval.models import Refusal, ReportError
from tests.examples import examples

FONTS = (
    r"{\fonttbl{\f0\fcharset0 Times;}{\f1\fcharset134 \'cb\'ce\'cc\'e5;}{\f2\fcharset2 Wingdings;}"
    r"{\f3\fcharset136 Ming;}}"
)


def rtf(body: str, head: str = r"\ansi\ansicpg936\deff0\uc1") -> bytes:
    return ("{\\rtf1" + head + FONTS + "\\pard " + body + "}").encode("latin-1")


def gbk(text: str) -> str:
    return "".join(chr(byte) if byte < 128 else f"\\'{byte:02x}" for byte in text.encode("gb18030"))


def shown(body: str) -> str:
    return convert(rtf(body), "某.rtf").text.removesuffix("\n")


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (r"\f1 \'d6\'d0\'b9\'fa", "中国"),
        # The second byte of a character may stand as it is, and be a brace or a backslash.
        (r"\f1 \'81@\'95\\ \'95\{", "丂昞 晎"),
        (r"\u20013?\u22269?", "中国"),
        (r"\uc2\u20013\'d6\'d0\uc1\u22269?", "中国"),
        (r"\u-10187?\u-9138?\u-29983?", "\U0001d44e諡"),
        (r"\f3 \'a4\'a4", "中"),
        (r"\f2\'fe\f0  ok", "☑ ok"),
        (r"\f0 \'93a\'94", "“a”"),
        (r"2021\emdash 2025\~a\_b\-c\tab d\line e", "2021—2025\xa0a-bc\td\ne"),
        (r"\{a\}\\b", "{a}\\b"),
        (r"{\upr{?}{\*\ud\u20013?}}", "中"),
        ("a\r\nb", "ab"),
        ("a\\\nb", "a\nb"),
        # What stands for the character in old readers may be a sign of one control symbol.
        (r"\u20013\~b", "中b"),
        (r"a\bin3 xyzb", "ab"),
    ],
)
def test_characters(body: str, text: str) -> None:
    """Bytes in the code page of their font, Unicode with what old readers show instead of it, signs by name."""
    assert shown(body) == text


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (r"a{\v b}c", "ac"),
        (r"a{\deleted b\par}c\par d", "ac\nd"),
        (r"a{\deleted b}c\deleted d\deleted0 e", "ace"),
        (r"a{\*\unknown b}{\pict 00ff}{\header h}c", "ac"),
        (r"{\field{\*\fldinst HYPERLINK x}{\fldrslt net}}", "net"),
        (r"5120{\super 2} ok", "5120² ok"),
        (r"10{\up6 8}", "10⁸"),
        (r"10{\super 8\nosupersub 2}", "10⁸2"),
        (r"a\ftnalt b", "ab"),
        (r"a\plain\v0 {\*\bkmkstart x}b{\*\bkmkend x}", "ab"),
        (r"{\info{\title t}}{\stylesheet{\s1 s;}}a", "a"),
        (r"{\listtext\pard\f0 1.\tab}\ls1 a\par{\listtext\f2\'6c\tab}b\par{\listtext (a)\tab}c", "1.a\nb\n(a)c"),
        (r"{\pntext " + gbk("第一条") + r"\tab}" + gbk("为了"), "第一条 为了"),
        (r"a\sect b\page c", "a\nbc"),
        (r"{\object{\*\objdata 00}{\result a}}", "a"),
        (r"{\shp{\*\shpinst{\sp{\sn x}{\sv y}}{\shptxt box\par}}{\shprslt box}}a", "a\nbox"),
        (r"{\*\comment x}{\*\annotation y}z", "z"),
    ],
)  # fmt: skip
def test_what_word_shows(body: str, text: str) -> None:
    """Hidden and deleted text, codes, comments and pictures are left out; numbers of lists are text."""
    assert shown(body) == text


def test_notes_stand_behind_their_paragraph() -> None:
    """A footnote follows the paragraph of its mark, an endnote the document."""
    body = r"a{\super\chftn}{\footnote\chftn  one}b{\super\chftn{\footnote\ftnalt\chftn  two}}\par c"
    assert shown(body).split("\n") == ["a[1]b[i]", "[1]one", "c", "[i]two"]


def test_a_table_is_rows() -> None:
    """Merged cells are repeated, by the edges of the cells of all rows."""
    body = (
        r"h\par\trowd\cellx1000\cellx3000\pard\intbl a\cell b\cell\row"
        r"\trowd\clvmgf\cellx1000\cellx2010\cellx3000\pard\intbl c\par d\cell 1\cell 2\cell\row"
        r"\trowd\clvmrg\cellx1000\cellx2000\cellx3000\pard\intbl\cell 3\cell 4\cell\row"
        r"\trowd\clmgf\cellx1000\clmrg\cellx2000\cellx3000\pard\intbl e\cell\cell 5\cell\row\pard end"
    )
    assert shown(body).split("\n") == ["h", "", "a | b | b", "c d | 1 | 2", "c d | 3 | 4", "e | e | 5", "", "end"]


def test_edges_count_from_the_left_edge_of_the_row() -> None:
    """The first cell of a row that begins further to the right is as wide as it is shown."""
    body = (
        r"\trowd\cellx1000\cellx2000\cellx3000\pard\intbl a\cell b\cell c\cell\row"
        r"\trowd\trleft1000\cellx2000\cellx3000\pard\intbl d\cell e\cell\row\pard"
    )
    assert [line for line in shown(body).split("\n") if line] == ["a | b | c", " | d | e"]


@pytest.mark.parametrize(
    ("body", "rows"),
    [
        (r"\trowd\cellx900\cellx1800\pard\intbl a\cell b\par\row\pard c", ["a | b", "c"]),
        (r"a\par\trowd\cellx900\pard\intbl\row\pard b", ["a", "b"]),
    ],
    ids=["a cell that does not end", "a row without cells"],
)
def test_rows_that_are_not_whole(body: str, rows: list[str]) -> None:
    """The text of a cell without an end is a cell; a row without cells is none."""
    assert [line for line in shown(body).split("\n") if line] == rows


def test_a_table_within_a_cell() -> None:
    """Its rows are text of the cell."""
    body = (
        r"\trowd\cellx1000\cellx2000\pard\intbl\itap2 x\nestcell y\nestcell{\*\nesttableprops\trowd\cellx500\cellx900"
        r"\nestrow}{\nonesttables\par}\pard\intbl z\cell w\cell\row\pard"
    )
    assert "".join(shown(body).split()) == "x¦yz|w"


@pytest.mark.parametrize(
    "data", [rb"{\rtf1 a{b}", rb"{\rtf1 " + b"{" * 6000, rb"{\rtf1 a" + b"\\"], ids=["torn", "endless", "torn word"]
)
def test_what_is_refused(data: bytes) -> None:
    """A file that breaks off is not read as if it were whole."""
    with pytest.raises(ReportError) as error:
        convert(data, "某.rtf")
    assert error.value.refusal is Refusal.BROKEN
    assert str(error.value).startswith("某.rtf: ")


@pytest.mark.parametrize("behind", [b"\0\0 junk {b}", b"}}b"])
def test_nothing_behind_the_document_is_text(behind: bytes) -> None:
    """Programs leave bytes behind the last brace."""
    assert convert(rtf("a") + behind, "某.rtf").text == "a\n"


@pytest.mark.parametrize(
    ("head", "body", "text"),
    [
        (r"\mac", r"caf\'8e", "café"),
        (r"\pca", r"caf\'82", "café"),
        (r"\ansi\ansicpg9999", r"caf\'e9", "café"),
    ],
    ids=["Macintosh", "DOS", "a page that nobody has"],
)
def test_the_code_page_of_the_file(head: str, body: str, text: str) -> None:
    """Bytes are read in the page that the head names, in the Western one where there is no such page."""
    assert convert(rtf(body, head + r"\deff0\uc1"), "某.rtf").text == f"{text}\n"


def test_a_name_of_a_font_in_unicode() -> None:
    """What stands for its characters in old readers is not part of the name, by which signs are read."""
    fonts = r"{\fonttbl{\f0\fnil\fcharset2 \u23435?Wingdings;}}"
    data = ("{\\rtf1\\ansi\\uc1" + fonts + r"\f0\'fe a}").encode()
    assert convert(data, "某.rtf").text == "☑ a\n"


WORDS = st.text(
    st.characters(exclude_categories=["Cc", "Cs", "Co", "Cn", "Zl", "Zp"], exclude_characters="|"),
    min_size=1,
    max_size=8,
)


def unicode(text: str) -> str:
    units = text.encode("utf-16-le")
    numbers = (int.from_bytes(units[at : at + 2], "little", signed=True) for at in range(0, len(units), 2))
    return "".join(f"\\u{number}?" for number in numbers)


@settings(max_examples=examples(60))
@given(st.lists(WORDS, min_size=1, max_size=6))
def test_no_character_is_lost(words: list[str]) -> None:
    """Every paragraph is a line, to the character, however it is encoded, and the same each time."""
    data = rtf(r"\par ".join(unicode(word) for word in ["某", *words]))
    text = convert(data, "某.rtf").text
    assert text == "".join(f"{word}\n" for word in ["某", *words])
    assert convert(data, "某.rtf").text == text
