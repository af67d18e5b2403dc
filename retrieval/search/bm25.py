"""Passage retriever: fused BM25 over any collection, then reranking of the best passages.

First stage: BM25(search words) + BM25(character pairs) + 0.7 BM25(characters) over title and text, and half of the
same score of the whole document where passages are parts of longer ones. Second stage: `retrieval.search.reranker`.
Not handled here: sentences, years and places. Nothing is trained or tuned.
"""

from __future__ import annotations

import math
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from retrieval.index.postings import Ids, Mask, Postings, Scores, top_positions
from retrieval.search.reranker import FeatureReranker, RerankCandidate, RerankQuery, character_pairs
from retrieval.text.normalization import fold
from retrieval.text.tokenization import unigrams, words

_UNIGRAMS = 0.7
_PARENT = 0.5
# Candidates of the second stage, however many are asked for: so the best five are the first of the best ten.
_DEPTH = 50


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
    """Two-stage retriever over one collection. Thread-safe: nothing changes after construction.

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
        tokens = [[sys.intern(word) for word in words(text)] for text in self._texts]
        singles = [[at] for at in range(len(self.documents))]
        self._passages = self._index(singles, tokens)
        self._parent_of, groups = _group_by_parent(self.documents)
        self._parents = self._index(groups, tokens) if len(groups) < len(singles) else None
        bigrams = self._passages.bigrams
        self._reranker = FeatureReranker(
            bigrams.idf, math.log(1 + 2 * (bigrams.size + 0.5)), float(np.mean([len(text) for text in self._texts]))
        )

    def search(self, query: str, k: int = 10, allowed: Mask | None = None) -> list[RankedDocument]:
        """At most ``k`` passages, best first; ties in document order; none for a query without a known word.

        ``allowed`` says for each passage whether it may be found. It is applied before the first stage selects its
        candidates, so that ``k`` passages are found where there are as many.
        """
        if k < 1:
            raise ValueError(f"wanted k of 1 or more, found {k}")
        asked = RerankQuery(query)
        fused, characters = self._first_stage(asked)
        if allowed is not None:
            fused = np.where(allowed, fused, 0.0)
        order = top_positions(fused, max(k, _DEPTH))
        scores = fused[order]
        if self._two_stages and order:
            head = order[:_DEPTH]
            candidates = [
                RerankCandidate(self._titles[at], self._texts[at], float(fused[at]), float(characters[at]))
                for at in head
            ]
            scores[: len(head)] = self._reranker.scores(asked, candidates)
            # Passages that were not reranked stay in order, below those that were.
            scores[len(head) :] *= scores[: len(head)].min() / fused[head[-1]]
        best = top_positions(scores, k)
        return [RankedDocument(self.documents[order[at]], float(scores[at])) for at in best]

    def _first_stage(self, query: RerankQuery) -> tuple[Scores, Scores]:
        """The fused scores, and the characters' part of them."""
        fused, characters = self._passages.scores(query)
        if self._parents is not None:
            # The score of the document only adds to a passage that matches the query itself.
            fused += np.where(fused > 0, _PARENT * self._parents.scores(query)[0][self._parent_of], 0.0)
        return fused, characters

    def _index(self, groups: Sequence[Sequence[int]], tokens: Sequence[Sequence[str]]) -> _IndexedField:
        """Index each group of passages as one text, under the title of its first."""
        titled = [(self._titles[members[0]], members) for members in groups]
        texts = ["\n".join((title, *map(self._texts.__getitem__, members))) for title, members in titled]
        return _IndexedField(
            Postings([*words(title), *chain.from_iterable(tokens[at] for at in members)] for title, members in titled),
            Postings(character_pairs(text) for text in texts),
            Postings((unigrams(text) for text in texts), k1=1.2, b=0.75),
        )


@dataclass(frozen=True, slots=True)
class _IndexedField:
    """Postings of the same texts by words, character pairs and characters."""

    words: Postings
    bigrams: Postings
    unigrams: Postings

    def scores(self, query: RerankQuery) -> tuple[Scores, Scores]:
        """The fused scores, and the characters' part of them, unweighted."""
        characters = self.unigrams.scores(query.unigrams)
        fused = self.words.scores(query.words) + self.bigrams.scores(query.bigrams)
        return fused + _UNIGRAMS * characters, characters


def without_title(text: str, title: str) -> str:
    """A text without the title that it repeats at its start: counted twice, a title would outweigh what follows it.

    >>> without_title("关于延期的通知 关于延期的通知 各单位:", "关于延期的通知")
    '各单位:'
    """
    kept = text.lstrip()
    # A title of a word or two begins sentences too.
    while len(title) >= 4 and kept.startswith(title):
        kept = kept[len(title) :].lstrip()
    return kept


def _group_by_parent(documents: Sequence[Document]) -> tuple[Ids, list[list[int]]]:
    """For each passage the number of its parent, and for each parent its passages."""
    groups: dict[str, list[int]] = defaultdict(list)
    for at, document in enumerate(documents):
        # A passage without a title or a parent stands for itself.
        groups[document.parent or document.title or f"\0{at}"].append(at)
    parent_of = np.empty(len(documents), dtype=np.intp)
    for number, members in enumerate(groups.values()):
        parent_of[members] = number
    return parent_of, list(groups.values())
