"""Archives: each document in one is a document of its own, and none of them ends the others."""

from __future__ import annotations

import zipfile

import pytest

from retrieval.conversion import members
from retrieval.conversion.converted import Converted, ConvertedMember
from retrieval.conversion.file_names import path_in_archive
from retrieval.conversion.members import attempted, members_of
from retrieval.models import Refusal, Report, ReportError
from retrieval.sandbox.parsed_report import ParsedReport, ReadMember
from retrieval.sandbox.sandboxed_reader import Limits, SandboxedReader
from tests.retrieval.conversion.office_files import named_in, xlsx, zipped
from tests.retrieval.conversion.test_formats import PAGE, pdf, word

TEXT = "某市报告\n一、总则\n"


def found(data: bytes, first: int = 0) -> list[tuple[str, str]]:
    """The path of each document with its first line, or the kind of refusal."""
    return [(member.path, told(member)) for member in members_of(data, "某.zip", first)]


def told(member: ConvertedMember | ReadMember) -> str:
    match member.content:
        case Converted(text) | ParsedReport(Report(text=text)):
            return text.strip().split("\n")[0]
        case error:
            return str(error.refusal)


def test_a_file_that_is_no_archive_is_one_document() -> None:
    """Word and Excel files are archives of parts, not of documents."""
    assert found(TEXT.encode()) == [("", "某市报告")]
    assert found(word("某市报告")) == [("", "某市报告")]
    assert found(xlsx({"收入": "<sheetData><row><c><v>1</v></c></row></sheetData>"})) == [("", "收入")]
    assert found(b"PK\x03\x04 nothing") == [("", "broken")]


def test_documents_of_all_kinds() -> None:
    """By path; hidden and temporary files are passed over, what cannot be read is said with its path."""
    data = zipped({
        "b/报告.docx": word("某市报告"), "a.txt": TEXT.encode("gb18030"), "c.html": PAGE, "d.pdf": pdf("Report"),
        "e.png": b"\x89PNG\r\n\x1a\n", "f.txt": "", "~$报告.docx": "x", ".x": "x", "__MACOSX/._a.txt": "x",
        "b/Thumbs.db": "x", "g/": "", "h.json": "{}", "i": TEXT,
    })  # fmt: skip
    assert found(data) == [
        ("a.txt", "某市报告"), ("b/报告.docx", "某市报告"), ("c.html", "索引号： | A/2023-1"),
        ("d.pdf", "Report"), ("e.png", "picture"), ("f.txt", "empty"), ("h.json", "unsupported"), ("i", "某市报告"),
    ]  # fmt: skip


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
def test_names_as_windows_and_macs_write_them(encoding: str) -> None:
    """A name that does not say that it is UTF-8 is in GBK, or from a Mac in UTF-8."""
    name = "年度报告.txt"
    data = zipped({"x" * len(name.encode(encoding)): TEXT})
    assert found(named_in(data, name, encoding)) == [(name, "某市报告")]


@pytest.mark.parametrize(
    ("name", "path"),
    [("../../etc/a.txt", "etc/a.txt"), ("/a.txt", "a.txt"), ("年度\\a.txt", "年度/a.txt"), ("./a\n.txt", "a.txt")],
)
def test_no_path_leads_out(name: str, path: str) -> None:
    """A path in an archive stays in it, on one line."""
    assert path_in_archive(zipfile.ZipInfo(name)) == path


def test_archives_in_archives() -> None:
    """They are read up to three deep."""
    inner = zipped({"a.txt": TEXT})
    middle = zipped({"内.zip": inner, "b.txt": TEXT})
    outer = zipped({"中.zip": middle, "坏.zip": b"PK\x03\x04 nothing"})
    assert found(outer) == [("中.zip/b.txt", "某市报告"), ("中.zip/内.zip/a.txt", "某市报告"), ("坏.zip", "broken")]
    assert found(zipped({"外.zip": outer}))[1] == ("外.zip/中.zip/内.zip", "bomb")


def test_two_documents_of_one_name() -> None:
    """The second has a name of its own."""
    with pytest.warns(UserWarning, match="Duplicate name"):
        data = _twice()
    assert found(data) == [("a.txt", "某市报告"), ("a.txt (2)", "某局")]


def _twice() -> bytes:
    import io

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", TEXT)
        archive.writestr("a.txt", "某局")
    return out.getvalue()


