"""Report loader: no file ends a run, and the documents of an archive are documents of their own."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from types import ModuleType

import pytest

from retrieval import Library
from retrieval.corpus import opening
from retrieval.corpus.builder import FileChange, build
from retrieval.corpus.segments import index_update, report_index
from retrieval.corpus.segments.report_index import indexed
from retrieval.corpus.segments.segment_writer import IndexedReport
from retrieval.corpus.sources.folder_listing import FolderListing
from retrieval.corpus.sources.loader import LoadedReport, read_file
from retrieval.models import EmptyLibraryError, Refusal
from retrieval.sandbox.sandboxed_reader import SandboxedReader
from retrieval.text.gazetteer import Gazetteer
from tests.retrieval.conversion.office_files import zipped
from tests.retrieval.sandbox.test_sandboxed_reader import program

REPORT = "某市报告\n一、总则\n共有审批事项{}项。\n"


def test_a_fault_while_a_document_is_taken_apart_is_its_reason(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The file is not served, and the log says where the fault is."""
    told = json.dumps(["a.txt: wanted a document, found one that fails with IndexError at outline.py:7", "fault"])
    code = f"[parent.recv_bytes() for _ in range(4)]\nreply(b'error', {told.encode()!r})"
    (tmp_path / "a.txt").write_text(REPORT, "utf-8")
    listing = FolderListing.of(tmp_path)
    with SandboxedReader(command=program(code)) as reader, caplog.at_level(logging.ERROR):
        ((file, loaded),) = read_file(listing.files[0], listing, reader)
    assert (file.skipped and file.skipped.refusal, loaded) == (Refusal.FAULT, None)
    assert "IndexError at outline.py:7" in caplog.text


def failing_for(file: str, patch: pytest.MonkeyPatch, module: ModuleType = index_update) -> None:
    """Let a part of the index fail over one document."""

    def faulty(loaded: LoadedReport, gazetteer: Gazetteer, read_at: str) -> IndexedReport:
        if loaded.report.file == file:
            raise OverflowError("unsigned int is greater than maximum")
        return indexed(loaded, gazetteer, read_at)

    patch.setattr(module, "indexed", faulty)


def test_a_document_that_cannot_be_indexed_costs_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The index is made without it, the log has the traceback; it is not tried again until it changes."""
    for name in "abc":
        (tmp_path / f"{name}.txt").write_text(REPORT.format(ord(name)), "utf-8")
    with monkeypatch.context() as patch, caplog.at_level(logging.ERROR):
        failing_for("b.txt", patch)
        built = build(tmp_path)
    assert [(each.file, each.refusal) for each in built.skipped] == [("b.txt", Refusal.FAULT)]
    assert [report.file for report in Library.open(tmp_path).reports] == ["a.txt", "c.txt"]
    assert "b.txt: wanted a document that can be indexed" in caplog.text
    assert "OverflowError" in caplog.text
    assert {each.file: each.change for each in build(tmp_path).files}["b.txt"] is FileChange.SKIPPED
    (tmp_path / "b.txt").write_text(REPORT.format(7), "utf-8")
    assert {each.file: each.change for each in build(tmp_path).files}["b.txt"] is FileChange.NEW


def test_a_document_that_cannot_be_indexed_in_memory_costs_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The others are served; where there is no other, the library is empty, and says why."""
    for name in "ab":
        (tmp_path / f"{name}.txt").write_text(REPORT.format(ord(name)), "utf-8")
    failing_for("b.txt", monkeypatch, report_index)
    monkeypatch.setattr(opening, "index_places", lambda root: [])
    with caplog.at_level(logging.ERROR):
        library = Library.open(tmp_path)
    assert [report.file for report in library.reports] == ["a.txt"]
    assert [(each.file, each.refusal) for each in library.skipped] == [("b.txt", Refusal.FAULT)]
    assert "OverflowError" in caplog.text
    with pytest.raises(EmptyLibraryError, match="can be indexed"):
        Library.open(tmp_path / "b.txt")


def test_a_document_that_was_indexed_may_fail_when_it_is_merged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that is kept is merged into the new segment: it is left out then, and the others stay."""
    for name in "abc":
        (tmp_path / f"{name}.txt").write_text(REPORT.format(ord(name)), "utf-8")
    build(tmp_path)
    (tmp_path / "c.txt").write_text(REPORT.format(7), "utf-8")
    failing_for("a.txt", monkeypatch)
    built = build(tmp_path)
    assert [report.file for report in Library.open(built.folder).reports] == ["b.txt", "c.txt"]
    assert [(each.file, each.refusal) for each in built.skipped] == [("a.txt", Refusal.FAULT)]


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
