"""BM25 retrievers: passages of an index, or of any collection, ranked by the first stage and, for readers, reranked.

First stage: `retrieval.search.first_stage`. Second stage, for those who look around: `retrieval.search.reranker` over
the best fifty. Nothing is trained or tuned.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Protocol

import numpy as np

from retrieval.corpus.filters import EVERYTHING, Filters
from retrieval.index.passage_postings import PassagePostings, PassagePostingsWriter, without_title
from retrieval.index.postings import Mask, Scores, top_positions
from retrieval.index.segments import Segment
from retrieval.models import Hit, Passage
from retrieval.search.filtering import PassageFilter, ReportMask, folded_text, headings_of
from retrieval.search.first_stage import FirstStage, Ranking
from retrieval.search.reranker import FeatureReranker, RerankCandidate, RerankQuery
from retrieval.search.retriever import Query
from retrieval.text.normalization import fold

# Candidates of the second stage, however many are asked for: so the best five are the first of the best ten.
_DEPTH = 50
# How many passages are read at once to see whether filters select them.
_READ = 64

# The passages of some rows of an index.
PassageRows = Callable[[Sequence[int]], Sequence[Passage]]


@dataclass(frozen=True, slots=True)
class RankedPassage:
    """A passage with its score of the first stage and the characters' part of that, unweighted."""

    passage: Passage
    score: float
    characters: float


class CandidateSource(Protocol):
    """A first stage whose scores a second one reads."""

    def candidates(self, query: Query, filters: Filters, k: int) -> list[RankedPassage]:
        """At most ``k`` passages, best first; raises ValueError for a ``k`` below 1."""


class Bm25Retriever:
    """Retriever over the segments of an index, by the first stage alone. Thread-safe: nothing changes."""

    def __init__(self, postings: PassagePostings, passages: PassageRows, reports: ReportMask) -> None:
        """``passages`` reads rows of the same index, ``reports`` evaluates conditions on its reports."""
        self._postings, self._passages, self._reports = postings, passages, reports
        self._first = FirstStage(postings)

    def search(self, query: Query, filters: Filters = EVERYTHING, k: int = 10) -> list[Hit]:
        """At most ``k`` passages, best first, ties in document order.

        Without text: passages that the filters leave, in document order, with a score of 0.
        """
        return [Hit(each.passage, each.score) for each in self.candidates(query, filters, k)]

    def candidates(self, query: Query, filters: Filters, k: int) -> list[RankedPassage]:
        """What `search` finds, with the characters' part of the scores. Raises ValueError for a ``k`` below 1."""
        if k < 1:
            raise ValueError(f"wanted k of 1 or more, found {k}")
        chosen = PassageFilter(filters, self._postings, self._reports)
        if not query.text:
            return self._selected(_batches(self._first.listing(chosen.allowed)), chosen, k)
        if chosen.reads:
            return self._selected(_best_first(self._first.matches(query, chosen.allowed)), chosen, k)
        return self._selected([self._first.search(query, k, chosen.allowed)], chosen, k)

    def _selected(self, batches: Iterable[Ranking], chosen: PassageFilter, k: int) -> list[RankedPassage]:
        """The first ``k`` passages that the filters select by the letter."""
        found: list[RankedPassage] = []
        for batch in batches:
            passages = self._passages(batch.rows.tolist())
            ranked = map(RankedPassage, passages, batch.scores.tolist(), batch.characters.tolist())
            found += (each for each in ranked if not chosen.reads or chosen.selects(each.passage))
            if len(found) >= k:
                break
        return found[:k]


def _batches(ranking: Ranking) -> Iterator[Ranking]:
    """The passages of a ranking in batches."""
    every = range(len(ranking))
    return (ranking.at(every[at : at + _READ]) for at in every[::_READ])


def _best_first(ranking: Ranking) -> Iterator[Ranking]:
    """The passages of a ranking in batches that grow, since sorting them all takes longer than most searches."""
    start, end = 0, _READ
    while start < len(ranking):
        yield ranking.at(top_positions(ranking.scores, end)[start:])
        start, end = end, 4 * end


