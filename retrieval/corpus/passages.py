"""Passage store: the passages and texts of a library, read when they are asked for."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from typing import Protocol, overload

import numpy as np

from retrieval.corpus.segments.segment_reader import SegmentReader
from retrieval.corpus.segments.segment_writer import passage_number
from retrieval.corpus.sources.loader import LoadedReport
from retrieval.index.passage_keys import PassageKeyIndex
from retrieval.index.postings import Ids
from retrieval.index.segments import Segment
from retrieval.models import Passage, Report

# Reports of which the decoded form is kept; a long one takes a megabyte.
_REPORTS = 4


class PassageStore(Protocol):
    """Passages and reports of a library. Nothing that serves a person may iterate over all of them."""

    def __len__(self) -> int:
        """The number of passages."""

    def __iter__(self) -> Iterator[Passage]:
        """All passages in document order, for listings and checks."""

    def __getitem__(self, at: int) -> Passage:
        """The passage at a position in document order; IndexError where there is none."""

    def passage(self, passage_id: str) -> Passage:
        """The passage of this id; KeyError where there is none."""

    def get(self, passage_ids: Iterable[str]) -> list[Passage]:
        """The passages of some ids, in their order; KeyError where there is none."""

    def by_key(self, key: str) -> Passage | None:
        """The passage of a permanent key (`retrieval.index.passage_keys`); None where there is none."""

    def of_report(self, file: str) -> Sequence[Passage]:
        """The passages of a report in document order; KeyError where there is no such report."""

    def report(self, file: str) -> Report:
        """A report with its whole text; KeyError where there is none."""

    def neighbours(self, passage: Passage) -> tuple[Passage | None, Passage | None]:
        """The passages before and after within the same report."""

    def verify(self, passages: Iterable[Passage]) -> None:
        """Raise `DamagedIndexError` where a passage that is about to be quoted is not what was indexed."""

    def annotated(self) -> Iterator[LoadedReport]:
        """The reports that staff wrote something beside, in document order."""

    def loaded_reports(self) -> Iterator[LoadedReport]:
        """All reports in document order, for listings and checks."""


class SegmentPassages(Sequence[Passage]):
    """Passage store over the segments of an index. Thread-safe: nothing changes after construction.

    A passage has a position among those that count, in document order, and a row in the index, which numbers those
    that were replaced too.
    """

    def __init__(self, segments: Sequence[Segment], document_order: Ids) -> None:
        """``document_order`` gives the rows of the reports that count, by the names of their files."""
        self._readers = [SegmentReader(segment) for segment in segments]
        self._first_reports = [segment.first_report for segment in segments]
        self._first_passages = [segment.first_passage for segment in segments]
        self._order = document_order
        self._last_reports = lru_cache(_REPORTS)(self._decoded_report)

    @cached_property
    def _keys(self) -> PassageKeyIndex:
        return PassageKeyIndex([reader.segment for reader in self._readers])

    @cached_property
    def _starts(self) -> Ids:
        """The position of the first passage of each report, in document order, and the number of passages."""
        counts = [np.diff(reader.segment.arrays["documents/first_passage"]) for reader in self._readers]
        of_report = np.concatenate([np.zeros(0, np.int64), *counts])[self._order]
        return np.concatenate([np.zeros(1, np.int64), np.cumsum(of_report)])

    def __len__(self) -> int:
        """The number of passages."""
        return int(self._starts[-1])

    def __iter__(self) -> Iterator[Passage]:
        """All passages in document order, for listings and checks."""
        for row in self._order.tolist():
            reader, report = self._reader(row)
            yield from reader.passages(report)

    @overload
    def __getitem__(self, at: int) -> Passage: ...

    @overload
    def __getitem__(self, at: slice) -> tuple[Passage, ...]: ...

    def __getitem__(self, at: int | slice) -> Passage | tuple[Passage, ...]:
        """The passage at a position in document order."""
        if isinstance(at, slice):
            return tuple(self[each] for each in range(*at.indices(len(self))))
        position = range(len(self))[at]
        number = int(np.searchsorted(self._starts, position, side="right")) - 1
        reader, report = self._reader(int(self._order[number]))
        return reader.passage(reader.passage_rows(report)[position - int(self._starts[number])])

    def at_rows(self, rows: Iterable[int]) -> list[Passage]:
        """The passages of some rows of the index, in their order."""
        wanted = np.fromiter(rows, np.intp)
        segment_of = np.searchsorted(self._first_passages, wanted, side="right") - 1
        found: dict[int, Passage] = {}
        for number in sorted(set(segment_of.tolist())):
            places = np.flatnonzero(segment_of == number)
            of_segment = (wanted[places] - self._first_passages[number]).tolist()
            found |= zip(places.tolist(), self._readers[number].passages_at(of_segment), strict=True)
        return [found[place] for place in range(len(wanted))]

    def row(self, passage_id: str) -> int:
        """The row of the passage of an id in the index; KeyError where there is none."""
        reader, row = self._find(passage_id)
        return reader.segment.first_passage + row

    def passage(self, passage_id: str) -> Passage:
        """The passage of this id; KeyError where there is none."""
        reader, row = self._find(passage_id)
        return reader.passage(row)

    def get(self, passage_ids: Iterable[str]) -> list[Passage]:
        """The passages of some ids, in their order; KeyError where there is none."""
        return [self.passage(each) for each in passage_ids]

    def by_key(self, key: str) -> Passage | None:
        """The passage of a permanent key (`retrieval.index.passage_keys`); None where there is none."""
        for row in self._keys.rows(key):
            at = bisect_right(self._first_passages, row) - 1
            reader, passage = self._readers[at], row - self._first_passages[at]
            if reader.is_live(reader.report_of(passage)):
                return reader.passage(passage)
        return None

    def of_report(self, file: str) -> Sequence[Passage]:
        """The passages of a report in document order; KeyError where there is no such report."""
        reader, report = self._report(file)
        return reader.passages(report)

    def report(self, file: str) -> Report:
        """A report with its whole text; KeyError where there is none."""
        return self._last_reports(file)

    def _decoded_report(self, file: str) -> Report:
        reader, report = self._report(file)
        return reader.report(report)

    def loaded(self, file: str) -> LoadedReport:
        """A report with its passages and what staff wrote beside it; KeyError where there is none."""
        reader, report = self._report(file)
        return reader.loaded(report)

    def read_at(self, file: str) -> str:
        """When a report was read (UTC, ISO 8601); KeyError where there is none."""
        reader, report = self._report(file)
        return reader.record(report).read_at

    def loaded_reports(self) -> Iterator[LoadedReport]:
        """All reports in document order, for listings and checks."""
        for row in self._order.tolist():
            reader, report = self._reader(row)
            yield reader.loaded(report)

    def verify(self, passages: Iterable[Passage]) -> None:
        """Raise `DamagedIndexError` where a passage that is about to be quoted is not what was indexed."""
        for passage in passages:
            reader, row = self._find(passage.id)
            reader.verify(row, passage)

    def annotated(self) -> Iterator[LoadedReport]:
        """The reports that staff wrote something beside, in document order."""
        annotated = [reader.annotated for reader in self._readers]
        for row in self._order[np.concatenate([np.zeros(0, np.bool_), *annotated])[self._order]].tolist():
            reader, report = self._reader(row)
            yield reader.loaded(report)

    def neighbours(self, passage: Passage) -> tuple[Passage | None, Passage | None]:
        """The passages before and after within the same report."""
        reader, row = self._find(passage.id)
        rows = reader.passage_rows(reader.report_of(row))
        before = reader.passage(row - 1) if row > rows.start else None
        return before, reader.passage(row + 1) if row + 1 < rows.stop else None

    def _find(self, passage_id: str) -> tuple[SegmentReader, int]:
        """The segment and the row of the passage of an id; the last one that has it, unless its report was replaced."""
        try:
            number = passage_number(passage_id)
        except ValueError:
            raise KeyError(passage_id) from None
        for reader in reversed(self._readers):
            row = reader.row_of(number)
            if row is not None and reader.is_live(reader.report_of(row)):
                return reader, row
        raise KeyError(passage_id)

    def _report(self, file: str) -> tuple[SegmentReader, int]:
        at = bisect_left(self._order, file, key=self._name)
        if at == len(self._order) or self._name(self._order[at]) != file:
            raise KeyError(file)
        return self._reader(int(self._order[at]))

    def _name(self, row: int) -> str:
        reader, report = self._reader(int(row))
        return reader.names[report]

    def _reader(self, row: int) -> tuple[SegmentReader, int]:
        """The segment of a report's row, and the row within it."""
        at = bisect_right(self._first_reports, row) - 1
        return self._readers[at], row - self._first_reports[at]
