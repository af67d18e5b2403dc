"""Index builder: reads what has changed in a folder of reports, and stores it as the next generation of its index."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from retrieval.corpus import storage
from retrieval.corpus.index_parts import index_parts
from retrieval.corpus.segments.index_update import IndexUpdate
from retrieval.corpus.segments.report_index import UnindexableDocumentError
from retrieval.corpus.segments.segment_reader import SegmentReader
from retrieval.corpus.segments.segment_writer import IndexParts
from retrieval.corpus.sources.folder_listing import FolderListing
from retrieval.corpus.sources.loader import Progress, no_progress
from retrieval.corpus.sources.source_file import SourceFile, by_source
from retrieval.corpus.storage import StoredIndex
from retrieval.index.postings import kernel_for
from retrieval.models import LibraryError, Skipped

_LOGGER = logging.getLogger(__name__)
# Files that a build does without because parts of the index cannot be made of them: each costs a new start.
_MOST_UNINDEXABLE = 20


class FileChange(StrEnum):
    """How a file differs from the index before."""

    NEW = "new"
    CHANGED = "changed"
    KEPT = "kept"
    REMOVED = "removed"
    SKIPPED = "skipped"
    DUPLICATE = "duplicate"


_WITHOUT_REPORT = frozenset({FileChange.REMOVED, FileChange.SKIPPED, FileChange.DUPLICATE})


@dataclass(frozen=True, slots=True)
class FileResult:
    """What a build found of a file: how it has changed, and how many passages it has now."""

    file: str
    change: FileChange
    passages: int = 0


@dataclass(frozen=True, slots=True)
class BuildSummary:
    """Result of a build: the folder of the index, how each file has changed, and what could not be read."""

    folder: Path
    files: tuple[FileResult, ...]
    skipped: tuple[Skipped, ...]
    seconds: float

    @property
    def reports(self) -> int:
        """The number of reports."""
        return sum(result.change not in _WITHOUT_REPORT for result in self.files)

    @property
    def passages(self) -> int:
        """The number of passages."""
        return sum(result.passages for result in self.files)


def build(
    root: Path, output: Path | None = None, progress: Progress = no_progress, parts: IndexParts | None = None
) -> BuildSummary:
    """Write the index of a folder of reports to ``output``, by default a hidden folder in it.

    ``progress`` is called with the name of each file before it is read, its position and the number of files, and with
    "" at the end. Raises `LibraryError` where the folder is absent, is an index itself, holds nothing readable, or is
    being indexed by another process; the old index is then left as it was.
    """
    if not root.is_dir() or storage.is_index(root):
        found = "an index" if root.is_dir() else "a file" if root.exists() else "nothing there"
        raise LibraryError(f"{root}: wanted a folder of report files, found {found}")
    folder = output or root / storage.HIDDEN
    with storage.locked(folder):
        before = None
        try:
            before = _sound_index(folder)
        except storage.UnusableIndexError as error:
            _LOGGER.warning("reading the files instead of the index: %s", error)
        return _update(root, folder, before, progress, parts or index_parts())


def update(root: Path, folder: Path, progress: Progress, parts: IndexParts) -> BuildSummary:
    """Bring the index in ``folder`` up to date with the reports in ``root``; call it within `storage.locked`.

    One that is damaged is made anew: what is taken over from it would get a new checksum, damage and all.
    """
    try:
        before = _sound_index(folder)
    except storage.UnusableIndexError:
        before = None
    return _update(root, folder, before, progress, parts)


def _update(
    root: Path, folder: Path, before: StoredIndex | None, progress: Progress, parts: IndexParts
) -> BuildSummary:
    started, listing = time.perf_counter(), FolderListing.of(root)
    unindexable = set[str]()
    while True:
        try:
            change = _read(listing, IndexUpdate(folder, listing, before, parts, unindexable), progress)
            change.publish(str(root))
            break
        except UnindexableDocumentError as error:
            if error.source in unindexable or len(unindexable) == _MOST_UNINDEXABLE:
                raise
            _LOGGER.exception("%s; the index is made without it", error)
            unindexable.add(error.source)
        finally:
            storage.remove_leftovers(folder)
    skipped = (*(file.skipped for file in change.files if file.skipped), *listing.problems)
    summary = BuildSummary(folder, _results(change.files, before), skipped, time.perf_counter() - started)
    # What searches so many passages is compiled now, where it has to be, and not when somebody asks.
    kernel_for(summary.passages)
    return summary


def _read(listing: FolderListing, change: IndexUpdate, progress: Progress) -> IndexUpdate:
    """The update, after it has taken in all files."""
    # Here, because an index that is up to date is opened without it.
    from retrieval.sandbox.sandboxed_reader import SandboxedReader

    with SandboxedReader() as reader:
        for number, file in enumerate(listing.files):
            progress(file.name, number, len(listing.files))
            change.add(file, reader)
    progress("", len(listing.files), len(listing.files))
    return change


def _results(files: Sequence[SourceFile], before: StoredIndex | None) -> tuple[FileResult, ...]:
    old = {file.name: file for file in before.generation.files()} if before else {}
    found = {file.name: FileResult(file.name, _change(file, old.get(file.name)), file.passages or 0) for file in files}
    removed = {name: FileResult(name, FileChange.REMOVED) for name in old}
    return tuple(result for _, result in sorted({**removed, **found}.items()))


def _change(file: SourceFile, old: SourceFile | None) -> FileChange:
    if file.passages is None:
        return FileChange.DUPLICATE if file.same_as else FileChange.SKIPPED
    if old is None or old.passages is None:
        return FileChange.NEW
    return FileChange.KEPT if file.digest == old.digest else FileChange.CHANGED


def usable_index(folder: Path) -> StoredIndex | None:
    """The index of a folder; None where it has none, or one that is damaged or of another format."""
    try:
        return _checked_index(folder)
    except storage.UnusableIndexError:
        return None


def _sound_index(folder: Path) -> StoredIndex | None:
    """The index of a folder, whole to the last byte, or None where it has none. Raises `UnusableIndexError`."""
    if storage.is_index(folder):
        storage.verify(folder)
    return _checked_index(folder)


def _checked_index(folder: Path) -> StoredIndex | None:
    """The index of a folder, or None where it has none. Raises `UnusableIndexError`."""
    if not storage.is_index(folder):
        return None
    stored = storage.load(folder)
    with storage.reading(folder / storage.FILE):
        for segment in stored.index.segments:
            SegmentReader(segment)  # another version may have kept other arrays
    return stored


def is_up_to_date(stored: StoredIndex, root: Path) -> bool:
    """Whether an index was made by this code of the files that stand in a folder now."""
    if stored.generation.header.code_fingerprint != storage.code_fingerprint():
        return False
    listing, before = FolderListing.of(root), by_source(stored.generation.files())
    return (
        list(before) == [file.name for file in listing.files]
        and listing.problems == stored.generation.problems
        and all(listing.is_unchanged(file, before[file.name]) for file in listing.files)
    )
