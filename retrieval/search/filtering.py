"""Filtering: which passages the phrases, exclusions and filters of a query select.

Phrases compare folded text without its blanks, since a PDF breaks a line wherever it likes. A phrase must stand in the
passage itself; an excluded word must not stand in the headings or the report's title either, since these rank a
passage too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from retrieval.corpus.library import Library
from retrieval.index.postings import Mask
from retrieval.search.query import FilterField, LookupQuery, QueryFilter
from retrieval.text.normalization import compact, fold, normalize_number


class FilterIndex:
    """Selects passages of one library. Thread-safe: nothing changes after construction."""

    def __init__(self, library: Library) -> None:
        """Fold what queries are compared with."""
        passages = library.passages
        folded = library.derived_arrays.texts("clauses", lambda: [fold(passage.text) for passage in passages])
        self._texts = ["".join(text.split()) for text in folded]
        self._headings = [compact(" ".join((p.title, *p.clause.headings))) for p in passages]
        documents = library.catalog.metadata.values()
        self._years = [document.year for document in documents]
        self._numbers = [normalize_number(document.number) for document in documents]
        self._names = {
            FilterField.AGENCY: [tuple(map(compact, document.agencies)) for document in documents],
            FilterField.PLACE: [tuple(map(compact, document.place_names)) for document in documents],
        }
        position = {document.file: at for at, document in enumerate(documents)}
        self._report_of = np.array([position[passage.file] for passage in passages], dtype=np.intp)

    def mask(self, query: LookupQuery) -> Mask | None:
        """For each passage whether the query selects it; None where it has neither phrases, exclusions nor filters."""
        if not (query.phrases or query.excluded or query.filters):
            return None
        mask = self._reports(query.filters)[self._report_of]
        phrases, excluded = [*map(compact, query.phrases)], [*map(compact, query.excluded)]
        for at in np.flatnonzero(mask).tolist():
            text, headings = self._texts[at], self._headings[at]
            mask[at] = all(phrase in text for phrase in phrases) and not any(
                word in text or word in headings for word in excluded
            )
        return mask

    def _reports(self, filters: Sequence[QueryFilter]) -> Mask:
        """For each report whether it passes: one filter of each field matches, and none of the negated ones."""
        mask = np.ones(len(self._years), dtype=np.bool_)
        for field in FilterField:
            alternatives = [self._matches(each) for each in filters if each.field is field and not each.negated]
            if alternatives:
                mask &= np.any(alternatives, axis=0)
        for each in filters:
            if each.negated:
                mask &= ~self._matches(each)
        return mask

    def _matches(self, wanted: QueryFilter) -> Mask:
        """For each report whether it has the value of a filter, whether or not that is negated."""
        match wanted.field:
            case FilterField.YEAR:
                first, last = wanted.years
                found = [year is not None and first <= year <= last for year in self._years]
            case FilterField.NUMBER:
                value = normalize_number(wanted.value)
                found = [_has_number(number, value) for number in self._numbers]
            case field:
                value = compact(wanted.value)
                found = [any(value in name for name in names) for names in self._names[field]]
        return np.array(found, dtype=np.bool_)


def _has_number(number: str, wanted: str) -> bool:
    """Whether a number contains what is wanted: 13号 is no part of 113号."""
    return bool(wanted and re.search(rf"(?<!\d){re.escape(wanted)}(?!\d)", number))
