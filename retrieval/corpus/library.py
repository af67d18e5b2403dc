"""A folder of reports, parsed or loaded from its index, with the content that stands beside them."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from retrieval.corpus import storage
from retrieval.corpus.loader import Corpus, LoadedReport, Progress, SourceFile, read_shelves, report_files, silent
from retrieval.corpus.manifest import MANIFEST
from retrieval.corpus.stock import DerivedArrays
from retrieval.models import LibraryError, Passage, Report, Skipped
from retrieval.resources import DATA, LEXICON, read_lexicon
from retrieval.text.lexicon import Lexicon, merge_lexicons

__all__ = ["DATA", "Library", "LoadedReport", "read_lexicon", "same_reports"]

_LOGGER = logging.getLogger(__name__)
_AND = "+"  # before what words that were added make of a version


@dataclass(frozen=True)
class Library:
    """The reports that are served, in the order of their file names, and the files that could not be read."""

    shelves: tuple[LoadedReport, ...]
    skipped: tuple[Skipped, ...] = ()
    lexicon: Lexicon = field(default_factory=Lexicon)
    version: str = ""
    entries: tuple[SourceFile, ...] = field(default=(), repr=False)
    # Never copied by `dataclasses.replace`: what was derived from these shelves is not another library's.
    stock: DerivedArrays = field(default_factory=DerivedArrays, init=False, repr=False, compare=False)

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
        shelves, stock = _read(root)
        return cls.of(shelves, str(root), lexicon, stock)

    @classmethod
    def of(
        cls, shelves: Corpus, name: str, lexicon: str | Path | None = LEXICON, stock: DerivedArrays | None = None
    ) -> Library:
        """The library of some shelves; raises `LibraryError`, which calls it ``name``, where nothing was readable."""
        if not shelves.filled:
            why = f": {shelves.skipped[0]}" if shelves.skipped else f", found {len(shelves.entries)} files"
            raise LibraryError(f"{name}: wanted at least one readable report (.txt, .md, .html, .pdf, .docx){why}")
        folder = Path(lexicon) if lexicon else None
        entries = read_lexicon(folder) if folder else Lexicon()
        library = cls(shelves.filled, shelves.skipped, entries, _version(shelves, folder), shelves.entries)
        if stock:
            library.stock.take(stock)
        return library

    def with_words(self, words: Lexicon) -> Library:
        """The same reports with more everyday words, and a version that says so.

        What was derived of the texts does not depend on words and is shared.

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
        version = f"{self.version}{_AND}{hashlib.sha256(written.encode()).hexdigest()[:6]}"
        more = replace(self, lexicon=merge_lexicons([self.lexicon, words]), version=version)
        more.stock.take(self.stock)
        return more

    @property
    def reports(self) -> tuple[Report, ...]:
        """The reports in order."""
        return tuple(shelf.report for shelf in self.shelves)

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        """All passages in document order."""
        return tuple(passage for shelf in self.shelves for passage in shelf.passages)

    def report_of(self, passage: Passage) -> Report:
        """The report that a passage belongs to."""
        return self._report_of[passage.file]

    def passage(self, passage_id: str) -> Passage:
        """The passage of this id; KeyError where there is none."""
        return self.passages[self._positions[passage_id]]

    def neighbours(self, passage: Passage) -> tuple[Passage | None, Passage | None]:
        """The passages before and after within the same report."""
        at, every = self._positions[passage.id], self.passages
        around: Sequence[Passage | None] = (
            every[at - 1] if at else None,
            every[at + 1] if at + 1 < len(every) else None,
        )
        before, after = (p if p and p.file == passage.file else None for p in around)
        return before, after

    @cached_property
    def _positions(self) -> dict[str, int]:
        return {passage.id: at for at, passage in enumerate(self.passages)}

    @cached_property
    def _report_of(self) -> dict[str, Report]:
        return {report.file: report for report in self.reports}


def same_reports(version: str, other: str) -> bool:
    """Whether two versions of a library differ in added words at most, so that offsets of one hold in the other.

    >>> same_reports("0123456789ab", "0123456789ab+413d37")
    True
    """
    return version.partition(_AND)[0] == other.partition(_AND)[0]


def known_index(folder: Path) -> storage.StoredIndex | None:
    """The index of a folder, if it has one that can be used; a damaged one is logged and passed over."""
    if not storage.is_index(folder):
        return None
    try:
        return storage.load(folder)
    except storage.UnusableIndexError as error:
        _LOGGER.warning("reading the files instead of the index: %s", error)
        return None


def _read(root: Path) -> tuple[Corpus, DerivedArrays | None]:
    """The shelves of a file, an index or a folder, and what an index derived from them."""
    if root.is_file():
        # The manifest also speaks of the reports around this one.
        return replace(read_shelves([root], root.with_name(MANIFEST)), manifest=()), None
    folder = root if storage.is_index(root) else root / storage.HIDDEN
    known = storage.load(root) if folder is root else known_index(folder)
    shelves = known.shelves if known and folder is root else read_again(root, known)
    stock = fresh(known, shelves) if known else None
    if known and stock is None:
        _LOGGER.warning("%s is not up to date; to load faster, run: %s", folder, storage.command_for(folder))
    return shelves, stock


def read_again(root: Path, known: storage.StoredIndex | None, progress: Progress = silent) -> Corpus:
    """The shelves of a folder; what is unchanged since this code wrote its index is taken from that."""
    before = known.shelves if known else None
    trusted = known is not None and known.recipe == storage.recipe()
    return read_shelves(report_files(root), root / MANIFEST, before, trusted, progress)


def fresh(known: storage.StoredIndex, shelves: Corpus) -> DerivedArrays | None:
    """What the index derived, if it was from these very shelves and by this code; otherwise none."""
    same = list(map(id, shelves.filled)) == list(map(id, known.shelves.filled))
    return known.stock if same and known.recipe == storage.recipe() else None


def _version(shelves: Corpus, lexicon: Path | None) -> str:
    """Twelve digits that change with the reports, with what stands beside them, with the lexicon, and with the ids."""
    digest = hashlib.sha256()
    # Ids as a first reading gives them are no news: an index and its folder are one version.
    number = 1
    for entry in shelves.entries:
        if entry.shelf:
            ids = [passage.id for passage in entry.shelf.passages]
            usual = [f"p{at}" for at in range(number, number + len(ids))]
            digest.update(f"{entry.digest} {'' if ids == usual else ids}\n".encode())
            number += len(ids)
    for file in sorted(lexicon.glob("*.txt")) if lexicon else ():
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]