class RerankingRetriever:
    """Retriever for people who look around: the best passages of the first stage, ranked again by more features."""

    def __init__(self, first: CandidateSource, reranker: FeatureReranker) -> None:
        """Rerank what ``first`` finds."""
        self._first, self._reranker = first, reranker

    def search(self, query: Query, filters: Filters = EVERYTHING, k: int = 10) -> list[Hit]:
        """At most ``k`` passages, best first, ties in document order.

        Without text: passages that the filters leave, in document order, with a score of 0.
        """
        found = self._first.candidates(query, filters, max(k, _DEPTH) if query.text and k > 0 else k)
        if not query.text:
            return [Hit(each.passage, each.score) for each in found]
        head = [_rerank_candidate(each) for each in found[:_DEPTH]]
        scores = _reranked(self._reranker, RerankQuery(query.text), head, np.array([each.score for each in found]))
        return [Hit(found[at].passage, float(scores[at])) for at in top_positions(scores, k)]


def _rerank_candidate(ranked: RankedPassage) -> RerankCandidate:
    title = fold(headings_of(ranked.passage))
    text = without_title(folded_text(ranked.passage), title)
    return RerankCandidate(title, text, ranked.score, ranked.characters)


def reranker_of(postings: PassagePostings) -> FeatureReranker:
    """The reranker with the statistics of some postings."""
    return FeatureReranker(postings.passages.pairs.idf, postings.mean_size)


def _reranked(reranker: FeatureReranker, asked: RerankQuery, head: Sequence[RerankCandidate], fused: Scores) -> Scores:
    """The scores of passages in the order of their fused scores; ``head`` are the first of them, looked at again."""
    scores = fused.copy()
    if head:
        scores[: len(head)] = reranker.scores(asked, head)
        # Passages that were not reranked stay in order, below those that were.
        scores[len(head) :] *= scores[: len(head)].min() / fused[len(head) - 1]
    return scores


@dataclass(frozen=True, slots=True)
class Document:
    """Passage of a collection; ``parent`` names the document that it is a part of, by default that of its title."""

    id: str
    title: str
    text: str
    parent: str = ""


@dataclass(frozen=True, slots=True)
class RankedDocument:
    """Ranked passage; scores are comparable within one query only."""

    document: Document
    score: float


class PassageRetriever:
    """Two-stage retriever over a collection in memory. Thread-safe: nothing changes after construction.

    >>> retriever = PassageRetriever([
    ...     Document("1", "行政复議法", "申請人可以自知道之日起六十日内提出行政复議申請。"),
    ...     Document("2", "行政处罚法", "罚款应当自收到决定书之日起十五日内缴纳。"),
    ... ])
    >>> [match.document.id for match in retriever.search("多久之内可以申请行政复议？")]
    ['1', '2']
    >>> retriever.search("火星")
    []
    """

    def __init__(self, documents: Iterable[Document], two_stages: bool = True) -> None:
        """Index a collection. Raises ValueError where it is empty. ``two_stages=False`` leaves the reranking out."""
        self.documents = tuple(documents)
        if not self.documents:
            raise ValueError("wanted at least one passage to index, found none")
        self._two_stages = two_stages
        self._titles = [fold(document.title) for document in self.documents]
        self._texts = [
            without_title(fold(document.text), title)
            for document, title in zip(self.documents, self._titles, strict=True)
        ]
        self._segment = self._index()
        postings = PassagePostings([self._segment])
        self._first, self._reranker = FirstStage(postings), reranker_of(postings)

    def search(self, query: str, k: int = 10, allowed: Mask | None = None) -> list[RankedDocument]:
        """At most ``k`` passages, best first; ties in document order; none for a query without a known word.

        ``allowed`` says for each passage whether it may be found. It is applied before the first stage selects its
        candidates, so that ``k`` passages are found where there are as many.
        """
        if k < 1:
            raise ValueError(f"wanted k of 1 or more, found {k}")
        ranking = self._first.search(Query(query), max(k, _DEPTH), lambda number: allowed)
        scores = ranking.scores
        if self._two_stages:
            numbers = zip(ranking.rows.tolist(), scores.tolist(), ranking.characters.tolist(), strict=True)
            head = [RerankCandidate(self._titles[at], self._texts[at], *rest) for at, *rest in islice(numbers, _DEPTH)]
            scores = _reranked(self._reranker, RerankQuery(query), head, scores)
        best = top_positions(scores, k)
        return [RankedDocument(self.documents[ranking.rows[at]], float(scores[at])) for at in best]

    def _index(self) -> Segment:
        """The postings of all passages and of the documents that they are parts of."""
        writer, numbers = PassagePostingsWriter(), dict[str, int]()
        for at, (document, title, text) in enumerate(zip(self.documents, self._titles, self._texts, strict=True)):
            # A passage without a title or a parent stands for itself.
            parent = document.parent or document.title or f"\0{at}"
            writer.add(title, text, numbers.setdefault(parent, len(numbers)))
        return Segment(writer.arrays(), len(numbers), len(self.documents))
