"""Cluster catalog: the metadata of the reports of one generation, and conditions counted on the cluster."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from retrieval.cluster.conditions import condition_query
from retrieval.cluster.connection import ClusterConnection
from retrieval.cluster.generations import ClusterGeneration
from retrieval.cluster.mappings import POSITION, STORED, TITLE_PAIRS, IndexKind
from retrieval.corpus.catalog import CatalogEntry, CatalogMetadata, from_record
from retrieval.corpus.filters import EVERY_REPORT, Condition

# A query of more than 1,024 clauses is refused.
_MOST_PAIRS = 500
# Entries that are kept in memory: a question looks at some tens.
_REMEMBERED = 2_000
_IN_ORDER = [{POSITION: "asc"}]


class ClusterCatalog:
    """Catalog of one generation. Thread-safe. Every method may raise `SearchUnavailableError`."""

    def __init__(self, connection: ClusterConnection, generation: ClusterGeneration) -> None:
        """The generation is served as long as this object is used."""
        self._connection, self._index, self._meta = connection, generation.index(IndexKind.REPORTS), generation.meta
        self._known: dict[str, CatalogEntry] = {}
        self.metadata = CatalogMetadata(self)
        """By file, in document order; read when it is asked for."""

    def __len__(self) -> int:
        """The number of reports."""
        return int(self._meta["reports"])

    def __iter__(self) -> Iterator[CatalogEntry]:
        """The listing, lazily, in document order."""
        return self._meeting(EVERY_REPORT, None)

    @property
    def newest_year(self) -> int | None:
        """The newest year that a report was written for."""
        newest: int | None = self._meta["newest_year"]
        return newest

    @property
    def place_names(self) -> frozenset[str]:
        """The names of the places that reports are of, and of those above them."""
        return frozenset(self._meta["places"])

    def count(self, condition: Condition) -> int:
        """How many reports meet a condition."""
        return self._connection.count(self._index, condition_query(condition))

    def select(self, condition: Condition, limit: int) -> list[str]:
        """At most ``limit`` files of the reports that meet a condition, in document order."""
        body = _body(condition) | {"_source": False}
        return [hit["_id"] for hit in self._connection.pages(self._index, body, limit)]

    def titles(self, limit: int) -> list[str]:
        """The titles of at most ``limit`` reports, in document order."""
        return [entry.metadata.title for entry in self._meeting(EVERY_REPORT, limit)]

    def resembling(self, pairs: Iterable[str], condition: Condition = EVERY_REPORT, k: int = 20) -> list[str]:
        """At most ``k`` files of reports whose titles and files' names hold most of some pairs of characters.

        Best first, ties by name; a report that holds none of them is not among them.
        """
        held = [{"constant_score": {"filter": {"term": {TITLE_PAIRS: pair}}}} for pair in sorted(set(pairs))]
        if not held:
            return []
        some = {"should": held[:_MOST_PAIRS], "minimum_should_match": 1, "filter": [condition_query(condition)]}
        body = {"query": {"bool": some}, "sort": [{"_score": "desc"}, *_IN_ORDER], "_source": False}
        return [hit["_id"] for hit in self._connection.pages(self._index, body, k)]

    def entry(self, file: str) -> CatalogEntry:
        """The entry of a report in the listing; KeyError where there is none."""
        return self.entries([file])[0]

    def entries(self, files: Iterable[str]) -> list[CatalogEntry]:
        """The entries of some reports, in their order; KeyError where there is none."""
        wanted, known = list(files), self._known
        if missing := [file for file in dict.fromkeys(wanted) if file not in known]:
            if len(known) > _REMEMBERED:
                # Another thread may still read the old one.
                known = self._known = {file: known[file] for file in wanted if file in known}
            found = self._connection.get_many(self._index, missing, [STORED])
            known |= {file: from_record(each[STORED]) for file, each in zip(missing, found, strict=True) if each}
        return [known[file] for file in wanted]

    def _meeting(self, condition: Condition, limit: int | None) -> Iterator[CatalogEntry]:
        body = _body(condition) | {"_source": [STORED]}
        return (from_record(hit["_source"][STORED]) for hit in self._connection.pages(self._index, body, limit))


def _body(condition: Condition) -> dict[str, Any]:
    return {"query": {"constant_score": {"filter": condition_query(condition)}}, "sort": _IN_ORDER}
