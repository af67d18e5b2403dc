"""Files to shelves: each report read with what stands beside it, once, and again only when its files have changed."""

from __future__ import annotations

import hashlib
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from retrieval.conversion.formats import LARGEST, SUFFIXES, decode, size_message
from retrieval.conversion.sandbox import ReaderProcessError, SandboxedReader
from retrieval.corpus.annotations import Gap, Phrasing, parse_gaps, parse_phrasings
from retrieval.corpus.manifest import MANIFEST, parse_manifest
from retrieval.models import ManifestFacts, Passage, Report, ReportError, Skipped
from retrieval.parsing.report import parse_report, passages

_BESIDE = frozenset({".phrasings", ".gaps", ".jsonl"})
Stamps = tuple[tuple[str, int, int], ...]
Progress = Callable[[str, int, int], None]


def silent(file: str, at: int, of: int) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True, slots=True)
class LoadedReport:
    """One report with its passages and what staff wrote beside it."""

    report: Report
    passages: tuple[Passage, ...]
    phrasings: tuple[Phrasing, ...] = ()
    gaps: tuple[Gap, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceFile:
    """What became of one file: a shelf, or the reason why not, or both where something beside it could not be read.

    ``stamps`` are the names, sizes and times of change (ns) of the files that it was read from, ``digest`` is over
    their content, ``read`` is when.
    """

    file: str
    stamps: Stamps
    digest: str
    read: str
    facts: ManifestFacts
    shelf: LoadedReport | None
    skipped: Skipped | None = None


@dataclass(frozen=True, slots=True)
class Corpus:
    """A folder as it was read: its files by name, and the number that the next new passage gets."""

    entries: tuple[SourceFile, ...]
    manifest: tuple[Skipped, ...] = ()
    next_number: int = 1

    @property
    def filled(self) -> tuple[LoadedReport, ...]:
        """The shelves, in the order of their files' names."""
        return tuple(entry.shelf for entry in self.entries if entry.shelf)

    @property
    def skipped(self) -> tuple[Skipped, ...]:
        """What could not be read, the manifest's lines last."""
        return (*(entry.skipped for entry in self.entries if entry.skipped), *self.manifest)


def read_shelves(files: Sequence[Path], manifest: Path, before: Corpus | None = None, trusted: bool = True,
                 progress: Progress = silent) -> Corpus:  # fmt: skip
    """Read files, leaning on what was read ``before``.

    Unless ``trusted``, nothing read before is used but the ids of passages, which stay with their clauses. A file
    that cannot be read is an entry with the reason. Raises nothing.
    """
    known = {entry.file: entry for entry in before.entries} if before else {}
    facts, problems = _facts(manifest, {file.name for file in files})
    number = before.next_number if before else 1
    entries = []
    with SandboxedReader() as reader:
        for at, file in enumerate(files):
            progress(file.name, at, len(files))
            old = known.get(file.name)
            entry = _refreshed(file, facts.get(file.name, ManifestFacts()), old if trusted else None, reader)
            if entry.shelf and (not trusted or old is None or entry.shelf is not old.shelf):
                shelf, number = _numbered(entry.shelf, old.shelf if old else None, number)
                entry = replace(entry, shelf=shelf)
            entries.append(entry)
    return Corpus(tuple(entries), tuple(problems), number)


def report_files(folder: Path) -> list[Path]:
    """The files of a folder that should be reports, by name; what is hidden or stands beside a report is none."""
    return sorted(path for path in folder.iterdir() if _is_report(path))


def _is_report(path: Path) -> bool:
    return path.is_file() and not path.name.startswith(".") and path.suffix.lower() not in _BESIDE


def _facts(manifest: Path, files: set[str]) -> tuple[dict[str, ManifestFacts], list[Skipped]]:
    try:
        data = _bytes(manifest) if manifest.exists() else b""
        return parse_manifest(decode(data, MANIFEST), files) if data.strip() else ({}, [])
    except (ReportError, OSError) as error:
        return {}, [why_skipped(MANIFEST, error)]


def _refreshed(file: Path, facts: ManifestFacts, old: SourceFile | None, reader: SandboxedReader) -> SourceFile:
    """The old entry where neither files nor facts have changed, else a new one."""
    stamps: Stamps = ()
    digest = ""
    try:
        stamps = _stamps(file)
        if old and (old.stamps, old.facts) == (stamps, facts):
            return old
        contents = _contents(file, stamps)
        digest = _digest(contents, facts)
        if old and old.digest == digest:
            return replace(old, stamps=stamps)  # touched, not changed
        return SourceFile(file.name, stamps, digest, _now(), facts, *_shelf(contents, facts, reader))
    except ReaderProcessError as error:
        # Without a digest, so that touching the file is enough to have it tried again.
        return SourceFile(
            file.name, () if error.retryable else stamps, "", _now(), facts, None, why_skipped(file.name, error)
        )
    except ReportError as error:
        return SourceFile(file.name, stamps, digest, _now(), facts, None, why_skipped(file.name, error))
    except OSError as error:
        # Without stamps, to be tried again: what was in the way may go without a trace in the file.
        return SourceFile(file.name, (), "", _now(), facts, None, why_skipped(file.name, error))


def _stamps(file: Path) -> Stamps:
    beside = [path for suffix in (".phrasings", ".gaps") if (path := file.with_suffix(suffix)).exists()]
    found = [(path.name, path.stat()) for path in (file, *beside)]
    return tuple((name, state.st_size, state.st_mtime_ns) for name, state in found)


def _contents(file: Path, stamps: Stamps) -> list[tuple[str, bytes]]:
    if file.suffix.lower() not in SUFFIXES:
        raise ReportError(f"{file.name}: wanted .txt, .md, .html, .pdf or .docx, found {file.suffix or 'no suffix'}")
    for name, size, _ in stamps:
        if size > LARGEST:
            raise ReportError(size_message(name, size))
    return [(name, _bytes(file.with_name(name))) for name, _, _ in stamps]


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


def _shelf(
    contents: Sequence[tuple[str, bytes]], facts: ManifestFacts, reader: SandboxedReader
) -> tuple[LoadedReport, Skipped | None]:
    """The shelf, and what is wrong with the files beside the report: it is served without them."""
    (name, data), *beside = contents
    report = parse_report(reader.read(data, name), name)
    report = replace(report, title=facts.title or report.title, number=facts.number or report.number, facts=facts)
    shelf = LoadedReport(report, tuple(passages(report)))
    problem = None
    for other, content in beside:
        try:
            text = decode(content, other)
            if other.endswith(".gaps"):
                shelf = replace(shelf, gaps=tuple(parse_gaps(text, other, report)))
            else:
                shelf = replace(shelf, phrasings=tuple(parse_phrasings(text, other, report)))
        except ReportError as error:
            problem = problem or why_skipped(other, error)
    return shelf, problem


def _numbered(shelf: LoadedReport, old: LoadedReport | None, number: int) -> tuple[LoadedReport, int]:
    """The shelf with ids that last: a passage keeps the id of the same text, else of the same clause.

    The others get new numbers, and a number is never given twice: a button under an old reply may point at it.
    """
    before = old.passages if old else ()
    ids = ["" for _ in shelf.passages]
    for key in (_text_of, _clause_of):
        free: dict[object, deque[str]] = defaultdict(deque)
        taken = set(ids)
        for passage in before:
            if passage.id not in taken:
                free[key(passage)].append(passage.id)
        for at, passage in enumerate(shelf.passages):
            if not ids[at] and free[key(passage)]:
                ids[at] = free[key(passage)].popleft()
    for at, name in enumerate(ids):
        if not name:
            ids[at], number = f"p{number}", number + 1
    named = tuple(replace(passage, id=name) for passage, name in zip(shelf.passages, ids, strict=True))
    return replace(shelf, passages=named), number


def _text_of(passage: Passage) -> object:
    return passage.clause.path, passage.text


def _clause_of(passage: Passage) -> object:
    return passage.clause.path


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def why_skipped(name: str, error: Exception) -> Skipped:
    """The reason without the file's name and line that a `ReportError` leads with."""
    message = (error.strerror or str(error)) if isinstance(error, OSError) else str(error)
    message = message.removeprefix(name).lstrip(":")
    line, _, rest = message.partition(":")
    if line.strip().isdecimal():
        return Skipped(name, int(line), rest.strip())
    return Skipped(name, 0, message.strip())
