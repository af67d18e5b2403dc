"""The index of a library on disk: one file, written whole or not at all.

The first line is the format, its version and the SHA-256 of the rest; the rest is a numpy archive (``.npz``, without
pickled objects) of what was read and what was derived from it. A new index is written beside the old one, flushed to
the disk and renamed over it, so that whoever opens the file finds the one or the other.
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
from retrieval.corpus.loader import Corpus
from retrieval.corpus.shelf_json import entry_from_json, entry_to_json
from retrieval.corpus.stock import Arrays, DerivedArrays, packed, unpacked
from retrieval.models import LibraryError, Skipped

FILE = "library.index"
HIDDEN = ".wenda-index"
_FORMAT = "wenda-index 1"
_LOCK = "lock"
_PACKAGE = Path(retrieval.__file__).parent
# What an archive can raise when its content is not what its checksum promised to a writer of another kind.
_BROKEN = (BadZipFile, KeyError, ValueError, TypeError, IndexError, EOFError, OSError, NotImplementedError)


class UnusableIndexError(LibraryError):
    """An index that cannot be used; the message says which command makes a new one."""


@dataclass(frozen=True, slots=True)
class StoredIndex:
    """What an index holds. ``recipe`` identifies the code that read the files and derived the stock."""

    shelves: Corpus
    stock: DerivedArrays
    recipe: str


def is_index(folder: Path) -> bool:
    """Whether a folder holds an index."""
    return (folder / FILE).is_file()


def load(folder: Path) -> StoredIndex:
    """Read the index of a folder. Raises `UnusableIndexError` for one that is damaged, foreign or of another format."""
    path = folder / FILE
    try:
        data = path.read_bytes()
    except OSError as error:
        raise _refused(path, f"could not read it: {error.strerror}") from error
    first, _, rest = data[:200].partition(b"\n")
    found = first.decode("ascii", "replace")
    name, _, checksum = found.rpartition(" ")
    if name != _FORMAT:
        raise _refused(path, f"wanted an index of format {_FORMAT!r}, found {found[:40]!r}")
    rest = data[len(first) + 1 :]
    if hashlib.sha256(rest).hexdigest() != checksum:
        raise _refused(path, "its checksum does not fit its content: it is damaged")
    try:
        return _unpacked(rest)
    except _BROKEN as error:
        raise _refused(path, f"wanted the parts of an index: {error}") from error


def save(folder: Path, stored: StoredIndex) -> None:
    """Replace the index of a folder; call it within `locked`. Raises `LibraryError` where it cannot be written."""
    buffer = io.BytesIO()
    np.savez(buffer, allow_pickle=False, **_packed(stored))
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
    # The system lets go of the lock when the process ends, however it ends; the file itself stays.
    with lock as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise LibraryError(f"{folder}: another wenda index is at work here; wait until it has ended") from error
        yield


@cache
def recipe(package: Path = _PACKAGE) -> str:
    """Digest of the code that makes an index, all modules of a package: what other code derived is not used."""
    digest = hashlib.sha256(f"{_FORMAT} {sys.version_info[:2]}".encode())
    for name in ("jieba", "opencc", "pypinyin", "numpy"):
        digest.update(f"{name} {version(name)}\n".encode())
    for module in sorted(package.rglob("*.py")):
        code = module.read_bytes()
        # Name and length first: code that moves from one module to another is a change too.
        digest.update(f"{module.relative_to(package).as_posix()} {len(code)}\n".encode() + code)
    return digest.hexdigest()[:16]


def command_for(folder: Path) -> str:
    """The command that makes the index of a folder anew."""
    if folder.name == HIDDEN:
        return f"wenda index {folder.parent}"
    return f"wenda index DIR --output {folder}, with DIR the folder of the report files"


def _refused(path: Path, why: str) -> UnusableIndexError:
    return UnusableIndexError(f"{path}: {why}. Run: {command_for(path.parent)}")


def _unwritable(folder: Path, error: OSError) -> LibraryError:
    return LibraryError(f"{folder}: could not write the index: {error.strerror}. Name another folder with --output")


def _packed(stored: StoredIndex) -> Arrays:
    shelves = stored.shelves
    head = {
        "recipe": stored.recipe,
        "next_number": shelves.next_number,
        "manifest": [[skipped.file, skipped.line, skipped.reason] for skipped in shelves.manifest],
        "entries": [entry_to_json(entry) for entry in shelves.entries],
    }
    texts = [entry.shelf.report.text for entry in shelves.entries if entry.shelf]
    # Escaped, the head is ASCII whatever it holds; the long texts, which would double, stand beside it.
    return packed("head", [json.dumps(head)]) | packed("reports", texts) | stored.stock.arrays()


def _unpacked(content: bytes) -> StoredIndex:
    with np.load(io.BytesIO(content), allow_pickle=False) as archive:
        arrays = {name: archive[name] for name in archive.files}
    head = json.loads(unpacked(arrays, "head")[0])
    texts = iter(unpacked(arrays, "reports"))
    entries = tuple(entry_from_json(entry, texts) for entry in head["entries"])
    manifest = tuple(Skipped(*skipped) for skipped in head["manifest"])
    return StoredIndex(Corpus(entries, manifest, head["next_number"]), DerivedArrays.of(arrays), head["recipe"])
