"""Highlighting: where the words and phrases of a query stand in a text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import chain

from retrieval.models import Span
from retrieval.search.query import LookupQuery
from retrieval.text.normalization import FoldedText, compact
from retrieval.text.tokenization import words


def match_spans(query: LookupQuery, text: str, terms: Sequence[str] = ()) -> tuple[Span, ...]:
    """Spans of phrases and words in a text, by its own offsets, in order; spans may overlap.

    A word that the text does not contain as a whole is looked for by its parts; ``terms`` count as a whole only.

    >>> match_spans(LookupQuery(words=("执法记录仪数量",), phrases=("行政复议",)), "配备执法記錄仪，行政 复议")
    ((2, 4), (4, 7), (8, 13))
    """
    folded = FoldedText.of(text)
    offsets = [at for at, char in enumerate(folded.text) if not char.isspace()]
    solid = "".join(folded.text[at] for at in offsets)
    longest: dict[int, int] = {}
    looked_for = [compact(term) for term in terms]
    for wanted in (*query.phrases, *query.words):
        whole, *parts = parts_of(wanted)
        looked_for += [whole] if whole in solid else parts
    for match in chain.from_iterable(re.finditer(re.escape(part), solid) for part in looked_for if part):
        start, end = folded.raw_span(offsets[match.start()], offsets[match.end() - 1] + 1)
        longest[start] = max(end, longest.get(start, 0))
    return tuple(sorted(longest.items()))


def parts_of(wanted: str) -> list[str]:
    """A word or phrase without blanks, folded, then its parts: its words of two characters and more, and its numbers.

    >>> parts_of("执法記錄仪数量")
    ['执法记录仪数量', '执法', '记录', '记录仪', '数量']
    """
    whole = compact(wanted)
    return [whole, *(part for part in words(whole) if len(part) > 1 or part.isdecimal())]
