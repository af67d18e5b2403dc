"""First stage: the fused BM25 scores of all passages for a query, segment by segment, and the best of them.

A passage is scored by BM25(words) + BM25(pairs) + 0.7 BM25(characters) over title, headings and text, to which half
of the same score of its whole report is added. Of the official terms of a lay form the best one counts, and a query's
context counts half. Nothing is trained or tuned.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from retrieval.index.fused_postings import FusedPostings, FusedTerms
from retrieval.index.passage_postings import PassagePostings
from retrieval.index.postings import Ids, Mask, Scores, top_positions
from retrieval.search.reranker import RerankQuery
from retrieval.search.retriever import Query

_PARENT = 0.5
_EXPANSIONS = 0.7
_CONTEXT = 0.5

# Which passages of the segment of a number may be found; None: all.
Allowed = Callable[[int], Mask | None]


@dataclass(frozen=True, slots=True)
class Ranking:
    """Passages by their rows in the whole index, with their scores and the characters' part of them, in one order."""

    rows: Ids
    scores: Scores
    characters: Scores

    def __len__(self) -> int:
        """The number of passages."""
        return len(self.rows)

    def best(self, k: int) -> Ranking:
        """The ``k`` best, best first, ties in order of rows."""
        return self.at(top_positions(self.scores, k))

    def at(self, positions: Sequence[int]) -> Ranking:
        """Those at some positions."""
        chosen = np.array(positions, np.intp)
        return Ranking(self.rows[chosen], self.scores[chosen], self.characters[chosen])


NOTHING = Ranking(np.zeros(0, np.intp), np.zeros(0), np.zeros(0))


def joined(parts: Sequence[Ranking]) -> Ranking:
    """Rankings one after the other."""
    return Ranking(
        np.concatenate([part.rows for part in parts]),
        np.concatenate([part.scores for part in parts]),
        np.concatenate([part.characters for part in parts]),
    )


class _QueryTerms:
    """A query looked up in fused postings: its text, the alternatives for each lay form, its context."""

    def __init__(self, postings: FusedPostings, query: Query) -> None:
        self._postings = postings
        self._text = self._find(query.text)
        self._forms = [
            [(term.weight, self._find(term.text)) for term in terms] for _, terms in query.expansions if terms
        ]
        self._context = self._find(query.context) if query.context else None

    def _find(self, text: str) -> FusedTerms:
        asked = RerankQuery(text)
        return self._postings.find(asked.words, asked.bigrams, asked.unigrams)

    def scores(self, number: int) -> tuple[Scores, Scores]:
        """The scores of the texts of the segment of this number, and the characters' part of those for the text."""
        postings = self._postings
        total, characters = postings.scores(number, self._text)
        for terms in self._forms:
            parts = (weight * postings.scores(number, found)[0] for weight, found in terms)
            total += _EXPANSIONS * np.maximum.reduce(list(parts))
        if self._context:
            total += _CONTEXT * postings.scores(number, self._context)[0]
        return total, characters


class FirstStage:
    """Ranks the passages of an index. Thread-safe: nothing changes after construction."""

    def __init__(self, postings: PassagePostings) -> None:
        """Rank the passages of these postings."""
        self._postings = postings

    def search(self, query: Query, k: int | None, allowed: Allowed) -> Ranking:
        """The ``k`` best of the passages that are allowed, best first, ties in order of rows.

        Without ``k``: all that score more than 0, in order of rows.
        """
        parts = [NOTHING]
        best, least = np.zeros(0), 0.0
        for number, fused, characters in self._scores(query, allowed):
            kept = np.flatnonzero((fused > 0) & (fused >= least))
            first = self._postings.segments[number].first_passage
            parts.append(Ranking(kept + first, fused[kept], characters[kept]))
            if k is not None:
                best = np.concatenate([best, fused[kept]])
                if len(best) > k:
                    best = np.partition(best, -k)[-k:]
                    least = float(best[0])
        ranking = joined(parts)
        return ranking if k is None else ranking.best(k)

    def _scores(self, query: Query, allowed: Allowed) -> Iterator[tuple[int, Scores, Scores]]:
        """For each segment its number, the scores of its passages, and the characters' part of them."""
        postings = self._postings
        passages = _QueryTerms(postings.passages, query)
        reports = _QueryTerms(postings.reports, query) if postings.reports else None
        for number, segment in enumerate(postings.segments):
            fused, characters = passages.scores(number)
            if reports:
                # The score of the report only adds to a passage that matches the query itself.
                part = _PARENT * reports.scores(number)[0]
                fused += np.where(fused > 0, part[postings.report_of[number]], 0.0)
            for mask in (segment.live_passages, allowed(number)):
                if mask is not None:
                    fused[~mask] = 0.0
            yield number, fused, characters
