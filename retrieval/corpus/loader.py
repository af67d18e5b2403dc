"""Report loader: reads the files of a folder, and tells what has changed since.

A passage keeps its id when its report is read again, see `with_lasting_ids`.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import count
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING

from retrieval.conversion.decoding import decode
from retrieval.conversion.formats import LARGEST, SUFFIXES, size_message
from retrieval.corpus.annotations import Gap, Phrasing, parse_gaps, parse_phrasings
from retrieval.corpus.manifest import MANIFEST, parse_manifest
from retrieval.models import LibraryError, ManifestFacts, Passage, Report, ReportError, Skipped

if TYPE_CHECKING:
    from retrieval.conversion.sandbox.sandboxed_reader import SandboxedReader

_COMPANION_SUFFIXES = frozenset({".phrasings", ".gaps", ".jsonl"})
Stamps = tuple[tuple[str, int, int], ...]
Progress = Callable[[str, int, int], None]


def no_progress(file: str, number: int, count: int) -> None:
    """Progress callback that does nothing."""


@dataclass(frozen=True, slots=True)
class LoadedReport:
    """One report with its passages and what staff wrote beside it."""

    report: Report
    passages: tuple[Passage, ...]
    phrasings: tuple[Phrasing, ...] = ()
    gaps: tuple[Gap, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file of the folder: how many passages its report has, None without a report, and what could not be read.

    ``stamps`` are the names, sizes and times of change (ns) of the files that it was read from, ``digest`` is the
    checksum of their content, ``read_at`` the time of reading (UTC, ISO 8601). A file with a report and with
    ``skipped`` is one beside which an annotation could not be read.
    """

    name: str
    stamps: Stamps
    digest: str
    read_at: str
    facts: ManifestFacts
    passages: int | None = None
    skipped: Skipped | None = None


@dataclass(frozen=True, slots=True)
class Corpus:
    """Files by name, their reports in the same order, and the bad lines of the manifest."""

    files: tuple[SourceFile, ...]
    loaded_reports: tuple[LoadedReport, ...]
    manifest_problems: tuple[Skipped, ...] = ()

    @property
    def skipped(self) -> tuple[Skipped, ...]:
        """What could not be read, the lines of the manifest last."""
        return (*(file.skipped for file in self.files if file.skipped), *self.manifest_problems)


@dataclass(frozen=True, slots=True)
class FolderListing:
    """The report files of a folder by name, what the manifest tells of each, and its bad lines."""

    paths: tuple[Path, ...]
    facts: Mapping[str, ManifestFacts]
    manifest_problems: tuple[Skipped, ...]

    @classmethod
    def of(cls, folder: Path) -> FolderListing:
        """The files of a folder. Raises OSError where it cannot be listed."""
        return cls.of_files(report_files(folder), folder / MANIFEST)

    @classmethod
    def of_files(cls, paths: Sequence[Path], manifest: Path) -> FolderListing:
        """Some files, with the manifest that speaks of them."""
        facts, problems = _manifest_facts(manifest, {path.name for path in paths})
        return cls(tuple(paths), facts, tuple(problems))

    def facts_of(self, path: Path) -> ManifestFacts:
        """What the manifest tells of a file."""
        return self.facts.get(path.name, ManifestFacts())

    def is_unchanged(self, path: Path, old: SourceFile) -> bool:
        """Whether a file and what lies beside it have the size and the time of change that they had, and its facts."""
        try:
            return (_stamps(path), self.facts_of(path)) == (old.stamps, old.facts)
        except OSError:
            return False


def read_corpus(listing: FolderListing, progress: Progress = no_progress) -> Corpus:
    """Read all files of a listing, into memory. A file that cannot be read is there with the reason. Raises nothing."""
    from retrieval.conversion.sandbox.sandboxed_reader import SandboxedReader

    files, reports, number = list[SourceFile](), list[LoadedReport](), 1
    with SandboxedReader() as reader:
        for at, path in enumerate(listing.paths):
            progress(path.name, at, len(listing.paths))
            file, loaded = read_file(path, listing.facts_of(path), reader)
            files.append(file)
            if loaded:
                loaded, number = with_lasting_ids(loaded, (), number)
                reports.append(loaded)
    return Corpus(tuple(files), tuple(reports), listing.manifest_problems)


def report_files(folder: Path) -> list[Path]:
    """The report files of a folder, by name: all files but hidden ones, annotations and the manifest."""
    visible = (path for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))
    return sorted(path for path in visible if path.suffix.lower() not in _COMPANION_SUFFIXES)


def _manifest_facts(manifest: Path, files: set[str]) -> tuple[dict[str, ManifestFacts], list[Skipped]]:
    try:
        data = _bytes(manifest) if manifest.exists() else b""
        return parse_manifest(decode(data, MANIFEST), files) if data.strip() else ({}, [])
    except (ReportError, OSError) as error:
        return {}, [to_skipped(MANIFEST, error)]


def touched_file(path: Path, facts: ManifestFacts, old: SourceFile) -> SourceFile | None:
    """The record of a file whose stamps have changed and whose content has not; None for another content."""
    try:
        stamps = _stamps(path)
        same = _digest(_contents(path, stamps), facts) == old.digest
    except (ReportError, OSError):
        return None
    return replace(old, stamps=stamps) if same else None


