"""Index builder: reads what has changed, derives what an engine needs, and stores both in one file."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from retrieval.corpus import storage
from retrieval.corpus.derived_arrays import DerivedArrays
from retrieval.corpus.library import Library, read_folder, usable_index, valid_arrays
from retrieval.corpus.loader import Corpus, Progress, SourceFile, no_progress
from retrieval.models import LibraryError


class FileChange(StrEnum):
    """How a file differs from the index before."""

    NEW = "new"
    CHANGED = "changed"
    KEPT = "kept"
    REMOVED = "removed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class BuildSummary:
    """Result of a build: the folder of the index, its library, and how each file has changed."""

    folder: Path
    library: Library
    files: tuple[tuple[str, FileChange], ...]
    seconds: float


def build(
    root: Path,
    derive: Callable[[Library], DerivedArrays],
    output: Path | None = None,
    progress: Progress = no_progress,
) -> BuildSummary:
    """Write the index of a folder of reports to ``output``, by default a hidden folder in it.

    ``derive`` works out of the library's texts what serving it needs; the index keeps that.
    ``progress`` is called with the name of each file before it is read, its position and the number of files, and with
    "" at the end. Raises `LibraryError` where the folder is absent, is an index itself, holds nothing readable, or is
    being indexed by another process; the old index is then left as it was.
    """
    started = time.perf_counter()
    if not root.is_dir() or storage.is_index(root):
        found = "an index" if root.is_dir() else "a file" if root.exists() else "nothing there"
        raise LibraryError(f"{root}: wanted a folder of report files, found {found}")
    folder = output or root / storage.HIDDEN
    with storage.locked(folder):
        before = usable_index(folder)
        corpus = read_folder(root, before, progress)
        progress("", len(corpus.files), len(corpus.files))
        arrays = valid_arrays(before, corpus) if before else None
        library = Library.of(corpus, str(root), arrays=arrays)
        if arrays is None or (before and corpus != before.corpus):
            storage.save(folder, storage.StoredIndex(corpus, derive(library), storage.code_fingerprint()))
    changes = _changes(corpus, before.corpus if before else None)
    return BuildSummary(folder, library, changes, time.perf_counter() - started)


def _changes(corpus: Corpus, before: Corpus | None) -> tuple[tuple[str, FileChange], ...]:
    old = {file.name: file for file in before.files} if before else {}
    found = {file.name: _change(file, old.get(file.name)) for file in corpus.files}
    return tuple(sorted({**dict.fromkeys(old, FileChange.REMOVED), **found}.items()))


def _change(file: SourceFile, old: SourceFile | None) -> FileChange:
    if file.loaded_report is None:
        return FileChange.SKIPPED
    if old is None or old.loaded_report is None:
        return FileChange.NEW
    return FileChange.KEPT if file.digest == old.digest else FileChange.CHANGED
