"""Archives (.zip), Word, OpenDocument and OFD packages among them, opened within limits.

All parts are unpacked once in steps, without keeping them, because the sizes stated in an archive may be false.
"""

from __future__ import annotations

import io
import lzma
import zipfile
import zlib
from collections.abc import Sequence
from copy import copy

from retrieval.models import Refusal, ReportError

# What zipfile raises for an archive, or a part of one, that is not in order.
BROKEN_ARCHIVE = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, RuntimeError, ValueError, EOFError, OSError)
_LARGEST_WHOLE = 500 * 1024 * 1024
# For parts that are parsed. Pictures are not.
_LARGEST_PART = 60 * 1024 * 1024
_MOST_PARTS = 10_000
_STEP = 1024 * 1024
# Word's own files expand up to 30 times, tables of blank cells 100 times, zip bombs a thousand times.
_MOST_EXPANDED, _SUSPECT = 200, 10 * 1024 * 1024
_PARSED = (".xml", ".rels")


def open_archive(data: bytes, name: str) -> zipfile.ZipFile:
    """The archive, after all of it was unpacked once within the limits.

    Raises `ReportError` for one that is broken, encrypted, or too large when unpacked.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        parts = archive.infolist()
        if len(parts) > _MOST_PARTS:
            raise ReportError(f"{name}: wanted at most {_MOST_PARTS} parts, found {len(parts)}", Refusal.BOMB)
        if any(part.flag_bits & 1 for part in parts):
            raise ReportError(f"{name}: wanted a file without password, found an encrypted one", Refusal.ENCRYPTED)
        _check_unpacked(archive, parts, len(data), name)
    except BROKEN_ARCHIVE as error:
        raise broken_archive(error, name) from error
    return archive


def broken_archive(error: Exception, name: str) -> ReportError:
    """What to raise for one of `BROKEN_ARCHIVE`."""
    return ReportError(f"{name}: wanted an archive in order, found a broken archive: {error}")


def _check_unpacked(archive: zipfile.ZipFile, parts: Sequence[zipfile.ZipInfo], packed: int, name: str) -> None:
    whole = 0
    for part in parts:
        stated, size = part.file_size, 0
        unbound = copy(part)
        unbound.file_size = _LARGEST_WHOLE * 2  # zipfile would stop at the stated size after unpacking more
        with archive.open(unbound) as stream:
            while step := len(stream.read(_STEP)):
                size, whole = size + step, whole + step
                _check_size(whole, size if part.filename.endswith(_PARSED) else 0, packed, name)
        if size != stated:
            raise ReportError(f"{name}: wanted a part of {stated} bytes, found more or fewer: {part.filename[:80]!r}")


def _check_size(whole: int, parsed: int, packed: int, name: str) -> None:
    for size, most in ((whole, _LARGEST_WHOLE), (parsed, _LARGEST_PART)):
        if size > most:
            raise ReportError(f"{name}: wanted at most {most >> 20} MiB unpacked, found more", Refusal.BOMB)
    if whole > max(_SUSPECT, packed * _MOST_EXPANDED):
        found = f"wanted at most {_MOST_EXPANDED} times its size unpacked, found more: a zip bomb"
        raise ReportError(f"{name}: {found}", Refusal.BOMB)
