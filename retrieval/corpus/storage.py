"""Index storage: generations of segments in a folder, of which a small file names the one that counts.

``CURRENT`` holds the format and the name of a generation, see `retrieval.corpus.segments.generation`. Segments are
files of arrays that never change and that several generations share. ``CURRENT`` is replaced when everything else is
on the disk, so that whoever opens the folder finds the one generation or the other; files of which no generation tells
any more are removed afterwards, and stay with those who have mapped them.
"""

from __future__ import annotations

import hashlib
import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeVar

import retrieval
from retrieval.corpus.segments.array_file import is_sound, map_arrays, write_arrays
from retrieval.corpus.segments.generation import FORMAT, Generation, GenerationHeader, StoredSegment
from retrieval.corpus.segments.report_index import ReportIndex, UnplacedSegment, placed
from retrieval.file_cache import package_checksum
from retrieval.index.segments import Arrays
from retrieval.models import LibraryError

FILE = "CURRENT"
HIDDEN = ".wenda-index"
_LOCK = "lock"
_DRAFT = f"{FILE}.new"
_FORMER = "library.index"  # what earlier versions kept all in
_DIGITS = 8
_OWN = re.compile(rf"[0-9]{{{_DIGITS}}}(?:-[0-9]+)?\.(?:json|arrays)")
_PACKAGE = Path(retrieval.__file__).parent
# A generation may go between reading its name and opening its files, when a build has made the next.
_ATTEMPTS = 5

Stamp = tuple[int, ...]
_T = TypeVar("_T")


class UnusableIndexError(LibraryError):
    """An index that cannot be used; the message names the command that makes a new one."""


class UnwritableIndexError(LibraryError):
    """A folder in which no index can be written."""


@dataclass(frozen=True, slots=True, eq=False)
class StoredIndex:
    """A generation that was opened, and the index of its segments."""

    generation: Generation
    index: ReportIndex


def is_index(folder: Path) -> bool:
    """Whether a folder holds an index, of this format or of a former one."""
    return (folder / FILE).is_file() or (folder / _FORMER).is_file()


def stamp(folder: Path) -> Stamp | None:
    """A value that changes when another generation counts; None where no generation does."""
    try:
        state = (folder / FILE).stat()
    except OSError:
        return None
    return state.st_ino, state.st_size, state.st_mtime_ns


def load(folder: Path) -> StoredIndex:
    """Open the index of a folder. Raises `UnusableIndexError` for one that is damaged, foreign or of another format."""
    return _while_it_counts(folder, lambda: _open(folder, stamp(folder)))


def _while_it_counts(folder: Path, read: Callable[[], _T]) -> _T:
    """What is read of the generation that counts; read again where the next one came meanwhile."""
    for _ in range(_ATTEMPTS):
        seen = stamp(folder)
        try:
            return read()
        except UnusableIndexError:
            if stamp(folder) == seen:
                raise
    return read()


def _open(folder: Path, seen: Stamp | None) -> StoredIndex:
    with reading(_header_path(folder, _current(folder))) as path:
        header, table = GenerationHeader.from_bytes(path.read_bytes())
    with reading(path.with_suffix(".arrays")) as path:
        generation = Generation(header, map_arrays(path, table))
    segments = []
    for at, segment in enumerate(header.segments):
        with reading(_segment_path(folder, segment.name)) as path:
            arrays = {**map_arrays(path, segment.table), **generation.corrections(at)}
            segments.append(UnplacedSegment(arrays, segment.reports, segment.passages, generation.removed(at)))
    with reading(path):
        order = generation.document_order
        index = ReportIndex(placed(segments, order), order, header.skipped, header.checksum, seen)
    return StoredIndex(generation, index)


def _current(folder: Path) -> str:
    """The name of the generation that counts."""
    path = folder / FILE
    if not path.is_file() and (folder / _FORMER).is_file():
        raise _unusable(folder / _FORMER, f"wanted an index of format {FORMAT!r}, found an older one")
    with reading(path):
        line = path.read_bytes()[:200].decode("ascii", "replace")
    found, _, name = line.rstrip("\n").rpartition(" ")
    if found != FORMAT or not name.isdecimal() or not line.endswith("\n"):
        raise _unusable(path, f"wanted an index of format {FORMAT!r}, found {line[:40]!r}")
    return name


@contextmanager
def reading(path: Path) -> Iterator[Path]:
    """Raise `UnusableIndexError` for what reading a file of an index raises where it is missing or another one."""
    try:
        yield path
    except OSError as error:
        raise _unusable(path, f"could not read it: {error.strerror}") from error
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise _unusable(path, f"wanted a part of an index: {error}") from error


def verify(folder: Path) -> None:
    """Compare every file of an index with its checksum. Raises `UnusableIndexError` where one has another content.

    Reads the whole index, about a second a gigabyte and a half.
    """
    _while_it_counts(folder, lambda: _verify(folder))


def _verify(folder: Path) -> None:
    with reading(_header_path(folder, _current(folder))) as path:
        header, table = GenerationHeader.from_bytes(path.read_bytes())
    files = [(path.with_suffix(".arrays"), table)]
    files += [(_segment_path(folder, each.name), each.table) for each in header.segments]
    for file, expected in files:
        with reading(file):
            if not is_sound(file, expected):
                raise ValueError("its checksum does not fit its content: it is damaged")


