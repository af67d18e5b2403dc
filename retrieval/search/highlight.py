"""TODO docstring."""

from __future__ import annotations

from retrieval.models import Span
from retrieval.search.query import LookupQuery
from retrieval.text.normalization import FoldedText, compact
from retrieval.text.tokenization import words


def matched(query: LookupQuery, text: str) -> tuple[Span, ...]:
    """Where phrases and words stand in a text, by its own offsets, in order; spans may overlap.

    A word that the text does not hold as a whole is looked for by its parts.

    >>> matched(LookupQuery(words=("执法记录仪数量",), phrases=("行政复议",)), "配备执法記錄仪，行政 复议")
    ((2, 4), (4, 7), (8, 13))
    """
    folded = FoldedText.of(text)
    kept = [at for at, char in enumerate(folded.text) if not char.isspace()]
    within = "".join(folded.text[at] for at in kept)
    found: set[Span] = set()
    for wanted in (*query.phrases, *query.words):
        whole = compact(wanted)
        parts = [whole] if whole in within else [part for part in words(whole) if len(part) > 1 or part.isdecimal()]
        for part in parts:
            for start in _places(within, part):
                first, last = kept[start], kept[start + len(part) - 1] + 1
                found.add(folded.raw_span(first, last))
    longest = {start: max(end for begin, end in found if begin == start) for start, _ in found}
    return tuple(sorted(longest.items()))


def _places(text: str, part: str) -> list[int]:
    found, at = [], text.find(part) if part else -1
    while at >= 0:
        found.append(at)
        at = text.find(part, at + len(part))
    return found
