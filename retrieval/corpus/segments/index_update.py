"""Index update: the next generation of an index, from what has changed in a folder of reports.

New and changed reports go into new segments, in the order of their names; the rows of changed and removed ones count no
longer. Segments that have become small or half empty are merged into the new one: their reports are taken from the
index itself, without reading their files. Never more than one segment is in memory.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from retrieval.corpus import storage
from retrieval.corpus.segments.generation import GenerationHeader, StoredSegment, generation_arrays
from retrieval.corpus.segments.report_index import (
    UnindexableDocumentError,
    UnplacedSegment,
    checksum,
    indexed,
    passage_numbers,
    placed,
)
from retrieval.corpus.segments.segment_reader import SegmentReader
from retrieval.corpus.segments.segment_writer import IndexedReport, IndexParts, SegmentWriter
from retrieval.corpus.sources.duplicates import DuplicateFinder
from retrieval.corpus.sources.folder_listing import FolderListing
from retrieval.corpus.sources.loader import (
    LoadedReport,
    read_file,
    touched_file,
    unindexable,
    with_lasting_ids,
    without_duplicate,
)
from retrieval.corpus.sources.source_file import LibraryFile, SourceFile, by_source, size_of
from retrieval.corpus.storage import GenerationWriter, StoredIndex
from retrieval.index.postings import Ids
from retrieval.index.segments import Arrays
from retrieval.models import EmptyLibraryError, Passage, Skipped, WendaError
from retrieval.parsing.fingerprint import TextFingerprint
from retrieval.resources import read_gazetteer

if TYPE_CHECKING:
    from retrieval.sandbox.sandboxed_reader import SandboxedReader

# A segment is closed when it has so many passages or bytes of text.
_PASSAGES, _TEXT_BYTES = 50_000, 1 << 28
# A library of fewer passages is one segment, and a segment of fewer is merged with the next one.
_SMALL, _TINY = 2_000, 500
# Passages of Chinese text have about so many bytes: how many a changed file holds is known only when it is read.
_BYTES_A_PASSAGE = 200


@dataclass(frozen=True, slots=True)
class ReportRow:
    """Where a report stands: the position of its segment, and its row there."""

    segment: int
    row: int


@dataclass(frozen=True, slots=True)
class _SegmentState:
    """A segment in the new generation, with the arrays that the removal of reports has changed."""

    stored: StoredSegment
    unplaced: UnplacedSegment
    corrected: Arrays


class SegmentSink:
    """Takes reports in and writes their segments, each when it is full."""

    def __init__(self, output: GenerationWriter, parts: IndexParts) -> None:
        """Write to ``output``."""
        self._output, self._parts = output, parts
        self._written: list[StoredSegment] = []
        self._writer = SegmentWriter(parts.parts())

    @property
    def empty(self) -> bool:
        """Whether nothing was taken in."""
        return not (self._written or self._writer.reports)

    def add(self, report: IndexedReport) -> ReportRow:
        """Take in a report; the position of its segment among those that are written, and its row there."""
        self._writer.add(report)
        row = ReportRow(len(self._written), self._writer.reports - 1)
        if self._writer.passages >= _PASSAGES or self._writer.text_bytes >= _TEXT_BYTES:
            self._close_segment()
        return row

    def close(self) -> list[StoredSegment]:
        """Write what is left; all segments."""
        if self._writer.reports:
            self._close_segment()
        return self._written

    def _close_segment(self) -> None:
        writer = self._writer
        self._written.append(self._output.write_segment(writer.arrays(), writer.reports, writer.passages))
        self._writer = SegmentWriter(self._parts.parts())


class _FormerIndex:
    """The index before: its files, and where their reports stand."""

    def __init__(self, stored: StoredIndex | None) -> None:
        self.stored = stored
        self.files = {file.name: file for file in stored.generation.files()} if stored else {}
        self.readers = [SegmentReader(segment) for segment in stored.index.segments] if stored else []
        self.states = list(self._states())
        self.places = dict(self._places())
        # Another code may read something else, so that its reports are not taken over; their ids are.
        self.trusted = bool(stored and stored.generation.header.code_fingerprint == storage.code_fingerprint())

    def _states(self) -> Iterable[_SegmentState]:
        if stored := self.stored:
            for at, segment in enumerate(stored.generation.header.segments):
                arrays = self.readers[at].segment.arrays
                unplaced = UnplacedSegment(arrays, segment.reports, segment.passages, stored.generation.removed(at))
                yield _SegmentState(segment, unplaced, stored.generation.corrections(at))

    def _places(self) -> Iterable[tuple[str, ReportRow]]:
        for at, reader in enumerate(self.readers):
            live = reader.segment.live_reports
            rows = range(reader.segment.reports) if live is None else np.flatnonzero(live).tolist()
            yield from ((reader.names[row], ReportRow(at, row)) for row in rows)

    def kept_files(self, listing: FolderListing) -> dict[str, list[SourceFile]]:
        """The records of those files that have not changed since, by the name of the file on the disk."""
        kept, before = {}, by_source(self.files.values())
        for file in listing.files if self.trusted else ():
            old = before.get(file.name)
            if old and listing.is_unchanged(file, old):
                kept[file.name] = old
            elif old and (touched := touched_file(file, listing, old)):
                kept[file.name] = touched
        # Where the document has changed that is served in place of another, that other one is read again.
        served = {record.name for records in kept.values() for record in records if record.passages is not None}
        return {name: old for name, old in kept.items() if all(not r.same_as or r.same_as in served for r in old)}

    def passages(self, name: str) -> Sequence[Passage]:
        """The passages of a report."""
        place = self.places.get(name)
        return self.readers[place.segment].passages(place.row) if place else ()

    def loaded(self, place: ReportRow) -> tuple[LoadedReport, str]:
        """The report at a place, and when it was read."""
        reader = self.readers[place.segment]
        return reader.loaded(place.row), reader.record(place.row).read_at


def _segments_to_merge(former: _FormerIndex, kept: set[str], new: int) -> set[int]:
    """The positions of segments whose reports go into the new one, which is to have about ``new`` passages besides."""
    left = [0] * len(former.readers)
    for name, place in former.places.items():
        if name in kept:
            left[place.segment] += len(former.readers[place.segment].passage_rows(place.row))
    if not former.trusted or (new + sum(left) <= _SMALL and len(left) > 1):
        return set(range(len(left)))
    found = set()
    for at in reversed(range(len(left))):
        size = former.readers[at].segment.passages
        # Twice the size: so that a passage is merged no oftener than what has come after it doubles.
        if 2 * left[at] < size or (size < _PASSAGES // 2 and left[at] <= max(2 * new, _TINY)):
            found.add(at)
            new += left[at]
    return found


class IndexUpdate:
    """One update of the index in a folder, file by file. Nothing of it counts before `publish`."""

    def __init__(
        self,
        folder: Path,
        listing: FolderListing,
        before: StoredIndex | None,
        parts: IndexParts,
        refused: Collection[str] = (),
    ) -> None:
        """Find out what has changed since the generation ``before``; ``refused`` names files that cannot be indexed."""
        self._listing, self._parts, self._unindexable = listing, parts, refused
        self._former = former = _FormerIndex(before)
        self._kept = {name: old for name, old in former.kept_files(listing).items() if name not in refused}
        self._reports = {each.name for kept in self._kept.values() for each in kept if each.passages is not None}
        self._finder = DuplicateFinder()
        for each in (record for kept in self._kept.values() for record in kept if record.name in self._reports):
            self._finder.add(each.name, TextFingerprint.parse(each.fingerprint))
        self._merged = self._choose_merged()
        self._output, self._gazetteer = GenerationWriter(folder), read_gazetteer()
        self._next_number = before.generation.header.next_number if before else 1
        self.files: list[SourceFile] = []
        self._sink = SegmentSink(self._output, parts)
        # In document order: old places, and new ones with the position of the new segment.
        self._order: list[tuple[bool, ReportRow]] = []

    def _choose_merged(self) -> set[int]:
        changed = [file for file in self._listing.files if file.name not in self._kept]
        if not changed and self._reports >= self._former.places.keys():
            return set()
        size = sum(map(size_of, changed))
        return _segments_to_merge(self._former, self._reports, size // _BYTES_A_PASSAGE)

    def add(self, file: LibraryFile, reader: SandboxedReader) -> None:
        """Take in the next file, read by ``reader`` where it has changed. Raises `UnindexableDocumentError`."""
        if kept := self._kept.get(file.name):
            for record in kept:
                self._keep(record.name, file.name)
                self.files.append(record)
            return
        for document in read_file(file, self._listing, reader):
            accepted = unindexable(document) if file.name in self._unindexable else document
            record, loaded = without_duplicate(accepted, self._finder)
            if loaded:
                before = self._former.passages(record.name)
                loaded, self._next_number = with_lasting_ids(loaded, before, self._next_number)
                self._add_report(loaded, record.read_at, file.name)
            self.files.append(record)

    def _keep(self, name: str, source: str) -> None:
        """Keep the report of a document, if it has one; ``source`` is the name of its file."""
        place = self._former.places.get(name)
        if place and place.segment in self._merged:
            self._add_report(*self._former.loaded(place), source)
        elif place:
            self._order.append((False, place))

    def _add_report(self, loaded: LoadedReport, read_at: str, source: str) -> None:
        try:
            self._order.append((True, self._sink.add(indexed(loaded, self._gazetteer, read_at))))
        except (OSError, WendaError):  # of the disk, not of the document
            raise
        except Exception as error:
            raise UnindexableDocumentError(source) from error

    def publish(self, name: str) -> None:
        """Make the generation the one that counts, unless it would be the one before.

        Raises `LibraryError`, which calls the folder ``name``, where no report could be read.
        """
        skipped = (*(each.skipped for each in self.files if each.skipped), *self._listing.problems)
        if not self._order:
            raise EmptyLibraryError(name, skipped, len(self.files))
        if self._is_same(skipped):
            return
        self._publish(skipped, self._sink.close())

    def _is_same(self, skipped: tuple[Skipped, ...]) -> bool:
        stored = self._former.stored
        if stored is None or not self._former.trusted or not self._sink.empty:
            return False
        return (list(self._former.files.values()), stored.generation.header.skipped) == (self.files, skipped)

    def _publish(self, skipped: tuple[Skipped, ...], new: Sequence[StoredSegment]) -> None:
        positions = sorted({place.segment for is_new, place in self._order if not is_new})
        states = [*map(self._kept_segment, positions), *map(self._new_segment, new)]
        order = self._rows(positions, [state.stored.reports for state in states])
        numbers = passage_numbers(placed([state.unplaced for state in states], order), order)
        digests = (file.digest for file in self.files if file.passages is not None)
        header = GenerationHeader(
            storage.code_fingerprint(),
            tuple(state.stored for state in states),
            self._next_number,
            skipped,
            len(self._listing.problems),
            checksum(zip(digests, numbers, strict=True)),
        )
        removed, corrected = [state.unplaced.removed for state in states], [state.corrected for state in states]
        self._output.publish(header, generation_arrays(order, removed, corrected, self.files))

    def _new_segment(self, segment: StoredSegment) -> _SegmentState:
        arrays = self._output.segment_arrays(segment)
        return _SegmentState(segment, UnplacedSegment(arrays, segment.reports, segment.passages), {})

    def _kept_segment(self, at: int) -> _SegmentState:
        """The state of a former segment: which of its reports count no longer, and what that changes."""
        reader, before = self._former.readers[at], self._former.states[at]
        kept = np.array([place.row for is_new, place in self._order if not is_new and place.segment == at], np.intp)
        removed = np.setdiff1d(np.arange(reader.segment.reports), kept)
        corrected = before.corrected
        if gone := np.setdiff1d(removed, before.unplaced.removed).tolist():
            reports = [indexed(reader.loaded(row), self._gazetteer, "") for row in gone]
            corrected = {**corrected, **self._parts.correct(reader.segment.arrays, reports)}
        return _SegmentState(before.stored, replace(before.unplaced, removed=removed), corrected)

    def _rows(self, positions: Sequence[int], sizes: Sequence[int]) -> Ids:
        """The rows of the reports in the new generation, in document order; ``sizes`` are those of its segments."""
        firsts = np.concatenate([np.zeros(1, np.intp), np.cumsum(sizes)]).tolist()
        of_former = {position: number for number, position in enumerate(positions)}
        numbers = (
            len(positions) + place.segment if is_new else of_former[place.segment] for is_new, place in self._order
        )
        return np.array([firsts[at] + place.row for at, (_, place) in zip(numbers, self._order, strict=True)], np.intp)
