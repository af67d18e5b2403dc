"""Reports made of given sentences, for parts of a segment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.index.report_tokens import ReportTokens
from retrieval.models import Clause, Passage, PassageReading, Report
from retrieval.text.normalization import fold


@dataclass(frozen=True)
class TokenizedTexts:
    """A report as a segment takes it in."""

    tokens: ReportTokens


def report_of(
    texts: Sequence[str], title: str = "", headings: tuple[str, ...] = (), file: str = "a.txt"
) -> TokenizedTexts:
    """A report with these passages, each of one sentence."""
    clause = Clause("一", headings, 0, 0, 0)
    passages = [
        Passage(f"p{at}", file, title, None, clause, 0, len(text), text, PassageReading(fold(text), ((0, len(text)),)))
        for at, text in enumerate(texts)
    ]
    return TokenizedTexts(ReportTokens(Report(file, "\n".join(texts), title, None, (), ()), passages))
