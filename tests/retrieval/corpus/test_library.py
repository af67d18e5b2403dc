"""A folder of reports: what is served, what is skipped and why."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval import Engine, Library
from retrieval.corpus.sources.folder_listing import FolderListing
from retrieval.corpus.sources.loader import read_corpus
from retrieval.models import LibraryError, ReportError
from retrieval.resources import read_lexicon
from tests.retrieval.invented import (
    HARBOUR,
    HARBOUR_GAPS,
    HARBOUR_PHRASINGS,
    LIBRARIES,
    REPORTS,
    SHIPPED,
    library_of,
    write,
)


@pytest.mark.parametrize(
    ("name", "content", "line", "reason"),
    [
        ("b.txt", b"", 0, "empty"),
        ("b.txt", b" \n\t\n", 0, "empty"),
        ("b.txt", b"one\ntwo\0three", 2, "NUL"),
        ("b.txt", b"one\ntwo\nthree \xff\xff\xff", 3, "UTF-8 or GB18030"),
        ("b.txt", "。。。\n——\n".encode(), 0, "no letter"),
        ("b.rtf", b"{\\rtf1}", 0, "no letter"),
        ("b.json", b"text", 0, ".json"),
    ],
)
def test_a_bad_file_is_skipped_and_the_others_are_served(
    tmp_path: Path, name: str, content: bytes, line: int, reason: str
) -> None:
    """A file that cannot be read is listed with its name, line and reason; the reports around it answer."""
    library = library_of(tmp_path, {"a.txt": HARBOUR, name: content, "c.txt": LIBRARIES})
    assert [report.file for report in library.reports] == ["a.txt", "c.txt"]
    (skipped,) = library.skipped
    assert (skipped.file, skipped.line) == (name, line)
    assert reason in skipped.reason
    assert str(skipped).startswith(f"{name}:{line}:" if line else f"{name}:")
    assert Engine(library).ask("起重机多少台").quotes[0].passage.file == "a.txt"


def test_a_file_that_is_too_large_is_skipped(tmp_path: Path) -> None:
    """A file beyond 100 MiB is not read into memory."""
    library_of(tmp_path, {"a.txt": HARBOUR})
    with (tmp_path / "b.txt").open("wb") as file:
        file.truncate(101 * 1024 * 1024)
    assert "100 MiB" in Library.open(tmp_path).skipped[0].reason


@pytest.mark.parametrize(
    ("name", "content", "line"),
    [
        ("a.phrasings", "# wenda-phrasings 1\n> 报告里没有\n问\n", 2),
        ("a.phrasings", "没有格式名\n", 1),
        ("a.gaps", "# wenda-gaps 1\n问\n> 报告里没有\n", 3),
    ],
)
def test_a_broken_file_beside_a_report_is_named_with_its_line(
    tmp_path: Path, name: str, content: str, line: int
) -> None:
    """The list of what was skipped names the file at fault and its line; the report is served without it."""
    library = library_of(tmp_path, {"a.txt": HARBOUR, name: content, "c.txt": LIBRARIES})
    assert [report.file for report in library.reports] == ["a.txt", "c.txt"]
    (skipped,) = library.skipped
    assert (skipped.file, skipped.line) == (name, line)
    assert library.loaded_reports[0].phrasings == ()


def test_an_absent_folder(tmp_path: Path) -> None:
    """A folder that is not there is an error that names it."""
    with pytest.raises(LibraryError, match=r"nowhere: wanted .*, found nothing"):
        Library.open(tmp_path / "nowhere")


def test_an_empty_folder(tmp_path: Path) -> None:
    """A folder without a file is an error that says what was wanted."""
    with pytest.raises(LibraryError, match="at least one readable report"):
        Library.open(tmp_path)


def test_a_folder_of_bad_files_only(tmp_path: Path) -> None:
    """Where nothing can be read the error gives the first file and its reason."""
    with pytest.raises(LibraryError, match=r"b\.txt: .*empty"):
        library_of(tmp_path, {"b.txt": b""})


def test_gb18030_is_served(tmp_path: Path) -> None:
    """A file in GB18030 has the same text, clauses and answers as in UTF-8."""
    folders = [tmp_path / "u", tmp_path / "g"]
    for folder, encoding in zip(folders, ("utf-8", "gb18030"), strict=True):
        folder.mkdir()
        write(folder, {"a.txt": HARBOUR.encode(encoding)})
    utf8, gb = (Library.open(folder) for folder in folders)
    assert gb.reports[0].text == utf8.reports[0].text
    assert list(gb.passages) == list(utf8.passages)
    assert gb.skipped == ()


def test_one_file_is_a_library(tmp_path: Path) -> None:
    """A report file can be opened by itself, with what stands beside it."""
    write(tmp_path, {"a.txt": HARBOUR, "a.phrasings": HARBOUR_PHRASINGS, "c.txt": LIBRARIES})
    library = Library.open(tmp_path / "a.txt")
    assert [report.file for report in library.reports] == ["a.txt"]
    assert library.loaded_reports[0].phrasings


def test_what_stands_beside_a_report_is_no_report(tmp_path: Path) -> None:
    """Phrasings, gaps, hidden files and folders are neither served nor skipped."""
    (tmp_path / "old").mkdir()
    library = library_of(
        tmp_path, {"a.txt": HARBOUR, "a.phrasings": HARBOUR_PHRASINGS, "a.gaps": HARBOUR_GAPS, ".hidden": "x"}
    )
    assert len(library.reports) == 1
    assert library.skipped == ()
    assert (len(library.loaded_reports[0].phrasings), len(library.loaded_reports[0].gaps)) == (9, 6)


def test_reports_stand_in_the_order_of_their_names(tmp_path: Path) -> None:
    """Passages are numbered through the library, report after report by file name."""
    library = library_of(tmp_path, {"b.txt": LIBRARIES, "a.txt": HARBOUR})
    assert [report.file for report in library.reports] == ["a.txt", "b.txt"]
    assert [passage.id for passage in library.passages] == [f"p{n + 1}" for n in range(len(library.passages))]


@pytest.mark.parametrize(
    "change",
    [
        {"a.txt": HARBOUR.replace("12个", "13个")},
        {"a.phrasings": HARBOUR_PHRASINGS},
        {"a.gaps": HARBOUR_GAPS},
        {"c.txt": LIBRARIES},
    ],
)
def test_the_version_changes_with_the_content(tmp_path: Path, change: dict[str, str | bytes]) -> None:
    """Another text, other phrasings or gaps, one more report: each is another version."""
    before = library_of(tmp_path, {"a.txt": HARBOUR}).version
    assert library_of(tmp_path, change).version != before


def test_the_version_stays_with_the_content(tmp_path: Path) -> None:
    """The same files in another folder are the same version."""
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder in folders:
        folder.mkdir()
    assert len({library_of(folder, {"a.txt": HARBOUR}).version for folder in folders}) == 1


def test_the_version_changes_with_the_lexicon(tmp_path: Path) -> None:
    """Another lexicon is another version."""
    write(tmp_path, {"a.txt": HARBOUR})
    lexicon = tmp_path / "lexicon"
    lexicon.mkdir()
    write(lexicon, {"l.txt": "# wenda-lexicon 1\n吊机 => 起重机\n"})
    assert Library.open(tmp_path, lexicon).version != Library.open(tmp_path, None).version


def test_a_broken_lexicon_is_an_error(tmp_path: Path) -> None:
    """A lexicon that cannot be read stops the start, with file and line."""
    write(tmp_path, {"l.txt": "# wenda-lexicon 1\n吊机\n"})
    with pytest.raises(ReportError, match=r"^l\.txt:2: "):
        read_lexicon(tmp_path)


def test_an_absent_lexicon_is_empty(tmp_path: Path) -> None:
    """No lexicon folder, no entries."""
    assert read_lexicon(tmp_path / "nowhere") == {}


def test_a_passage_is_found_by_its_id(library: Library) -> None:
    """Each id leads to its passage."""
    assert all(library.passage(passage.id) == passage for passage in library.passages)


@pytest.mark.parametrize("name", ["p0", "p99999", "p-1", "p", "", "17", "x1", "p1.5", "p²"])
def test_no_passage_of_this_id(library: Library, name: str) -> None:
    """An id that is not there is a KeyError."""
    with pytest.raises(KeyError):
        library.passage(name)


def test_neighbours_stay_within_the_report(tmp_path: Path) -> None:
    """The first passage of a report has none before it, the last none after, whatever other reports hold."""
    library = library_of(tmp_path, {"a.txt": HARBOUR, "b.txt": LIBRARIES})
    for report in library.reports:
        own = [passage for passage in library.passages if passage.file == report.file]
        around = [library.neighbours(passage) for passage in own]
        assert [before for before, _ in around] == [None, *own[:-1]]
        assert [after for _, after in around] == [*own[1:], None]


def test_a_passage_knows_its_report(tmp_path: Path) -> None:
    """Each passage is a slice of the report that it belongs to."""
    library = library_of(tmp_path, {"a.txt": HARBOUR, "b.txt": LIBRARIES})
    for passage in library.passages:
        report = library.report_of(passage)
        assert report.file == passage.file
        assert report.text[passage.start : passage.end] == passage.text


def test_the_shipped_folder_is_whole() -> None:
    """The folder that ships is read without a skipped file, its report with phrasings and gaps."""
    library = Library.open(REPORTS)
    assert library.skipped == ()
    assert library.reports[0].text == SHIPPED.read_bytes().decode("utf-8")
    assert len(library.loaded_reports[0].phrasings) >= 1500
    assert len(library.loaded_reports[0].gaps) >= 400


def test_a_corpus_without_a_readable_report_makes_no_library(tmp_path: Path) -> None:
    """The error names each file with its reason."""
    corpus = read_corpus(FolderListing.of(write(tmp_path, {"a.txt": b""})))
    with pytest.raises(LibraryError, match=r"^made: wanted at least one readable report: a\.txt: wanted a text"):
        Library.of(corpus, "made")
