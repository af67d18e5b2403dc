"""Library: the reports of a folder or of an index, with their annotations and the lexicon."""

from __future__ import annotations

import hashlib
import json
import logging
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from retrieval.corpus import storage
from retrieval.corpus.catalog import SegmentCatalog
from retrieval.corpus.derived_arrays import DerivedArrays
from retrieval.corpus.loader import Corpus, LoadedReport, Progress, SourceFile, no_progress, read_corpus, report_files
from retrieval.corpus.manifest import MANIFEST
from retrieval.corpus.passages import MemoryPassages
from retrieval.models import LibraryError, Passage, Report, Skipped
from retrieval.parsing.metadata import read_metadata
from retrieval.parsing.sentences import with_readings
from retrieval.resources import LEXICON, read_gazetteer, read_lexicon
from retrieval.text.gazetteer import Gazetteer
from retrieval.text.lexicon import Lexicon, merge_lexicons
from retrieval.text.normalization import fold

_LOGGER = logging.getLogger(__name__)
_ADDED_WORDS = "+"  # separates the version of the reports from the checksum of words that were added


@dataclass(frozen=True)
class Library:
    """The reports that are served, in the order of their file names, and the files that could not be read."""

    loaded_reports: tuple[LoadedReport, ...]
    skipped: tuple[Skipped, ...] = ()
    lexicon: Lexicon = field(default_factory=Lexicon)
    version: str = ""
    files: tuple[SourceFile, ...] = field(default=(), repr=False)
    gazetteer: Gazetteer = field(default_factory=read_gazetteer, repr=False, compare=False)
    # Not copied by `dataclasses.replace`: arrays that were derived from these reports do not fit another library's.
    derived_arrays: DerivedArrays = field(default_factory=DerivedArrays, init=False, repr=False, compare=False)

    @classmethod
    def open(cls, path: str | Path, lexicon: str | Path | None = LEXICON) -> Library:
        """Read a folder of report files, or one file, or load an index that ``wenda index`` wrote.

        Where the folder of reports has an index of its own, what has not changed since is taken from it. A file that
        cannot be read is in ``skipped`` and the others are served. Raises `LibraryError` where the folder is absent,
        holds no readable report, or is an index that is damaged, `ReportError` for a lexicon that cannot be read.
        """
        root = Path(path)
        if not root.exists():
            raise LibraryError(f"{root}: wanted a folder of reports, found nothing there")
        corpus, arrays = _read(root)
        return cls.of(corpus, str(root), lexicon, arrays)

    @classmethod
    def of(
        cls, corpus: Corpus, name: str, lexicon: str | Path | None = LEXICON, arrays: DerivedArrays | None = None
    ) -> Library:
        """Make the library of a corpus, with the arrays that were derived from it before, if any.

        Raises `LibraryError`, which calls the library ``name``, where no report could be read.
        """
        if not corpus.loaded_reports:
            why = f": {corpus.skipped[0]}" if corpus.skipped else f", found {len(corpus.files)} files"
            raise LibraryError(f"{name}: wanted at least one readable report (.txt, .md, .html, .pdf, .docx){why}")
        folder = Path(lexicon) if lexicon else None
        words = read_lexicon(folder) if folder else Lexicon()
        library = cls(_read_closely(corpus), corpus.skipped, words, _version(corpus, folder), corpus.files)
        if arrays:
            library.derived_arrays.update(arrays)
        return library

    def with_words(self, words: Lexicon) -> Library:
        """The same reports with more everyday words, and a version that says so.

        The derived arrays do not depend on words and are shared.

        >>> from retrieval.text.lexicon import Term
        >>> plain = Library((), version="0123456789ab")
        >>> plain.with_words(Lexicon()).version
        '0123456789ab'
        >>> plain.with_words(Lexicon({"民告官": (Term("行政诉讼", 1.0),)})).version
        '0123456789ab+413d37'
        """
        if not words:
            return self
        written = json.dumps([[form, *((t.text, t.weight) for t in words[form])] for form in sorted(words)])
        version = f"{self.version}{_ADDED_WORDS}{hashlib.sha256(written.encode()).hexdigest()[:6]}"
        more = replace(self, lexicon=merge_lexicons([self.lexicon, words]), version=version)
        more.derived_arrays.update(self.derived_arrays)
        return more

    @property
    def reports(self) -> tuple[Report, ...]:
        """The reports in order."""
        return tuple(loaded.report for loaded in self.loaded_reports)

    @cached_property
    def catalog(self) -> SegmentCatalog:
        """What each report is."""
        folded = self.derived_arrays.texts("reports", lambda: [fold(report.text) for report in self.reports])
        return SegmentCatalog.of(self.loaded_reports, self.files, self.gazetteer, folded)

    @cached_property
    def passages(self) -> MemoryPassages:
        """The passages and texts of the reports."""
        return MemoryPassages(self.loaded_reports)

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
    """Whether two versions of a library differ in added words at most, so that offsets of one hold in the other.

    >>> same_reports("0123456789ab", "0123456789ab+413d37")
    True
    """
    return version.partition(_ADDED_WORDS)[0] == other.partition(_ADDED_WORDS)[0]


