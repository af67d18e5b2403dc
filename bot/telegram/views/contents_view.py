"""Table of contents: passages by permanent keys, and the contents of reports as a tree. Pure.

Keys are part of shared links, and of buttons that stay in chats for years. A key is therefore made of a passage's file,
clause and place within the clause, not of its number in this library.
"""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64encode
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from bot.dialogue.excerpts import snippet
from bot.strings import shorten
from retrieval.models import Passage, Region, Report

_KEY_BYTES = 9  # 12 characters: among a million passages, one chance in ten billion of two alike
_UNLISTED = frozenset({Region.TITLE, Region.FOOTER, Region.NOISE})
_LABEL = 34


@dataclass(frozen=True, slots=True)
class ContentsEntry:
    """A line of the contents: a part at this depth, or, without a depth, a passage."""

    label: str
    key: str
    depth: int | None


class TableOfContents:
    """All passages of a library in order, by key and as a tree."""

    def __init__(self, reports: Sequence[Report], passages: Sequence[Passage]) -> None:
        self.reports = tuple(reports)
        self._passages = tuple(passages)

    def key(self, passage: Passage) -> str:
        """The key of a passage: twelve characters of the base64url alphabet."""
        known = self._keys[0].get(passage.id)
        # A reply may have been made just before a new index was loaded: its passages have other numbers.
        return known if known and self._keys[1][known] == passage else _key(passage, 1)

    def find(self, key: str) -> Passage | None:
        """The passage of a key; None where the library does not have it."""
        return self._keys[1].get(key)

    def numbered(self, number: str) -> Passage | None:
        """The passage of a number, as ``wenda find`` prints it; for links written by hand."""
        return next((p for p in self._passages if p.id in (number, f"p{number}")), None)

    def neighbours(self, passage: Passage) -> tuple[Passage | None, Passage | None]:
        """The passages before and after in the same report; headings without a text of their own are skipped."""
        passages = [p for p in self._by_file.get(passage.file, ()) if _readable(p) or p == passage]
        at = passages.index(passage)
        return passages[at - 1] if at else None, passages[at + 1] if at + 1 < len(passages) else None

    def roots(self) -> list[ContentsEntry]:
        """The reports as entries."""
        firsts = {p.file: p for p in reversed(self._passages)}
        return [ContentsEntry(f"《{r.title}》", self.key(firsts[r.file]), 0) for r in self.reports if r.file in firsts]

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
            return [ContentsEntry(_label(p, ""), self.key(p), None) for p in group if _readable(p)]
        name = _named(first, depth, _path(first)[depth])
        if len(group) == 1:
            return [ContentsEntry(_label(first, name), self.key(first), None)]
        return [ContentsEntry(shorten(name, _LABEL), self.key(first), depth + 1)]

    def _part(self, anchor: Passage, depth: int) -> list[Passage]:
        """The contiguous passages around ``anchor`` that share the first ``depth`` levels of its clause."""
        runs = groupby(self._by_file.get(anchor.file, ()), lambda p: _path(p)[:depth])
        parts = (list(group) for path, group in runs if path == _path(anchor)[:depth])
        return next((part for part in parts if anchor in part), [])

    @cached_property
    def _by_file(self) -> dict[str, tuple[Passage, ...]]:
        return {file: tuple(group) for file, group in groupby(self._passages, lambda p: p.file)}

    @cached_property
    def _keys(self) -> tuple[dict[str, str], dict[str, Passage]]:
        seen: Counter[tuple[str, str]] = Counter()
        by_id, by_key = {}, {}
        for passage in self._passages:
            seen[passage.file, passage.clause.path] += 1
            key = _key(passage, seen[passage.file, passage.clause.path])
            by_id[passage.id], by_key[key] = key, passage
        return by_id, by_key


def _key(passage: Passage, which: int) -> str:
    place = "\0".join((passage.file, passage.clause.path, str(which)))
    digest = hashlib.sha256(place.encode("utf-8", "replace")).digest()
    return urlsafe_b64encode(digest[:_KEY_BYTES]).decode()


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
