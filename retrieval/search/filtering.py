"""Filtering: which passages filters select, by masks over a segment where these can tell, else by the letter.

Phrases compare folded text without its blanks, since a PDF breaks a line wherever it likes. A phrase must stand in the
passage itself; an excluded word must not stand in the headings or the report's title either, since these rank a
passage too.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np

from retrieval.corpus.filters import EVERY_REPORT, AllOf, Condition, Filters, Is, NoneOf, ReportField
from retrieval.index.passage_postings import PassagePostings
from retrieval.index.postings import Mask
from retrieval.models import Passage
from retrieval.text.normalization import compact, fold


class ReportMask(Protocol):
    """Evaluates conditions on reports."""

    def mask(self, condition: Condition) -> Mask:
        """For each row of reports in the whole index whether it meets a condition."""


class PassageFilter:
    """Filters of one search, applied to the passages of an index."""

    def __init__(self, filters: Filters, postings: PassagePostings, reports: ReportMask) -> None:
        """``reports`` evaluates conditions on the reports of the same index."""
        self._postings = postings
        self._phrases = [*map(compact, filters.phrases)]
        self._excluded = [*map(compact, filters.excluded)]
        # The title of a report speaks for all of its passages, which need not be read then.
        titled = NoneOf(tuple(Is(ReportField.TITLE, word) for word in self._excluded))
        condition = AllOf((filters.reports, titled)) if self._excluded else filters.reports
        self._reports = None if condition == EVERY_REPORT else reports.mask(condition)

    @property
    def reads(self) -> bool:
        """Whether passages have to be read to tell if they are selected."""
        return bool(self._phrases or self._excluded)

    def allowed(self, number: int) -> Mask | None:
        """Which passages of the segment of this number may be selected; None: all."""
        if self._reports is None and not self._phrases:
            return None
        segment = self._postings.segments[number]
        if self._reports is None:
            mask: Mask = np.ones(segment.passages, np.bool_)
        else:
            mask = self._reports[segment.first_report :][self._postings.report_of[number]]
        for phrase in self._phrases:
            mask = mask & self._postings.may_hold(number, phrase)
        return mask

    def selects(self, passage: Passage) -> bool:
        """Whether a passage that is allowed is selected."""
        text = compact(passage.text)
        if not all(phrase in text for phrase in self._phrases):
            return False
        above = compact(headings_of(passage))
        return not any(word in text or word in above for word in self._excluded)


def headings_of(passage: Passage) -> str:
    """The titles and the headings above a passage."""
    return " ".join((*passage.titles, *passage.clause.headings))


def folded_text(passage: Passage) -> str:
    """The folded text of a passage."""
    return passage.reading.folded if passage.reading else fold(passage.text)
