"""Highlighting: where the words and phrases of a query stand in a text."""

from __future__ import annotations

import re
from itertools import chain

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
        for match in chain.from_iterable(re.finditer(re.escape(part), solid) for part in parts if part):
            start, end = folded.raw_span(offsets[match.start()], offsets[match.end() - 1] + 1)
            longest[start] = max(end, longest.get(start, 0))
    return tuple(sorted(longest.items()))
