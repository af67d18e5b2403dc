"""First stage: the fused BM25 scores of all passages for a query, segment by segment, and the best of them.

A passage is scored by BM25(words) + BM25(pairs) + 0.7 BM25(characters) over title, headings and text, to which half
of the same score of its whole report is added. Of the official terms of a lay form the best one counts, and a query's
context counts half. Nothing is trained or tuned.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np

from retrieval.index.fused_postings import FusedPostings, FusedRows, FusedTerms
from retrieval.index.passage_postings import PassagePostings
from retrieval.index.postings import Ids, Mask, Scores, top_positions
from retrieval.search.reranker import RerankQuery
from retrieval.search.retriever import Query

_PARENT = 0.5
_EXPANSIONS = 0.7
_CONTEXT = 0.5

_Found = TypeVar("_Found")
_Other = TypeVar("_Other")
# Which passages of the segment of a number may be found; None: all.
Allowed = Callable[[int], Mask | None]


@dataclass(frozen=True, slots=True)
class Ranking:
    """Passages by their rows in the whole index, with their scores and the characters' part of them, in one order.

    ``places`` are smaller for passages that stand earlier in document order.
    """

    rows: Ids
    places: Ids
    scores: Scores
    characters: Scores

    def __len__(self) -> int:
        """The number of passages."""
        return len(self.rows)

    @classmethod
    def of(cls, parts: Sequence[Ranking]) -> Ranking:
        """The passages of several rankings in document order."""
        columns = ((part.rows, part.places, part.scores, part.characters) for part in (_NOTHING, *parts))
        rows, places, scores, characters = map(np.concatenate, zip(*columns, strict=True))
        ranking = cls(rows, places, scores, characters)
        return ranking if (np.diff(places) > 0).all() else ranking.at(np.argsort(places))

    def at(self, positions: Sequence[int] | Ids) -> Ranking:
        """Those at some positions."""
        chosen = np.asarray(positions, np.intp)
        return Ranking(self.rows[chosen], self.places[chosen], self.scores[chosen], self.characters[chosen])


_NOTHING = Ranking(np.zeros(0, np.intp), np.zeros(0, np.intp), np.zeros(0), np.zeros(0))


@dataclass(frozen=True, slots=True)
class _Parts(Generic[_Found]):
    """A query in the form in which its texts are looked for."""

    text: _Found
    forms: list[list[tuple[float, _Found]]]
    context: _Found | None

    def map(self, find: Callable[[_Found], _Other]) -> _Parts[_Other]:
        """The same query with each of its texts in another form."""
        forms = [[(weight, find(found)) for weight, found in terms] for terms in self.forms]
        return _Parts(find(self.text), forms, None if self.context is None else find(self.context))


def _parts_of(query: Query) -> _Parts[str]:
    forms = [[(term.weight, term.text) for term in terms] for _, terms in query.expansions if terms]
    return _Parts(query.text, forms, query.context or None)


def _scores(postings: FusedPostings, number: int, query: _Parts[FusedTerms]) -> tuple[Scores, Scores]:
    """The scores of the texts of a segment, and the characters' part of those for the query's text."""
    total, characters = postings.scores(number, query.text)
    for terms in query.forms:
        scores = [weight * postings.scores(number, found)[0] for weight, found in terms]
        total += _EXPANSIONS * np.maximum.reduce(scores)
    if query.context:
        total += _CONTEXT * postings.scores(number, query.context)[0]
    return total, characters


class FirstStage:
    """Ranks the passages of an index. Thread-safe: nothing changes after construction."""

    def __init__(self, postings: PassagePostings) -> None:
        """Rank the passages of these postings."""
        self._postings = postings

    def search(self, query: Query, k: int, allowed: Allowed) -> Ranking:
        """The ``k`` best of the passages that are allowed, best first, ties in document order."""
        parts, best, least = list[Ranking](), np.zeros(0), 0.0
        for number, fused, characters in self._scores(query, allowed):
            kept = np.flatnonzero((fused > 0) & (fused >= least))
            parts.append(self._ranking(number, kept, fused, characters))
            best = np.concatenate([best, fused[kept]])
            if len(best) > k:
                best = np.partition(best, -k)[-k:]
                least = float(best[0])
        ranking = Ranking.of(parts)
        return ranking.at(top_positions(ranking.scores, k))

    def matches(self, query: Query, allowed: Allowed) -> Ranking:
        """All of the passages that are allowed and score more than 0, in document order."""
        scores = self._scores(query, allowed)
        return Ranking.of([self._ranking(number, np.flatnonzero(part[0] > 0), *part) for number, *part in scores])

    def listing(self, allowed: Allowed) -> Ranking:
        """All of the passages that are allowed, in document order, with scores of 0."""
        parts = []
        for number, segment in enumerate(self._postings.segments):
            masks = [mask for mask in (segment.live_passages, allowed(number)) if mask is not None]
            kept = np.flatnonzero(np.logical_and.reduce(masks)) if masks else np.arange(segment.passages)
            zeros = np.zeros(segment.passages)
            parts.append(self._ranking(number, kept, zeros, zeros))
        return Ranking.of(parts)

    def _ranking(self, number: int, kept: Ids, fused: Scores, characters: Scores) -> Ranking:
        rows, places = self._postings.rows(number, kept)
        return Ranking(rows, places, fused[kept], characters[kept])

    def _scores(self, query: Query, allowed: Allowed) -> Iterator[tuple[int, Scores, Scores]]:
        """For each segment its number, the scores of its passages, and the characters' part of them."""
        postings = self._postings
        rows = _parts_of(query).map(self._look_up)
        passages = rows.map(postings.passages.find)
        reports = rows.map(postings.reports.find) if postings.reports else None
        for number, segment in enumerate(postings.segments):
            fused, characters = _scores(postings.passages, number, passages)
            if postings.reports and reports:
                # The score of the report only adds to a passage that matches the query itself.
                part = _PARENT * _scores(postings.reports, number, reports)[0]
                fused += np.where(fused > 0, part[postings.report_of[number]], 0.0)
            for mask in (segment.live_passages, allowed(number)):
                if mask is not None:
                    fused[~mask] = 0.0
            yield number, fused, characters

    def _look_up(self, text: str) -> FusedRows:
        asked = RerankQuery(text)
        return self._postings.passages.look_up(asked.words, asked.bigrams, asked.unigrams)
