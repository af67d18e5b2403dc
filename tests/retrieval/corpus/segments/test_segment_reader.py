"""Segments: every report, passage and annotation comes back as it was loaded, from memory and from a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.corpus.passages import SegmentPassages
from retrieval.corpus.segments.array_file import map_arrays, write_arrays
from retrieval.corpus.segments.report_index import indexed, memory_segments
from retrieval.corpus.segments.segment_reader import SegmentReader
from retrieval.corpus.segments.segment_writer import IndexedReport, IndexParts, SegmentWriter, passage_number
from retrieval.corpus.sources.annotations import Gap, Phrasing
from retrieval.corpus.sources.loader import LoadedReport
from retrieval.index.segments import Arrays, Segment
from retrieval.models import ManifestFacts, MetadataField
from retrieval.parsing.report import parse_report, passages
from retrieval.text.gazetteer import Gazetteer
from tests.examples import examples

NOWHERE = Gazetteer([], {})
# Pieces that make titles, clauses, rows and headers, and those that files go wrong by.
PIECES = (
    *("一、成效\n", "(一)公开。", "新增20件；", "第三条 ", "甲 | 乙\n1 | 2\n", "发文机关:某局\n", "\n\n", "㎡①"),
    *("\ud800", "\udfff", "𠮷", "\0", "\r\n", "2021年工作报告\n", "\u3000", "。"),
)
TEXTS = st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=30).map("".join)
SPANS = st.tuples(st.integers(0, 99), st.integers(0, 99))
WORDS = st.text(st.characters(codec=None), max_size=8)
PHRASINGS = st.lists(st.builds(Phrasing, WORDS, SPANS, st.none() | SPANS, st.booleans()), max_size=2)
GAPS = st.lists(st.builds(Gap, WORDS, st.none() | SPANS, WORDS, st.integers(0, 9)), max_size=2)
FACTS = st.builds(ManifestFacts, WORDS, WORDS, more=st.lists(st.tuples(WORDS, WORDS), max_size=1).map(tuple))
FIELDS = st.lists(st.builds(MetadataField, WORDS, WORDS, st.integers(0, 9), st.integers(0, 9)), max_size=2)


@st.composite
def reports(draw: st.DrawFn) -> list[IndexedReport]:
    """Some reports of any text with any annotations."""
    found, number = [], draw(st.integers(1, 5))
    for at, text in enumerate(draw(st.lists(TEXTS, min_size=1, max_size=3))):
        report = replace(parse_report(text, f"{at}.txt"), metadata=tuple(draw(FIELDS)), facts=draw(FACTS))
        report = replace(report, number=draw(st.none() | WORDS))
        own = tuple(passages(report, number))
        number += len(own) + 1
        found.append(
            indexed(LoadedReport(report, own, tuple(draw(PHRASINGS)), tuple(draw(GAPS))), NOWHERE, draw(WORDS))
        )
    return found


def segment_of(added: Sequence[IndexedReport]) -> Segment:
    """A segment in memory."""
    (segment,), _ = memory_segments(added, IndexParts())
    return segment


@given(reports())
@settings(deadline=None, max_examples=examples(300))
def test_reports_come_back(tmp_path_factory: pytest.TempPathFactory, added: list[IndexedReport]) -> None:
    """Texts, clauses, passages with their readings, annotations and records are those that were added."""
    segment = segment_of(added)
    path = tmp_path_factory.mktemp("segment") / "a"
    mapped = map_arrays(path, write_arrays(path, segment.arrays))
    for each in (segment, replace(segment, arrays=mapped)):
        reader = SegmentReader(each)
        for row, report in enumerate(added):
            found = reader.loaded(row)
            assert found == report.loaded
            assert [p.reading for p in found.passages] == [p.reading for p in report.loaded.passages]
            assert reader.record(row).read_at == report.read_at
            assert all(p.text == found.report.text[p.start : p.end] for p in found.passages)
            assert reader.passages(row) == found.passages
            assert bool(reader.annotated[row]) == bool(found.phrasings or found.gaps)


@given(reports())
@settings(deadline=None, max_examples=examples(100))
def test_passages_are_found_in_every_way(added: list[IndexedReport]) -> None:
    """By id, by row, by position and by report, with their neighbours."""
    segment = segment_of(added)
    (_, order) = memory_segments(added, IndexParts())
    store = SegmentPassages([segment], order)
    every = [passage for report in added for passage in report.loaded.passages]
    assert list(store) == list(store[:]) == every
    assert [store[at] for at in range(-len(every), len(every))] == every + every
    assert store.get(p.id for p in every) == store.at_rows(range(len(every))) == every
    assert [store.row(p.id) for p in every] == list(range(len(every)))
    for report in added:
        own = list(report.loaded.passages)
        assert list(store.of_report(report.loaded.report.file)) == own
        assert [store.neighbours(p) for p in own] == [
            (a, b) for a, _, b in zip([None, *own], own, [*own[1:], None], strict=False)
        ]


@pytest.mark.parametrize("passage_id", ["p0", "p99999999999", "p", "", "17", "p01", "p-1", "p１", "q1", "p1 "])
def test_an_id_that_is_not_there(passage_id: str) -> None:
    """Another form and another number are a KeyError, whatever a button says."""
    segments, order = memory_segments(
        [indexed(LoadedReport(r := parse_report("甲。", "a"), tuple(passages(r))), NOWHERE, "")], IndexParts()
    )
    with pytest.raises(KeyError):
        SegmentPassages(segments, order).passage(passage_id)
    with pytest.raises(KeyError):
        SegmentPassages(segments, order).report("b")


def test_the_number_of_an_id() -> None:
    """An id that no report gives a passage is refused when it is written."""
    assert passage_number("p203348") == 203348
    with pytest.raises(ValueError, match="wanted the id of a passage"):
        passage_number("p007")


class _Part:
    """A part that counts reports under a name."""

    def __init__(self, name: str) -> None:
        self.name, self.count = name, 0

    def add(self, report: IndexedReport) -> None:
        """Count it."""
        self.count += 1

    def arrays(self) -> Arrays:
        """The count."""
        return {self.name: np.array([self.count])}


def test_parts_give_their_arrays(tmp_path: Path) -> None:
    """Every part gets every report; two parts must not use one name."""
    report = parse_report("甲。", "a")
    loaded = indexed(LoadedReport(report, tuple(passages(report))), NOWHERE, "")
    writer = SegmentWriter([_Part("x"), _Part("y")])
    writer.add(loaded)
    assert {name: writer.arrays()[name].tolist() for name in "xy"} == {"x": [1], "y": [1]}
    with pytest.raises(ValueError, match="found x twice"):
        SegmentWriter([_Part("x"), _Part("x")]).arrays()
