"""Scope of a question: the documents that the years, places and genres in it select.

The same sentence stands in every province's report; the place and the year that tell them apart stand in the title.
So what a question names selects documents and leaves the words that rank sentences. A work report of year Y speaks of
Y (its targets) and of Y-1 (its results), other annual documents of Y alone; documents that are not annual, such as
regulations and guides, are never excluded by a year. Of a law of which several versions are held the newest is meant,
or the one in use in the year that is named.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from functools import cached_property

from retrieval.corpus.catalog import ReportCatalog
from retrieval.corpus.filters import (
    EVERY_REPORT,
    NOW,
    OF_SEVERAL_VERSIONS,
    AllOf,
    AnyOf,
    Condition,
    InUse,
    Is,
    NoneOf,
    ReportField,
    YearRange,
)
from retrieval.parsing.identity.document_number import NUMBER
from retrieval.parsing.identity.genre import GenreFamily, annual_family_in
from retrieval.question.years import asks_this_year
from retrieval.text.gazetteer import Gazetteer, Place, mention_of, stem_of
from retrieval.text.normalization import normalize_number
from retrieval.text.timeframe import TimeFrame, question_time_frame

_ASKS_NATIONAL = re.compile(r"国家(?!级|标准|机关|公务)|全国|国务院|中央|国办|我国|总理")
_NATIONAL, _ANNUAL, _NOT_ANNUAL = (
    Is(ReportField.NATIONAL, True),
    Is(ReportField.ANNUAL, True),
    Is(ReportField.ANNUAL, False),
)
_OF_TWO_YEARS = tuple(family for family in GenreFamily if family.traits.other_year)
_ASKS_FORMER = re.compile(
    r"[旧老]版|[旧老]的?(?=办法|条例|规定|法|细则)|修[订正改]之?前|原来的(?=.{0,20}(?:办法|条例|规定|法|细则))|以前的?版本"
)
# The year in which the oldest version of each law is in use.
_EARLIEST = 0
# What stands behind the name of a law where its words are asked for.
_SAYS = r"(?:里|中|上|对|第|规定|怎么|如何|说|讲|要求|明确|关于|的?(?:规定|内容|第))"
_OF_REPORT = re.compile(r"\d{4}年?(?:度?的?[\u4e00-\u9fff]{0,10}(?:报告|公报)|(?:修[订正]的?)?版)")
_PREFIX = re.compile(r"[\u4e00-\u9fff]{1,40}")
_PARENT = {"全省": "省", "省里": "省", "省内": "省", "全市": "市", "市里": "市"}


@dataclass(frozen=True, slots=True)
class Scope:
    """The reports that a question can be answered from, and the year, place or law that the library lacks.

    ``count`` tells how many they are, ``file`` which one it is where they are but one. ``first`` are those of them that
    state the results of the year that is named, or what is planned for it where that is asked; None where the others do
    not do the opposite. ``is_closed``: what is lacking is a document that the question names, which no other one states. ``places``
    are those that the question names; ``unreported_year`` is the year of which annual reports are lacking.
    """

    reports: Condition
    count: int
    file: str | None = None
    missing_year: int | None = None
    missing_place: str = ""
    missing_law: str = ""
    is_closed: bool = False
    unreported_year: int | None = None
    places: tuple[Place, ...] = ()
    first: Condition | None = None


@dataclass(frozen=True, slots=True)
class NamedScope:
    """What a question names: years, places, whether the nation, a genre, words of a title, a document number.

    ``plan``: it asks for what is planned; ``former``: for the version of a law before the one in use; ``law`` is the
    short name of a law of the nation, ``of_law``: it asks what that says; ``names_report``:
    the year is that of a report, as in 2022年政府工作报告.
    """

    years: tuple[int, ...]
    places: tuple[Place, ...]
    national: bool
    family: GenreFamily
    topic: str = ""
    this_year: bool = False
    plan: bool = False
    former: bool = False
    number: str = ""
    law: str = ""
    of_law: bool = False
    names_report: bool = False

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

    def __init__(self, catalog: ReportCatalog, places: Gazetteer, laws: Set[str] = frozenset()) -> None:
        """The catalog of the library; ``laws`` are the short names of the nation's."""
        self.catalog, self._laws = catalog, laws
        self._longest_law = max(map(len, laws), default=0)
        self._places = places

    def named(self, folded: str, years: tuple[int, ...], context: Sequence[Place] = ()) -> NamedScope:
        """What a folded question names; 全省 is the province of the place in ``context`` or of the question's own."""
        known = self.catalog.place_names | self._places.unmistakable
        found = [place for place in self._places.find(folded, known) if not _within_a_name(place, folded)]
        found = [place for place in found if not any(_leads(place, other, folded) for other in found)]
        for word, suffix in _PARENT.items():
            if word in folded and not any(p.name.endswith(suffix) and _leads_to(p, word, folded) for p in found):
                around = (name for place in (*found, *context) for name in (*place.above, place.name))
                kinds = ("省", "自治区") if suffix == "省" else suffix
                above = next((name for name in around if name.endswith(kinds)), None)
                found += [self._places.by_name(above)] if above else []
        national = bool(_ASKS_NATIONAL.search(folded)) and self.catalog.count(_NATIONAL) > 0
        family = annual_family_in(folded)
        this_year = not years and asks_this_year(folded)
        plan = question_time_frame(folded, (), None) is TimeFrame.TARGET
        former, law = bool(_ASKS_FORMER.search(folded)), self._law_in(folded)
        of_law = bool(law) and bool(re.search(rf"{law}{_SAYS}", folded))
        places = tuple(dict.fromkeys(found))
        named = NamedScope(years, places, national, family, this_year=this_year, plan=plan, former=former)
        return replace(named, law=law, of_law=of_law, names_report=bool(_OF_REPORT.search(folded)))

    def _law_in(self, folded: str) -> str:
        """The longest name of a law in a folded question; empty where it has none."""
        for size in range(min(self._longest_law, len(folded)), 1, -1):
            for at in range(len(folded) - size + 1):
                if folded[at : at + size] in self._laws:
                    return folded[at : at + size]
        return ""

    def number_in(self, raw: str) -> str:
        """The number of a report that a question names, as conditions compare it; empty where none is held."""
        found = NUMBER.search(raw)
        written = normalize_number(found[0]) if found else ""
        # 请查某政发〔2020〕3号: what stands before the number belongs to the sentence.
        prefix = _PREFIX.match(written)
        names = (written[at:] for at in range(prefix.end() if prefix else 0))
        return next((name for name in names if self.catalog.count(Is(ReportField.NUMBER, name))), "")

    def resolve(self, named: NamedScope) -> Scope:
        """The documents that fit what is named; what none of them fits is left out of account."""
        chosen, missing_place, missing_year = self._versions(named), "", None
        first: Condition | None = None
        unreported: int | None = None
        numbered = Is(ReportField.NUMBER, named.number)
        if named.number and self.catalog.count(numbered):
            return self._scope(AllOf((numbered,)))
        if named.family:
            chosen = self._narrowed(chosen, Is(ReportField.FAMILY, named.family.value))
        if named.topic:
            chosen = self._narrowed(chosen, Is(ReportField.TITLE, named.topic))
        titled = self._first(chosen, Is(ReportField.TITLE, named.law)) if named.law else None
        if titled and named.of_law:
            chosen = titled
        if named.places:
            chosen, missing_place = self._in_place(chosen, named.places[-1])
        elif named.national:
            chosen = self._narrowed(chosen, _NATIONAL)
        if named.years:
            every = chosen
            chosen, missing_year = self._of_year(chosen, named)
            first = self._stating(chosen, named)
            unreported = None if self.catalog.count(_both(every, _annual_of(named.years[-1]))) else named.years[-1]
        elif named.this_year:
            chosen = self._newest(chosen)
        missing_law = named.law if named.law and not titled else ""
        is_closed = named.of_law if missing_law else named.names_report
        first = first or (titled if titled != chosen else None)
        lacking = replace(self._scope(chosen), missing_year=missing_year, missing_place=missing_place)
        return replace(
            lacking,
            missing_law=missing_law,
            is_closed=is_closed,
            places=named.places,
            first=first,
            unreported_year=unreported,
        )

    def _scope(self, chosen: AllOf) -> Scope:
        """The scope of some reports."""
        count = self.catalog.count(chosen)
        return Scope(chosen, count, self.catalog.select(chosen, 1)[0] if count == 1 else None)

    def is_within_a_held_one(self, place: Place) -> bool:
        """Whether no report of the library is of a place or of one within it, but some are of a place around it."""
        own = AnyOf((Is(ReportField.PLACE, place.name), Is(ReportField.PLACE_ABOVE, place.name)))
        around = AnyOf(tuple(Is(ReportField.PLACE, name) for name in place.above))
        return not self.catalog.count(own) and self.catalog.count(around) > 0

    def _versions(self, named: NamedScope) -> AllOf:
        """All reports, but of each law with several versions only the one that is meant."""
        if not self._several_versions:
            return EVERY_REPORT
        return AllOf((InUse(named.years[-1] if named.years else _EARLIEST if named.former else NOW),))

    @cached_property
    def _several_versions(self) -> bool:
        return self.catalog.count(OF_SEVERAL_VERSIONS) > 0

    def _narrowed(self, chosen: AllOf, more: Condition) -> AllOf:
        """Those that meet one more condition, or all where none does."""
        return self._first(chosen, more) or chosen

    def _first(self, chosen: AllOf, *more: Condition) -> AllOf | None:
        """Those that meet the first condition that any meets; None where they meet none."""
        narrower = (_both(chosen, each) for each in more)
        return next((each for each in narrower if self.catalog.count(each)), None)

    def _newest(self, chosen: AllOf) -> AllOf:
        """Of annual documents those of the library's newest year, if there are any; 今年 is that year."""
        newest = self.catalog.newest_year
        if newest is None:
            return chosen
        of_newest = Is(ReportField.YEAR, newest)
        current = self._first(chosen, AllOf((_ANNUAL, of_newest)))
        return _both(chosen, AnyOf((_NOT_ANNUAL, of_newest))) if current else chosen

    def _in_place(self, chosen: AllOf, place: Place) -> tuple[AllOf, str]:
        """The documents of a place, and the place where the library holds none of its own.

        Then those of places within it serve, else those of a place around it or of none that mention it.
        """
        titled = AllOf((_NATIONAL, Is(ReportField.TITLE, mention_of(place.name))))
        if own := self._first(chosen, AnyOf((Is(ReportField.PLACE, place.name), titled))):
            return own, ""
        mention = Is(ReportField.MENTIONED_PLACE, place.name)
        above = AllOf((mention, AnyOf(tuple(Is(ReportField.PLACE, name) for name in place.above))))
        other = self._first(chosen, Is(ReportField.PLACE_ABOVE, place.name), above)
        return other or _both(chosen, AllOf((mention, Is(ReportField.PLACE, "")))), place.name

    def _of_year(self, chosen: AllOf, named: NamedScope) -> tuple[AllOf, int | None]:
        """The documents that speak of a year, and the year where none is of it."""
        year = named.years[-1]
        if named.names_report:
            of_it = self._first(chosen, Is(ReportField.YEAR, year))
            return of_it or chosen, None if of_it else year
        own = AnyOf(
            (
                _annual_of(year),
                AllOf((_NOT_ANNUAL, Is(ReportField.YEAR, year))),
            )
        )
        mention = AllOf((_NOT_ANNUAL, Is(ReportField.MENTIONED_YEAR, year)))
        # A law of an earlier year stood in that year too, as far as is known here.
        earlier = AllOf((NoneOf((Is(ReportField.WORK, ""),)), YearRange(0, year)))
        if self._first(chosen, own):
            return self._narrowed(chosen, AnyOf((own, mention, AllOf((OF_SEVERAL_VERSIONS, earlier))))), None
        return self._narrowed(chosen, AnyOf((earlier, mention))), year

    def _stating(self, chosen: AllOf, named: NamedScope) -> Condition | None:
        """Without those that only plan for a year, where others state its results; where a plan is asked for, vice versa.

        None where that leaves none out.
        """
        year, others = named.years[-1], list[Condition]()
        for family in _OF_TWO_YEARS:
            # A report that looks back states the results of the year before its own, one that looks ahead plans for the next.
            results, plans = sorted((year, year - family.traits.other_year), reverse=True)
            wanted, other = (plans, results) if named.plan else (results, plans)
            of_family = Is(ReportField.FAMILY, family.value)
            if self.catalog.count(_both(chosen, AllOf((of_family, Is(ReportField.YEAR, wanted))))):
                others.append(AllOf((of_family, Is(ReportField.YEAR, other))))
        narrower = _both(chosen, NoneOf(tuple(others)))
        return narrower if others and self.catalog.count(narrower) < self.catalog.count(chosen) else None


def _both(chosen: AllOf, more: Condition) -> AllOf:
    return AllOf((*chosen.conditions, more))


def _annual_of(year: int) -> AllOf:
    return AllOf((_ANNUAL, Is(ReportField.COVERED_YEAR, year)))


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
