"""Interim retriever and statistics in memory, until those over segments replace them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from retrieval.corpus.catalog import ReportCatalog
from retrieval.corpus.filters import EVERY_REPORT, EVERYTHING, Filters
from retrieval.corpus.passages import MemoryPassages
from retrieval.index.collection_statistics import SentenceSizes
from retrieval.index.postings import top_positions
from retrieval.index.text_batch import TextBatch
from retrieval.models import Hit
from retrieval.search.bm25 import Document, PassageRetriever
from retrieval.search.reranker import RerankQuery
from retrieval.search.retriever import Query
from retrieval.text.tokenization import TokenKind, tokens_of


class InterimRetriever:
    def __init__(self, passages: MemoryPassages, catalog: ReportCatalog) -> None:
        self.passages, self.catalog = passages, catalog
        self.inner = PassageRetriever(
            Document(p.id, " ".join((p.title, *p.clause.headings)), p.text, parent=p.file) for p in passages
        )

    def search(self, query: Query, filters: Filters = EVERYTHING, k: int = 10) -> list[Hit]:
        def scores(text: str) -> np.ndarray:
            return self.inner._first_stage(RerankQuery(text))[0]

        total = scores(query.text)
        for _, terms in query.expansions:
            total = total + 0.7 * np.max([term.weight * scores(term.text) for term in terms], axis=0)
        if query.context:
            total = total + 0.5 * scores(query.context)
        if filters.reports != EVERY_REPORT:
            allowed = set(self.catalog.select(filters.reports, 10**9))
            total = np.where([p.file in allowed for p in self.passages], total, 0.0)
        return [Hit(self.passages[at], float(total[at])) for at in top_positions(total, k)]


class InterimStatistics:
    def __init__(self, own: Sequence[str], clauses: Sequence[str], headings: Sequence[str]) -> None:
        self.counts = {kind: Counter(t for text in own for t in set(tokens_of(kind, text))) for kind in TokenKind}
        self._sizes = SentenceSizes(
            len(own), *(_means(list(dict.fromkeys(texts))) for texts in (own, clauses, headings))
        )

    @property
    def sizes(self) -> SentenceSizes:
        return self._sizes

    def frequencies(self, kind: TokenKind, terms: Sequence[str]) -> list[int]:
        return [self.counts[kind].get(term, 0) for term in terms]


def _means(texts: list[str]) -> dict[TokenKind, float]:
    batch = TextBatch(texts)
    return {kind: float(batch.lengths(kind).mean()) for kind in TokenKind}
