"""Segments: immutable arrays of a batch of reports, in memory or mapped from files.

An index is a sequence of segments. Rows of reports and passages are numbered through all segments in order; within a
segment they begin at 0. Whoever stores something a report contributes a `SegmentPart` when a segment is built, and
reads its own arrays, under its own names, when the segment is served.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from numpy.typing import NDArray

from retrieval.index.postings import Mask

NumberArray = NDArray[Any]
Arrays = Mapping[str, NumberArray]
_Report = TypeVar("_Report", contravariant=True)


class SegmentPart(Protocol, Generic[_Report]):
    """What one concern keeps of the reports of a segment, as arrays."""

    def add(self, report: _Report) -> None:
        """Take in the next report of the segment."""

    def arrays(self) -> Arrays:
        """The arrays of all reports that were added, by names that no other part uses (``postings/words/ids``)."""


@dataclass(frozen=True, slots=True)
class Segment:
    """Arrays of some reports, with those rows of reports that a later segment has replaced.

    ``first_report`` and ``first_passage`` are the numbers of its first rows in the whole index; ``live_reports`` and
    ``live_passages`` tell which rows still count, None: all. ``report_ranks`` gives each report its place in document
    order, which is not that of rows where reports were added later; None: it is.
    """

    arrays: Arrays
    reports: int
    passages: int
    first_report: int = 0
    first_passage: int = 0
    live_reports: Mask | None = None
    live_passages: Mask | None = None
    report_ranks: NumberArray | None = None
