"""Cluster term statistics: in how many sentences of a library terms stand, and words by their sound.

One small document a term, and one a sound.

Counting by the engine's own statistics was considered: those of one field count passages, and an index of sentences
would double what is stored; `_termvectors` also counts in one part of a divided index only.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import fields
from functools import cached_property

from retrieval.cluster.connection import ClusterConnection
from retrieval.cluster.generations import ClusterGeneration
from retrieval.cluster.mappings import COUNT, WORDS, IndexKind, Json
from retrieval.index.collection_statistics import SentenceSizes
from retrieval.index.fingerprints import fingerprints
from retrieval.index.vocabulary import known_words, most_held
from retrieval.text.pinyin import PinyinTable, pinyin_table
from retrieval.text.tokenization import TokenKind


class ClusterTermStatistics:
    """Term statistics of one generation. Thread-safe."""

    def __init__(self, connection: ClusterConnection, generation: ClusterGeneration) -> None:
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


class ClusterVocabulary:
    """Vocabulary of one generation: a document for each sound that words have. Thread-safe."""

    def __init__(
        self, connection: ClusterConnection, generation: ClusterGeneration, statistics: ClusterTermStatistics
    ) -> None:
        """``statistics`` are those of the same generation."""
        self._connection, self._generation, self._statistics = connection, generation, statistics

    def known(self, pieces: Collection[str]) -> set[str]:
        """Those pieces of Han characters that are words of the library."""
        return known_words(self._statistics, pieces)

    def sounding_like(self, sounds: Collection[str]) -> Mapping[str, str]:
        """For each sound that a word has, the word that most sentences hold; of several the first in the library."""
        wanted = list(sounds)
        ids = sound_ids(fingerprints(TokenKind.WORD, wanted).tolist())
        found = self._connection.get_many(self._generation.index(IndexKind.TERMS), ids, [WORDS])
        alike = {sound: each[WORDS] for sound, each in zip(wanted, found, strict=True) if each}
        return most_held(self._statistics, alike)

    def sound(self, text: str) -> str:
        """What a text sounds like."""
        return self._table.sound(text)

    @cached_property
    def _table(self) -> PinyinTable:
        return PinyinTable(pinyin_table())


def sound_ids(fingerprints: Iterable[int]) -> list[str]:
    """What the documents of some sounds are called.

    >>> sound_ids([255])
    ['s00000000000000ff']
    """
    return [f"s{each:016x}" for each in fingerprints]
