"""Search engines that can be measured on judged collections, by name."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import jieba
import numpy as np
from rank_bm25 import BM25Okapi

from retrieval.search.bm25 import Document, PassageRetriever

# Takes a query and the number of passages wanted; returns the ids of the passages found, best first.
Search = Callable[[str, int], list[str]]


def wenda(documents: Sequence[Document], two_stages: bool = True) -> Search:
    """The product's own retriever."""
    retriever = PassageRetriever(documents, two_stages)
    return lambda query, k: [match.document.id for match in retriever.search(query, k)]


def first_stage(documents: Sequence[Document]) -> Search:
    """The product's first stage alone."""
    return wenda(documents, two_stages=False)


def rank_bm25(documents: Sequence[Document]) -> Search:
    """The usual baseline: jieba's words of the raw text and rank-bm25's defaults."""
    model = BM25Okapi([jieba.lcut(f"{document.title}\n{document.text}") for document in documents])
    ids = [document.id for document in documents]
    return lambda query, k: [ids[at] for at in np.argsort(-model.get_scores(jieba.lcut(query)), kind="stable")[:k]]


ENGINES: dict[str, Callable[[Sequence[Document]], Search]] = {
    "wenda": wenda,
    "fused": first_stage,
    "rank-bm25": rank_bm25,
}
