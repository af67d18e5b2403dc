"""Shared words: which of the passages that a look-up ranks share a word with it, and where in them it stands.

The first stage also ranks by single characters, which finds words that are written in another way; a passage that
shares no more than characters has nothing to do with what was looked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain

from retrieval.models import Hit, Span
from retrieval.search.filtering import folded_text
from retrieval.search.highlight import match_spans, parts_of
from retrieval.search.query import LookupQuery
from retrieval.text.normalization import compact, without_space


class SharedWords:
    """What a look-up may share with a passage: its words or their parts, its phrases, and whole official terms."""

    def __init__(self, query: LookupQuery, terms: Sequence[str]) -> None:
        """``terms`` are the official terms that its words stand for."""
        self._query, self._terms = query, tuple(terms)
        parts = chain.from_iterable(parts_of(word) for word in (*query.words, *query.phrases))
        self._looked_for = tuple(dict.fromkeys(filter(None, (*parts, *map(compact, terms)))))

    def of(self, hits: Sequence[Hit]) -> list[Hit]:
        """The hits that share something, each with where it stands; those by a title alone only where no other is left.

        The title of a report is that of all of its passages, and tells little of any of them.
        """
        shared = [hit for hit in hits if self._are_in(without_space(folded_text(hit.passage)))]
        below = {hit.passage.id: heading for hit in hits if (heading := self._found_in(hit.passage.clause.headings))}
        if shared or below:
            kept = {hit.passage.id for hit in shared}
            return [
                replace(hit, marks=self.spans(hit.passage.text)) if hit.passage.id in kept else self._under(hit, below)
                for hit in hits
                if hit.passage.id in kept or hit.passage.id in below
            ]
        titled = {hit.passage.id: title for hit in hits if (title := self._found_in(hit.passage.titles))}
        return [self._under(hit, titled) for hit in hits if hit.passage.id in titled]

    def spans(self, text: str) -> tuple[Span, ...]:
        """Where what is shared stands in a text."""
        return match_spans(self._query, text, self._terms)

    def _under(self, hit: Hit, headings: dict[str, str]) -> Hit:
        heading = headings[hit.passage.id]
        return replace(hit, heading=heading, marks=self.spans(heading))

    def _found_in(self, headings: Iterable[str]) -> str:
        """The innermost of some headings that shares something; empty where none does."""
        return next((each for each in reversed(tuple(headings)) if self._are_in(compact(each))), "")

    def _are_in(self, solid: str) -> bool:
        return any(part in solid for part in self._looked_for)
