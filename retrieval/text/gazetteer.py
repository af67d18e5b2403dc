"""Gazetteer: finds the place names in a text. Reads ``data/places.txt`` (provinces, prefectures, counties).

A place is found by its full name. A short name (荣成 for 荣成市) is accepted where jieba cuts it as a word of its own:
云南通过 does not contain 南通. Short names of counties are accepted only within the prefectures of the library's own
places, because many of them are common words (惠民); those that are none can be named besides.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from operator import add

from retrieval.models import ReportError
from retrieval.text.lexicon import content_lines
from retrieval.text.tokenization import plain_words

_SUFFIX = re.compile(r"(?:特别行政区|自治[区州县旗]|[地新林特]区|[省市区县旗盟])\Z")


@dataclass(frozen=True, slots=True)
class Place:
    """Administrative division with the names of the divisions above it, outermost first."""

    name: str
    above: tuple[str, ...]


class Gazetteer:
    """Places by full name and short name. A name that several counties share stands for the first of them."""

    def __init__(self, places: list[Place], aliases: dict[str, str], unmistakable: Collection[str] = ()) -> None:
        """``aliases`` maps short names to full names, for short names that are not the full name without its suffix.

        ``unmistakable`` are the short names of counties that are no common words.
        """
        self._full: dict[str, Place] = {}
        self._short: dict[str, Place] = {}
        # The short name of a province is its own, though a district in another city is called alike: 河北, 海南.
        for place in sorted(places, key=lambda place: bool(place.above)):
            self._full.setdefault(place.name, place)
            short = _without_suffix(place.name)
            if len(short) >= 2:
                self._short.setdefault(short, place)
        for alias, name in aliases.items():
            if len(alias) >= 2 and name in self._full:
                self._short[alias] = self._full[name]
        self.names = frozenset(self._full)
        self.unmistakable = frozenset(self._short[name].name for name in unmistakable if name in self._short)
        """The full names of counties that their short names tell wherever they stand."""
        # The first two characters of a name rule out nearly every position of a text.
        self._heads = frozenset(name[:2] for name in (*self._full, *self._short))
        self._longest = max(map(len, self._full), default=0)

    def by_name(self, name: str) -> Place:
        """The place with this full name; an unknown name gives a place with nothing above it."""
        return self._full.get(name, Place(name, ()))

    def find(self, folded: str, home: frozenset[str] = frozenset()) -> list[Place]:
        """The places named in a folded text, in text order, each once.

        ``home`` holds the names of the library's own places and of the places above them; their counties are found
        by short names too. Pass `names` to accept the short name of every county, as in titles.
        """
        found: list[Place] = []
        if self._heads.isdisjoint(folded[at : at + 2] for at in range(len(folded))):
            return found
        at = 0
        # Word segmentation is the slow part, and only short names need it.
        ends = cache(lambda: _word_ends(folded, self._short))
        while at < len(folded):
            size, place = self._match_at(folded, at, ends, home)
            if place and place not in found:
                found.append(place)
            at += size
        return found

    def mentioned_in(self, folded: str) -> list[str]:
        """The full names of the places that a folded text mentions: anywhere, whatever words it is cut into.

        >>> Gazetteer([Place("某某市", ()), Place("乙县", ())], {}).mentioned_in("这是某某的报告")
        ['某某市']
        """
        heads = self._mention_heads.intersection(map(add, folded, folded[1:]))
        return [name for head in heads for mention, name in self._mentions[head] if mention in folded]

    @cached_property
    def _mentions(self) -> dict[str, list[tuple[str, str]]]:
        """What a text that mentions a place must hold, and the place's name, by the first two characters."""
        found: dict[str, list[tuple[str, str]]] = {}
        for name in self._full:
            found.setdefault(mention_of(name)[:2], []).append((mention_of(name), name))
        return found

    @cached_property
    def _mention_heads(self) -> frozenset[str]:
        return frozenset(self._mentions)

    def _match_at(
        self, folded: str, at: int, ends: Callable[[], Mapping[int, set[int]]], home: frozenset[str]
    ) -> tuple[int, Place | None]:
        """The longest place name at a position, and how many characters to move on."""
        if folded[at : at + 2] not in self._heads:
            return 1, None
        for size in range(min(self._longest, len(folded) - at), 1, -1):
            piece = folded[at : at + size]
            if piece in self._full:
                return size, self._full[piece]
            place = self._short.get(piece)
            if (
                place
                and at + size in ends().get(at, ())
                and (len(place.above) < 2 or {place.name, place.above[-1]} & home)
            ):
                return size, place
        return 1, None


def mention_of(name: str) -> str:
    """What a text that mentions a place must hold: its name without the last character, unless that leaves one.

    >>> mention_of("某某市"), mention_of("乙县")
    ('某某', '乙县')
    """
    return name[:-1] if len(name) > 2 else name


def _without_suffix(name: str) -> str:
    return _SUFFIX.sub("", name)


def _word_ends(folded: str, short_names: Collection[str]) -> dict[int, set[int]]:
    """Word ends by word start. A word such as 荣成市 also ends before its suffix."""
    ends: dict[int, set[int]] = {}
    at = 0
    for word in plain_words(folded):
        ends.setdefault(at, set()).add(at + len(word))
        if len(word) > 2:
            ends[at].add(at + len(_without_suffix(word)))
        if word[:2] in short_names and word[2:] in short_names:
            # jieba's dictionary has 云南昆明 as one word.
            ends[at].add(at + 2)
            ends.setdefault(at + 2, set()).add(at + 4)
        at += len(word)
    return ends


def parse_places(text: str, name: str) -> Gazetteer:
    """Parse the gazetteer file: ``province | prefecture | county …``, ``> short = full`` and ``+ short short …`` lines.

    Behind ``+`` stand short names of counties that are no common words.

    Raises `ReportError` with file and line for any other line.

    >>> places = parse_places("# wenda-places 1\\n山东省 | 威海市 | 文登区 荣成市", "places.txt")
    >>> [place.name for place in places.find("荣成市保留了几项")]
    ['荣成市']
    """
    places: list[Place] = []
    aliases: dict[str, str] = {}
    unmistakable: list[str] = []
    for number, line in content_lines(text, name, "# wenda-places 1"):
        if line.startswith(">"):
            short, _, full = line[1:].partition("=")
            aliases[short.strip()] = full.strip()
            continue
        if line.startswith("+"):
            unmistakable += line[1:].split()
            continue
        parts = [part.strip() for part in line.split("|")]
        if len(parts) != 3:
            raise ReportError(f"{name}:{number}: wanted 'province | prefecture | counties', found {line[:40]!r}")
        province, prefecture, counties = parts
        above = (province,) if prefecture in (province, "省直辖") else (province, prefecture)
        places += [Place(province, ())] + ([Place(prefecture, (province,))] if len(above) == 2 else [])
        places += [Place(county, (province, prefecture)) for county in counties.split()]
    return Gazetteer(list(dict.fromkeys(places)), aliases, unmistakable)


def stem_of(place: Place) -> str:
    """The name of a place without the suffix that says what kind of place it is.

    >>> stem_of(Place("广西壮族自治区", ())), stem_of(Place("某某市", ()))
    ('广西', '某某')
    """
    stem = re.sub(r"(?:壮族|回族|维吾尔)?自治区$|特别行政区$", "", place.name)
    return stem[:-1] if stem == place.name and len(stem) > 2 else stem
