"""Segment writer: turns reports into the arrays of a segment, one report at a time."""

from __future__ import annotations

import json
from array import array
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property

import numpy as np

from retrieval.corpus.segments.passage_checksum import passage_checksum
from retrieval.corpus.sources.loader import LoadedReport
from retrieval.index.packed_texts import StringTable, TextPacker, encode_text
from retrieval.index.report_tokens import ReportTokens, kept_reading
from retrieval.index.segments import Arrays, NumberArray, SegmentPart
from retrieval.models import Region, TextMark
from retrieval.parsing.metadata import DocumentMetadata

REGIONS = tuple(Region)
# By the bit that stands for each.
MARKS = tuple(TextMark)
_REGION_NUMBER = {region: number for number, region in enumerate(REGIONS)}


@dataclass(frozen=True)
class IndexedReport:
    """A report on its way into a segment: as it was loaded, with readings of its passages, and what it is."""

    loaded: LoadedReport
    metadata: DocumentMetadata
    read_at: str = ""

    @cached_property
    def tokens(self) -> ReportTokens:
        """Its folded texts."""
        return ReportTokens(self.loaded.report, self.loaded.passages)


def _no_parts() -> Sequence[SegmentPart[IndexedReport]]:
    return ()


def _no_corrections(arrays: Arrays, removed: Sequence[IndexedReport]) -> Arrays:
    return {}


@dataclass(frozen=True, slots=True)
class IndexParts:
    """What an index keeps beside texts and passages.

    ``parts`` makes new parts for each segment. ``correct`` gets the arrays of a segment and reports that it held and
    that count no longer, and gives the arrays that change thereby: sums over all reports, of which rows tell nothing.
    """

    parts: Callable[[], Sequence[SegmentPart[IndexedReport]]] = _no_parts
    correct: Callable[[Arrays, Sequence[IndexedReport]], Arrays] = _no_corrections


