"""Segment reader: reports and passages from the arrays of a segment, decoded when they are asked for."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import repeat
from typing import Any

import numpy as np

from retrieval.corpus.segments.passage_checksum import passage_checksum
from retrieval.corpus.segments.segment_writer import MARKS, REGIONS
from retrieval.corpus.sources.annotations import Gap, Phrasing
from retrieval.corpus.sources.loader import LoadedReport
from retrieval.index.packed_texts import PackedTexts, decode_text
from retrieval.index.postings import Mask
from retrieval.index.segments import Segment
from retrieval.models import (
    Clause,
    DamagedIndexError,
    ManifestFacts,
    MetadataField,
    Passage,
    PassageReading,
    Report,
    TextMark,
)

# Strings and reports of which the decoded form is kept: many passages have the same path, those of a report its title.
_STRINGS, _REPORTS = 2048, 256


# File, title, document number and marks of a report.
_Identity = tuple[str, str, str | None, frozenset[TextMark]]


@dataclass(frozen=True, slots=True)
class ReportRecord:
    """What is told of a report: the fields of its header, the manifest's facts, the time of reading, tags and marks."""

    metadata: tuple[MetadataField, ...]
    facts: ManifestFacts
    read_at: str
    tags: tuple[tuple[str, str], ...]
    marks: frozenset[TextMark]


