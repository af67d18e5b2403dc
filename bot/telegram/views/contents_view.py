"""Table of contents: passages by permanent keys, and the contents of reports as a tree.

Reads one report at a time, and of the list of reports one page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Protocol

from bot.dialogue.excerpts import snippet
from bot.strings import shorten
from retrieval.corpus.catalog import ReportCatalog
from retrieval.corpus.filters import EVERY_REPORT
from retrieval.corpus.passages import PassageStore
from retrieval.index.passage_keys import passage_key
from retrieval.models import Passage, Region

_KEPT_REPORTS = 8  # whose passages are kept between presses: people go through a report one button at a time
_UNLISTED = frozenset({Region.TITLE, Region.FOOTER, Region.NOISE})
_LABEL = 34


@dataclass(frozen=True, slots=True)
class ContentsEntry:
    """A line of the contents: a part that begins with ``passage``, at this depth, or, without a depth, the passage."""

    label: str
    passage: Passage
    depth: int | None


class ContentsLibrary(Protocol):
    """The part of a library that its contents are made of."""

    @property
    def catalog(self) -> ReportCatalog:
        """What each report is."""

    @property
    def passages(self) -> PassageStore:
        """The passages of the reports."""


class TableOfContents:
    """The passages of a library by key and as a tree."""

    def __init__(self, library: ContentsLibrary) -> None:
        self._catalog, self._passages = library.catalog, library.passages
        self._read_report = lru_cache(_KEPT_REPORTS)(lambda file: tuple(self._passages.of_report(file)))

    def __len__(self) -> int:
        """The number of reports."""
        return len(self._catalog)

    def key(self, passage: Passage) -> str:
        """The key of a passage: twelve characters of the base64url alphabet."""
        which = 1
        while (found := self._passages.by_key(key := passage_key(passage, which))) is not None:
            if found == passage:
                return key
            which += 1
        # A reply may have been made just before a new index was loaded: its passages have other numbers.
        return passage_key(passage)

    def find(self, key: str) -> Passage | None:
        """The passage of a key; None where the library does not have it."""
        return self._passages.by_key(key)

    def numbered(self, number: str) -> Passage | None:
        """The passage of a number, as ``wenda find`` prints it; for links written by hand."""
        for passage_id in (number, f"p{number}"):
            try:
                return self._passages.passage(passage_id)
            except KeyError:
                continue
        return None

    def neighbours(self, passage: Passage) -> tuple[Passage | None, Passage | None]:
        """The passages before and after in the same report; headings without a text of their own are skipped."""
        passages = [p for p in self._of_report(passage.file) if _readable(p) or p == passage]
        at = passages.index(passage)
        return passages[at - 1] if at else None, passages[at + 1] if at + 1 < len(passages) else None

    def titles(self, limit: int) -> list[str]:
        """The titles of the first reports."""
        return self._catalog.titles(limit)

    def only_report(self) -> Passage | None:
        """The first passage of the only report; None where there are several."""
        roots = self.roots(0, 2)
        return roots[0].passage if len(roots) == 1 else None

    def roots(self, first: int, limit: int) -> list[ContentsEntry]:
        """At most ``limit`` reports from number ``first`` on as entries; those without passages are left out."""
        files = self._catalog.select(EVERY_REPORT, first + limit)[first:]
        begun = [(self._catalog.metadata[file].title, self._passages.of_report(file)) for file in files]
        return [ContentsEntry(f"《{title}》", passages[0], 0) for title, passages in begun if passages]

    def below(self, anchor: Passage, depth: int) -> list[ContentsEntry]:
        """The entries of the part that ``anchor`` belongs to at this depth (0: its report)."""
        part = [p for p in self._part(anchor, depth) if p.clause.place not in _UNLISTED]
        entries: list[ContentsEntry] = []
        for _, group in groupby(part, lambda p: _path(p)[: depth + 1]):
            entries += self._entries(list(group), depth)
        return entries

    def title(self, anchor: Passage, depth: int) -> list[str]:
        """The title of the report, the headings above the part, and its own heading."""
        levels = _path(anchor)[:depth]
        return [f"《{anchor.title}》", *(_named(anchor, level, mark) for level, mark in enumerate(levels))]

    def home(self, passage: Passage) -> int:
        """The depth of the part that lists the passage."""
        depth = len(_path(passage))
        return depth - 1 if len(self._part(passage, depth)) == 1 else depth

    def _entries(self, group: list[Passage], depth: int) -> list[ContentsEntry]:
        first = group[0]
        if len(_path(first)) <= depth:  # the text between a part's heading and its first item
            return [ContentsEntry(_label(p, ""), p, None) for p in group if _readable(p)]
        name = _named(first, depth, _path(first)[depth])
        if len(group) == 1:
            return [ContentsEntry(_label(first, name), first, None)]
        return [ContentsEntry(shorten(name, _LABEL), first, depth + 1)]

    def _part(self, anchor: Passage, depth: int) -> list[Passage]:
        """The contiguous passages around ``anchor`` that share the first ``depth`` levels of its clause."""
        runs = groupby(self._of_report(anchor.file), lambda p: _path(p)[:depth])
        parts = (list(group) for path, group in runs if path == _path(anchor)[:depth])
        return next((part for part in parts if anchor in part), [])

    def _of_report(self, file: str) -> Sequence[Passage]:
        """The passages of a report; none where the library does not have it."""
        try:
            return self._read_report(file)
        except KeyError:
            return ()


def _path(passage: Passage) -> list[str]:
    return passage.clause.path.split("/")


def _readable(passage: Passage) -> bool:
    """Whether a passage has text of its own: a heading alone is shown with each of its items."""
    if passage.clause.place is not Region.PARENT:
        return True
    return len(passage.text[passage.clause.body - passage.start :].strip()) > 1


def _named(passage: Passage, level: int, mark: str) -> str:
    """The mark and the heading of a level. Headings come outermost first; unnumbered levels have none."""
    headings = passage.clause.headings
    heading = headings[level] if level < len(headings) else ""
    between = "、" if level == 0 and heading and len(mark) < 4 else " " if heading else ""
    return f"{mark}{between}{heading}"


def _label(passage: Passage, name: str) -> str:
    """The label of a passage: its name, and, without a heading, the beginning of its text."""
    marked = passage.clause.headings and passage.clause.headings[-1]
    if name and marked:
        return shorten(name, _LABEL)
    body = passage.text[max(0, passage.clause.body - passage.start) :] or passage.text
    return shorten(f"{name} {snippet(body, '', _LABEL)}".strip(), _LABEL)
