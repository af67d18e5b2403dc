"""Report index: the segments that hold a library's reports, mapped from files or in memory."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from retrieval.corpus.catalog import SegmentCatalog
from retrieval.corpus.passages import SegmentPassages
from retrieval.corpus.segments.segment_writer import IndexedReport, IndexParts, SegmentWriter
from retrieval.corpus.sources.loader import Corpus, LoadedReport
from retrieval.index.postings import Ids
from retrieval.index.segments import Arrays, Segment
from retrieval.models import Skipped
from retrieval.parsing.metadata import read_metadata
from retrieval.parsing.sentences import with_readings
from retrieval.text.gazetteer import Gazetteer


class UnindexableDocumentError(Exception):
    """A document of which a part of the index cannot be made, so that what was made of others is of no use.

    ``source`` is the name of its file; another update does without it.
    """

    def __init__(self, source: str) -> None:
        super().__init__(f"{source}: wanted a document that can be indexed, found one that fails")
        self.source = source


@dataclass(frozen=True, slots=True, eq=False)
class ReportIndex:
    """Segments, the rows of the reports that count in document order, and what could not be read.

    ``checksum`` changes with the content of the files and with the ids of passages; ``stamp`` with each generation on
    the disk, and is None for one in memory.
    """

    segments: tuple[Segment, ...]
    document_order: Ids
    skipped: tuple[Skipped, ...]
    checksum: str
    stamp: tuple[int, ...] | None = None

    @classmethod
    def of(cls, corpus: Corpus, parts: IndexParts, gazetteer: Gazetteer) -> ReportIndex:
        """The index of reports in memory. Raises `UnindexableDocumentError`."""
        read = [file for file in corpus.files if file.passages is not None]
        writer = SegmentWriter(parts.parts())
        for loaded, file in zip(corpus.loaded_reports, read, strict=True):
            try:
                writer.add(indexed(loaded, gazetteer, file.read_at))
            except Exception as error:
                raise UnindexableDocumentError(file.source) from error
        segments, order = _placed_alone(writer)
        digests, numbers = (file.digest for file in read), passage_numbers(segments, order)
        return cls(segments, order, corpus.skipped, checksum(zip(digests, numbers, strict=True)))

    def open_catalog(self) -> SegmentCatalog:
        """What each report is."""
        return SegmentCatalog(self.segments)

    def open_passages(self) -> SegmentPassages:
        """The passages and texts of the reports."""
        return SegmentPassages(self.segments, self.document_order)


@dataclass(frozen=True, slots=True)
class UnplacedSegment:
    """A segment before it has its place in an index; ``removed`` are the rows of reports that count no longer."""

    arrays: Arrays
    reports: int
    passages: int
    removed: Ids = field(default_factory=lambda: np.zeros(0, np.intp))


def indexed(loaded: LoadedReport, gazetteer: Gazetteer, read_at: str) -> IndexedReport:
    """A report with all that its segment needs of it."""
    metadata = read_metadata(loaded.report, gazetteer)
    if all(passage.reading for passage in loaded.passages):
        return IndexedReport(loaded, metadata, read_at)
    return IndexedReport(replace(loaded, passages=with_readings(loaded.passages, metadata)), metadata, read_at)


def memory_segments(reports: Iterable[IndexedReport], parts: IndexParts) -> tuple[tuple[Segment, ...], Ids]:
    """One segment of reports, and their document order."""
    writer = SegmentWriter(parts.parts())
    for report in reports:
        writer.add(report)
    return _placed_alone(writer)


def _placed_alone(writer: SegmentWriter) -> tuple[tuple[Segment, ...], Ids]:
    order = np.arange(writer.reports)
    return placed([UnplacedSegment(writer.arrays(), writer.reports, writer.passages)], order), order


def placed(segments: Iterable[UnplacedSegment], document_order: Ids) -> tuple[Segment, ...]:
    """Segments one after the other, with the rows that count; ``document_order`` holds those of the reports."""
    found, reports, passages = list[Segment](), 0, 0
    for each in segments:
        live = np.ones(each.reports, np.bool_)
        live[each.removed] = False
        masks = (live, live[each.arrays["passages/report"]]) if len(each.removed) else (None, None)
        found.append(Segment(each.arrays, each.reports, each.passages, reports, passages, *masks))
        reports, passages = reports + each.reports, passages + each.passages
    if (np.diff(document_order) > 0).all():
        return tuple(found)
    ranks = np.full(reports, len(document_order), np.int32)
    ranks[document_order] = np.arange(len(document_order))
    return tuple(
        replace(each, report_ranks=ranks[each.first_report : each.first_report + each.reports]) for each in found
    )


def passage_numbers(segments: Sequence[Segment], document_order: Ids) -> Iterator[Ids]:
    """For each report in document order the numbers in the ids of its passages."""
    firsts = np.array([segment.first_report for segment in segments])
    at_segments = np.searchsorted(firsts, document_order, side="right") - 1
    for at, row in zip(at_segments.tolist(), document_order.tolist(), strict=True):
        arrays, report = segments[at].arrays, row - segments[at].first_report
        start, end = arrays["documents/first_passage"][report : report + 2].tolist()
        yield arrays["passages/number"][start:end]


def checksum(reports: Iterable[tuple[str, Ids]]) -> str:
    """Checksum of reports: the digest of each one's file, and the numbers in the ids of its passages."""
    digest, first = hashlib.sha256(), 1
    for file_digest, numbers in reports:
        # Ids as a first reading gives them are left out: an index and its folder are one version.
        usual = bool((numbers == np.arange(first, first + len(numbers))).all())
        digest.update(f"{file_digest} {'' if usual else numbers.tolist()}\n".encode())
        first += len(numbers)
    return digest.hexdigest()
