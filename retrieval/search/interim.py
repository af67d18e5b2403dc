"""Interim segment in memory, until an index holds the segments."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from retrieval.corpus.loader import LoadedReport
from retrieval.index.passage_postings import PassagePostingsPart
from retrieval.index.report_tokens import ReportTokens
from retrieval.index.segments import Segment
from retrieval.index.term_statistics import TermCounter


class _Indexed:
    def __init__(self, loaded: LoadedReport) -> None:
        self._loaded = loaded

    @cached_property
    def tokens(self) -> ReportTokens:
        return ReportTokens(self._loaded.report, self._loaded.passages)


def segment_of(reports: Sequence[LoadedReport]) -> Segment:
    """A segment of reports in memory."""
    parts = (PassagePostingsPart(), TermCounter())
    for loaded in reports:
        report = _Indexed(loaded)
        for part in parts:
            part.add(report)
    arrays = {name: array for part in parts for name, array in part.arrays().items()}
    return Segment(arrays, len(reports), sum(len(loaded.passages) for loaded in reports))
