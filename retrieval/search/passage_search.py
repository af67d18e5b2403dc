"""Passage search: passages ranked for a person who looks around, by words, phrases and filters."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property

import numpy as np

from retrieval.corpus.library import Library
from retrieval.index.postings import Mask
from retrieval.models import Hit
from retrieval.search.bm25 import Document, PassageRetriever
from retrieval.search.filtering import FilterIndex
from retrieval.search.query import LookupQuery

_LONGEST_SEARCH = 2_000  # characters; a message holds 4,096


class PassageSearch:
    """Looks passages up in one library. Thread-safe; what it needs is made when it is first used."""

    def __init__(self, library: Library, official_terms: Callable[[str], Sequence[str]]) -> None:
        """``official_terms`` gives those that words stand for."""
        self._library, self._official_terms = library, official_terms

    def search(self, words: str, k: int, allowed: Mask | None = None) -> list[Hit]:
        """At most ``k`` passages by the first 2,000 characters, best first; none where no word is known."""
        words = words[:_LONGEST_SEARCH]
        query = " ".join((words, *self._official_terms(words)))
        matches = self._retriever.search(query, k, allowed)
        return [Hit(self._library.passage(match.document.id), match.score) for match in matches]

    def look_up(self, query: LookupQuery, k: int) -> list[Hit]:
        """At most ``k`` of the passages that phrases and filters leave, ranked by words and phrases.

        Without words, those that nothing ranks follow in document order with a score of 0.
        """
        allowed = self._filter_index.mask(query)
        hits = self.search(query.text, k, allowed) if query.text else []
        if allowed is None or query.words:
            return hits
        ranked = {hit.passage.id for hit in hits}
        rest = (self._library.passages[at] for at in np.flatnonzero(allowed).tolist())
        listed = [Hit(passage, 0.0) for passage in rest if passage.id not in ranked]
        return [*hits, *listed[: k - len(hits)]]

    @cached_property
    def _filter_index(self) -> FilterIndex:
        return FilterIndex(self._library)

    @cached_property
    def _retriever(self) -> PassageRetriever:
        return PassageRetriever(
            Document(p.id, " ".join((p.title, *p.clause.headings)), p.text, parent=p.file)
            for p in self._library.passages
        )
