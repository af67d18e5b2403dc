"""A sentence as a quote: the slice of the report and the spans of it that match the question."""

from __future__ import annotations

from collections.abc import Iterable

from retrieval.models import Passage, Quote, Report, Span
from retrieval.question.analysis import Question
from retrieval.text.lexicon import Term
from retrieval.text.normalization import FoldedText
from retrieval.text.tokenization import words


def quote_of(report: Report, passage: Passage, start: int, end: int, question: Question,
             expansions: Iterable[tuple[str, tuple[Term, ...]]]) -> Quote:  # fmt: skip
    """The slice ``[start, end)`` of a report, with the question's words and their official terms marked."""
    text = report.text[start:end]
    wanted = [word for word in words(question.text) if len(word) > 1 or word.isdecimal()]
    wanted += [term.text for _, terms in expansions for term in terms]
    return Quote(text, start, end, passage, tuple(_marks(FoldedText.of(text), wanted)))


def _marks(folded: FoldedText, wanted: Iterable[str]) -> list[Span]:
    """Raw spans of the wanted words, merged where they touch."""
    found = set()
    for word in wanted:
        at = folded.text.find(word)
        while at >= 0:
            found.add(folded.raw_span(at, at + len(word)))
            at = folded.text.find(word, at + 1)
    merged: list[Span] = []
    for start, end in sorted(found):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged
