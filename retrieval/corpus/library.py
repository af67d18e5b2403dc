"""Library: the reports of a folder or of an index, with their annotations, the lexicon, and what their use taught."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Protocol

from retrieval.corpus.catalog import ReportCatalog
from retrieval.corpus.index_parts import index_parts
from retrieval.corpus.opening import open_index
from retrieval.corpus.passages import PassageStore
from retrieval.corpus.segments.report_index import ReportIndex, indexed, memory_segments
from retrieval.corpus.sources.loader import Corpus, LoadedReport, Progress, no_progress
from retrieval.index.segments import Segment
from retrieval.models import EmptyLibraryError, Lesson, LibraryError, Passage, Report, Skipped
from retrieval.resources import LEXICON, REPORTS, read_gazetteer, read_lexicon
from retrieval.text.gazetteer import Gazetteer
from retrieval.text.lexicon import Lexicon, merge_lexicons

_ADDED = "+"  # separates the version of the reports from the checksums of words and lessons that were added


class LibraryIndex(Protocol):
    """Where the reports of a library are kept: on this machine (`ReportIndex`) or elsewhere.

    ``checksum`` changes with the content of the reports and with the ids of passages; ``stamp`` with each generation.
    """

    @property
    def skipped(self) -> tuple[Skipped, ...]:
        """What could not be read."""

    @property
    def checksum(self) -> str:
        """What the version is made of."""

    @property
    def stamp(self) -> tuple[int, ...] | None:
        """The generation; None for one in memory."""

    def open_catalog(self) -> ReportCatalog:
        """What each report is."""

    def open_passages(self) -> PassageStore:
        """The passages and texts of the reports."""


@dataclass(frozen=True)
class Library:
    """The reports that are served, in the order of their file names, and the files that could not be read."""

    index: LibraryIndex = field(repr=False)
    lexicon: Lexicon = field(default_factory=Lexicon)
    version: str = ""
    gazetteer: Gazetteer = field(default_factory=read_gazetteer, repr=False, compare=False)
    lessons: tuple[Lesson, ...] = field(default=(), repr=False)

    @classmethod
    def open(cls, path: str | Path, lexicon: str | Path | None = LEXICON, progress: Progress = no_progress) -> Library:
        """Open the index of a folder of report files, or one that ``wenda index`` wrote elsewhere, or read one file.

        Where a folder has no index, or one that is not up to date, it is made first, see `open_index`; ``progress`` is
        told how far it is. A file that cannot be read is in ``skipped`` and the others are served. Raises
        `LibraryError` where the folder is absent, holds no readable report, or is an index that is damaged,
        `ReportError` for a lexicon that cannot be read.
        """
        root = Path(path)
        if not root.exists():
            raise LibraryError(f"{root}: wanted a folder of reports, found nothing there")
        return cls.of_index(open_index(root, progress, index_parts()), lexicon)

    @classmethod
    def default(cls, progress: Progress = no_progress) -> Library:
        """The library that comes with the program: one report, also where the package is installed without its tree.

        Its index is written into the user's cache folder where the package's own cannot be written.

        >>> [entry.metadata.title for entry in Library.default().catalog]
        ['2021年度法治政府建设情况报告']
        """
        return cls.open(REPORTS, progress=progress)

    @classmethod
    def of(cls, corpus: Corpus, name: str, lexicon: str | Path | None = LEXICON) -> Library:
        """Make the library of a corpus in memory.

        Raises `LibraryError`, which calls the library ``name``, where no report could be read.
        """
        if not corpus.loaded_reports:
            raise EmptyLibraryError(name, corpus.skipped, len(corpus.files))
        return cls.of_index(ReportIndex.of(corpus, index_parts(), read_gazetteer()), lexicon)

    @classmethod
    def of_index(cls, index: LibraryIndex, lexicon: str | Path | None = LEXICON) -> Library:
        """The library of an index, with the lexicon of a folder."""
        folder = Path(lexicon) if lexicon else None
        words = read_lexicon(folder) if folder else Lexicon()
        return cls(index, words, _version(index.checksum, folder))

    def with_words(self, words: Lexicon) -> Library:
        """The same reports with more everyday words, and a version that says so.

        The index does not depend on words and is shared.

        >>> from retrieval.text.lexicon import Lexicon, Term
        >>> plain = Library.default()
        >>> plain.with_words(Lexicon()).version == plain.version
        True
        >>> plain.with_words(Lexicon({"民告官": (Term("行政诉讼", 1.0),)})).version.removeprefix(plain.version)
        '+413d37'
        """
        if not words:
            return self
        if self.lessons:
            return self.with_lessons(()).with_words(words).with_lessons(self.lessons)
        written = json.dumps([[form, *((t.text, t.weight) for t in words[form])] for form in sorted(words)])
        return replace(self, lexicon=merge_lexicons([self.lexicon, words]), version=_with_added(self.version, written))

    def with_lessons(self, lessons: Sequence[Lesson]) -> Library:
        """The same reports and words with these lessons of their use, and no others, and a version that says so."""
        if tuple(lessons) == self.lessons:
            return self
        plain = self.version.rpartition(_ADDED)[0] if self.lessons else self.version
        version = _with_added(plain, repr(tuple(lessons))) if lessons else plain
        return replace(self, lessons=tuple(lessons), version=version)

    def with_reports(self, reports: Iterable[LoadedReport]) -> Library:
        """Other reports in memory in place of these, read by the same gazetteer, with the same words and version.

        Lessons, which are of these reports, are left out.
        """
        made = [indexed(each, self.gazetteer, "") for each in reports]
        segments, order = memory_segments(made, index_parts(self.gazetteer))
        index = ReportIndex(segments, order, self.skipped, self.index.checksum)
        return replace(self, index=index, lessons=())

    @property
    def segments(self) -> tuple[Segment, ...]:
        """The segments of an index on this machine; none where it is elsewhere."""
        return self.index.segments if isinstance(self.index, ReportIndex) else ()

    @property
    def skipped(self) -> tuple[Skipped, ...]:
        """What could not be read."""
        return self.index.skipped

    @cached_property
    def loaded_reports(self) -> tuple[LoadedReport, ...]:
        """All reports in memory."""
        return tuple(self.passages.loaded_reports())

    @property
    def reports(self) -> tuple[Report, ...]:
        """The reports in order."""
        return tuple(loaded.report for loaded in self.loaded_reports)

    @cached_property
    def catalog(self) -> ReportCatalog:
        """What each report is."""
        return self.index.open_catalog()

    @cached_property
    def passages(self) -> PassageStore:
        """The passages and texts of the reports."""
        return self.index.open_passages()

    def report_of(self, passage: Passage) -> Report:
        """The report that a passage belongs to."""
        return self.passages.report(passage.file)

    def passage(self, passage_id: str) -> Passage:
        """The passage of this id; KeyError where there is none."""
        return self.passages.passage(passage_id)

    def neighbours(self, passage: Passage) -> tuple[Passage | None, Passage | None]:
        """The passages before and after within the same report."""
        return self.passages.neighbours(passage)


def same_reports(version: str, other: str) -> bool:
    """Whether two versions of a library have the same reports, whatever was added, so that offsets of one hold in both.

    >>> same_reports("0123456789ab", "0123456789ab+413d37")
    True
    """
    return version.partition(_ADDED)[0] == other.partition(_ADDED)[0]


def _with_added(version: str, content: str) -> str:
    digest = hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()
    return f"{version}{_ADDED}{digest[:6]}"


def _version(checksum: str, lexicon: Path | None) -> str:
    """Twelve digits that change with the reports, their annotations, the lexicon, and the ids of passages."""
    digest = hashlib.sha256(checksum.encode())
    for words in sorted(lexicon.glob("*.txt")) if lexicon else ():
        digest.update(words.read_bytes())
    return digest.hexdigest()[:12]
