"""Scope of a question: the documents that the years, places and genres in it select.

The same sentence stands in every province's report; the place and the year that tell them apart stand in the title.
So what a question names selects documents and leaves the words that rank sentences. A work report of year Y speaks of
Y (its targets) and of Y-1 (its results), other annual documents of Y alone; documents that are not annual, such as
regulations and guides, are never excluded by a year. Of a law of which several versions are held the newest is meant,
or the one in use in the year that is named.
"""

from __future__ import annotations

from collections.abc import Set
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
from retrieval.parsing.identity.genre import GenreFamily
from retrieval.question.named.named_scope import NamedScope, NamedScopeReader
from retrieval.text.gazetteer import Gazetteer, Place, mention_of

_NATIONAL, _ANNUAL, _NOT_ANNUAL = (
    Is(ReportField.NATIONAL, True),
    Is(ReportField.ANNUAL, True),
    Is(ReportField.ANNUAL, False),
)
_OF_TWO_YEARS = tuple(family for family in GenreFamily if family.traits.other_year)
# The year in which the oldest version of each law is in use.
_EARLIEST = 0


@dataclass(frozen=True, slots=True)
class Scope:
    """The reports that a question can be answered from, and the year, place or law that the library lacks.

    ``count`` tells how many they are, ``file`` which one it is where they are but one. ``first`` are those of them that
    state the results of the year that is named, or what is planned for it where that is asked; None where the others do
    not do the opposite. ``is_closed``: what is lacking is a document that is named, for which no other one stands in.
    ``places`` are those that the question names, ``year`` is the last year.
    """

    reports: Condition
    count: int
    file: str | None = None
    missing_year: int | None = None
    missing_place: str = ""
    missing_law: str = ""
    is_closed: bool = False
    year: int | None = None
    places: tuple[Place, ...] = ()
    first: Condition | None = None


class ScopeResolver:
    """Selects documents of one library."""

    def __init__(self, catalog: ReportCatalog, places: Gazetteer, laws: Set[str] = frozenset()) -> None:
        """The catalog of the library; ``laws`` are the short names of the nation's."""
        self.catalog, self.reader = catalog, NamedScopeReader(catalog, places, laws)

    def resolve(self, named: NamedScope) -> Scope:
        """The documents that fit what is named; what none of them fits is left out of account."""
        chosen, missing_place, missing_year = self._versions(named), "", None
        first: Condition | None = None
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
            chosen, missing_year = self._of_year(chosen, named)
            first = self._stating(chosen, named)
        elif named.this_year:
            chosen = self._newest(chosen)
        missing_law = named.law if named.law and not titled else ""
        is_closed = named.of_law if missing_law else named.names_report
        if titled and not named.of_law:
            first = first or self._first(chosen, Is(ReportField.TITLE, named.law))
        lacking = replace(self._scope(chosen), missing_year=missing_year, missing_place=missing_place)
        return replace(
            lacking,
            missing_law=missing_law,
            is_closed=is_closed,
            places=named.places,
            first=first,
            year=named.years[-1] if named.years else None,
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
                annual_of(year),
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
        """Without those that only plan for a year, where others state its results; vice versa where plans are wanted.

        None where that leaves none out.
        """
        year, others = named.years[-1], list[Condition]()
        for family in _OF_TWO_YEARS:
            # A report that looks back states the results of the year before its own; another plans for the next.
            results, plans = sorted((year, year - family.traits.other_year), reverse=True)
            wanted, other = (plans, results) if named.plan else (results, plans)
            of_family = Is(ReportField.FAMILY, family.value)
            if self.catalog.count(_both(chosen, AllOf((of_family, Is(ReportField.YEAR, wanted))))):
                others.append(AllOf((of_family, Is(ReportField.YEAR, other))))
        narrower = _both(chosen, NoneOf(tuple(others)))
        return narrower if others and self.catalog.count(narrower) < self.catalog.count(chosen) else None


def _both(chosen: AllOf, more: Condition) -> AllOf:
    return AllOf((*chosen.conditions, more))


def annual_of(year: int) -> AllOf:
    """The annual reports that speak of a year."""
    return AllOf((_ANNUAL, Is(ReportField.COVERED_YEAR, year)))
