"""Places that a question names, from ``data/places.txt``: provinces, prefectures, counties.

A place counts by its full name, or by its short one (荣成 for 荣成市) where jieba takes that for a word of its own
in the question: 云南通过 holds no 南通. Short names of counties count only within the prefectures of the library's own
places: elsewhere many are common words, as 惠民 is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cache

from retrieval.models import ReportError
from retrieval.text.lexicon import content_lines
from retrieval.text.tokenization import plain_words

_SUFFIXES = (
    "特别行政区",
    "自治区",
    "自治州",
    "自治县",
    "自治旗",
    "地区",
    "新区",
    "林区",
    "特区",
    "省",
    "市",
    "区",
    "县",
    "旗",
    "盟",
)


@dataclass(frozen=True, slots=True)
class Place:
    """An administrative division with those above it, outermost first."""

    name: str
    above: tuple[str, ...]


class Gazetteer:
    """The gazetteer. Names that several counties share stand for all of them."""

    def __init__(self, places: list[Place], aliases: dict[str, str]) -> None:
        """``aliases`` gives short names that are not the full name without its suffix."""
        self._full: dict[str, Place] = {}
        self._short: dict[str, Place] = {}
        for place in places:
            self._full.setdefault(place.name, place)
            short = _stem(place.name)
            if len(short) >= 2:
                self._short.setdefault(short, place)
        for alias, name in aliases.items():
            if len(alias) >= 2 and name in self._full:
                self._short[alias] = self._full[name]
        self._everywhere = frozenset(self._full)
        # Nearly every position of a text is ruled out by two characters.
        self._heads = frozenset(name[:2] for name in (*self._full, *self._short))
        self._longest = max(map(len, self._full), default=0)

    def by_name(self, name: str) -> Place:
        """The place of this full name; one that is not in the gazetteer stands alone."""
        return self._full.get(name, Place(name, ()))

    def named(self, folded: str, home: frozenset[str] = frozenset(), everywhere: bool = False) -> list[Place]:
        """The places that a text names, in order.

        ``home`` holds the names of the library's own places and of those above them, whose counties count by their
        short names too; ``everywhere`` counts all, as in titles.
        """
        found: list[Place] = []
        if self._heads.isdisjoint(folded[at : at + 2] for at in range(len(folded))):
            return found
        at = 0
        # Cutting words is what takes time here, and only short names need it.
        starts = cache(lambda: _word_starts(folded, self._short))
        home = self._everywhere if everywhere else home
        while at < len(folded):
            size, place = self._at(folded, at, starts, home)
            if place and place not in found:
                found.append(place)
            at += size
        return found

    def _at(
        self, folded: str, at: int, starts: Callable[[], Mapping[int, set[int]]], home: frozenset[str]
    ) -> tuple[int, Place | None]:
        if folded[at : at + 2] not in self._heads:
            return 1, None
        for size in range(min(self._longest, len(folded) - at), 1, -1):
            piece = folded[at : at + size]
            if piece in self._full:
                return size, self._full[piece]
            place = self._short.get(piece)
            if (
                place
                and at + size in starts().get(at, ())
                and (len(place.above) < 2 or {place.name, place.above[-1]} & home)
            ):
                return size, place
        return 1, None


def _stem(name: str) -> str:
    return next((name[: -len(suffix)] for suffix in _SUFFIXES if name.endswith(suffix)), name)


def _word_starts(folded: str, places: Collection[str]) -> dict[int, set[int]]:
    """For each position where words begin, where they may end; a following suffix belongs to the word."""
    spans: dict[int, set[int]] = {}
    at = 0
    for word in plain_words(folded):
        spans.setdefault(at, set()).add(at + len(word))
        if len(word) > 2:
            spans[at].add(at + len(_stem(word)))
        if word[:2] in places and word[2:] in places:
            # The dictionary holds 云南昆明 as one word.
            spans[at].add(at + 2)
            spans.setdefault(at + 2, set()).add(at + 4)
        at += len(word)
    return spans


def parse_places(text: str, name: str) -> Gazetteer:
    """Read the gazetteer: ``province | prefecture | county county …`` and ``> short = full`` lines.

    >>> places = parse_places("# wenda-places 1\\n山东省 | 威海市 | 文登区 荣成市", "places.txt")
    >>> [place.name for place in places.named("荣成市保留了几项")]
    ['荣成市']
    """
    places: list[Place] = []
    aliases: dict[str, str] = {}
    for number, line in content_lines(text, name, "# wenda-places 1"):
        if line.startswith(">"):
            short, _, full = line[1:].partition("=")
            aliases[short.strip()] = full.strip()
            continue
        parts = [part.strip() for part in line.split("|")]
        if len(parts) != 3:
            raise ReportError(f"{name}:{number}: wanted 'province | prefecture | counties', found {line[:40]!r}")
        province, prefecture, counties = parts
        above = (province,) if prefecture in (province, "省直辖") else (province, prefecture)
        places += [Place(province, ())] + ([Place(prefecture, (province,))] if len(above) == 2 else [])
        places += [Place(county, (province, prefecture)) for county in counties.split()]
    return Gazetteer(list(dict.fromkeys(places)), aliases)


def stem_of(place: Place) -> str:
    """A place's name without what kind of place it is.

    >>> stem_of(Place("广西壮族自治区", ())), stem_of(Place("某某市", ()))
    ('广西', '某某')
    """
    stem = re.sub(r"(?:壮族|回族|维吾尔)?自治区$|特别行政区$", "", place.name)
    return stem[:-1] if stem == place.name and len(stem) > 2 else stem
