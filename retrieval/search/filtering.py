"""What a look-up matches: which passages its phrases and filters leave, and where in a text its words stand.

Phrases compare folded text without its blanks, since a PDF breaks a line wherever it likes. A phrase must stand in the
passage itself; what is left out may stand in its headings or its report's title as well, for these find a passage too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from retrieval.corpus.library import Library
from retrieval.index.postings import Mask
from retrieval.models import Report
from retrieval.parsing.attribution import agency_of, issuers_of, year_of
from retrieval.parsing.metadata import Profile
from retrieval.search.query import FilterField, LookupQuery, QueryFilter
from retrieval.text.normalization import SEPARATORS, compact, fold


@dataclass(frozen=True, slots=True)
class Card:
    """What filters look at in one report, folded; agencies and places are all that it names as its own."""

    year: int | None
    agencies: tuple[str, ...]
    number: str
    places: tuple[str, ...]

    @classmethod
    def of(cls, report: Report, profile: Profile) -> Card:
        """What staff wrote down comes first; what the document says of itself counts as well."""
        facts = report.facts
        agencies = (facts.agency, agency_of(report) or "", *issuers_of(report))
        place = (profile.place.name, *profile.place.above) if profile.place else ()
        return cls(
            facts.year or year_of(report),
            tuple(compact(name) for name in agencies if name),
            spelt(report.number or ""),
            tuple(compact(name) for name in (facts.place, *place) if name),
        )

    def fits(self, wanted: QueryFilter) -> bool:
        """Whether the report is what the filter says, whether or not that is negated."""
        match wanted.slot:
            case FilterField.YEAR:
                return self.year is not None and wanted.years[0] <= self.year <= wanted.years[1]
            case FilterField.NUMBER:
                return _in_number(spelt(wanted.value), self.number)
            case slot:
                held = self.agencies if slot is FilterField.AGENCY else self.places
                return any(compact(wanted.value) in name for name in held)


class Catalogue:
    """The passages of one library as queries select them. Thread-safe: nothing changes after construction."""

    def __init__(self, library: Library, profiles: Sequence[Profile]) -> None:
        """``profiles`` stand in the order of the library's reports."""
        passages = library.passages
        folded = library.stock.texts("clauses", lambda: [fold(passage.text) for passage in passages])
        self._texts = ["".join(text.split()) for text in folded]
        self._above = [compact(" ".join((p.title, *p.clause.headings))) for p in passages]
        self._cards = [Card.of(report, profile) for report, profile in zip(library.reports, profiles, strict=True)]
        at = {report.file: number for number, report in enumerate(library.reports)}
        self._report_at = np.array([at[passage.file] for passage in passages], dtype=np.intp)

    def allowed(self, query: LookupQuery) -> Mask | None:
        """For each passage whether phrases and filters leave it; None where the query has neither."""
        if not (query.phrases or query.without or query.filters):
            return None
        mask = self._reports(query.filters)[self._report_at]
        phrases, without = [*map(compact, query.phrases)], [*map(compact, query.without)]
        for at in np.flatnonzero(mask).tolist():
            text, above = self._texts[at], self._above[at]
            mask[at] = all(phrase in text for phrase in phrases) and not any(
                word in text or word in above for word in without
            )
        return mask

    def _reports(self, filters: Sequence[QueryFilter]) -> Mask:
        """For each report whether it passes: one of each slot's wanted filters fits, and none of the negated."""
        mask = np.ones(len(self._cards), dtype=np.bool_)
        for slot in FilterField:
            wanted = [each for each in filters if each.slot is slot and not each.negated]
            if wanted:
                mask &= [any(map(card.fits, wanted)) for card in self._cards]
        for each in filters:
            if each.negated:
                mask &= [not card.fits(each) for card in self._cards]
        return mask


def spelt(number: str) -> str:
    """A document number whatever its brackets.

    >>> spelt("威文政发〔2021〕13号"), spelt("威文政发[２０２１]13号")
    ('威文政发 2021 13号', '威文政发 2021 13号')
    """
    return SEPARATORS.sub(" ", fold(number)).strip()


def _in_number(wanted: str, number: str) -> bool:
    """Whether a number holds what is wanted: 13号 is no part of 113号."""
    return bool(wanted and re.search(rf"(?<!\d){re.escape(wanted)}(?!\d)", number))
