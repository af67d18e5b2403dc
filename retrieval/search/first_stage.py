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

from retrieval.index.fused_postings import FusedPostings, FusedRows, FusedScores
from retrieval.index.passage_postings import PassagePostings
from retrieval.index.postings import BestScores, Ids, Mask, Scores, top_positions
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


class _Scorer:
    """Scores one query in fused postings; the scores of a segment last until those of the next are asked for."""

    def __init__(self, postings: FusedPostings, rows: _Parts[FusedRows]) -> None:
        self._postings, self._query = postings, rows.map(postings.find)
        more = bool(rows.forms or rows.context)
        self._text = FusedScores.of(postings.largest)
        self._other = FusedScores.of(postings.largest if more else 0)
        self._best = np.zeros(postings.largest if rows.forms else 0)

    def scores(self, number: int) -> FusedScores:
        """The scores of the texts of a segment; the characters' part is that of the query's text alone."""
        postings, size = self._postings, self._postings.words.segments[number].size
        text, other, best = self._text.first(size), self._other.first(size), self._best[:size]
        postings.score(number, self._query.text, text)
        for terms in self._query.forms:
            best.fill(0.0)
            for weight, found in terms:
                postings.score(number, found, other)
                np.multiply(other.fused, weight, out=other.fused)
                np.maximum(best, other.fused, out=best)
            np.multiply(best, _EXPANSIONS, out=best)
            np.add(text.fused, best, out=text.fused)
        if self._query.context:
            postings.score(number, self._query.context, other)
            np.multiply(other.fused, _CONTEXT, out=other.fused)
            np.add(text.fused, other.fused, out=text.fused)
        return text


class FirstStage:
    """Ranks the passages of an index. Thread-safe: nothing changes after construction."""

    def __init__(self, postings: PassagePostings) -> None:
        """Rank the passages of these postings."""
        self._postings = postings

    def search(self, query: Query, k: int, allowed: Allowed) -> Ranking:
        """The ``k`` best of the passages that are allowed, best first, ties in document order."""
        best = BestScores(k)
        scores = self._scores(query, allowed)
        parts = [self._ranking(number, best.select(fused), fused, characters) for number, fused, characters in scores]
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
        """For each segment its number, the scores of its passages, and the characters' part of them.

        They last until those of the next segment are asked for.
        """
        postings, rows = self._postings, _parts_of(query).map(self._look_up)
        passages = _Scorer(postings.passages, rows)
        reports = _Scorer(postings.reports, rows) if postings.reports else None
        for number, segment in enumerate(postings.segments):
            found = passages.scores(number)
            if reports:
                # The score of the report only adds to a passage that matches the query itself.
                postings.kernel.add_shared(
                    found.fused, postings.report_of[number], _PARENT * reports.scores(number).fused
                )
            for mask in (segment.live_passages, allowed(number)):
                if mask is not None:
                    found.fused[~mask] = 0.0
            yield number, found.fused, found.characters

    def _look_up(self, text: str) -> FusedRows:
        asked = RerankQuery(text)
        return self._postings.passages.look_up(asked.words, asked.bigrams, asked.unigrams)
