"""Report columns: the fields of reports as arrays, and conditions on them evaluated over all reports at once.

Fields that are compared as a whole are an inverted index: for each fingerprint of a field with its value the rows of
the reports that have it. Texts that contain a value are scanned as bytes, which takes about a millisecond for the
titles of 24,000 reports. Nothing is decoded when columns are opened.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from collections import defaultdict
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
from retrieval.corpus.version_years import years_in_use
from retrieval.index.postings import Ids, Mask
from retrieval.index.segments import Arrays, Segment
from retrieval.parsing.metadata import DocumentMetadata
from retrieval.text.gazetteer import Gazetteer
from retrieval.text.normalization import compact, fold, normalize_number
from retrieval.text.tokenization import bigrams

# No byte of UTF-8: nothing that is looked for can span two texts.
_END = b"\xff"
_NO_YEAR = -1
_PAIR = "pair"
# How many values of texts are kept with the rows that contain them.
_CACHED = 32
_MENTIONED_YEAR = re.compile(r"(?=((?:19|20)[0-9]{2}))")


class TextColumn:
    """A text for each row, as UTF-8 bytes one after the other.

    >>> column = TextColumn(TextColumn.pack("titles", ["甲报告", "", "乙通报"]), "titles")
    >>> column[2], column.containing("报").tolist()
    ('乙通报', [0, 2])
    """

    def __init__(self, arrays: Arrays, name: str) -> None:
        """Read the column ``name``."""
        self._bytes, self._starts = arrays[f"{name}/bytes"], arrays[f"{name}/starts"]

    @staticmethod
    def pack(name: str, texts: Iterable[str]) -> Arrays:
        """The arrays of a column."""
        encoded = [text.encode("utf-8", "surrogatepass") + _END for text in texts]
        starts = np.cumsum([0, *map(len, encoded)], dtype=np.int64)
        return {f"{name}/bytes": np.frombuffer(b"".join(encoded), np.uint8), f"{name}/starts": starts}

    def __len__(self) -> int:
        """The number of rows."""
        return len(self._starts) - 1

    def __getitem__(self, row: int) -> str:
        """The text of a row."""
        start, end = self._starts[row : row + 2].tolist()
        return bytes(self._bytes[start : end - 1]).decode("utf-8", "surrogatepass")

    def containing(self, value: str) -> Ids:
        """The rows whose text contains a value; for an empty one those that have any text."""
        if not value:
            return np.flatnonzero(np.diff(self._starts) > 1)
        text, wanted = self._bytes.tobytes(), value.encode("utf-8", "surrogatepass")
        found, at = list[int](), text.find(wanted)
        while at >= 0:
            found.append(at)
            at = text.find(wanted, text.find(_END, at))
        return np.searchsorted(self._starts, found, side="right") - 1


class ReportColumnsPart:
    """The columns of the reports of one segment, in the order of their files."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        """Places that are mentioned are those of the gazetteer."""
        self._gazetteer = gazetteer
        self._rows: dict[tuple[str, str], list[int]] = defaultdict(list)
        self._years: list[int] = []
        self._works: list[int] = []
        self._versions: list[int] = []
        self._places: list[str] = []
        self._texts: dict[ReportField, list[str]] = {field: [] for field in _TEXTS}

    def add(self, metadata: DocumentMetadata, folded: str) -> None:
        """Take in a report; ``folded`` is its folded text."""
        row = len(self._years)
        for key in set(_keys(metadata)):
            self._rows[key].append(row)
        for year in mentioned_years(folded):
            self._rows[ReportField.MENTIONED_YEAR, year].append(row)
        for name in self._gazetteer.mentioned_in(folded):
            self._rows[ReportField.MENTIONED_PLACE, name].append(row)
        self._years.append(_NO_YEAR if metadata.year is None else metadata.year)
        self._works.append(fingerprint(ReportField.WORK, metadata.work) if metadata.version else 0)
        self._versions.append(int(metadata.version.replace("-", "")) if metadata.version else 0)
        self._places.append("\n".join((metadata.place.name, *metadata.place.above)) if metadata.place else "")
        for field, text in _texts(metadata).items():
            self._texts[field].append(text)

    def arrays(self) -> Arrays:
        """The arrays, under names that begin with ``reports/``."""
        keys = np.array([fingerprint(*key) for key in self._rows], np.uint64)
        order = np.argsort(keys)
        rows = list(self._rows.values())
        places, codes = np.unique(np.array(self._places, dtype=object), return_inverse=True)
        found: dict[str, NDArray[np.generic]] = {
            "reports/keys": keys[order],
            "reports/key_starts": np.cumsum([0, *(len(rows[at]) for at in order)], dtype=np.int64),
            "reports/rows": np.array([row for at in order for row in rows[at]], np.int32),
            "reports/year": np.array(self._years, np.int16),
            "reports/work": np.array(self._works, np.uint64),
            "reports/version": np.array(self._versions, np.int32),
            "reports/place": codes.astype(np.int32),
            **TextColumn.pack("reports/places", places),
        }
        for field, texts in self._texts.items():
            found |= TextColumn.pack(f"reports/{field}", texts)
        return found


_TEXTS = (ReportField.FILE, ReportField.TITLE, ReportField.AGENCY, ReportField.PLACE_NAME, ReportField.NUMBER)
_CONTAINED = frozenset(_TEXTS) - {ReportField.FILE}


def _texts(metadata: DocumentMetadata) -> dict[ReportField, str]:
    """The texts that are scanned; compact names hold no line break."""
    return {
        ReportField.FILE: metadata.file,
        ReportField.TITLE: "\n".join(map(fold, metadata.titles)),
        ReportField.AGENCY: "\n".join(map(compact, metadata.agencies)),
        ReportField.PLACE_NAME: "\n".join(map(compact, metadata.place_names)),
        ReportField.NUMBER: normalize_number(metadata.number),
    }


def _keys(metadata: DocumentMetadata) -> Iterator[tuple[str, str]]:
    """Fields with the values that they have; a report of no place has an empty one."""
    place = metadata.place
    yield ReportField.FILE, metadata.file
    yield ReportField.FAMILY, metadata.family.value
    yield ReportField.PLACE, place.name if place else ""
    yield from ((ReportField.PLACE_ABOVE, name) for name in (place.above if place else ()))
    yield ReportField.NATIONAL, str(metadata.national)
    yield ReportField.ANNUAL, str(metadata.annual)
    yield ReportField.WORK, metadata.work if metadata.version else ""
    yield from ((ReportField.YEAR, str(year)) for year in (metadata.year,) if year is not None)
    yield from ((ReportField.COVERED_YEAR, str(year)) for year in metadata.years)
    yield from ((_PAIR, pair) for pair in title_pairs(metadata))


def mentioned_years(folded: str) -> set[str]:
    """The years that stand in a folded text, wherever four digits make one.

    >>> sorted(mentioned_years("2019至2020年,第120210号"))
    ['2019', '2020', '2021']
    """
    return set(_MENTIONED_YEAR.findall(folded))


def title_pairs(metadata: DocumentMetadata) -> set[str]:
    """The pairs of neighbouring Han characters in a report's title and in the name of its file, folded.

    >>> sorted(title_pairs(DocumentMetadata("2021-市.txt", "甲辦法")))
    ['办法', '甲办']
    """
    return set(bigrams(fold(" ".join((*metadata.titles, metadata.file)))))


def fingerprint(field: str, value: str) -> int:
    """64 bits that stand for a field with its value."""
    key = f"{field}={value}".encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(key, digest_size=8).digest(), "little")


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
        self.texts = {field: TextColumn(arrays, f"reports/{field}") for field in _TEXTS}
        # The steps of one question ask for the same value again and again.
        self._containing = lru_cache(_CACHED)(self._scan)

    def rows(self, field: str, value: str) -> NDArray[np.int32]:
        """The rows whose field has a value."""
        key = np.uint64(fingerprint(field, value))
        at = int(np.searchsorted(self._keys, key))
        if at == len(self._keys) or self._keys[at] != key:
            return self._rows[:0]
        return self._rows[self._starts[at] : self._starts[at + 1]]

    def mask(self, condition: Condition) -> Mask:
        """For each row whether it meets a condition."""
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
                found = self.mask(AnyOf((condition,)))
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
                held[segment.rows(_PAIR, pair) + segment.first] += 1
        held[~self.mask(condition)] = 0
        levels = np.flatnonzero(np.bincount(held))[::-1].tolist()
        best = (row for level in levels if level for row in self.in_order(held == level))
        return list(islice(best, k))

    @cached_property
    def newest_year(self) -> int | None:
        """The newest year that a report was written for."""
        years = [int(segment.years[segment.live].max(initial=_NO_YEAR)) for segment in self._segments]
        newest = max(years, default=_NO_YEAR)
        return newest if newest > 0 else None

    @cached_property
    def place_names(self) -> frozenset[str]:
        """The names of the places that reports are of, and of those above them."""
        return frozenset().union(*(segment.place_names() for segment in self._segments))
