"""First stage: the fused BM25 scores of all passages for a query, segment by segment, and the best of them.

A passage is scored by BM25(words) + BM25(pairs) + 0.7 BM25(characters) over title, headings and text, to which half
of the same score of its whole report is added. Of the official terms of a lay form the best one counts, and a query's
context counts half. Nothing is trained or tuned.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from retrieval.index.fused_postings import FusedPostings, FusedRows, FusedScores, FusedTerms
from retrieval.index.passage_postings import PassagePostings
from retrieval.index.postings import BestScores, Ids, Mask, Scores, top_positions
from retrieval.search.reranker import RerankQuery
from retrieval.search.retriever import Query

_PARENT = 0.5
_EXPANSIONS = 0.7
_CONTEXT = 0.5

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


class _QueryRows:
    """The texts of a query, looked up at once: its own, those of each lay form, and its context, with their weights."""

    def __init__(self, query: Query, look_up: Callable[[Sequence[str]], list[FusedRows]]) -> None:
        forms = [terms for _, terms in query.expansions if terms]
        weighted = [(_EXPANSIONS * term.weight, term.text) for terms in forms for term in terms]
        weighted += [(_CONTEXT, query.context)] if query.context else []
        self.rows = look_up([query.text, *(text for _, text in weighted)])
        self.weights = [weight for weight, _ in weighted]
        self.form_sizes = [len(terms) for terms in forms]


class _Scorer:
    """Scores one query in fused postings; the scores of a segment last until those of the next are asked for."""

    def __init__(self, postings: FusedPostings, rows: _QueryRows) -> None:
        self._postings = postings
        self._text, *others = postings.find(rows.rows)
        weighted = (terms.weighted(weight) for terms, weight in zip(others, rows.weights, strict=True))
        self._forms = [list(islice(weighted, size)) for size in rows.form_sizes]
        self._context = next(weighted, None)
        self._scores = FusedScores.of(postings.largest)
        self._best, self._other = np.zeros((2, postings.largest if self._forms else 0))

    def scores(self, number: int) -> FusedScores:
        """The scores of the texts of a segment; the characters' part is that of the query's text alone."""
        postings, size = self._postings, self._postings.words.segments[number].size
        found = self._scores.first(size)
        postings.score(number, self._text, found)
        for alternatives in self._forms:
            np.add(found.fused, self._best_of(number, alternatives, size), out=found.fused)
        if self._context:
            postings.add(number, self._context, found.fused)
        return found

    def _best_of(self, number: int, alternatives: Sequence[FusedTerms], size: int) -> Scores:
        """Of the scores for several terms the best one of each text."""
        best, other = self._best[:size], self._other[:size]
        best.fill(0.0)
        postings, (first, *rest) = self._postings, alternatives
        postings.add(number, first, best)
        for terms in rest:
            other.fill(0.0)
            postings.add(number, terms, other)
            np.maximum(best, other, out=best)
        return best


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
        postings, rows = self._postings, _QueryRows(query, self._look_up)
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
                    np.multiply(found.fused, mask, out=found.fused)
            yield number, found.fused, found.characters

    def _look_up(self, texts: Sequence[str]) -> list[FusedRows]:
        asked = map(RerankQuery, texts)
        return self._postings.passages.look_up([(each.words, each.bigrams, each.unigrams) for each in asked])
