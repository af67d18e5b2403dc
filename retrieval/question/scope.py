"""Scope of a question: the documents that the years, places and genres in it select.

The same sentence stands in every province's report; the place and the year that tell them apart stand in the title.
So what a question names selects documents and leaves the words that rank sentences. A work report of year Y speaks of
Y (its targets) and of Y-1 (its results), other annual documents of Y alone; documents that are not annual, such as
regulations and guides, are never excluded by a year.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from retrieval.corpus.filters import AnyOf, Condition, Is, ReportField
from retrieval.parsing.genre import GenreFamily, annual_family_in
from retrieval.parsing.metadata import DocumentMetadata
from retrieval.question.years import asks_this_year
from retrieval.text.gazetteer import Gazetteer, Place, stem_of
from retrieval.text.normalization import fold

_ASKS_NATIONAL = re.compile(r"国家(?!级|标准|机关|公务)|全国|国务院|中央|国办|我国|总理")
_PARENT = {"全省": "省", "省里": "省", "省内": "省", "全市": "市", "市里": "市"}


@dataclass(frozen=True, slots=True)
class Scope:
    """The documents that a question can be answered from, and the year or place that the library lacks."""

    files: frozenset[str]
    named: bool
    missing_year: int | None = None
    missing_place: str = ""

    @property
    def reports(self) -> Condition:
        """The documents as a condition."""
        return AnyOf(tuple(Is(ReportField.FILE, file) for file in sorted(self.files)))


@dataclass(frozen=True, slots=True)
class NamedScope:
    """What a question names: years, places, whether the nation, a genre, and words of a title."""

    years: tuple[int, ...]
    places: tuple[Place, ...]
    national: bool
    family: GenreFamily
    topic: str = ""
    this_year: bool = False

    def each(self) -> list[NamedScope]:
        """One for each place (and the nation), else one for each year."""
        if len(self.places) + self.national > 1:
            nation = [replace(self, places=())] if self.national else []
            return [replace(self, places=(place,), national=False) for place in self.places] + nation
        return [replace(self, years=(year,)) for year in self.years]

    @property
    def any(self) -> bool:
        """Whether it names a place, a year or the nation."""
        return bool(self.years or self.places or self.national)


class ScopeResolver:
    """Selects documents of one library."""

    def __init__(self, profiles: Sequence[DocumentMetadata], places: Gazetteer, texts: dict[str, str]) -> None:
        """``texts`` gives each file's folded text."""
        self.profiles = tuple(profiles)
        self._places = places
        self._texts = texts
        self._home = frozenset(name for p in profiles if p.place for name in (p.place.name, *p.place.above))

    def named(self, folded: str, years: tuple[int, ...], context: Sequence[Place] = ()) -> NamedScope:
        """What a folded question names; 全省 is the province of the place in ``context`` or of the question's own."""
        found = [place for place in self._places.find(folded, self._home) if not _within_a_name(place, folded)]
        found = [place for place in found if not any(_leads(place, other, folded) for other in found)]
        for word, suffix in _PARENT.items():
            if word in folded and not any(p.name.endswith(suffix) and _leads_to(p, word, folded) for p in found):
                around = (name for place in (*found, *context) for name in (*place.above, place.name))
                kinds = ("省", "自治区") if suffix == "省" else suffix
                above = next((name for name in around if name.endswith(kinds)), None)
                found += [self._places.by_name(above)] if above else []
        national = bool(_ASKS_NATIONAL.search(folded)) and any(profile.national for profile in self.profiles)
        family = annual_family_in(folded)
        this_year = not years and asks_this_year(folded)
        return NamedScope(years, tuple(dict.fromkeys(found)), national, family, this_year=this_year)

    def _newest(self, chosen: list[DocumentMetadata]) -> list[DocumentMetadata]:
        """Of annual documents those of the library's newest year, if there are any; 今年 is that year."""
        newest = max((profile.year for profile in self.profiles if profile.year), default=None)
        current = {profile.file for profile in chosen if profile.annual and profile.year == newest}
        return [profile for profile in chosen if not current or not profile.annual or profile.file in current]

    def text_of(self, file: str) -> str:
        """The folded text of a file of the library."""
        return self._texts[file]

    def resolve(self, named: NamedScope) -> Scope:
        """The documents that fit what is named."""
        chosen = list(self.profiles)
        if named.family:
            chosen = [p for p in chosen if p.family is named.family] or chosen
        if named.topic:
            chosen = [p for p in chosen if named.topic in fold(p.title)] or chosen
        missing_place = ""
        if named.places:
            chosen, missing_place = self._in_place(chosen, named.places[-1])
        elif named.national:
            chosen = [p for p in chosen if p.national] or chosen
        if not named.years:
            chosen = self._newest(chosen) if named.this_year else chosen
            return Scope(_files(chosen), named.any, missing_place=missing_place)
        fitting, missing_year = self._of_year(chosen, named.years[-1])
        return Scope(_files(fitting or chosen), True, missing_year, missing_place)

    def _in_place(self, chosen: list[DocumentMetadata], place: Place) -> tuple[list[DocumentMetadata], str]:
        """The documents of a place, and the place where the library holds none of its own.

        Then those of places within it serve, else those of a place around it or of none that mention it.
        """
        own = [p for p in chosen if p.place and p.place.name == place.name]
        titled = [p for p in chosen if p.national and _stem_in(place, fold(p.title))]
        if own or titled:
            return own + titled, ""
        below = [p for p in chosen if p.place and place.name in p.place.above]
        mention = [p for p in chosen if _stem_in(place, self._texts[p.file])]
        above = [p for p in mention if p.place and p.place.name in place.above]
        return below or above or [p for p in mention if p.place is None], place.name

    def _of_year(self, chosen: list[DocumentMetadata], year: int) -> tuple[list[DocumentMetadata], int | None]:
        """The documents that speak of a year, and the year where none is of it."""
        annual = [p for p in chosen if p.annual and year in p.years]
        other = [p for p in chosen if not p.annual and (year == p.year or str(year) in self._texts[p.file])]
        return annual + other, None if annual or any(year == p.year for p in other) else year


def _files(chosen: Sequence[DocumentMetadata]) -> frozenset[str]:
    return frozenset(profile.file for profile in chosen)


def _within_a_name(place: Place, folded: str) -> bool:
    """Whether a place is only the beginning of a smaller place's name: 河南村 is a village."""
    return bool(re.search(f"{re.escape(stem_of(place))}[村镇乡街路]", folded))


def _leads(place: Place, other: Place, folded: str) -> bool:
    """Whether a place only leads to one within it that follows at once: 某省某市."""
    if place.name not in other.above:
        return False
    return bool(re.search(f"{re.escape(stem_of(place))}(?:省|市|自治区|全省)?的?{re.escape(stem_of(other))}", folded))


def _leads_to(place: Place, word: str, folded: str) -> bool:
    return bool(re.search(f"{re.escape(stem_of(place))}(?:省|市|自治区)?{word}", folded))


def _stem_in(place: Place, folded: str) -> bool:
    return place.name in folded or (len(place.name) > 2 and place.name[:-1] in folded)
