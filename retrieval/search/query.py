"""TODO docstring."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class FilterField(StrEnum):
    """What a filter asks of a report."""

    YEAR = "year"
    AGENCY = "agency"
    NUMBER = "number"
    PLACE = "place"


@dataclass(frozen=True, slots=True)
class QueryFilter:
    """What reports must be (or, ``negated``, must not be); ``years`` are the first and the last of a `FilterField.YEAR`."""

    slot: FilterField
    value: str
    years: tuple[int, int] = (0, 0)
    negated: bool = False


@dataclass(frozen=True, slots=True)
class LookupQuery:
    """A query taken apart; everything in it stands as it was typed.

    ``words`` rank, ``phrases`` must be there to the letter, ``without`` must not be there.
    """

    words: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    filters: tuple[QueryFilter, ...] = ()

    @property
    def text(self) -> str:
        """What ranks: the words and the phrases."""
        return " ".join((*self.words, *self.phrases))