class SegmentWriter:
    """Collects the reports of one segment."""

    def __init__(self, parts: Sequence[SegmentPart[IndexedReport]] = ()) -> None:
        """``parts`` are handed every report and give their arrays at the end."""
        self._parts = parts
        self._names, self._texts, self._records, self._annotations = (TextPacker() for _ in range(4))
        self._strings, self._folded = StringTable(), bytearray()
        # Where the passages and the clauses of each report begin, and the end of all.
        self._first_passage, self._first_clause = array("q", [0]), array("q", [0])
        self._identities, self._clauses, self._spans, self._columns = (array("I") for _ in range(4))
        self._numbers, self._checksums = array("q"), array("I")

    @property
    def reports(self) -> int:
        """The number of reports."""
        return len(self._names)

    @property
    def passages(self) -> int:
        """The number of passages."""
        return len(self._numbers)

    @property
    def text_bytes(self) -> int:
        """The size of the texts."""
        return self._texts.size

    def add(self, report: IndexedReport) -> None:
        """Take in a report."""
        loaded = report.loaded
        self._add_clauses(loaded)
        self._add_passages(loaded)
        title, number = self._strings.number(loaded.report.title), self._optional(loaded.report.number)
        self._identities.extend((title, number, sum(1 << MARKS.index(mark) for mark in loaded.report.marks)))
        self._names.add(loaded.report.file)
        self._texts.add(loaded.report.text)
        self._records.add(_record(report))
        self._annotations.add(_annotations(loaded))
        for part in self._parts:
            part.add(report)

    def _optional(self, text: str | None) -> int:
        """The number of a string from 1 on, 0 for None."""
        return 0 if text is None else self._strings.number(text) + 1

    def _add_clauses(self, loaded: LoadedReport) -> None:
        string = self._strings.number
        for c in loaded.report.clauses:
            headings = json.dumps(c.headings, ensure_ascii=False)
            self._clauses.extend((string(c.path), string(headings), c.start, c.end, c.body, _REGION_NUMBER[c.place]))
            self._clauses.append(string(c.document))
        self._first_clause.append(len(self._clauses) // 7)

    def _add_passages(self, loaded: LoadedReport) -> None:
        first, at, octets = self._first_clause[-2], 0, self._texts.size
        clause_number = {id(clause): first + number for number, clause in enumerate(loaded.report.clauses)}
        text = loaded.report.text
        for passage in loaded.passages:
            octets += len(encode_text(text[at : passage.start]))
            size, at = len(encode_text(passage.text)), passage.end
            reading = kept_reading(passage)
            folded, sentences = len(self._folded), len(self._spans) // 2
            self._folded += encode_text(reading.folded)
            for span in reading.sentences:
                self._spans.extend(span)
            self._numbers.append(passage_number(passage.id))
            self._checksums.append(passage_checksum(passage, reading))
            self._columns.extend((clause_number[id(passage.clause)], passage.start, passage.end, octets, octets + size))
            self._columns.extend((folded, len(self._folded), sentences, len(self._spans) // 2))
            self._columns.append(self._strings.number(reading.time_frame))
            octets += size
        self._first_passage.append(self.passages)

    def arrays(self) -> Arrays:
        """The arrays of all reports that were added."""
        first_passage = np.frombuffer(self._first_passage, np.int64)
        numbers = np.frombuffer(self._numbers, np.int64)
        arrays: dict[str, NumberArray] = {
            "documents/first_passage": first_passage,
            "documents/first_clause": np.frombuffer(self._first_clause, np.int64),
            "documents/identity": _table(self._identities, 3),
            "documents/passages": _table(self._columns, 10),
            "passages/report": np.repeat(np.arange(self.reports, dtype=np.int32), np.diff(first_passage)),
            "passages/number": numbers,
            "passages/checksum": np.frombuffer(self._checksums, np.uint32),
            "passages/by_number": np.argsort(numbers, kind="stable").astype(np.int32),
            "documents/folded": np.frombuffer(self._folded, np.uint8),
            "documents/sentences": _table(self._spans, 2),
            "documents/clauses": _table(self._clauses, 7),
            **self._names.arrays("documents/name"),
            **self._texts.arrays("documents/text"),
            **self._records.arrays("documents/record"),
            **self._annotations.arrays("documents/annotations"),
            **self._strings.arrays("documents/strings"),
        }
        for part in self._parts:
            more = part.arrays()
            if twice := arrays.keys() & more.keys():
                raise ValueError(f"wanted arrays by names of their own, found {min(twice)} twice")
            arrays |= more
        return arrays


def passage_number(passage_id: str) -> int:
    """The number in the id of a passage. Raises ValueError for another form.

    >>> passage_number("p17")
    17
    """
    digits = passage_id[1:]
    if not (passage_id.startswith("p") and digits.isascii() and digits.isdecimal() and digits == str(int(digits))):
        raise ValueError(f"wanted the id of a passage, such as p17, found {passage_id[:20]!r}")
    return int(digits)


def _table(values: array[int], columns: int) -> np.ndarray[tuple[int, int], np.dtype[np.uint32]]:
    return np.frombuffer(values, np.uint32).reshape(-1, columns)


def _record(report: IndexedReport) -> str:
    """What is told of a report without its texts."""
    told = report.loaded.report
    fields = [[field.name, field.value, field.start, field.end] for field in told.metadata]
    record = {"metadata": fields, "facts": asdict(told.facts), "read": report.read_at}
    return json.dumps(record | {"tags": told.tags}, ensure_ascii=False)


def _annotations(loaded: LoadedReport) -> str:
    """Phrasings and gaps; empty where there are none."""
    if not (loaded.phrasings or loaded.gaps):
        return ""
    phrasings = [[each.question, each.span, each.short, each.own_words] for each in loaded.phrasings]
    gaps = [[each.question, each.nearest, each.turn_to, each.block] for each in loaded.gaps]
    return json.dumps({"phrasings": phrasings, "gaps": gaps}, ensure_ascii=False)
