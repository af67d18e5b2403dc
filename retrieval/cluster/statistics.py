"""Cluster term statistics: in how many sentences of a library terms stand, one small document a term.

Counting by the engine's own statistics was considered: those of one field count passages, and an index of sentences
would double what is stored; `_termvectors` also counts in one part of a divided index only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields

from retrieval.cluster.connection import ClusterConnection
from retrieval.cluster.generations import Generation
from retrieval.cluster.mappings import COUNT, IndexKind, Json
from retrieval.index.collection_statistics import SentenceSizes
from retrieval.index.fingerprints import fingerprints
from retrieval.text.tokenization import TokenKind


class ClusterTermStatistics:
    """Term statistics of one generation. Thread-safe."""

    def __init__(self, connection: ClusterConnection, generation: Generation) -> None:
        """The generation is served as long as this object is used."""
        self._connection, self._generation = connection, generation
        self._sizes = sizes_from_json(generation.meta["sizes"])

    @property
    def sizes(self) -> SentenceSizes:
        """The number of sentences and their mean lengths."""
        return self._sizes

    def frequencies(self, kind: TokenKind, terms: Sequence[str]) -> list[int]:
        """For each term the number of sentences that hold it; 0 for an unknown one."""
        ids = term_ids(fingerprints(kind, terms).tolist())
        found = self._connection.get_many(self._generation.index(IndexKind.TERMS), ids, [COUNT])
        return [each[COUNT] if each else 0 for each in found]


def term_ids(fingerprints: Iterable[int]) -> list[str]:
    """What the documents of some terms are called.

    >>> term_ids([255])
    ['00000000000000ff']
    """
    return [f"{each:016x}" for each in fingerprints]


def sizes_to_json(sizes: SentenceSizes) -> Json:
    """Sizes as JSON."""
    return {
        each.name: dict(value) if isinstance(value := getattr(sizes, each.name), Mapping) else value
        for each in fields(sizes)
    }


def sizes_from_json(stored: Json) -> SentenceSizes:
    """The inverse of `sizes_to_json`."""
    kinds = ({kind: stored[name][kind] for kind in TokenKind} for name in ("own", "clause", "headings"))
    return SentenceSizes(stored["sentences"], *kinds)
