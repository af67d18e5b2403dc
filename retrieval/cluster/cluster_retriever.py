"""Cluster retriever: the fused first stage as one query, with half of the whole report's score.

BM25(search words) + BM25(character pairs) + 0.7 BM25(characters) over headings and text in one. Of an expansion's terms
the best one counts; the context counts half.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import islice

from retrieval.cluster.conditions import condition_query, filter_query
from retrieval.cluster.connection import ClusterConnection
from retrieval.cluster.documents import passage_from_json
from retrieval.cluster.generations import ClusterGeneration
from retrieval.cluster.mappings import POSITION, RANKED, STORED, IndexKind, Json, query_terms
from retrieval.corpus.filters import EVERYTHING, Filters
from retrieval.models import Hit
from retrieval.search.bm25 import RankedPassage
from retrieval.search.retriever import Query
from retrieval.text.tokenization import TokenKind

_WEIGHTS: Mapping[TokenKind, float] = {TokenKind.WORD: 1.0, TokenKind.PAIR: 1.0, TokenKind.CHARACTER: 0.7}
_EXPANSION, _CONTEXT = 0.7, 0.5
# A cluster refuses a query of more than 1,024 clauses. Of a pasted text the first terms of each kind rank, and of many
# expansions the first.
_TEXT_TERMS, _CONTEXT_TERMS, _EXPANSION_CLAUSES = 120, 40, 300
_PARENT = 0.5
# Reports whose score adds to their passages'; the score of those below is small beside theirs.
_PARENTS = 100
_IN_ORDER = [{POSITION: "asc"}]
_BEST_FIRST = [{"_score": "desc"}, *_IN_ORDER]


class ClusterRetriever:
    """Retriever over one generation of a cluster's index. Thread-safe."""

    def __init__(self, connection: ClusterConnection, generation: ClusterGeneration) -> None:
        """The generation is served as long as this object is used."""
        self._connection, self._generation = connection, generation

    def search(self, query: Query, filters: Filters = EVERYTHING, k: int = 10) -> list[Hit]:
        """At most ``k`` passages, best first, ties in document order; none for a query without a known word.

        Without text: passages that the filters leave, in document order, with a score of 0. Raises ValueError for a
        ``k`` below 1, `SearchUnavailableError` where the cluster does not answer.
        """
        if k < 1:
            raise ValueError(f"wanted k of 1 or more, found {k}")
        left = filter_query(filters)
        if not query.text:
            return self._hits({"query": {"constant_score": {"filter": left}}, "sort": _IN_ORDER}, k)
        ranked = {"bool": {"must": [ranking_query(query)], "filter": [left], "should": self._parents(query, filters)}}
        return self._hits({"query": ranked, "sort": _BEST_FIRST}, k)

    def candidates(self, query: Query, filters: Filters, k: int) -> list[RankedPassage]:
        """What `search` finds, with the characters' part of the scores, which a second request asks for."""
        hits = self.search(query, filters, k)
        characters = self._characters(query, [hit.passage.id for hit in hits]) if query.text else {}
        return [RankedPassage(hit.passage, hit.score, characters.get(hit.passage.id, 0.0)) for hit in hits]

    def pair_idf(self, pairs: Sequence[str]) -> list[float]:
        """The inverse document frequency of each pair of characters among passages; the highest for an unknown one."""
        field, index = RANKED[TokenKind.PAIR], self._generation.index(IndexKind.PASSAGES)
        held = self._connection.counts(index, [{"term": {field: pair}} for pair in pairs])
        size = self._generation.meta[IndexKind.PASSAGES.value]
        return [math.log(1 + (size - count + 0.5) / (count + 0.5)) for count in held]

    def _characters(self, query: Query, passages: Sequence[str]) -> dict[str, float]:
        """The scores of some passages by characters alone, unweighted."""
        parts = _terms(TokenKind.CHARACTER, query.text, 1.0, _TEXT_TERMS)
        body = {
            "query": {"bool": {"must": [{"bool": {"should": parts}}], "filter": [{"ids": {"values": list(passages)}}]}},
            "_source": False,
            "sort": _BEST_FIRST,
        }
        hits = self._connection.pages(self._generation.index(IndexKind.PASSAGES), body, len(passages))
        return {hit["_id"]: hit["_score"] for hit in hits} if parts and passages else {}

    def _hits(self, body: Json, k: int) -> list[Hit]:
        pages = self._connection.pages(self._generation.index(IndexKind.PASSAGES), body | {"_source": [STORED]}, k)
        return [Hit(passage_from_json(hit["_source"][STORED]), hit["_score"] or 0.0) for hit in pages]

    def _parents(self, query: Query, filters: Filters) -> list[Json]:
        """What the passages of the best reports get; it only adds to a passage that matches the query itself."""
        ranked = {"bool": {"must": [ranking_query(query)], "filter": [condition_query(filters.reports)]}}
        body = {"query": ranked, "sort": _BEST_FIRST, "size": _PARENTS, "_source": False, "docvalue_fields": []}
        hits = self._connection.search(self._generation.index(IndexKind.REPORTS), body)
        return [
            {"constant_score": {"filter": {"term": {"file": hit["_id"]}}, "boost": _PARENT * hit["_score"]}}
            for hit in hits
        ]


def ranking_query(query: Query) -> Json:
    """What has any term of a query, its score the sum over text, expansions and context; nothing without a term."""
    parts = _fused(query.text, 1.0, _TEXT_TERMS)
    left = _EXPANSION_CLAUSES
    for _, terms in query.expansions:
        alternatives = [fused for term in terms if (fused := _fused(term.text, _EXPANSION * term.weight, _TEXT_TERMS))]
        left -= sum(map(len, alternatives))
        if left < 0:
            break
        parts += _best_of(alternatives)
    parts += _fused(query.context, _CONTEXT, _CONTEXT_TERMS)
    return {"bool": {"should": parts, "minimum_should_match": 1}} if parts else {"match_none": {}}


def _fused(text: str, weight: float, most: int) -> list[Json]:
    return [part for kind in RANKED for part in _terms(kind, text, weight * _WEIGHTS[kind], most)]


def _terms(kind: TokenKind, text: str, weight: float, most: int) -> list[Json]:
    """A query for each term of a kind, which counts as often as it stands in the text."""
    return [
        {"term": {RANKED[kind]: {"value": term, "boost": round(weight * count, 6)}}}
        for term, count in islice(query_terms(text, kind).items(), most)
    ]


def _best_of(alternatives: Sequence[list[Json]]) -> list[Json]:
    return [{"dis_max": {"queries": [{"bool": {"should": each}} for each in alternatives]}}] if alternatives else []
