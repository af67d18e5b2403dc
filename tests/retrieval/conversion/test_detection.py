"""Formats are told by content: names decide nothing, and what is no document is refused with its kind."""

from __future__ import annotations

import pytest

from retrieval.conversion.detection import FileKind, is_plain_text, kind_of
from retrieval.conversion.formats import convert
from retrieval.models import Refusal, ReportError
from tests.retrieval.conversion.office_files import compound, ods, odt, xlsx, zipped
from tests.retrieval.conversion.test_formats import PAGE, pdf, word
from tests.retrieval.conversion.web.test_mht import saved

KINDS = {
    FileKind.TEXT: [
        "某市报告".encode(),
        "某市报告".encode("gb18030"),
        "某市报告".encode("utf-16"),
        b"From: a\nTo: b\n",
    ],
    FileKind.HTML: [
        PAGE.encode(),
        PAGE.encode("utf-16"),
        PAGE.encode("utf-8-sig"),
        b"<table><tr><td>1</td></tr></table>",
    ],
    FileKind.WEB_ARCHIVE: [saved(PAGE.encode(), "base64"), b"\r\n" + saved(PAGE.encode(), "8bit")],
    FileKind.PDF: [pdf("Report")],
    FileKind.RTF: [rb"{\rtf1 a}", rb" {\rtf1 a}"],
    FileKind.WORD: [word("某市报告")],
    FileKind.EXCEL: [xlsx({"收入": "<sheetData/>"})],
    FileKind.OPEN_DOCUMENT_TEXT: [odt("<text:p>某</text:p>")],
    FileKind.OPEN_DOCUMENT_SHEETS: [ods("<table:table/>")],
    FileKind.COMPOUND: [compound({"WordDocument": b"x"})],
    FileKind.ARCHIVE: [zipped({"a.txt": "某"})],
}


@pytest.mark.parametrize(("kind", "data"), [(kind, each) for kind, files in KINDS.items() for each in files])
def test_kinds(kind: FileKind, data: bytes) -> None:
    """Each file is what its content says, and only text is decoded without a reader."""
    assert kind_of(data, "某") is kind
    assert is_plain_text(data) is (kind is FileKind.TEXT)


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (b"\x89PNG\r\n\x1a\n", Refusal.PICTURE),
        (b"\xff\xd8\xff\xe0", Refusal.PICTURE),
        (b"Rar!\x1a\x07", Refusal.ARCHIVE),
        (b"7z\xbc\xaf\x27\x1c", Refusal.ARCHIVE),
        (b"\x1f\x8b\x08", Refusal.ARCHIVE),
        (b"MZ\x90\0", Refusal.BINARY),
        (b"BM\1\2\3\4\0\0\0\0", Refusal.PICTURE),
        (b"<?xml version='1.0'?><w:wordDocument><w:p><w:t>x</w:t></w:p></w:wordDocument>", Refusal.UNSUPPORTED),
        (b"\xdb\xa5-\0", Refusal.OLD_WORD),
        (zipped({"ppt/presentation.xml": "<p/>"}), Refusal.UNSUPPORTED),
        (zipped({"mimetype": "application/epub+zip"}), Refusal.UNSUPPORTED),
        (bytes(range(1, 200)), Refusal.ENCODING),
        (b"\0\1\2" * 30, Refusal.BINARY),
        (b" \r\n", Refusal.EMPTY),
        ("。，".encode(), Refusal.NO_TEXT),
    ],
)
def test_what_is_no_document(data: bytes, refusal: Refusal) -> None:
    """Each has the kind that chooses what a person is told to do."""
    with pytest.raises(ReportError) as error:
        convert(data, "某")
    assert error.value.refusal is refusal


@pytest.mark.parametrize(("order", "mark"), [("utf-16-le", b"\xff\xfe"), ("utf-16-be", b"\xfe\xff")])
def test_utf_16_is_decoded_to_the_character(order: str, mark: bytes) -> None:
    """Its mark stays, like every character, because citations are offsets."""
    text = "某市报告\r\n\r\n一、总则\t𠮷"
    assert convert(mark + text.encode(order), "a").text == "\ufeff" + text
    with pytest.raises(ReportError):
        convert(mark + text.encode(order)[:-1], "a")


def test_a_program_s_text_is_no_document() -> None:
    """Plain text in a file whose name says that a program reads it; a page or a Word file of such a name is read."""
    for name in ("a.json", "a.CSS", "a.py"):
        with pytest.raises(ReportError):
            convert("某市报告".encode(), name)
    for name in ("a.txt", "a", "通知.2021", "a.md"):
        assert convert("某市报告".encode(), name).text == "某市报告"
    assert "某市报告" in convert(word("某市报告"), "a.json").text
