"""Report loader: reads the files of a folder into a corpus, and reads again only what has changed since.

A passage keeps its id when its report is read again, see `_with_lasting_ids`.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import count
from operator import attrgetter
from pathlib import Path

from retrieval.conversion.formats import LARGEST, SUFFIXES, decode, size_message
from retrieval.conversion.sandbox import ReaderProcessError, SandboxedReader
from retrieval.corpus.annotations import Gap, Phrasing, parse_gaps, parse_phrasings
from retrieval.corpus.manifest import MANIFEST, parse_manifest
from retrieval.models import ManifestFacts, Passage, Report, ReportError, Skipped
from retrieval.parsing.report import parse_report, passages

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
    """One file of the folder: its report, or why it was skipped, or both where a file beside it could not be read.

    ``stamps`` are the names, sizes and times of change (ns) of the files that it was read from, ``digest`` is the
    checksum of their content, ``read_at`` the time of reading (UTC, ISO 8601).
    """

    name: str
    stamps: Stamps
    digest: str
    read_at: str
    facts: ManifestFacts
    loaded_report: LoadedReport | None
    skipped: Skipped | None = None


@dataclass(frozen=True, slots=True)
class Corpus:
    """The files of a folder by name, the bad lines of its manifest, and the number of the next new passage."""

    files: tuple[SourceFile, ...]
    manifest_problems: tuple[Skipped, ...] = ()
    next_number: int = 1

    @property
    def loaded_reports(self) -> tuple[LoadedReport, ...]:
        """The reports that could be read, in the order of their file names."""
        return tuple(file.loaded_report for file in self.files if file.loaded_report)

    @property
    def skipped(self) -> tuple[Skipped, ...]:
        """What could not be read, the lines of the manifest last."""
        return (*(file.skipped for file in self.files if file.skipped), *self.manifest_problems)


def read_corpus(
    paths: Sequence[Path],
    manifest: Path,
    before: Corpus | None = None,
    trusted: bool = True,
    progress: Progress = no_progress,
) -> Corpus:
    """Read report files; what has not changed is taken from the corpus ``before``.

    Unless ``trusted``, only the ids of passages are taken from ``before``. A file that cannot be read is in the corpus
    with the reason. Raises nothing.
    """
    known = {file.name: file for file in before.files} if before else {}
    facts, problems = _manifest_facts(manifest, {path.name for path in paths})
    next_number = before.next_number if before else 1
    files = []
    with SandboxedReader() as reader:
        for number, path in enumerate(paths):
            progress(path.name, number, len(paths))
            old = known.get(path.name)
            file = _read_if_changed(path, facts.get(path.name, ManifestFacts()), old if trusted else None, reader)
            loaded, known_report = file.loaded_report, old.loaded_report if old else None
            if loaded and not (trusted and loaded is known_report):
                loaded, next_number = _with_lasting_ids(loaded, known_report, next_number)
                file = replace(file, loaded_report=loaded)
            files.append(file)
    return Corpus(tuple(files), tuple(problems), next_number)


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


def _read_if_changed(path: Path, facts: ManifestFacts, old: SourceFile | None, reader: SandboxedReader) -> SourceFile:
    """The old file where neither content nor facts have changed, else a new one."""
    stamps: Stamps = ()
    digest, now = "", datetime.now(UTC).isoformat(timespec="seconds")
    try:
        stamps = _stamps(path)
        if old and (old.stamps, old.facts) == (stamps, facts):
            return old
        contents = _contents(path, stamps)
        digest = _digest(contents, facts)
        if old and old.digest == digest:
            return replace(old, stamps=stamps)  # touched, not changed
        return SourceFile(path.name, stamps, digest, now, facts, *_load(contents, facts, reader))
    except ReaderProcessError as error:
        # Without a digest, so that touching the file is enough to have it tried again.
        stamps, digest, problem = () if error.retryable else stamps, "", to_skipped(path.name, error)
    except ReportError as error:
        problem = to_skipped(path.name, error)
    except OSError as error:
        # Without stamps, to be tried again: what was in the way may go without a trace in the file.
        stamps, digest, problem = (), "", to_skipped(path.name, error)
    return SourceFile(path.name, stamps, digest, now, facts, None, problem)


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
    (name, data), *companions = contents
    report = parse_report(reader.read(data, name), name)
    report = replace(report, title=facts.title or report.title, number=facts.number or report.number, facts=facts)
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


def _with_lasting_ids(loaded: LoadedReport, old: LoadedReport | None, number: int) -> tuple[LoadedReport, int]:
    """The report with lasting passage ids: a passage keeps the id of the same text, else of the same clause.

    The others get new numbers from ``number`` on, and a number is never given twice: a button under an old reply may
    point at it.
    """
    before = old.passages if old else ()
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


def to_skipped(name: str, error: Exception) -> Skipped:
    """The error as a skipped file; the name and line that begin the message of a `ReportError` are taken off it."""
    message = (error.strerror or str(error)) if isinstance(error, OSError) else str(error)
    message = message.removeprefix(name).lstrip(":")
    line, _, rest = message.partition(":")
    return Skipped(name, int(line), rest.strip()) if line.strip().isdecimal() else Skipped(name, 0, message.strip())
