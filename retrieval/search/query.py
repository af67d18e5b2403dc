"""Look-up query: words, phrases, exclusions and filters."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class FilterField(StrEnum):
    """Property of a report that a filter restricts."""

    YEAR = "year"
    AGENCY = "agency"
    NUMBER = "number"
    PLACE = "place"


@dataclass(frozen=True, slots=True)
class QueryFilter:
    """Value that a field of a report must have or, ``negated``, must not have.

    ``years`` are the first and the last year of a filter on `FilterField.YEAR`.
    """

    field: FilterField
    value: str
    years: tuple[int, int] = (0, 0)
    negated: bool = False


@dataclass(frozen=True, slots=True)
class LookupQuery:
    """Parsed query; everything in it is as it was typed.

    ``words`` rank passages, ``phrases`` must stand in them to the letter, ``excluded`` words must not.
    """

    words: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    filters: tuple[QueryFilter, ...] = ()

    @property
    def text(self) -> str:
        """The text that ranks passages: words and phrases."""
        return " ".join((*self.words, *self.phrases))
