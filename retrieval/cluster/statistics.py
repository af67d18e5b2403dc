"""Cluster term statistics: in how many sentences of a library terms stand, one small document a term.

Counting by the engine's own statistics was considered: those of one field count passages, and an index of sentences
would double what is stored; `_termvectors` also counts in one part of a divided index only.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from retrieval.cluster.connection import ClusterConnection
from retrieval.cluster.generations import Generation
from retrieval.cluster.mappings import COUNT, IndexKind
from retrieval.search.retriever import SentenceSizes
from retrieval.text.tokenization import TokenKind


class ClusterTermStatistics:
    """Term statistics of one generation. Thread-safe."""

    def __init__(self, connection: ClusterConnection, generation: Generation) -> None:
        """The generation is served as long as this object is used."""
        self._connection, self._generation = connection, generation
        self._sizes = SentenceSizes(**generation.meta["sizes"])

    @property
    def sizes(self) -> SentenceSizes:
        """The number of sentences and their mean lengths."""
        return self._sizes

    def frequencies(self, kind: TokenKind, terms: Sequence[str]) -> list[int]:
        """For each term the number of sentences that hold it; 0 for an unknown one."""
        ids = [term_id(kind, term) for term in terms]
        found = self._connection.get_many(self._generation.index(IndexKind.TERMS), ids, [COUNT])
        return [each[COUNT] if each else 0 for each in found]


def term_id(kind: TokenKind, term: str) -> str:
    """What a term's document is called: 64 bits of a checksum, since a term may be longer than an id.

    >>> term_id(TokenKind.WORD, "复议") == term_id(TokenKind.PAIR, "复议")
    False
    """
    return hashlib.blake2b(f"{kind}={term}".encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
