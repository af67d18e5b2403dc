"""Highlighting: where the words and phrases of a query stand in a text."""

from __future__ import annotations

from retrieval.models import Span
from retrieval.search.query import LookupQuery
from retrieval.text.normalization import FoldedText, compact
from retrieval.text.tokenization import words


def match_spans(query: LookupQuery, text: str) -> tuple[Span, ...]:
    """Spans of phrases and words in a text, by its own offsets, in order; spans may overlap.

    A word that the text does not contain as a whole is looked for by its parts.

    >>> match_spans(LookupQuery(words=("执法记录仪数量",), phrases=("行政复议",)), "配备执法記錄仪，行政 复议")
    ((2, 4), (4, 7), (8, 13))
    """
    folded = FoldedText.of(text)
    offsets = [at for at, char in enumerate(folded.text) if not char.isspace()]
    solid = "".join(folded.text[at] for at in offsets)
    longest: dict[int, int] = {}
    for wanted in (*query.phrases, *query.words):
        whole = compact(wanted)
        parts = [whole] if whole in solid else [part for part in words(whole) if len(part) > 1 or part.isdecimal()]
        for part in parts:
            for at in _occurrences(solid, part):
                start, end = folded.raw_span(offsets[at], offsets[at + len(part) - 1] + 1)
                longest[start] = max(end, longest.get(start, 0))
    return tuple(sorted(longest.items()))


def _occurrences(text: str, part: str) -> list[int]:
    found, at = [], text.find(part) if part else -1
    while at >= 0:
        found.append(at)
        at = text.find(part, at + len(part))
    return found
