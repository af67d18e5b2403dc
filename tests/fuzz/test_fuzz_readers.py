"""Whatever bytes a file holds, its text comes out or a refusal that names it; `tests.fuzz.fuzzing` has the rest."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.models import ReportError
from retrieval.parsing.report import parse_report, passages
from retrieval.sandbox.sandboxed_reader import Limits, ReaderProcessError, SandboxedReader
from tests.fuzz.fuzzing import binaries, fuzzed, texts
from tests.reading import read_text
from tests.retrieval.conversion.test_formats import PAGE, pdf, word
from tests.retrieval.parsing.test_report_properties import TEXTS

WORD = word("某市报告", "一、总则", rows=(("序号", "单位"), ("1", "某局")))
FILES = [PAGE.encode(), PAGE.encode("gb18030"), WORD, pdf("Report of 2021", "Line 2"), "某市报告\n一、总则\n".encode()]
TAGS = st.sampled_from(
    "<html> <body> <div> </div> <p> </p> <table> <tr> <td> </td> <td rowspan=3> <!-- --> <![CDATA[ <% %> <br> <script> "
    "</html> <a href='x'> <svg> <p style='display:none'> &nbsp; &#0; &#xD800; &#x110000; & < 某市通知 。 1 |".split(" ")
)
PAGES = st.lists(TAGS | st.text(max_size=8), max_size=60).map(lambda parts: "<html><body>" + "".join(parts))
CUTS = st.lists(st.tuples(st.integers(0, 1 << 16), st.integers(0, 400), st.binary(max_size=20)), max_size=4)


def damaged(data: bytes, cuts: list[tuple[int, int, bytes]]) -> bytes:
    """The data with stretches of it replaced."""
    for at, length, instead in cuts:
        at %= len(data) + 1
        data = data[:at] + instead + data[at + length :]
    return data


def damaged_part(cuts: list[tuple[int, int, bytes]], part: int) -> bytes:
    """The Word file with one part damaged within: the archive itself is in order."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(WORD)) as old, zipfile.ZipFile(out, "w") as new:
        names = old.namelist()
        for name in names:
            content = old.read(name)
            new.writestr(name, damaged(content, cuts) if name == names[part % len(names)] else content)
    return out.getvalue()


def check(data: bytes, read: Callable[[bytes, str], str] = read_text) -> str:
    """The text, or the words with which the file is refused; they begin with its name."""
    try:
        return read(data, "某.x")
    except ReportError as error:
        if not str(error).startswith("某.x:") or isinstance(error, ReaderProcessError):
            raise
        return f"refused: {error}"


def apart(reader: SandboxedReader) -> Callable[[bytes, str], str]:
    """Reads a text in the other process."""
    return lambda data, name: reader.read(data, name).report.text


@pytest.fixture(scope="module")
def reader() -> Iterator[SandboxedReader]:
    with SandboxedReader(Limits(seconds=20)) as made:
        yield made


@pytest.mark.parametrize("data", binaries("readers"))
def test_what_once_failed_is_read_or_refused(reader: SandboxedReader, data: bytes) -> None:
    """The seeds, here and in another process alike."""
    assert check(data, apart(reader)) == check(data)


@fuzzed(60)
@given(st.sampled_from(FILES), CUTS)
def test_damaged_files(data: bytes, cuts: list[tuple[int, int, bytes]]) -> None:
    """Stretches of a file in order are replaced by others."""
    check(damaged(data, cuts))


@fuzzed(40)
@given(CUTS, st.integers(0, 100))
def test_damaged_parts_of_a_word_file(cuts: list[tuple[int, int, bytes]], part: int) -> None:
    """The archive is in order, what is in it is not."""
    check(damaged_part(cuts, part))


@fuzzed(60)
@given(PAGES)
def test_any_soup_of_tags(page: str) -> None:
    """Pages of tags in any order."""
    check(page.encode("utf-8", "surrogatepass"))


@fuzzed(20)
@given(
    start=st.sampled_from([b"", b"%PDF-1.7\n", b"PK\x03\x04", b"<html><body>", b"\xef\xbb\xbf"]),
    data=st.binary(max_size=400),
)
def test_any_bytes_in_another_process(reader: SandboxedReader, start: bytes, data: bytes) -> None:
    """The process that reads gives text or a refusal, and lives on."""
    check(start + data, apart(reader))


@fuzzed(20)
@given(data=st.sampled_from(FILES), cuts=CUTS)
def test_damaged_files_in_another_process(
    reader: SandboxedReader, data: bytes, cuts: list[tuple[int, int, bytes]]
) -> None:
    """The process that reads gives what reading here gives."""
    assert check(damaged(data, cuts), apart(reader)) == check(damaged(data, cuts))


def whole(text: str) -> None:
    """Any text is a report whose clauses make it up."""
    report = parse_report(text, "某.txt")
    assert "".join(text[clause.start : clause.end] for clause in report.clauses) == text
    assert all(passage.text == text[passage.start : passage.end] for passage in passages(report))


@pytest.mark.parametrize("text", texts("reports"))
def test_reports_that_once_failed_are_whole(text: str) -> None:
    """The seeds: no character of them is lost."""
    whole(text)


@fuzzed(150)
@given(st.lists(TEXTS | st.sampled_from(texts("reports")), max_size=4).map("\n".join))
def test_any_report_is_whole(text: str) -> None:
    """Texts of marks, fields, tables and what once failed, one behind the other."""
    whole(text)