def read_file(path: Path, facts: ManifestFacts, reader: SandboxedReader) -> tuple[SourceFile, LoadedReport | None]:
    """A file and its report, or None and the reason in the record of the file."""
    from retrieval.conversion.sandbox.sandboxed_reader import ReaderProcessError

    stamps: Stamps = ()
    digest, now = "", datetime.now(UTC).isoformat(timespec="seconds")
    try:
        stamps = _stamps(path)
        contents = _contents(path, stamps)
        digest = _digest(contents, facts)
        loaded, problem = _load(contents, facts, reader)
        return SourceFile(path.name, stamps, digest, now, facts, len(loaded.passages), problem), loaded
    except ReaderProcessError as error:
        # Without a digest, so that touching the file is enough to have it tried again.
        stamps, digest, problem = () if error.retryable else stamps, "", to_skipped(path.name, error)
    except ReportError as error:
        problem = to_skipped(path.name, error)
    except OSError as error:
        # Without stamps, to be tried again: what was in the way may go without a trace in the file.
        stamps, digest, problem = (), "", to_skipped(path.name, error)
    return SourceFile(path.name, stamps, digest, now, facts, None, problem), None


def _stamps(path: Path) -> Stamps:
    companions = [other for suffix in (".phrasings", ".gaps") if (other := path.with_suffix(suffix)).exists()]
    stats = [(each.name, each.stat()) for each in (path, *companions)]
    return tuple((name, stat.st_size, stat.st_mtime_ns) for name, stat in stats)


def _contents(path: Path, stamps: Stamps) -> list[tuple[str, bytes]]:
    if path.suffix.lower() not in SUFFIXES:
        raise ReportError(f"{path.name}: wanted .txt, .md, .html, .pdf or .docx, found {path.suffix or 'no suffix'}")
    for name, size, _ in stamps:
        if size > LARGEST:
            raise ReportError(size_message(name, size))
    return [(name, _bytes(path.with_name(name))) for name, _, _ in stamps]


def _bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise ReportError(size_message(path.name, len(data)))
    return data


def _digest(contents: Iterable[tuple[str, bytes]], facts: ManifestFacts) -> str:
    digest = hashlib.sha256(repr(facts).encode("utf-8", "surrogatepass"))
    for name, data in contents:
        # Lengths first: the end of one file must not pass for the beginning of the next.
        digest.update(f"\n{name}\n{len(data)}\n".encode("utf-8", "surrogateescape") + data)
    return digest.hexdigest()


def _load(
    contents: Sequence[tuple[str, bytes]], facts: ManifestFacts, reader: SandboxedReader
) -> tuple[LoadedReport, Skipped | None]:
    """The report, and what is wrong with the annotations beside it: it is served without them."""
    # Here, because an index that is up to date is opened without it.
    from retrieval.parsing.report import parse_report, passages

    (name, data), *companions = contents
    converted = reader.read(data, name)
    report = replace(
        parse_report(converted.text, name), facts=facts, tags=tuple(converted.tags.items()), marks=converted.marks
    )
    report = replace(report, title=facts.title or report.title, number=facts.number or report.number)
    loaded = LoadedReport(report, tuple(passages(report)))
    problem = None
    for companion, content in companions:
        try:
            text = decode(content, companion)
            if companion.endswith(".gaps"):
                loaded = replace(loaded, gaps=tuple(parse_gaps(text, companion, report)))
            else:
                loaded = replace(loaded, phrasings=tuple(parse_phrasings(text, companion, report)))
        except ReportError as error:
            problem = problem or to_skipped(companion, error)
    return loaded, problem


def with_lasting_ids(loaded: LoadedReport, before: Sequence[Passage], number: int) -> tuple[LoadedReport, int]:
    """The report with lasting passage ids: a passage keeps the id that the same text had, else the same clause.

    The others get new numbers from ``number`` on, and a number is never given twice: a button under an old reply may
    point at it.
    """
    ids = ["" for _ in loaded.passages]
    for key in (attrgetter("clause.path", "text"), attrgetter("clause.path")):
        free: dict[object, deque[str]] = defaultdict(deque)
        taken = set(ids)
        for passage in before:
            if passage.id not in taken:
                free[key(passage)].append(passage.id)
        for at, passage in enumerate(loaded.passages):
            if not ids[at] and free[key(passage)]:
                ids[at] = free[key(passage)].popleft()
    new = count(number)
    named = (replace(each, id=known or f"p{next(new)}") for each, known in zip(loaded.passages, ids, strict=True))
    return replace(loaded, passages=tuple(named)), next(new)


def no_report_error(name: str, skipped: Sequence[Skipped], files: int) -> LibraryError:
    """The error of a library without any readable report."""
    why = f": {skipped[0]}" if skipped else f", found {files} files"
    return LibraryError(f"{name}: wanted at least one readable report (.txt, .md, .html, .pdf, .docx){why}")


def to_skipped(name: str, error: Exception) -> Skipped:
    """The error as a skipped file; the name and line that begin the message of a `ReportError` are taken off it."""
    message = (error.strerror or str(error)) if isinstance(error, OSError) else str(error)
    message = message.removeprefix(name).lstrip(":")
    line, _, rest = message.partition(":")
    return Skipped(name, int(line), rest.strip()) if line.strip().isdecimal() else Skipped(name, 0, message.strip())
