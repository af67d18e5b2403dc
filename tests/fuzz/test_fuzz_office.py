"""Whatever an office file holds, its text comes out or a refusal that names it; our own readers raise nothing else."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.conversion.converted import Converted
from retrieval.conversion.members import members_of
from tests.fuzz.fuzzing import fuzzed
from tests.fuzz.test_fuzz_readers import CUTS, check, damaged
from tests.retrieval.conversion.office_files import compound, ods, odt, xls, xlsx, zipped
from tests.retrieval.conversion.test_formats import word
from tests.retrieval.conversion.web.test_mht import saved
from tests.retrieval.conversion.word97.word97_files import (
    IN_TABLE,
    SPECIAL,
    Paragraph97,
    Word97File,
    list_level,
    list_tables,
    note_tables,
    plain,
    row,
    styles,
)

pytest.importorskip("olefile", reason="olefile is not installed")
pytest.importorskip("xlrd", reason="xlrd is not installed")

BODY = [
    plain("某市报告", list_level(0)), Paragraph97([("产值", b""), ("\x02", SPECIAL), ("。", b"")]),
    plain("局", IN_TABLE, "\x07"), plain("27", IN_TABLE, "\x07"), row([0, 100, 200]), plain("完", style=1),
]  # fmt: skip
TABLES = list_tables([("\x00、", 39, 1)]) | note_tables([7], [5]) | styles([(0xFFF, b"", b""), (0, b"", b"")])
STREAMS = Word97File(BODY, footnotes=[plain("\x02 快报")], tables=TABLES).streams()
ODT = odt(
    "<text:list><text:list-item><text:p>某</text:p></text:list-item></text:list><table:table><table:table-row>"
    "<table:table-cell><text:p>1</text:p></table:table-cell></table:table-row></table:table>"
)
ODS = ods(
    "<table:table table:name='表'><table:table-row><table:table-cell><text:p>1</text:p></table:table-cell>"
    "</table:table-row></table:table>"
)
XLSX = xlsx(
    {"收入": "<sheetData><row><c t='s'><v>0</v></c><c s='1'><v>0.5</v></c></row></sheetData>"}, ["<t>某</t>"], ["0%"]
)
RTF = (
    rb"{\rtf1\ansi\ansicpg936{\fonttbl{\f0\fcharset134 x;}}\trowd\cellx100\cellx200\intbl\'d6\'d0\cell\u20013?\cell"
    rb"\row\pard a}"
)
PACKAGES = [ODT, ODS, XLSX, zipped({"a.docx": word("某市报告"), "b.txt": "某"})]
PAGE = saved(b"<html><body><p>x</p></body></html>", "base64")
FILES = [compound(STREAMS), RTF, xls({"收入": [["某", 1.5]]}), PAGE, *PACKAGES]
TOKENS = st.sampled_from(
    r"{ } \par \cell \row \nestcell \nestrow \trowd \cellx100 \clvmrg \intbl \itap3 \pard \plain \u-10187? \uc0 \'d6 "
    r"\bin3 {\*\x {\footnote \ftnalt {\shptxt {\upr {\*\ud {\fonttbl {\f1\fcharset134 \f1 \v \deleted \super "
    r"{\listtext \~ \_ a".split()
)


def read(data: bytes) -> None:
    """Every document of the file is there with its text or its reason."""
    found = list(members_of(data, "某.x"))
    assert found
    for member in found:
        text = member.content.text if isinstance(member.content, Converted) else str(member.content)
        assert text


@fuzzed(200)
@given(st.sampled_from(FILES), CUTS)
def test_damaged_files(data: bytes, cuts: list[tuple[int, int, bytes]]) -> None:
    """Stretches of a file in order are replaced by others."""
    read(damaged(data, cuts))


@fuzzed(150)
@given(st.sampled_from(PACKAGES), CUTS, st.integers(0, 100))
def test_damaged_parts(data: bytes, cuts: list[tuple[int, int, bytes]], part: int) -> None:
    """The archive is in order, what is in it is not."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        names = old.namelist()
        for name in names:
            content = old.read(name)
            new.writestr(name, damaged(content, cuts) if name == names[part % len(names)] else content)
    read(out.getvalue())


@fuzzed(300)
@given(st.sampled_from(sorted(STREAMS)), CUTS)
def test_damaged_streams_of_a_word_file(stream: str, cuts: list[tuple[int, int, bytes]]) -> None:
    """The container is in order, its tables, formats and text are not."""
    check(compound(STREAMS | {stream: damaged(STREAMS[stream], cuts)}))


@fuzzed(200)
@given(st.lists(TOKENS | st.text("ab中{}\\", max_size=4), max_size=60))
def test_any_soup_of_control_words(parts: list[str]) -> None:
    """Control words and groups of RTF in any order."""
    check(("{\\rtf1\\ansi a" + " ".join(parts)).encode("utf-8"))
