"""Index storage: a corpus and its derived arrays in one file, replaced atomically.

The first line is the format, its version and the SHA-256 of the rest; the rest is a numpy archive (``.npz``, without
pickled objects). A new index is written beside the old one, flushed to the disk and renamed over it, so that whoever
opens the file finds the one or the other.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

import retrieval
from retrieval.corpus.derived_arrays import Arrays, DerivedArrays, pack_texts, unpack_texts
from retrieval.corpus.loader import Corpus
from retrieval.corpus.serialization import file_from_json, file_to_json
from retrieval.models import LibraryError, Skipped

FILE = "library.index"
HIDDEN = ".wenda-index"
_FORMAT = "wenda-index 1"
_LOCK = "lock"
_PACKAGE = Path(retrieval.__file__).parent
# What reading an archive can raise where the checksum is right and another program wrote the content.
_BROKEN_ARCHIVE = (BadZipFile, KeyError, ValueError, TypeError, IndexError, EOFError, OSError, NotImplementedError)


class UnusableIndexError(LibraryError):
    """An index that cannot be used; the message names the command that makes a new one."""


@dataclass(frozen=True, slots=True)
class StoredIndex:
    """The content of an index; ``code_fingerprint`` identifies the code that read the files and derived the arrays."""

    corpus: Corpus
    derived_arrays: DerivedArrays
    code_fingerprint: str


def is_index(folder: Path) -> bool:
    """Whether a folder holds an index."""
    return (folder / FILE).is_file()


def load(folder: Path) -> StoredIndex:
    """Read the index of a folder. Raises `UnusableIndexError` for one that is damaged, foreign or of another format."""
    path = folder / FILE
    try:
        data = path.read_bytes()
    except OSError as error:
        raise _unusable(path, f"could not read it: {error.strerror}") from error
    first, _, rest = data[:200].partition(b"\n")
    found = first.decode("ascii", "replace")
    name, _, checksum = found.rpartition(" ")
    if name != _FORMAT:
        raise _unusable(path, f"wanted an index of format {_FORMAT!r}, found {found[:40]!r}")
    rest = data[len(first) + 1 :]
    if hashlib.sha256(rest).hexdigest() != checksum:
        raise _unusable(path, "its checksum does not fit its content: it is damaged")
    try:
        return _unpack(rest)
    except _BROKEN_ARCHIVE as error:
        raise _unusable(path, f"wanted the parts of an index: {error}") from error


def save(folder: Path, stored: StoredIndex) -> None:
    """Replace the index of a folder; call it within `locked`. Raises `LibraryError` where it cannot be written."""
    buffer = io.BytesIO()
    np.savez(buffer, allow_pickle=False, **_pack(stored))
    content = buffer.getbuffer()
    draft = folder / f"{FILE}.new"  # what an interrupted build left is overwritten
    try:
        _write(draft, content)
    except OSError as error:
        raise _unwritable(folder, error) from error


def _write(draft: Path, content: memoryview) -> None:
    with draft.open("wb") as file:
        file.write(f"{_FORMAT} {hashlib.sha256(content).hexdigest()}\n".encode())
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(draft.with_suffix(""))
    # The rename is on the disk only when the folder is.
    at = os.open(draft.parent, os.O_RDONLY)
    try:
        os.fsync(at)
    finally:
        os.close(at)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Make the folder if need be and keep other builds out. Raises `LibraryError` where one is at work."""
    import fcntl  # here, because Windows, which can ask, has none

    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / _LOCK).open("w", encoding="utf-8")
    except OSError as error:
        raise _unwritable(folder, error) from error
    # The system releases the lock when the process ends, however it ends; the file itself stays.
    with lock as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise LibraryError(f"{folder}: another wenda index is at work here; wait until it has ended") from error
        yield


@cache
def code_fingerprint(package: Path = _PACKAGE) -> str:
    """Checksum of all modules of a package and of its libraries: other code may read or derive something else."""
    digest = hashlib.sha256(f"{_FORMAT} {sys.version_info[:2]}".encode())
    for name in ("jieba", "opencc", "pypinyin", "numpy"):
        digest.update(f"{name} {version(name)}\n".encode())
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
    return UnusableIndexError(f"{path}: {why}. Run: {command_for(path.parent)}")


def _unwritable(folder: Path, error: OSError) -> LibraryError:
    return LibraryError(f"{folder}: could not write the index: {error.strerror}. Name another folder with --output")


def _pack(stored: StoredIndex) -> Arrays:
    corpus = stored.corpus
    head = {
        "recipe": stored.code_fingerprint,
        "next_number": corpus.next_number,
        "manifest": [[skipped.file, skipped.line, skipped.reason] for skipped in corpus.manifest_problems],
        "entries": [file_to_json(file) for file in corpus.files],
    }
    texts = [loaded.report.text for loaded in corpus.loaded_reports]
    # Escaped, the head is ASCII whatever it holds; the long texts, which would double, are stored beside it.
    packed = pack_texts("head", [json.dumps(head)]) | pack_texts("reports", texts)
    return packed | stored.derived_arrays.to_arrays()


def _unpack(content: bytes) -> StoredIndex:
    with np.load(io.BytesIO(content), allow_pickle=False) as archive:
        arrays = {name: archive[name] for name in archive.files}
    head = json.loads(unpack_texts(arrays, "head")[0])
    texts = iter(unpack_texts(arrays, "reports"))
    files = tuple(file_from_json(file, texts) for file in head["entries"])
    problems = tuple(Skipped(*skipped) for skipped in head["manifest"])
    return StoredIndex(Corpus(files, problems, head["next_number"]), DerivedArrays.from_arrays(arrays), head["recipe"])
