"""Source files: what is kept of each file of a library, so that only what has changed is read again."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from retrieval.conversion.formats import LARGEST, size_message
from retrieval.models import ManifestFacts, Refusal, ReportError, Skipped

Stamps = tuple[tuple[str, int, int], ...]
_PICTURES = frozenset({Refusal.SCAN, Refusal.PICTURE_PAGES})
COMPANION_SUFFIXES = (".phrasings", ".gaps")


@dataclass(frozen=True, slots=True)
class LibraryFile:
    """A file of a library: where it lies, and its name: the path within the library, with ``/`` between the folders."""

    name: str
    path: Path

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


def stamps_of(path: Path) -> Stamps:
    """The name, size and time of change of a file and of what staff wrote beside it. Raises OSError."""
    companions = [other for suffix in COMPANION_SUFFIXES if (other := path.with_suffix(suffix)).exists()]
    stats = [(each.name, each.stat()) for each in (path, *companions)]
    return tuple((name, stat.st_size, stat.st_mtime_ns) for name, stat in stats)


def contents_of(file: LibraryFile, stamps: Stamps) -> list[tuple[str, bytes]]:
    """The names within the library, and the bytes, of the files that have these stamps.

    Raises OSError, and `ReportError` for one that is too large.
    """
    for name, size, _ in stamps:
        if size > LARGEST:
            raise ReportError(size_message(file.beside(name), size), Refusal.TOO_LARGE)
    return [(file.beside(name), bytes_of(file.path.with_name(name), file.beside(name))) for name, _, _ in stamps]


def bytes_of(path: Path, name: str) -> bytes:
    """The bytes of a file. Raises OSError, and `ReportError` for one that is too large."""
    with path.open("rb") as file:
        data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise ReportError(size_message(name, len(data)), Refusal.TOO_LARGE)
    return data


def waits_for_recognition(files: Iterable[SourceFile]) -> bool:
    """Whether documents of a file were refused as pictures, in part or whole, and can be recognised by now."""
    if not any(file.skipped and file.skipped.refusal in _PICTURES for file in files):
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
