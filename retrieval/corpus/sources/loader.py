"""Report loader: reads the files of a folder, each to the documents in it. No file ends a run.

A passage keeps its id when its report is read again, see `with_lasting_ids`.
"""

from __future__ import annotations

import logging
from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import count
from operator import attrgetter
from typing import TYPE_CHECKING

from retrieval.corpus.sources.annotations import Gap, Phrasing, parse_gaps, parse_phrasings
from retrieval.corpus.sources.duplicates import DuplicateFinder
from retrieval.corpus.sources.folder_listing import FolderListing, to_skipped
from retrieval.corpus.sources.source_file import (
    LibraryFile,
    SourceFile,
    Stamps,
    companion_text,
    contents_of,
    digest_of,
    stamps_of,
    waits_for_extra,
)
from retrieval.models import Passage, Refusal, Report, ReportError, Skipped, TextMark
from retrieval.parsing.fingerprint import TextFingerprint

if TYPE_CHECKING:
    from retrieval.sandbox.parsed_report import ParsedReport, ReadMember
    from retrieval.sandbox.sandboxed_reader import SandboxedReader

_LOGGER = logging.getLogger(__name__)
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


ReadDocument = tuple[SourceFile, LoadedReport | None]
"""A document and its report, or None and the reason in the record of the document."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """Documents by name, their reports in the same order, and what is wrong with the folder and its manifests."""

    files: tuple[SourceFile, ...]
    loaded_reports: tuple[LoadedReport, ...]
    problems: tuple[Skipped, ...] = ()

    def without(self, source: str) -> Corpus:
        """The same without the reports of a file, which cannot be indexed."""
        reports = iter(self.loaded_reports)
        documents = [(file, None if file.passages is None else next(reports)) for file in self.files]
        left = [unindexable(each) if each[0].source == source else each for each in documents]
        return Corpus(tuple(file for file, _ in left), tuple(r for _, r in left if r), self.problems)

    @property
    def skipped(self) -> tuple[Skipped, ...]:
        """What is not served, the problems of the folder last."""
        return (*(file.skipped for file in self.files if file.skipped), *self.problems)


def read_corpus(listing: FolderListing, progress: Progress = no_progress) -> Corpus:
    """Read all files of a listing, into memory. A file that cannot be read is there with the reason. Raises nothing."""
    from retrieval.sandbox.sandboxed_reader import SandboxedReader

    files, reports, number, finder = list[SourceFile](), list[LoadedReport](), 1, DuplicateFinder()
    with SandboxedReader() as reader:
        for at, source in enumerate(listing.files):
            progress(source.name, at, len(listing.files))
            for document in read_file(source, listing, reader):
                file, loaded = without_duplicate(document, finder)
                files.append(file)
                if loaded:
                    loaded, number = with_lasting_ids(loaded, (), number)
                    reports.append(loaded)
    return Corpus(tuple(files), tuple(reports), listing.problems)


def without_duplicate(document: ReadDocument, finder: DuplicateFinder) -> ReadDocument:
    """The document, without its report where another one that is served has the same text."""
    file, loaded = document
    if loaded is None or (same := finder.add(file.name, TextFingerprint.parse(file.fingerprint))) is None:
        return document
    skipped = Skipped(file.name, 0, f"wanted another text, found that of {same}", Refusal.SAME, same)
    return replace(file, passages=None, skipped=skipped), None


def unindexable(document: ReadDocument) -> ReadDocument:
    """A document of which no index can be made, with that for its reason; one that is refused anyway keeps its own."""
    file, loaded = document
    if loaded is None:
        return document
    why = "wanted a document that can be indexed, found one that fails"
    return replace(file, passages=None, skipped=Skipped(file.name, 0, why, Refusal.FAULT)), None


def touched_file(file: LibraryFile, listing: FolderListing, old: Sequence[SourceFile]) -> list[SourceFile] | None:
    """The records of a file whose stamps have changed and whose content has not; None for another content."""
    if waits_for_extra(old):
        return None
    try:
        stamps = stamps_of(file)
        digest = digest_of(contents_of(file, stamps), listing.facts_within(file))
    except (ReportError, OSError):
        return None
    return [replace(each, stamps=stamps) for each in old] if {each.digest for each in old} == {digest} else None


def read_file(file: LibraryFile, listing: FolderListing, reader: SandboxedReader) -> Iterator[ReadDocument]:
    """The documents of a file one by one: itself, or those in it where it is an archive; at least one."""
    stamps: Stamps = ()
    digest, now = "", datetime.now(UTC).isoformat(timespec="seconds")
    facts = listing.facts_of(file.name)
    try:
        stamps = stamps_of(file)
        (_, data), *companions = contents = contents_of(file, stamps)
        digest = digest_of(contents, listing.facts_within(file))
    except ReportError as error:
        yield SourceFile(file.name, stamps, digest, now, facts, None, to_skipped(file.name, error)), None
        return
    except OSError as error:
        # Without stamps, to be tried again: what was in the way may go without a trace in the file.
        yield SourceFile(file.name, (), "", now, facts, None, to_skipped(file.name, error)), None
        return
    source = _Source(file, listing, SourceFile(file.name, stamps, digest, now, facts), companions)
    yield from map(source.document, reader.members(data, file.name, listing.facts_within(file)))


@dataclass(frozen=True, slots=True)
class _Source:
    """A file that is read: its listing, its record without a result, and what staff wrote beside it."""

    file: LibraryFile
    listing: FolderListing
    record: SourceFile
    companions: Sequence[tuple[str, bytes]]

    def document(self, member: ReadMember) -> ReadDocument:
        """A document of the file, with what staff wrote beside it."""
        from retrieval.sandbox.sandboxed_reader import ReaderProcessError

        record, companions, content = self.record, self.companions, member.content
        if member.path:
            name, companions = f"{self.file.name}/{member.path}", ()
            record = replace(record, name=name, archive=self.file.name, facts=self.listing.facts_of(name))
        if isinstance(content, ReaderProcessError):
            # Without a digest, so that touching the file is enough to have it tried again.
            stamps = () if content.retryable else record.stamps
            return replace(record, stamps=stamps, digest="", skipped=to_skipped(record.name, content)), None
        if isinstance(content, ReportError):
            if content.refusal is Refusal.FAULT:
                _LOGGER.error("%s", content)
            return replace(record, skipped=to_skipped(record.name, content)), None
        loaded, problem = _loaded(content, record.name, companions)
        read = replace(record, passages=len(loaded.passages), skipped=problem, fingerprint=content.fingerprint)
        return read, loaded


def _loaded(
    parsed: ParsedReport, name: str, companions: Sequence[tuple[str, bytes]]
) -> tuple[LoadedReport, Skipped | None]:
    """The report, and what is wrong with the annotations beside it: it is served without them."""
    report, problem = parsed.report, None
    loaded = LoadedReport(report, parsed.passages)
    for companion, content in companions:
        try:
            text = companion_text(content, companion)
            if companion.endswith(".gaps"):
                loaded = replace(loaded, gaps=tuple(parse_gaps(text, companion, report)))
            else:
                loaded = replace(loaded, phrasings=tuple(parse_phrasings(text, companion, report)))
        except Exception as error:  # whatever is wrong beside a document, it is served
            problem = problem or replace(to_skipped(companion, error), refusal=Refusal.ANNOTATION)
    if TextMark.INCOMPLETE in report.marks:
        problem = problem or Skipped(name, 0, "wanted pages with text, found pictures", Refusal.PICTURE_PAGES)
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
