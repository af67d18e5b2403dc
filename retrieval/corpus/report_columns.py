"""Report columns: the fields of reports as arrays, and conditions on them evaluated over all reports at once.

Fields that are compared as a whole are an inverted index: for each fingerprint of a field with its value the rows of
the reports that have it. Texts that contain a value are scanned as bytes, which takes about a millisecond for the
titles of 24,000 reports. Nothing is decoded when columns are opened.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from heapq import merge
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from retrieval.corpus.filters import (
    EVERY_REPORT,
    NOW,
    AllOf,
    AnyOf,
    Condition,
    InUse,
    Is,
    NoneOf,
    ReportField,
    YearRange,
)
from retrieval.corpus.report_columns_part import NO_YEAR, PAIR, TEXTS, fingerprint
from retrieval.corpus.version_years import years_in_use
from retrieval.index.postings import Ids, Mask
from retrieval.index.segments import Segment
from retrieval.index.text_column import TextColumn

_CONTAINED = frozenset(TEXTS) - {ReportField.FILE}
# How many values of texts and how many conditions are kept with the rows that meet them.
_CACHED = 32


class _SegmentColumns:
    """The columns of one segment. Rows count from its own first one; replaced ones are among them."""

    def __init__(self, segment: Segment) -> None:
        self.first, self.size = segment.first_report, segment.reports
        self.live: Mask = np.ones(self.size, np.bool_) if segment.live_reports is None else segment.live_reports
        arrays = segment.arrays
        self._keys, self._starts = arrays["reports/keys"], arrays["reports/key_starts"]
        self._rows, self.years = arrays["reports/rows"], arrays["reports/year"]
        self.works, self.versions = arrays["reports/work"], arrays["reports/version"]
        self.in_use = np.zeros(self.size, np.int16), np.full(self.size, NOW, np.int16)
        self._place, self._places = arrays["reports/place"], TextColumn(arrays, "reports/places")
        self.texts = {field: TextColumn(arrays, f"reports/{field}") for field in TEXTS}
        # The steps of one question ask for the same value, and for the same condition with others, again and again.
        self._containing = lru_cache(_CACHED)(self._scan)
        self._masks = lru_cache(_CACHED)(self._evaluated)

    def rows(self, field: str, value: str) -> NDArray[np.int32]:
        """The rows whose field has a value."""
        key = np.uint64(fingerprint(field, value))
        at = int(np.searchsorted(self._keys, key))
        if at == len(self._keys) or self._keys[at] != key:
            return self._rows[:0]
        return self._rows[self._starts[at] : self._starts[at + 1]]

    def mask(self, condition: Condition) -> Mask:
        """For each row whether it meets a condition; an array that nobody may change."""
        return self._masks(condition)

    def _evaluated(self, condition: Condition) -> Mask:
        match condition:
            case AllOf(conditions):
                found = np.ones(self.size, np.bool_)
                for each in conditions:
                    found &= self.mask(each)
            case AnyOf(conditions):
                found = np.zeros(self.size, np.bool_)
                for each in conditions:
                    # Known rows are set where they are: a condition may name hundreds of files.
                    found[self._having(each) if isinstance(each, Is) else self.mask(each)] = True
            case NoneOf(conditions):
                found = ~self.mask(AnyOf(conditions))
            case YearRange(first, last):
                found = (self.years >= max(first, 0)) & (self.years <= last)
            case InUse(year):
                used_from, used_until = self.in_use
                found = np.logical_and(used_from <= year, year <= used_until)
            case Is():
                found = np.zeros(self.size, np.bool_)
                found[self._having(condition)] = True
        found.flags.writeable = False
        return found

    def _having(self, condition: Is) -> Ids | NDArray[np.int32]:
        """The rows whose field has a value."""
        rows = self._containing if condition.field in _CONTAINED else self.rows
        return rows(condition.field, str(condition.value))

    def _scan(self, field: ReportField, value: str) -> Ids:
        """The rows whose text contains a value; of numbers, 113号 does not contain 13号."""
        texts = self.texts[field]
        rows = texts.containing(value)
        if field is not ReportField.NUMBER:
            return rows
        whole = re.compile(rf"(?<!\d){re.escape(value)}(?!\d)")
        return np.array([row for row in rows.tolist() if value and whole.search(texts[row])], np.intp)

    def place_names(self) -> set[str]:
        """The places of the reports and those above them."""
        # np.unique would load numpy's masked arrays.
        codes = set(self._place[self.live].tolist())
        return {name for code in codes for name in self._places[code].split("\n") if name}


class ReportColumns:
    """The columns of all segments of an index. Thread-safe.

    Rows number the reports through all segments; those that a later segment has replaced are among them and meet no
    condition. Values of `ReportField.TITLE` are folded, those of `AGENCY` and `PLACE_NAME` compact, those of `NUMBER`
    as `normalize_number` writes them.
    """

    def __init__(self, segments: Sequence[Segment]) -> None:
        """Read the columns of segments, in their order."""
        self._segments = [_SegmentColumns(segment) for segment in segments]
        self._firsts = [segment.first for segment in self._segments]
        # Versions of one law may stand in different segments; one that was replaced is none.
        works = [np.where(segment.live, segment.works, np.uint64(0)) for segment in self._segments]
        versions = [segment.versions for segment in self._segments]
        first, last = years_in_use(
            np.concatenate([np.zeros(0, np.uint64), *works]), np.concatenate([np.zeros(0, np.int32), *versions])
        )
        for segment in self._segments:
            rows = slice(segment.first, segment.first + segment.size)
            segment.in_use = first[rows], last[rows]

    def __len__(self) -> int:
        """The number of reports, without those that were replaced."""
        return self.count(EVERY_REPORT)

    def mask(self, condition: Condition) -> Mask:
        """For each row whether it is a report that meets a condition."""
        return np.concatenate([np.zeros(0, np.bool_), *(s.mask(condition) & s.live for s in self._segments)])

    def count(self, condition: Condition) -> int:
        """How many reports meet a condition."""
        return int(np.count_nonzero(self.mask(condition)))

    def row(self, file: str) -> int | None:
        """The row of a report, None where there is no such report."""
        rows = ((s, int(row)) for s in self._segments for row in s.rows(ReportField.FILE, file))
        return next((segment.first + row for segment, row in rows if segment.live[row]), None)

    def in_use(self, file: str) -> tuple[int, int]:
        """The first and the last year in which a report is in use; KeyError where there is no such report."""
        row = self.row(file)
        if row is None:
            raise KeyError(file)
        segment = self._segments[bisect_right(self._firsts, row) - 1]
        first, last = segment.in_use
        return int(first[row - segment.first]), int(last[row - segment.first])

    def file(self, row: int) -> str:
        """The name of a report's file."""
        segment = self._segments[bisect_right(self._firsts, row) - 1]
        return segment.texts[ReportField.FILE][row - segment.first]

    def in_order(self, mask: Mask) -> Iterator[int]:
        """The rows of a mask, lazily, by the names of their files; within a segment they stand in that order."""
        parts = (np.flatnonzero(mask[s.first : s.first + s.size]) + s.first for s in self._segments)
        filled = [map(int, part) for part in parts if len(part)]
        return filled[0] if len(filled) == 1 else merge(*filled, key=self.file)

    def with_title_pairs(self, pairs: Iterable[str], condition: Condition, k: int) -> list[int]:
        """At most ``k`` rows whose `title_pairs` hold most of some pairs; best first, ties as in `in_order`."""
        held = np.zeros(sum(segment.size for segment in self._segments), np.int32)
        for pair in set(pairs):
            for segment in self._segments:
                held[segment.rows(PAIR, pair) + segment.first] += 1
        held[~self.mask(condition)] = 0
        levels = np.flatnonzero(np.bincount(held))[::-1].tolist()
        best = (row for level in levels if level for row in self.in_order(held == level))
        return list(islice(best, k))

    @cached_property
    def newest_year(self) -> int | None:
        """The newest year that a report was written for."""
        years = [int(segment.years[segment.live].max(initial=NO_YEAR)) for segment in self._segments]
        newest = max(years, default=NO_YEAR)
        return newest if newest > 0 else None

    @cached_property
    def place_names(self) -> frozenset[str]:
        """The names of the places that reports are of, and of those above them."""
        return frozenset().union(*(segment.place_names() for segment in self._segments))
