"""Report tokens: the folded texts of one report, and of its passages and sentences, while its segment is built.

Each is worked out once, when the first `SegmentPart` asks for it. Words need no place here: `tokenization.words` cuts
what stands between two punctuation marks once for a passage, its sentences and its report.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Protocol

from retrieval.models import Passage, PassageReading, Report
from retrieval.text.normalization import fold, folded_slices


class ReportTokens:
    """The texts of a report as search compares them.

    >>> from dataclasses import replace
    >>> from retrieval.parsing.report import parse_report, passages
    >>> report = parse_report("某局報告\\n一、成效\\n公开20件。办结5件。\\n", "a.txt")
    >>> reading = PassageReading("一、成效\\n公开20件。办结5件。", ((10, 16), (16, 21)))
    >>> tokens = ReportTokens(report, [replace(passages(report)[-1], reading=reading)])
    >>> tokens.titles, tokens.sentences
    (['某局报告 成效'], [['公开20件。', '办结5件。']])
    """

    def __init__(self, report: Report, passages: Sequence[Passage]) -> None:
        """``passages`` are the report's, in document order, with their readings."""
        self.report, self.passages = report, passages

    @cached_property
    def text(self) -> str:
        """The folded text of the whole report."""
        return fold(self.report.text)

    @cached_property
    def titles(self) -> list[str]:
        """For each passage the folded titles and headings above it."""
        above = [(*passage.titles, *passage.clause.headings) for passage in self.passages]
        folded = {each: fold(" ".join(each)) for each in set(above)}
        return [folded[each] for each in above]

    @cached_property
    def texts(self) -> list[str]:
        """For each passage its folded text."""
        return [kept_reading(passage).folded for passage in self.passages]

    @cached_property
    def sentences(self) -> list[list[str]]:
        """For each passage the folded texts of its sentences."""
        return [folded_sentences(passage) for passage in self.passages]


class TokenizedReport(Protocol):
    """Whatever comes with the tokens of a report: what a `SegmentPart` of this package takes in."""

    @property
    def tokens(self) -> ReportTokens:
        """The tokens."""


def folded_sentences(passage: Passage) -> list[str]:
    """The folded texts of the sentences of a passage that has its reading."""
    reading = kept_reading(passage)
    spans = ((start - passage.start, end - passage.start) for start, end in reading.sentences)
    return folded_slices(passage.text, reading.folded, spans)


def kept_reading(passage: Passage) -> PassageReading:
    """What an index keeps of a passage: its reading; the passage as one sentence where it has none."""
    return passage.reading or PassageReading(fold(passage.text), ((passage.start, passage.end),))
