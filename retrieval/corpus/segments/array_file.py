"""Array file: named arrays of numbers in one file, which are mapped and not read.

The first line is the format. The arrays follow, each at a multiple of 64 bytes. What they are called and where they
begin is told by an `ArrayTable`, which whoever writes the file keeps elsewhere.
"""

from __future__ import annotations

import hashlib
import mmap
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from retrieval.index.segments import Arrays, NumberArray

_FORMAT = b"wenda-arrays 1\n"
_ALIGNMENT = 64
# Booleans, signed and unsigned numbers, floats: no objects, of which nothing may be unpickled.
_KINDS = frozenset("?biuf")


@dataclass(frozen=True, slots=True)
class ArrayTable:
    """Size and SHA-256 of an array file, and for each array its type, its shape and its offset."""

    size: int
    checksum: str
    places: Mapping[str, tuple[str, tuple[int, ...], int]]

    def to_json(self) -> dict[str, Any]:
        """The table for a header."""
        return {"size": self.size, "sha256": self.checksum, "arrays": self.places}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> ArrayTable:
        """The inverse of `to_json`."""
        places = {name: (kind, tuple(shape), offset) for name, (kind, shape, offset) in stored["arrays"].items()}
        return cls(stored["size"], stored["sha256"], places)


def write_arrays(path: Path, arrays: Arrays) -> ArrayTable:
    """Write a new file and flush it to the disk. Raises OSError, also where the file is there already."""
    places, digest = {}, hashlib.sha256()
    with path.open("xb") as file:
        size = _write(file, digest, _FORMAT)
        for name, array in arrays.items():
            if array.dtype.kind not in _KINDS:
                raise TypeError(f"{name}: wanted an array of numbers, found one of {array.dtype}")
            size += _write(file, digest, b"\0" * (-size % _ALIGNMENT))
            places[name] = (array.dtype.str, array.shape, size)
            size += _write(file, digest, np.ascontiguousarray(array).reshape(-1).view(np.uint8).data)
        file.flush()
        os.fsync(file.fileno())
    return ArrayTable(size, digest.hexdigest(), places)


def _write(file: BinaryIO, digest: Any, data: bytes | memoryview) -> int:
    digest.update(data)
    return file.write(data)


def map_arrays(path: Path, table: ArrayTable) -> Arrays:
    """The arrays of a file, read-only; nothing is read yet. Raises OSError or ValueError for another file."""
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        if size != table.size:
            raise ValueError(f"wanted a file of {table.size} bytes, found {size}")
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    if mapped[: len(_FORMAT)] != _FORMAT:
        raise ValueError(f"wanted arrays of format {_FORMAT.decode().strip()!r}, found {mapped[:16]!r}")
    return {name: _array(mapped, *place) for name, place in table.places.items()}


def _array(mapped: mmap.mmap, kind: str, shape: tuple[int, ...], offset: int) -> NumberArray:
    dtype = np.dtype(kind)
    if dtype.kind not in _KINDS:
        raise ValueError(f"wanted an array of numbers, found one of {dtype}")
    count = int(np.prod(shape, dtype=np.int64))
    if not count:
        return np.zeros(shape, dtype)
    return np.frombuffer(mapped, dtype, count, offset).reshape(shape)


def is_sound(path: Path, table: ArrayTable) -> bool:
    """Whether the content of a file is what was written, by its checksum. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == table.checksum
