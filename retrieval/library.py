"""A folder of reports, parsed, with the content that stands beside them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from retrieval.content import Gap, Lexicon, Phrasing, merge, parse_gaps, parse_lexicon, parse_phrasings
from retrieval.reports import decode, parse_report, passages
from retrieval.types import LibraryError, Passage, Report, ReportError, Skipped

SUFFIXES = frozenset({".txt", ".md"})
_BESIDE = frozenset({".phrasings", ".gaps", ".jsonl"})
_LARGEST = 50 * 1024 * 1024
# In the source tree the data stand beside the packages, in an installed wheel within this one.
_WITHIN, _BESIDE_PACKAGES = Path(__file__).parent / "_data", Path(__file__).parent.parent / "data"
DATA = _WITHIN if _WITHIN.is_dir() else _BESIDE_PACKAGES


@dataclass(frozen=True, slots=True)
class Shelf:
    """One report with its passages and what staff wrote beside it."""

    report: Report
    passages: tuple[Passage, ...]
    phrasings: tuple[Phrasing, ...] = ()
    gaps: tuple[Gap, ...] = ()


@dataclass(frozen=True)
class Library:
    """The reports that are served, in the order of their file names, and the files that could not be read."""

    shelves: tuple[Shelf, ...]
    skipped: tuple[Skipped, ...] = ()
    lexicon: Lexicon = field(default_factory=Lexicon)
    version: str = ""

    @classmethod
    def open(cls, path: str | Path, lexicon: str | Path | None = DATA / "lexicon") -> Library:
        """Read a folder of report files, or one file.

        A file that cannot be read is in ``skipped`` and the others are served. Raises `LibraryError` where the
        folder is absent or holds no readable report, `ReportError` for a lexicon that cannot be read.
        """
        root = Path(path)
        if not root.exists():
            raise LibraryError(f"{root}: wanted a folder of reports, found nothing there")
        files = [root] if root.is_file() else sorted(p for p in root.iterdir() if _is_report(p))
        shelves: list[Shelf] = []
        skipped: list[Skipped] = []
        digest = hashlib.sha256()
        for file in files:
            try:
                shelves.append(_read(file, sum(len(shelf.passages) for shelf in shelves), digest.update))
            except (ReportError, OSError) as error:
                skipped.append(_skipped(file.name, error))
        if not shelves:
            why = f": {skipped[0]}" if skipped else f", found {len(files)} files"
            raise LibraryError(f"{root}: wanted at least one readable report (.txt, .md){why}")
        entries = read_lexicon(Path(lexicon)) if lexicon else Lexicon()
        digest.update(repr(sorted(entries.items())).encode())
        return cls(tuple(shelves), tuple(skipped), entries, digest.hexdigest()[:12])

    @property
    def reports(self) -> tuple[Report, ...]:
        """The reports in order."""
        return tuple(shelf.report for shelf in self.shelves)

    @property
    def passages(self) -> tuple[Passage, ...]:
        """All passages in document order."""
        return tuple(passage for shelf in self.shelves for passage in shelf.passages)

    def report_of(self, passage: Passage) -> Report:
        """The report that a passage belongs to."""
        return next(shelf.report for shelf in self.shelves if shelf.report.file == passage.file)

    def passage(self, passage_id: str) -> Passage:
        """The passage of this id; KeyError where there is none."""
        return self.passages[self._position(passage_id)]

    def neighbours(self, passage: Passage) -> tuple[Passage | None, Passage | None]:
        """The passages before and after within the same report."""
        at, every = self._position(passage.id), self.passages
        around: Sequence[Passage | None] = (
            every[at - 1] if at else None,
            every[at + 1] if at + 1 < len(every) else None,
        )
        before, after = (p if p and p.file == passage.file else None for p in around)
        return before, after

    def _position(self, passage_id: str) -> int:
        digits = passage_id.removeprefix("p")
        if not passage_id.startswith("p") or not digits.isdecimal() or not 1 <= int(digits) <= len(self.passages):
            raise KeyError(passage_id)
        return int(digits) - 1


def read_lexicon(folder: Path) -> Lexicon:
    """All lexicon files of a folder as one; an absent folder is an empty lexicon."""
    return merge(
        parse_lexicon(decode(file.read_bytes(), file.name), file.name) for file in sorted(folder.glob("*.txt"))
    )


def _is_report(path: Path) -> bool:
    return path.is_file() and not path.name.startswith(".") and path.suffix.lower() not in _BESIDE


def _read(file: Path, before: int, note: object) -> Shelf:
    if file.suffix.lower() not in SUFFIXES:
        raise ReportError(f"{file.name}: wanted .txt or .md, found {file.suffix or 'no suffix'}")
    if file.stat().st_size > _LARGEST:
        raise ReportError(f"{file.name}: wanted at most {_LARGEST >> 20} MiB, found {file.stat().st_size >> 20}")
    data = file.read_bytes()
    report = parse_report(decode(data, file.name), file.name)
    found = tuple(passages(report, before + 1))
    phrasings, gaps = file.with_suffix(".phrasings"), file.with_suffix(".gaps")
    asked = (
        parse_phrasings(decode(phrasings.read_bytes(), phrasings.name), phrasings.name, report)
        if phrasings.exists()
        else []
    )
    lacking = parse_gaps(decode(gaps.read_bytes(), gaps.name), gaps.name, report) if gaps.exists() else []
    if callable(note):
        note(file.name.encode() + data + repr((asked, lacking)).encode())
    return Shelf(report, found, tuple(asked), tuple(lacking))


def _skipped(name: str, error: Exception) -> Skipped:
    """The reason without the file's name and line that a `ReportError` leads with."""
    message = str(error).removeprefix(name).lstrip(":")
    line, _, rest = message.partition(":")
    if line.strip().isdecimal():
        return Skipped(name, int(line), rest.strip())
    return Skipped(name, 0, message.strip())