class SegmentReader:
    """Decodes the rows of one segment. Thread-safe: nothing changes after construction but a cache."""

    def __init__(self, segment: Segment) -> None:
        """Open the arrays of a `SegmentWriter`. Raises KeyError where one is missing."""
        self.segment, arrays = segment, segment.arrays
        self.names = PackedTexts(arrays, "documents/name")
        self._texts = PackedTexts(arrays, "documents/text")
        self._records = PackedTexts(arrays, "documents/record")
        self._annotations = PackedTexts(arrays, "documents/annotations")
        self._strings = PackedTexts(arrays, "documents/strings")
        self._octets, self._folded = arrays["documents/text/bytes"], arrays["documents/folded"]
        self._identities = arrays["documents/identity"]
        self._first_passage, self._first_clause = arrays["documents/first_passage"], arrays["documents/first_clause"]
        self._columns, self._report = arrays["documents/passages"], arrays["passages/report"]
        self._numbers, self._by_number = arrays["passages/number"], arrays["passages/by_number"]
        self._spans, self._clauses = arrays["documents/sentences"], arrays["documents/clauses"]
        # An index of an earlier version has none; it is read to be made anew.
        self._checksums = arrays.get("passages/checksum")
        self._string = lru_cache(_STRINGS)(self._strings.__getitem__)
        self._headings = lru_cache(_STRINGS)(self._decoded_headings)
        self._identity = lru_cache(_REPORTS)(self._decoded_identity)

    def _decoded_headings(self, number: int) -> tuple[str, ...]:
        return tuple(json.loads(self._strings[number]))

    def _decoded_identity(self, report: int) -> _Identity:
        """File, title, number and marks of a report."""
        title, number, bits = self._identities[report].tolist()
        marks = frozenset(mark for at, mark in enumerate(MARKS) if bits >> at & 1)
        return self.names[report], self._strings[title], self._strings[number - 1] if number else None, marks

    @property
    def annotated(self) -> Mask:
        """For each report whether staff wrote something beside it."""
        return self._annotations.sizes > 0

    def passage_rows(self, report: int) -> range:
        """The rows of the passages of a report."""
        return range(*self._first_passage[report : report + 2].tolist())

    def report_of(self, passage: int) -> int:
        """The row of the report of a passage."""
        return int(self._report[passage])

    def row_of(self, number: int) -> int | None:
        """The row of the passage that has a number in its id, whether or not it still counts."""
        numbers = self._numbers
        if len(numbers):
            # Reports that came in together have successive numbers.
            guess = number - int(numbers[0])
            if 0 <= guess < len(numbers) and numbers[guess] == number:
                return guess
        at = int(np.searchsorted(numbers, number, sorter=self._by_number))
        row = int(self._by_number[at]) if at < len(self._by_number) else -1
        return row if row >= 0 and numbers[row] == number else None

    def is_live(self, report: int) -> bool:
        """Whether a report still counts."""
        live = self.segment.live_reports
        return live is None or bool(live[report])

    def passage(self, row: int) -> Passage:
        """The passage of a row. Raises `DamagedIndexError` where it is not what was written."""
        (found,) = self.passages_at([row])
        self.verify(row, found)
        return found

    def verify(self, row: int, passage: Passage) -> None:
        """Raise `DamagedIndexError` where the passage that was read from a row is not what was written."""
        if self._checksums is None or passage.reading is None:
            return
        if self._checksums[row] != passage_checksum(passage, passage.reading):
            raise DamagedIndexError(f"{passage.file}: {passage.id}: wanted the passage that was indexed, found another")

    def passages_at(self, rows: Sequence[int]) -> list[Passage]:
        """The passages of some rows, in their order."""
        reports = map(self._identity, self._report[rows].tolist())
        return self._decoded(rows, reports, self._clause)

    def passages(self, report: int) -> tuple[Passage, ...]:
        """The passages of a report."""
        return self._passages(report, self._clause)

    def _passages(self, report: int, clause_of: Callable[[int], Clause]) -> tuple[Passage, ...]:
        return tuple(self._decoded(self.passage_rows(report), repeat(self._identity(report)), clause_of))

    def _decoded(
        self, rows: Sequence[int], identities: Iterable[_Identity], clause_of: Callable[[int], Clause]
    ) -> list[Passage]:
        """The passages of some rows; ``identities`` gives those of their reports."""
        at = np.array(rows, np.intp)
        columns = zip(self._columns[at].tolist(), self._numbers[at].tolist(), identities, strict=False)
        return [self._passage(each, number, identity, clause_of) for each, number, identity in columns]

    def _passage(
        self, columns: Sequence[int], number: int, identity: _Identity, clause_of: Callable[[int], Clause]
    ) -> Passage:
        clause, start, end, first, last, folded_start, folded_end, first_sentence, last_sentence, frame = columns
        reading = PassageReading(
            decode_text(self._folded, folded_start, folded_end),
            tuple(map(tuple, self._spans[first_sentence:last_sentence].tolist())),
            self._string(frame),
        )
        text = decode_text(self._octets, first, last)
        file, title, document_number, marks = identity
        about = f"p{number}", file, title, document_number, clause_of(clause)
        return Passage(*about, start, end, text, reading, marks)

    def _clause(self, row: int) -> Clause:
        path, headings, start, end, body, region, document = self._clauses[row].tolist()
        place, within = REGIONS[region], self._string(document)
        return Clause(self._string(path), self._headings(headings), start, end, body, place, within)

    def record(self, report: int) -> ReportRecord:
        """What is told of a report."""
        stored = json.loads(self._records[report])
        more = tuple((key, value) for key, value in stored["facts"]["more"])
        fields = tuple(MetadataField(*field) for field in stored["metadata"])
        facts = ManifestFacts(**stored["facts"] | {"more": more})
        tags = tuple((name, value) for name, value in stored.get("tags", ()))
        return ReportRecord(fields, facts, stored["read"], tags, self._identity(report)[3])

    def report(self, row: int) -> Report:
        """A report with its whole text."""
        record, (file, title, number, marks) = self.record(row), self._identity(row)
        clauses = tuple(map(self._clause, range(*self._first_clause[row : row + 2].tolist())))
        about = record.metadata, clauses, record.facts, record.tags, marks
        return Report(file, self._texts[row], title, number, *about)

    def loaded(self, row: int) -> LoadedReport:
        """A report with its passages and what staff wrote beside it."""
        stored = json.loads(self._annotations[row] or '{"phrasings": [], "gaps": []}')
        phrasings = tuple(Phrasing(question, _span(span), _span(short), own) for question, span, short, own in
                          stored["phrasings"])  # fmt: skip
        gaps = tuple(Gap(question, _span(nearest), turn_to, block) for question, nearest, turn_to, block in
                     stored["gaps"])  # fmt: skip
        report, first = self.report(row), int(self._first_clause[row])
        # The passages share the clauses of the report.
        passages = self._passages(row, lambda clause: report.clauses[clause - first])
        return LoadedReport(report, passages, phrasings, gaps)


def _span(stored: list[int] | None) -> Any:
    """A `Span`, or None where there is none."""
    return tuple(stored) if stored else None
