"""The manifest: what it says is believed, what it says wrongly is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval.corpus.sources.manifest import parse_manifest
from retrieval.models import ManifestFacts
from tests.retrieval.invented import HARBOUR, LIBRARIES, library_of

FILES = {"a.txt", "b.txt"}


def test_all_keys_are_read() -> None:
    """Every key of the interface has its place."""
    line = (
        '{"file": "a.txt", "title": "甲", "agency": "乙局", "place": "丙县", "year": 2023, "genre": "工作报告",'
        ' "number": "丙政〔2023〕1号", "published": "2024-01-15", "url": "https://example.gov.cn/a"}'
    )
    facts, skipped = parse_manifest(line, FILES)
    assert skipped == []
    assert facts == {
        "a.txt": ManifestFacts(
            "甲", "乙局", "丙县", 2023, "工作报告", "丙政〔2023〕1号", "2024-01-15", "https://example.gov.cn/a"
        )
    }


def test_unknown_keys_are_kept() -> None:
    """A key without a place here is kept as JSON."""
    facts, _ = parse_manifest('{"file": "a.txt", "years": [2021, 2022], "note": "甲"}', FILES)
    assert facts["a.txt"].more == (("years", "[2021, 2022]"), ("note", '"甲"'))


@pytest.mark.parametrize("line", ['{"file": "a.txt"}', '{"file": "a.txt", "title": null, "year": null}'])
def test_all_keys_but_the_file_are_optional(line: str) -> None:
    """What is left out, or null, says nothing."""
    assert parse_manifest(line, FILES) == ({"a.txt": ManifestFacts()}, [])


def test_a_year_may_be_written_as_text() -> None:
    """A year in quotation marks is the same year."""
    assert parse_manifest('{"file": "a.txt", "year": "2021"}', FILES)[0]["a.txt"].year == 2021


@pytest.mark.parametrize(
    ("line", "wanted", "found"),
    [
        ("not json", "a JSON object", "not json"),
        ("[1, 2]", "a JSON object", "[1, 2]"),
        ("[" * 60_000, "a JSON object", "[[["),
        ("[" * 10_000_000, "at most 65536 characters", "10000000"),
        ('{"file": "' + "a/" * 30_000 + '"}', "under 'file'", "a/a/"),
        ('{"file": "../a.txt"}', "a file of this folder", "'../a.txt'"),
        ('{"file": "/etc/passwd"}', "a file of this folder", "'/etc/passwd'"),
        ('{"file": "\x1b[2J"}', "JSON object", "control character"),
        ('{"file": "a\u202e.txt"}', "a file of this folder", r"'a\u202e.txt'"),
        ('{"title": "甲"}', "under 'file'", "nothing"),
        ('{"file": 7}', "under 'file'", "7"),
        ('{"file": "a.txt", "year": "last"}', "a year such as 2021", '"last"'),
        ('{"file": "a.txt", "year": true}', "a year such as 2021", "true"),
        ('{"file": "a.txt", "year": 99999}', "a year such as 2021", "99999"),
        ('{"file": "a.txt", "title": ["甲"]}', "a text under 'title'", '["甲"]'),
        ('{"file": "absent.txt"}', "a file of this folder", "'absent.txt'"),
        ('{"file": "b.txt"}', "one line a file", "'b.txt'"),
    ],
)
def test_a_wrong_line_is_named_and_the_others_hold(line: str, wanted: str, found: str) -> None:
    """The line's number, what was wanted and what was found are told; the lines around it count."""
    facts, skipped = parse_manifest('{"file": "b.txt"}\n' + line + '\n\n{"file": "a.txt", "year": 2020}', FILES)
    (problem,) = skipped
    assert str(problem).startswith("manifest.jsonl:2: wanted ")
    assert wanted in problem.reason
    assert found in problem.reason
    assert facts["a.txt"].year == 2020


def test_a_manifest_of_wrong_lines_is_given_up() -> None:
    """A thousand are named, the next one says that there are more; what came before holds."""
    facts, skipped = parse_manifest('{"file": "b.txt"}\n' + "x\n" * 100_000 + '{"file": "a.txt"}', FILES)
    assert (len(skipped), skipped[-1].line, list(facts)) == (1001, 1002, ["b.txt"])


def test_the_manifest_overrides_the_document(tmp_path: Path) -> None:
    """Title and number of reports, passages and citations are the manifest's; what it leaves out is the document's."""
    manifest = '{"file": "a.txt", "title": "青禾县港务报告"}\n{"file": "b.txt", "number": "青文〔2022〕3号"}'
    library = library_of(tmp_path, {"a.txt": HARBOUR, "b.txt": LIBRARIES, "manifest.jsonl": manifest})
    harbour, libraries = library.reports
    assert (harbour.title, harbour.number) == ("青禾县港务报告", "青政发〔2023〕7号")
    assert (libraries.title, libraries.number) == ("2022年度图书馆工作报告", "青文〔2022〕3号")
    assert library.passages[-1].citation.startswith("《2022年度图书馆工作报告》(青文〔2022〕3号)")


def test_an_entry_without_its_file_is_skipped(tmp_path: Path) -> None:
    """A file that the manifest names and the folder lacks is reported, and the reports are served."""
    library = library_of(tmp_path, {"a.txt": HARBOUR, "manifest.jsonl": '{"file": "gone.pdf"}'})
    assert [report.file for report in library.reports] == ["a.txt"]
    assert [(skipped.file, skipped.line) for skipped in library.skipped] == [("manifest.jsonl", 1)]


def test_an_unreadable_manifest_is_skipped(tmp_path: Path) -> None:
    """A manifest that is no text takes nothing away but itself."""
    library = library_of(tmp_path, {"a.txt": HARBOUR, "manifest.jsonl": b"\0\1\2"})
    assert [skipped.file for skipped in library.skipped] == ["manifest.jsonl"]
    assert library.reports[0].title == "2023年度港务工作报告"


def test_the_version_changes_with_the_manifest(tmp_path: Path) -> None:
    """Another title is another version of the library."""
    before = library_of(tmp_path, {"a.txt": HARBOUR}).version
    assert library_of(tmp_path, {"manifest.jsonl": '{"file": "a.txt", "title": "甲"}'}).version != before