def _read_closely(corpus: Corpus) -> tuple[LoadedReport, ...]:
    """The reports with what is worked out of their passages once."""
    gazetteer = read_gazetteer()
    return tuple(
        replace(each, passages=with_readings(each.passages, read_metadata(each.report, gazetteer)))
        for each in corpus.loaded_reports
    )


def usable_index(folder: Path) -> storage.StoredIndex | None:
    """The index of a folder, or None where it has none; a damaged one is logged and ignored."""
    if not storage.is_index(folder):
        return None
    try:
        return storage.load(folder)
    except storage.UnusableIndexError as error:
        _LOGGER.warning("reading the files instead of the index: %s", error)
        return None


def _read(root: Path) -> tuple[Corpus, DerivedArrays | None]:
    """The corpus of a file, an index or a folder, and the derived arrays where an index holds valid ones."""
    if root.is_file():
        # The manifest also speaks of the reports around this one.
        return replace(read_corpus([root], root.with_name(MANIFEST)), manifest_problems=()), None
    folder = root if storage.is_index(root) else root / storage.HIDDEN
    stored = storage.load(root) if folder is root else usable_index(folder)
    corpus = stored.corpus if stored and folder is root else read_folder(root, stored)
    arrays = valid_arrays(stored, corpus) if stored else None
    if stored and arrays is None:
        _LOGGER.warning("%s is not up to date; to load faster, run: %s", folder, storage.command_for(folder))
    return corpus, arrays


def read_folder(root: Path, stored: storage.StoredIndex | None, progress: Progress = no_progress) -> Corpus:
    """The corpus of a folder; what has not changed since this code wrote its index is taken from there."""
    before = stored.corpus if stored else None
    trusted = stored is not None and stored.code_fingerprint == storage.code_fingerprint()
    return read_corpus(report_files(root), root / MANIFEST, before, trusted, progress)


def valid_arrays(stored: storage.StoredIndex, corpus: Corpus) -> DerivedArrays | None:
    """The arrays of an index, or None unless they were derived from this very corpus and by this code."""
    same = list(map(id, corpus.loaded_reports)) == list(map(id, stored.corpus.loaded_reports))
    return stored.derived_arrays if same and stored.code_fingerprint == storage.code_fingerprint() else None


def _version(corpus: Corpus, lexicon: Path | None) -> str:
    """Twelve digits that change with the reports, their annotations, the lexicon, and the ids of passages."""
    digest = hashlib.sha256()
    # Ids as a first reading gives them are left out: an index and its folder are one version.
    number = 1
    for file in corpus.files:
        if file.loaded_report:
            ids = [passage.id for passage in file.loaded_report.passages]
            usual = [f"p{at}" for at in range(number, number + len(ids))]
            digest.update(f"{file.digest} {'' if ids == usual else ids}\n".encode())
            number += len(ids)
    for words in sorted(lexicon.glob("*.txt")) if lexicon else ():
        digest.update(words.read_bytes())
    return digest.hexdigest()[:12]
