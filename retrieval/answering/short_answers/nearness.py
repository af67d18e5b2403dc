"""Nearness: how near the words of a question stand to a span of a sentence, in time in proportion to its length."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from retrieval.models import Span
from retrieval.text.tokenization import bigrams
from retrieval.text.values.grammar import separators

_SEPARATOR = re.compile("[,，;；:：。、]")
_DISTANCE = 6.0


@dataclass(frozen=True, slots=True)
class SentenceItems:
    """The items of a folded sentence: what stands between its commas, stops and colons, where these cut no value."""

    folded: str
    separators: tuple[int, ...]

    @classmethod
    def of(cls, folded: str) -> SentenceItems:
        """The items of a sentence.

        >>> SentenceItems.of("参保1,250人,减少2人").around((10, 12))
        (9, 13)
        """
        return cls(folded, tuple(separators(folded, _SEPARATOR)))

    def around(self, span: Span) -> Span:
        """From the beginning of the item where a span begins to the end of the item where it ends."""
        before, behind = bisect_left(self.separators, span[0]), bisect_left(self.separators, span[1])
        start = self.separators[before - 1] + 1 if before else 0
        return start, self.separators[behind] if behind < len(self.separators) else len(self.folded)

    def pair_counts(self) -> Counter[str]:
        """In how many items each pair of characters stands."""
        ends = [*self.separators, len(self.folded)]
        starts = [0, *(at + 1 for at in self.separators)]
        return Counter(
            pair for start, end in zip(starts, ends, strict=True) for pair in set(bigrams(self.folded[start:end]))
        )


class PairNearness:
    """How near weighted pairs of characters stand to spans of a sentence."""

    def __init__(self, items: SentenceItems, weights: Mapping[str, float]) -> None:
        """``weights`` are those of the pairs; what has none counts nothing."""
        self._items, self._weights = items, weights
        self._places: dict[str, list[int]] = {}
        for at in range(len(items.folded) - 1):
            pair = items.folded[at : at + 2]
            if pair in weights:
                self._places.setdefault(pair, []).append(at)

    def of(self, span: Span, earlier: float, later: float) -> float:
        """The weight of the pairs near a span, less with distance.

        ``earlier`` and ``later`` are what a pair counts that stands before or behind the span's item; within it, 1.
        """
        start, end = self._items.around(span)
        score = 0.0
        for pair, places in self._places.items():
            best = 0.0
            # The nearest on each side, within the item and outside of it: no other place can count more.
            before, behind = bisect_left(places, span[0]), bisect_left(places, end)
            outside = bisect_left(places, start)
            if outside:
                best = earlier / (1 + max(span[0] - places[outside - 1] - 2, 0) / _DISTANCE)
            if behind < len(places):
                best = max(best, later / (1 + (places[behind] - span[1]) / _DISTANCE))
            if outside < before:
                best = max(best, 1 / (1 + max(span[0] - places[before - 1] - 2, 0) / _DISTANCE))
            if before < behind:
                best = max(best, 1 / (1 + max(places[before] - span[1], 0) / _DISTANCE))
            score += self._weights[pair] * best
        return score