def test_an_empty_archive_is_said_to_be_empty() -> None:
    """One without any document too."""
    assert found(zipped({})) == [("", "empty")]
    assert found(zipped({".x": "x"})) == [("", "empty")]


def test_too_many_documents_and_too_much_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was read before is served, and the rest is said to be too much."""
    data = zipped({f"{at}.txt": TEXT for at in range(5)})
    monkeypatch.setattr(members, "_MOST_DOCUMENTS", 3)
    assert [kind for _, kind in found(data)] == ["某市报告"] * 3 + ["bomb"]
    monkeypatch.setattr(members, "_MOST_DOCUMENTS", 9)
    monkeypatch.setattr(members, "MOST_CHARACTERS", 2 * len(TEXT))
    assert [kind for _, kind in found(data)] == ["某市报告"] * 2 + ["too-large"]


def test_a_document_that_is_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is refused as a file of its size would be, and the others are read."""
    monkeypatch.setattr(members, "LARGEST", len(TEXT.encode()))
    assert found(zipped({"a.txt": TEXT, "b.txt": f"{TEXT}。"})) == [("a.txt", "某市报告"), ("b.txt", "too-large")]


def test_documents_are_announced() -> None:
    """Each path is told before its document is converted, so that a reader that dies at it is known."""
    paths: list[str] = []
    documents = members_of(zipped({"a.txt": TEXT, "b.txt": TEXT}), "某.zip", announce=paths.append)
    assert [(each.path, *paths) for each in documents] == [("a.txt", "a.txt"), ("b.txt", "a.txt", "b.txt")]


def test_a_bomb_in_an_archive() -> None:
    """It is refused before it fills the memory."""
    assert found(zipped({"a.txt": bytes(100 << 20)})) == [("", "bomb")]


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_broken_archive_in_an_archive_costs_itself(method: int) -> None:
    """However its parts are packed; the documents behind it are read."""
    inner = bytearray(zipped({"x.txt": TEXT * 99}, method))
    start = 30 + len("x.txt")
    inner[start : start + 9] = b"\xff" * 9
    assert found(zipped({"a.zip": bytes(inner), "b.txt": TEXT})) == [("a.zip", "broken"), ("b.txt", "某市报告")]


def test_reading_goes_on_from_a_document() -> None:
    """Documents before it are not converted again."""
    data = zipped({f"{at}.txt": TEXT for at in range(4)})
    assert [path for path, _ in found(data, 2)] == ["2.txt", "3.txt"]


def test_whatever_a_reader_raises_is_that_file_s_reason() -> None:
    """Errors of libraries, of memory, of recursion."""
    errors = {KeyError("x"): Refusal.BROKEN, MemoryError(): Refusal.TOO_MUCH_MEMORY, RecursionError(): Refusal.BROKEN}
    for error, refusal in errors.items():

        def broken(data: bytes, name: str, error: Exception = error) -> Converted:
            raise error

        content = attempted(broken, b"", "某.x")
        assert isinstance(content, ReportError)
        assert (content.refusal, str(content)[:6]) == (refusal, "某.x: w")


def test_documents_come_from_another_process() -> None:
    """The same documents, each in its place, and the process goes on."""
    data = zipped({"a.docx": word("某市报告"), "b.pdf": b"%PDF-1.7 nothing", "c.txt": TEXT})
    with SandboxedReader() as reader:
        assert [(each.path, told(each)) for each in reader.members(data, "某.zip")] == found(data)
        first = reader.pid
        assert reader.read(word("某市通知"), "b.docx").report.text.startswith("某市通知")
        assert reader.pid == first


@pytest.mark.slow
def test_a_document_that_takes_too_long_costs_itself() -> None:
    """The others in its archive are read, those behind it too, by a new process."""
    from tests.retrieval.sandbox.test_sandboxed_reader import ENDLESS

    data = zipped({"a.txt": TEXT, "b.rtf": ENDLESS, "c.docx": word("某市通知")}, zipfile.ZIP_STORED)
    with SandboxedReader(Limits(seconds=3)) as reader:
        reader.read(word("某市通知"), "a.docx")
        kinds = [(each.path, told(each)) for each in reader.members(data, "某.zip")]
    assert kinds == [("a.txt", "某市报告"), ("b.rtf", "too-slow"), ("c.docx", "某市通知")]
