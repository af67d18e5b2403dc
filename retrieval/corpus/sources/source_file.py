"""Source files: what is kept of each file of a library, so that only what has changed is read again."""

from __future__ import annotations

import hashlib
import os
import stat
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from retrieval.conversion.decoding import decode
from retrieval.conversion.formats import LARGEST, can_read_old_office, size_message
from retrieval.models import ManifestFacts, Refusal, ReportError, Skipped

Stamps = tuple[tuple[str, int, int], ...]
_PICTURES = frozenset({Refusal.SCAN, Refusal.PICTURE_PAGES})
COMPANION_SUFFIXES = (".phrasings", ".gaps")
# Bytes of one of these, which is read in this process.
_LARGEST_COMPANION = 2 << 20
# Opening a pipe would wait for somebody who writes to it.
_OPENING = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)


@dataclass(frozen=True, slots=True)
class LibraryFile:
    """A file of a library: where it lies, and its name: the path within the library, with ``/`` between the folders.

    The name is text (`readable_name`), the path is what the system knows the file by.
    """

    name: str
    path: Path

    @property
    def root(self) -> Path:
        """The folder of the library."""
        return self.path.parents[self.name.count("/")]

    def beside(self, name: str) -> str:
        """The name, within the library, of another file in its folder.

        >>> LibraryFile("2021/a.txt", Path("lib/2021/a.txt")).beside("a.gaps")
        '2021/a.gaps'
        """
        folder, slash, _ = self.name.rpartition("/")
        return f"{folder}{slash}{name}"


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One document of the folder: how many passages its report has, None without a report, and what could not be read.

    ``stamps`` are the names, sizes and times of change (ns) of the files that it was read from, ``digest`` is the
    checksum of their content, ``read_at`` the time of reading (UTC, ISO 8601). A file with a report and with
    ``skipped`` is one beside which an annotation could not be read. ``archive`` names the file that it is packed in.
    ``fingerprint`` is that of its text, see `retrieval.corpus.sources.duplicates`.
    """

    name: str
    stamps: Stamps
    digest: str
    read_at: str
    facts: ManifestFacts
    passages: int | None = None
    skipped: Skipped | None = None
    archive: str = ""
    fingerprint: str = ""

    @property
    def source(self) -> str:
        """The name of the file on the disk."""
        return self.archive or self.name

    @property
    def same_as(self) -> str:
        """The name of the document that is served in its place, because it has the same text; empty otherwise."""
        return self.skipped.same_as if self.skipped else ""


def by_source(files: Iterable[SourceFile]) -> dict[str, list[SourceFile]]:
    """Documents by the name of the file on the disk, in the order of the first of each."""
    found = defaultdict[str, list[SourceFile]](list)
    for file in files:
        found[file.source].append(file)
    return dict(found)


def readable_name(name: str) -> str:
    """The name of a file as text. One that is no UTF-8 was most likely written by a Chinese Windows, in GBK.

    >>> readable_name("国标.txt".encode("gb18030").decode("utf-8", "surrogateescape"))
    '国标.txt'
    """
    data = name.encode("utf-8", "surrogateescape")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("gb18030", "replace")


def leads_inside(path: Path, root: Path) -> bool:
    """Whether a file or folder is no link, or one to somewhere in the library at ``root``."""
    try:
        return not os.path.islink(path) or path.resolve().is_relative_to(root.resolve())
    except (OSError, RuntimeError):  # a link to itself
        return False


def stamps_of(file: LibraryFile) -> Stamps:
    """The name, size and time of change of a file and of what staff wrote beside it. Raises OSError."""
    beside = [file.path.with_suffix(suffix) for suffix in COMPANION_SUFFIXES]
    companions = [path for path in beside if os.path.isfile(path) and leads_inside(path, file.root)]
    stats = [(each.name, each.stat()) for each in (file.path, *companions)]
    return tuple((name, found.st_size, found.st_mtime_ns) for name, found in stats)


def size_of(file: LibraryFile) -> int:
    """The size of a file in bytes; 0 where it cannot be told."""
    try:
        return file.path.stat().st_size
    except OSError:
        return 0


def contents_of(file: LibraryFile, stamps: Stamps) -> list[tuple[str, bytes]]:
    """The names within the library, and the bytes, of the files that have these stamps.

    Raises OSError, and `ReportError` for one that is too large.
    """
    for name, size, _ in stamps:
        if size > LARGEST:
            raise ReportError(size_message(file.beside(name), size), Refusal.TOO_LARGE)
    return [(file.beside(name), bytes_of(file.path.with_name(name), file.beside(name))) for name, _, _ in stamps]


def companion_text(data: bytes, name: str) -> str:
    """The text of what staff wrote beside a file. Raises `ReportError`."""
    if len(data) > _LARGEST_COMPANION:
        found = f"wanted at most {_LARGEST_COMPANION >> 20} MiB of annotations, found {-(-len(data) >> 20)}"
        raise ReportError(f"{name}: {found}", Refusal.TOO_LARGE)
    return decode(data, name)


def bytes_of(path: Path, name: str) -> bytes:
    """The bytes of a file. Raises OSError, and `ReportError` for one that is too large or none at all."""
    with open(os.open(path, _OPENING), "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise ReportError(f"{name}: wanted a file, found a pipe, a device or the like", Refusal.SPECIAL)
        data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise ReportError(size_message(name, len(data)), Refusal.TOO_LARGE)
    return data


def waits_for_extra(files: Iterable[SourceFile]) -> bool:
    """Whether documents of a file were refused, in part or whole, for want of an extra that is installed by now."""
    refusals = {file.skipped.refusal for file in files if file.skipped}
    if Refusal.OLD_OFFICE in refusals and can_read_old_office():
        return True
    if not refusals & _PICTURES:
        return False
    from retrieval.conversion.recognition.ocr import can_recognise  # here, because it is needed in few libraries

    return can_recognise()


def digest_of(contents: Iterable[tuple[str, bytes]], facts: Mapping[str, ManifestFacts]) -> str:
    """Checksum of the content of files and of what the manifest tells of the documents in them."""
    digest = hashlib.sha256(repr(sorted(facts.items())).encode("utf-8", "surrogatepass"))
    for name, data in contents:
        # Lengths first: the end of one file must not pass for the beginning of the next.
        digest.update(f"\n{name}\n{len(data)}\n".encode("utf-8", "surrogateescape") + data)
    return digest.hexdigest()
