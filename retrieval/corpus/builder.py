"""Making an index: read what has changed, derive what an engine needs, and put both in one file."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from retrieval.corpus import storage
from retrieval.corpus.library import Library, fresh, known_index, read_again
from retrieval.corpus.loader import Corpus, Progress, SourceFile, silent
from retrieval.corpus.stock import DerivedArrays
from retrieval.models import LibraryError, Skipped


class FileChange(StrEnum):
    """What became of a file since the index before."""

    NEW = "new"
    CHANGED = "changed"
    KEPT = "kept"
    REMOVED = "removed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class BuildSummary:
    """What a build did: the folder of the index, its library, and each file with what became of it."""

    folder: Path
    library: Library
    files: tuple[tuple[str, FileChange], ...]
    seconds: float

    @property
    def problems(self) -> tuple[Skipped, ...]:
        """What could not be read and why."""
        return self.library.skipped


def build(
    root: Path,
    derive: Callable[[Library], DerivedArrays],
    output: Path | None = None,
    progress: Progress = silent,
) -> BuildSummary:
    """Write the index of a folder of reports to ``output``, by default a hidden folder in it.

    ``derive`` works out of the library's texts what serving it needs; the index keeps that.
    ``progress`` hears the name of each file before it is read, its place and how many there are; at last "".
    Raises `LibraryError` where the folder is absent, is an index itself, holds nothing readable, or is being indexed
    by another process; the index before then stays as it was.
    """
    started = time.perf_counter()
    if not root.is_dir() or storage.is_index(root):
        found = "an index" if root.is_dir() else "a file" if root.exists() else "nothing there"
        raise LibraryError(f"{root}: wanted a folder of report files, found {found}")
    folder = output or root / storage.HIDDEN
    with storage.locked(folder):
        known = known_index(folder)
        shelves = read_again(root, known, progress)
        progress("", len(shelves.entries), len(shelves.entries))
        stock = fresh(known, shelves) if known else None
        library = Library.of(shelves, str(root), stock=stock)
        if stock is None or (known and shelves != known.shelves):
            storage.save(folder, storage.StoredIndex(shelves, derive(library), storage.recipe()))
    return BuildSummary(
        folder, library, _changes(shelves, known.shelves if known else None), time.perf_counter() - started
    )


def _changes(shelves: Corpus, before: Corpus | None) -> tuple[tuple[str, FileChange], ...]:
    known = {entry.file: entry for entry in before.entries} if before else {}
    names = {entry.file for entry in shelves.entries}
    found = [(entry.file, _change(entry, known.get(entry.file))) for entry in shelves.entries]
    return tuple(sorted([*found, *((name, FileChange.REMOVED) for name in known if name not in names)]))


def _change(entry: SourceFile, old: SourceFile | None) -> FileChange:
    if entry.shelf is None:
        return FileChange.SKIPPED
    if old is None or old.shelf is None:
        return FileChange.NEW
    return FileChange.KEPT if entry.digest == old.digest else FileChange.CHANGED
