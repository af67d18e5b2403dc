"""Index update: whatever comes, changes and goes, the index answers as one that was made of the folder as it is."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from retrieval import Engine, Library
from retrieval.corpus import storage
from retrieval.corpus.builder import FileChange, build
from retrieval.corpus.catalog import CatalogEntry
from retrieval.corpus.segments import index_update
from retrieval.corpus.sources.loader import LoadedReport
from retrieval.index.term_statistics import SentenceTerms
from retrieval.text.tokenization import TokenKind

WORDS = ("泊位", "起重机", "图书", "渔船", "读书会", "集装箱", "鱿鱼", "航标")


@pytest.fixture(autouse=True)
def small_segments(monkeypatch: pytest.MonkeyPatch) -> None:
    """A segment is full with so few passages that a few reports make several."""
    monkeypatch.setattr(index_update, "_PASSAGES", 12)
    monkeypatch.setattr(index_update, "_SMALL", 0)


def text_of(chance: random.Random) -> str:
    """A report of a title and a few clauses."""
    clauses = (
        f"{mark}、{chance.choice(WORDS)}\n全年{chance.choice(WORDS)}{chance.randrange(99)}个。\n" for mark in "一二三四"
    )
    return f"{chance.randrange(2015, 2026)}年工作报告\n" + "".join(list(clauses)[: chance.randrange(1, 5)])


def changed(folder: Path, chance: random.Random) -> None:
    """Write, change and remove some files."""
    for _ in range(chance.randrange(1, 4)):
        path = folder / f"{chance.randrange(12):02}.txt"
        if path.exists() and chance.random() < 0.3:
            path.unlink()
        else:
            path.write_text(text_of(chance), "utf-8")
    if not any(folder.glob("*.txt")):
        (folder / "00.txt").write_text(text_of(chance), "utf-8")


def without_ids(reports: Sequence[LoadedReport]) -> list[LoadedReport]:
    """Reports with passages that are compared by all but their ids."""
    return [replace(each, passages=tuple(replace(p, id="") for p in each.passages)) for each in reports]


def listed(library: Library) -> list[CatalogEntry]:
    """The catalog but for the times of reading."""
    return [replace(entry, read_at="") for entry in library.catalog]


def found(library: Library, word: str) -> list[tuple[str, str, float]]:
    """What a search finds: files, texts and scores, in order."""
    return [(hit.passage.file, hit.passage.text, hit.score) for hit in Engine(library).search(word, 50)]


def assert_equal(updated: Library, fresh: Library) -> None:
    """Nothing but the ids of passages and the times of reading tells the libraries apart."""
    assert without_ids(updated.loaded_reports) == without_ids(fresh.loaded_reports)
    assert list(updated.passages) == [p for each in updated.loaded_reports for p in each.passages]
    assert [p.reading for p in updated.passages] == [p.reading for p in fresh.passages]
    assert len(updated.passages) == len(fresh.passages) == len({p.id for p in updated.passages})
    assert all(updated.passage(p.id) == p for p in updated.passages)
    assert listed(updated) == listed(fresh)
    terms, same_terms = SentenceTerms(updated.segments), SentenceTerms(fresh.segments)
    assert terms.sizes == same_terms.sizes
    for kind, words in ((TokenKind.WORD, WORDS), (TokenKind.PAIR, ("泊位", "全年")), (TokenKind.CHARACTER, "一全个")):
        assert terms.frequencies(kind, words) == same_terms.frequencies(kind, words)
    for word in (*WORDS, "全年渔船 起重机"):
        assert found(updated, word) == found(fresh, word)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_an_updated_index_equals_a_new_one(tmp_path: Path, seed: int) -> None:
    """After each of many changes: reports, listings, statistics and rankings with their scores, to the last bit."""
    chance = random.Random(seed)
    folder = tmp_path / "reports"
    folder.mkdir()
    segments = set()
    for step in range(8):
        changed(folder, chance)
        updated = Library.open(build(folder, tmp_path / "updated").folder)
        assert_equal(updated, Library.open(build(folder, tmp_path / f"fresh-{step}").folder))
        storage.verify(tmp_path / "updated")
        segments.add(len(updated.segments))
    assert max(segments) > 1


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Twelve reports of five passages with an index of several segments."""
    folder = tmp_path / "reports"
    folder.mkdir()
    for at in range(12):
        (folder / f"{at:02}.txt").write_text(
            f"20{at + 10}年工作报告\n" + "".join(f"{mark}、甲\n全年{at}{mark}个。\n" for mark in "一二三四"), "utf-8"
        )
    build(folder)
    return folder


def segment_files(folder: Path) -> set[str]:
    """The names of the files of segments."""
    return {path.name for path in (folder / storage.HIDDEN / "segments").iterdir()}


def test_a_changed_file_costs_what_it_holds(folder: Path) -> None:
    """One changed report leaves all segments as they are; its rows in the old one count no longer."""
    before = segment_files(folder)
    (folder / "04.txt").write_text("2014年工作报告\n一、甲\n全年停工。\n", "utf-8")
    build(folder)
    library = Library.open(folder / storage.HIDDEN)
    assert segment_files(folder) > before
    assert len(segment_files(folder)) == len(before) + 1
    assert sum(int((~s.live_reports).sum()) for s in library.segments if s.live_reports is not None) == 1
    assert library.segments[-1].report_ranks.tolist() == [4]  # type: ignore[union-attr]
    assert [p.text for p in library.passages.of_report("04.txt")][-1].endswith("全年停工。")


def test_small_segments_are_merged(folder: Path) -> None:
    """Changes one by one do not pile up segments, and the merged reports are not read again."""
    least = len(segment_files(folder))
    read_at = Library.open(folder).catalog.entry("00.txt").read_at
    for at in range(8):
        (folder / f"new-{at}.txt").write_text(f"2014年工作报告\n一、甲\n全年{at}。\n", "utf-8")
        build(folder)
    assert len(segment_files(folder)) <= least + 4
    assert Library.open(folder).catalog.entry("00.txt").read_at == read_at


def test_a_half_empty_segment_is_merged(folder: Path) -> None:
    """Rows that count no longer do not stay when most of a segment is gone."""
    library = Library.open(folder)
    first = [library.passages[0].file, *(f"{at:02}.txt" for at in range(1, 3))]
    for file in first[: library.segments[0].reports]:
        (folder / file).write_text("2014年工作报告\n一、甲\n全年停工。\n", "utf-8")
    build(folder)
    assert all(s.live_reports is None for s in Library.open(folder).segments)


def test_a_small_library_is_one_segment_in_order(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Below a few thousand passages every change makes one new segment, in the order of the files."""
    monkeypatch.setattr(index_update, "_SMALL", 2_000)
    monkeypatch.setattr(index_update, "_PASSAGES", 50_000)
    (folder / "04.txt").write_text("2014年工作报告\n一、甲\n全年停工。\n", "utf-8")
    summary = build(folder)
    assert [result.change for result in summary.files].count(FileChange.KEPT) == 11
    (segment,) = Library.open(folder).segments
    assert (segment.live_reports, segment.report_ranks) == (None, None)


def test_a_removed_report_needs_no_new_segment(folder: Path) -> None:
    """What is left stays where it is."""
    before = segment_files(folder)
    (folder / "04.txt").unlink()
    assert {result.file: result.change for result in build(folder).files}["04.txt"] is FileChange.REMOVED
    assert segment_files(folder) == before
    with pytest.raises(KeyError):
        Library.open(folder).passages.report("04.txt")
