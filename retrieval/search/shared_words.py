"""Shared words: which of the passages that a look-up ranks share a word with it, and where in them it stands.

The first stage also ranks by single characters, which finds words that are written in another way; a passage that
shares no more than characters has nothing to do with what was looked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from retrieval.models import Hit
from retrieval.search.filtering import folded_text
from retrieval.search.highlight import Highlighter
from retrieval.text.normalization import compact, without_space


class SharedWords:
    """What a look-up may share with a passage: its words or their parts, its phrases, and whole official terms."""

    def __init__(self, highlighter: Highlighter) -> None:
        """``highlighter`` is that of the query and of the official terms that its words stand for."""
        self._highlighter = highlighter

    def of(self, hits: Sequence[Hit], k: int) -> list[Hit]:
        """The first ``k`` hits that share something, each with where that stands.

        Those that share it by a title alone come only where no other is left: the title of a report is that of all of
        its passages, and tells little of any of them.
        """
        shared = {hit.passage.id for hit in hits if self._are_in(without_space(folded_text(hit.passage)))}
        others = [hit for hit in hits if hit.passage.id not in shared]
        headings = self._headings({hit.passage.id: hit.passage.clause.headings for hit in others})
        if not shared and not headings:
            headings = self._headings({hit.passage.id: hit.passage.titles for hit in others})
        kept = [hit for hit in hits if hit.passage.id in shared or hit.passage.id in headings]
        return [self._marked(hit, headings.get(hit.passage.id, "")) for hit in kept[:k]]

    def _marked(self, hit: Hit, heading: str) -> Hit:
        """A hit with its marks, in its heading where it has one."""
        return replace(hit, heading=heading, marks=self._highlighter.spans(heading or hit.passage.text))

    def _headings(self, above: Mapping[str, Iterable[str]]) -> dict[str, str]:
        """The innermost heading of each passage that shares something, of those that stand above it."""
        found = {
            key: next((each for each in reversed(tuple(headings)) if self._are_in(compact(each))), "")
            for key, headings in above.items()
        }
        return {key: heading for key, heading in found.items() if heading}

    def _are_in(self, solid: str) -> bool:
        return any(part in solid for part in self._highlighter.parts)
