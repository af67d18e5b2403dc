"""Filters: which reports and passages of a library may be found, as conditions on stored fields.

Plain data: an embedded catalog evaluates the conditions over its columns, a search cluster gets them as a query.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ReportField(StrEnum):
    """Field of a report that a condition may ask for.

    `TITLE`, `AGENCY` and `PLACE_NAME` hold a value that they contain; `NUMBER` holds one that stands in it between
    other characters than digits. `MENTIONED_YEAR` and `MENTIONED_PLACE` are those that stand in the report's text;
    `WORK` is the law that it is a version of.
    """

    FILE = "file"
    FAMILY = "family"
    PLACE = "place"
    PLACE_ABOVE = "place_above"
    NATIONAL = "national"
    ANNUAL = "annual"
    YEAR = "year"
    COVERED_YEAR = "covered_year"
    MENTIONED_YEAR = "mentioned_year"
    MENTIONED_PLACE = "mentioned_place"
    TITLE = "title"
    AGENCY = "agency"
    PLACE_NAME = "place_name"
    NUMBER = "number"
    WORK = "work"


@dataclass(frozen=True, slots=True)
class Is:
    """Reports whose field has a value."""

    field: ReportField
    value: str | int | bool


@dataclass(frozen=True, slots=True)
class YearRange:
    """Reports whose year is one of ``first`` to ``last``."""

    first: int
    last: int


# The year in which the newest version of each law is in use.
NOW = 9999


@dataclass(frozen=True, slots=True)
class InUse:
    """Reports but those of which another version that is held was in use in a year."""

    year: int


@dataclass(frozen=True, slots=True)
class AllOf:
    """Reports that meet every condition; without conditions, every report."""

    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Reports that meet at least one condition; without conditions, no report."""

    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class NoneOf:
    """Reports that meet none of the conditions."""

    conditions: tuple[Condition, ...] = ()


Condition = Is | YearRange | InUse | AllOf | AnyOf | NoneOf
EVERY_REPORT = AllOf()
# The reports of which several versions are held: only one of them is in use in the first year and in the last.
OF_SEVERAL_VERSIONS = NoneOf((AllOf((InUse(0), InUse(NOW))),))


@dataclass(frozen=True, slots=True)
class Filters:
    """Which passages may be found: those of some reports, with every phrase and without any excluded word.

    Phrases and words are compared folded and without blanks. A phrase must stand in the passage itself; an excluded
    word must not stand in the headings or the report's title either, since these rank a passage too.
    """

    reports: Condition = EVERY_REPORT
    phrases: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()


EVERYTHING = Filters()
