"""Highlighting: where the words and phrases of a query stand in a text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

from retrieval.models import Span
from retrieval.search.query import LookupQuery
from retrieval.text.normalization import FoldedText, compact
from retrieval.text.tokenization import words


class Highlighter:
    """Marks what a query asks for in any number of texts: a long query is cut into words once. Thread-safe."""

    def __init__(self, query: LookupQuery, terms: Sequence[str] = ()) -> None:
        """``terms`` are official terms that its words stand for, and count as a whole only."""
        self._terms = tuple(filter(None, map(compact, terms)))
        self._wanted = [parts_of(each) for each in dict.fromkeys((*query.phrases, *query.words))]
        # All that is looked for, folded and without blanks: words and phrases, their own parts, and terms.
        self.parts = tuple(dict.fromkeys(filter(None, chain(*self._wanted, self._terms))))

    def spans(self, text: str) -> tuple[Span, ...]:
        """Spans of phrases, words and terms in a text, by its own offsets, in order; spans may overlap.

        A word that the text does not contain as a whole is looked for by its parts.

        >>> query = LookupQuery(words=("执法记录仪数量",), phrases=("行政复议",))
        >>> Highlighter(query).spans("配备执法記錄仪，行政 复议")
        ((2, 4), (4, 7), (8, 13))
        """
        folded = FoldedText.of(text)
        offsets = [at for at, char in enumerate(folded.text) if not char.isspace()]
        solid = "".join(folded.text[at] for at in offsets)
        parts = chain.from_iterable(rest if whole not in solid else [whole] for whole, *rest in self._wanted)
        longest: dict[int, int] = {}
        for part in dict.fromkeys(filter(None, chain(self._terms, parts))):
            for at in _places(part, solid):
                start, end = folded.raw_span(offsets[at], offsets[at + len(part) - 1] + 1)
                longest[start] = max(end, longest.get(start, 0))
        return tuple(sorted(longest.items()))


def _places(part: str, text: str) -> Iterator[int]:
    """Where a part stands in a text, without overlaps. Not by an expression: `re` would compile one for each part."""
    at = text.find(part)
    while at >= 0:
        yield at
        at = text.find(part, at + len(part))


def parts_of(wanted: str) -> list[str]:
    """A word or phrase without blanks, folded, then its parts: its words of two characters and more, and its numbers.

    >>> parts_of("执法記錄仪数量")
    ['执法记录仪数量', '执法', '记录', '记录仪', '数量']
    """
    whole = compact(wanted)
    return [whole, *(part for part in words(whole) if len(part) > 1 or part.isdecimal())]
