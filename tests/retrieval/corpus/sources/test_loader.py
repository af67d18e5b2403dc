"""Report loader: no file ends a run, and the documents of an archive are documents of their own."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from retrieval import Library
from retrieval.corpus.builder import FileChange, build
from retrieval.models import EmptyLibraryError, Refusal
from retrieval.parsing import report as parsing
from tests.retrieval.conversion.office_files import zipped

REPORT = "某市报告\n一、总则\n共有审批事项{}项。\n"


def test_a_fault_while_a_document_is_taken_apart_is_its_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The others are read, the log has the traceback, and the file is tried again where it changes."""
    for name in "abc":
        (tmp_path / f"{name}.txt").write_text(REPORT.format(ord(name)), "utf-8")
    real = parsing.passages

    def faulty(report: object, first_number: int = 1) -> object:
        if getattr(report, "file", "") == "b.txt":
            raise IndexError("list index out of range")
        return real(report, first_number)  # type: ignore[arg-type]

    with monkeypatch.context() as patch, caplog.at_level(logging.ERROR):
        patch.setattr(parsing, "passages", faulty)
        built = build(tmp_path)
    assert [(each.file, each.refusal) for each in built.skipped] == [("b.txt", Refusal.FAULT)]
    assert built.reports == 2
    assert "b.txt" in caplog.text
    assert "IndexError" in caplog.text


def test_an_article_before_many_paragraphs(tmp_path: Path) -> None:
    """A numbered paragraph with a hundred and more plain ones behind it is read to its end."""
    lines = ["某市节水办法", "第一条 为了节水，制定本办法。", *(f"名单之{at}：某厂" for at in range(150))]
    (tmp_path / "a.txt").write_text("\n".join(lines), "utf-8")
    assert build(tmp_path).skipped == ()
    library = Library.open(tmp_path)
    assert "名单之149：某厂" in library.passages.report("a.txt").text


def test_documents_of_an_archive(tmp_path: Path) -> None:
    """Each has its own name and facts; a changed archive is read again, one document that is broken costs itself."""
    archive = tmp_path / "资料.zip"
    archive.write_bytes(
        zipped({"甲.txt": REPORT.format(18), "年度/乙.txt": REPORT.format(19), "坏.docx": b"PK\x03\x04 x"})
    )
    (tmp_path / "manifest.jsonl").write_text('{"file": "资料.zip/甲.txt", "title": "甲的报告", "year": 2021}', "utf-8")
    built = build(tmp_path)
    assert [(each.file, each.change) for each in built.files] == [
        ("资料.zip/坏.docx", FileChange.SKIPPED),
        ("资料.zip/年度/乙.txt", FileChange.NEW),
        ("资料.zip/甲.txt", FileChange.NEW),
    ]  # fmt: skip
    library = Library.open(tmp_path)
    metadata = library.catalog.metadata["资料.zip/甲.txt"]
    assert (metadata.title, metadata.year) == ("甲的报告", 2021)
    assert [(each.file, each.refusal) for each in library.skipped] == [("资料.zip/坏.docx", Refusal.BROKEN)]
    assert {each.change for each in build(tmp_path).files} == {FileChange.KEPT, FileChange.SKIPPED}
    archive.write_bytes(zipped({"甲.txt": REPORT.format(18), "丙.txt": REPORT.format(20)}))
    assert {each.file: each.change for each in build(tmp_path).files} == {
        "资料.zip/丙.txt": FileChange.NEW,
        "资料.zip/坏.docx": FileChange.REMOVED,
        "资料.zip/年度/乙.txt": FileChange.REMOVED,
        "资料.zip/甲.txt": FileChange.CHANGED,
    }  # fmt: skip


def test_a_library_of_broken_files_says_why(tmp_path: Path) -> None:
    """The first reason is in the error, for whoever has to do something."""
    (tmp_path / "a.docx").write_bytes(b"PK\x03\x04 x")
    with pytest.raises(EmptyLibraryError) as error:
        build(tmp_path)
    assert [(each.file, each.refusal) for each in error.value.skipped] == [("a.docx", Refusal.BROKEN)]
    assert error.value.files == 1
