"""Retriever over today's first stage: the fused scores of `PassageRetriever`, without its reranking."""

from __future__ import annotations

import numpy as np

from retrieval.corpus.filters import EVERYTHING, AnyOf, Filters, Is, ReportField
from retrieval.corpus.library import Library
from retrieval.index.postings import Mask, Scores, top_positions
from retrieval.models import Hit
from retrieval.search.bm25 import Document, PassageRetriever
from retrieval.search.reranker import RerankQuery
from retrieval.search.retriever import Query

_EXPANSIONS, _CONTEXT = 0.7, 0.5


class FirstStageRetriever:
    """Retriever that ranks by fused BM25; of a form's terms the best one counts, the context counts half."""

    def __init__(self, library: Library) -> None:
        """Index the passages of a library."""
        self._passages = library.passages
        self._stage = PassageRetriever(
            Document(p.id, " ".join((p.title, *p.clause.headings)), p.text, parent=p.file) for p in library.passages
        )

    def search(self, query: Query, filters: Filters = EVERYTHING, k: int = 10) -> list[Hit]:
        """At most ``k`` passages of the files that the filters name, best first; other filters are not read."""
        scores = self._scores(query.text)
        for _, terms in query.expansions:
            scores = scores + _EXPANSIONS * np.max([term.weight * self._scores(term.text) for term in terms], axis=0)
        if query.context:
            scores = scores + _CONTEXT * self._scores(query.context)
        scores = np.where(self._allowed(filters), scores, 0.0)
        return [Hit(self._passages[at], float(scores[at])) for at in top_positions(scores, k)]

    def _scores(self, text: str) -> Scores:
        return self._stage._first_stage(RerankQuery(text))[0]

    def _allowed(self, filters: Filters) -> Mask:
        if not isinstance(filters.reports, AnyOf):
            return np.ones(len(self._passages), dtype=np.bool_)
        named = [each for each in filters.reports.conditions if isinstance(each, Is)]
        files = {each.value for each in named if each.field is ReportField.FILE}
        return np.array([passage.file in files for passage in self._passages], dtype=np.bool_)