def discard(folder: Path) -> None:
    """Let no generation of an index count, so that it is made anew; call it within `locked`."""
    with _writing(folder):
        (folder / FILE).unlink(missing_ok=True)


class GenerationWriter:
    """Writes one new generation of an index; use it within `locked`. Nothing of it counts before `publish`."""

    def __init__(self, folder: Path) -> None:
        """Begin the generation after all that the folder has traces of."""
        self._folder = folder
        numbers = [int(path.name[:_DIGITS]) for path in _own_files(folder)]
        self._name = f"{max(numbers, default=0) + 1:0{_DIGITS}}"
        self._segments = 0

    def write_segment(self, arrays: Arrays, reports: int, passages: int) -> StoredSegment:
        """Write a segment. Raises `UnwritableIndexError`."""
        name = f"{self._name}-{self._segments}"
        self._segments += 1
        with _writing(self._folder):
            path = _segment_path(self._folder, name)
            path.parent.mkdir(exist_ok=True)
            return StoredSegment(name, write_arrays(path, arrays), reports, passages)

    def segment_arrays(self, segment: StoredSegment) -> Arrays:
        """The arrays of a segment that was written."""
        return map_arrays(_segment_path(self._folder, segment.name), segment.table)

    def publish(self, header: GenerationHeader, arrays: Arrays) -> None:
        """Make this generation the one that counts. Raises `UnwritableIndexError`."""
        path = _header_path(self._folder, self._name)
        with _writing(self._folder):
            path.parent.mkdir(exist_ok=True)
            table = write_arrays(path.with_suffix(".arrays"), arrays)
            _write(path, header.to_bytes(table))
            _sync_folder(path.parent)
            _sync_folder(self._folder / "segments")
            draft = self._folder / _DRAFT
            draft.unlink(missing_ok=True)
            _write(draft, f"{FORMAT} {self._name}\n".encode())
            draft.replace(self._folder / FILE)
            _sync_folder(self._folder)


def remove_leftovers(folder: Path) -> None:
    """Remove what no generation that counts tells of; call it within `locked`."""
    try:
        path = _header_path(folder, _current(folder))
        header, _ = GenerationHeader.from_bytes(path.read_bytes())
    except (LibraryError, OSError, ValueError, KeyError, TypeError):
        return  # what cannot be read is left to the build that replaces it
    kept = {path.name, f"{path.stem}.arrays", *(f"{segment.name}.arrays" for segment in header.segments)}
    drafts = [folder / each for each in (_DRAFT, _FORMER, f"{_FORMER}.new")]
    for path in [*drafts, *_own_files(folder)]:
        if path.name not in kept:
            with suppress(OSError):  # in the way of nothing
                path.unlink(missing_ok=True)


def _own_files(folder: Path) -> list[Path]:
    """The files of generations and segments."""
    parts = [folder / part for part in ("generations", "segments") if (folder / part).is_dir()]
    return [path for part in parts for path in part.iterdir() if _OWN.fullmatch(path.name)]


def _header_path(folder: Path, name: str) -> Path:
    return folder / "generations" / f"{name}.json"


def _segment_path(folder: Path, name: str) -> Path:
    return folder / "segments" / f"{name}.arrays"


def _write(path: Path, content: bytes) -> None:
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    """A new name is on the disk only when its folder is."""
    at = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(at)
    finally:
        os.close(at)


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise _unwritable(folder, error) from error


@contextmanager
def locked(folder: Path, wait: bool = False) -> Iterator[None]:
    """Make the folder if need be and keep other builds out; ``wait`` for one that is at work.

    Raises `LibraryError` where one is at work, `UnwritableIndexError` where the folder cannot be written.
    """
    import fcntl  # here, because Windows, which can ask, has none

    with _writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / _LOCK).open("w", encoding="utf-8")
    # The system releases the lock when the process ends, however it ends; the file itself stays.
    with lock as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except OSError as error:
            raise LibraryError(f"{folder}: another wenda index is at work here; wait until it has ended") from error
        yield


@cache
def code_fingerprint(package: Path = _PACKAGE) -> str:
    """Checksum of all modules of a package and of its libraries: other code may read or derive something else."""
    digest = hashlib.sha256(f"{FORMAT} {sys.version_info[:2]}".encode())
    for name in ("jieba", "opencc", "pypinyin", "numpy"):
        digest.update(f"{name} {package_checksum(name)}\n".encode())
    for module in sorted(package.rglob("*.py")):
        code = module.read_bytes()
        # Name and length first: code that moves from one module to another is a change too.
        digest.update(f"{module.relative_to(package).as_posix()} {len(code)}\n".encode() + code)
    return digest.hexdigest()[:16]


def command_for(folder: Path) -> str:
    """The command that makes a new index in a folder."""
    if folder.name == HIDDEN:
        return f"wenda index {folder.parent}"
    return f"wenda index DIR --output {folder}, with DIR the folder of the report files"


def _unusable(path: Path, why: str) -> UnusableIndexError:
    folder = path.parent.parent if path.parent.name in ("generations", "segments") else path.parent
    return UnusableIndexError(f"{path}: {why}. Run: {command_for(folder)}")


def _unwritable(folder: Path, error: OSError) -> UnwritableIndexError:
    why = f"could not write the index: {error.strerror}"
    return UnwritableIndexError(f"{folder}: {why}. Name another folder with --output")
