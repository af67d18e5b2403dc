"""Cluster passages: passages and reports of one generation, read when they are asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from retrieval.cluster.connection import ClusterConnection
from retrieval.cluster.documents import content_from_json, passage_from_json
from retrieval.cluster.generations import ClusterGeneration
from retrieval.cluster.mappings import ANNOTATED, CONTENT, KEY, POSITION, STORED, IndexKind, Json
from retrieval.corpus.sources.loader import LoadedReport
from retrieval.models import Passage, Report

# How many reports are read with one request: each may have megabytes of text.
_REPORTS = 20
# Whole reports that are kept in memory: one question looks at the same more than once.
_REMEMBERED = 16
_IN_ORDER = [{POSITION: "asc"}]


class ClusterPassages:
    """Passage store over one generation. Thread-safe. Every method may raise `SearchUnavailableError`."""

    def __init__(self, connection: ClusterConnection, generation: ClusterGeneration) -> None:
        """The generation is served as long as this object is used."""
        self._connection = connection
        self._passages, self._reports = generation.index(IndexKind.PASSAGES), generation.index(IndexKind.REPORTS)
        self._size = int(generation.meta["passages"])
        self._report = lru_cache(_REMEMBERED)(self._read_report)

    def __len__(self) -> int:
        """The number of passages."""
        return self._size

    def __iter__(self) -> Iterator[Passage]:
        """All passages in document order, for listings and checks."""
        return self._matching({"match_all": {}})

    def passage(self, passage_id: str) -> Passage:
        """The passage of this id; KeyError where there is none."""
        return self.get([passage_id])[0]

    def __getitem__(self, at: int) -> Passage:
        """The passage at a position in document order; IndexError where there is none."""
        found = next(self._matching({"term": {POSITION: at if at >= 0 else len(self) + at}}), None)
        if found is None:
            raise IndexError(at)
        return found

    def by_key(self, key: str) -> Passage | None:
        """The passage of a permanent key (`retrieval.index.passage_keys`); None where there is none."""
        return next(self._matching({"term": {KEY: key}}), None)

    def get(self, passage_ids: Iterable[str]) -> list[Passage]:
        """The passages of some ids, in their order; KeyError where there is none."""
        ids = list(passage_ids)
        found = self._connection.get_many(self._passages, ids, [STORED])
        return [passage_from_json(_there(each, at)[STORED]) for at, each in zip(ids, found, strict=True)]

    def of_report(self, file: str) -> Sequence[Passage]:
        """The passages of a report in document order; KeyError where there is no such report."""
        found = tuple(self._matching({"term": {"file": file}}))
        if not found:
            # A report may have no passage; one that is not there has no document either.
            _there(self._connection.get_many(self._reports, [file], [POSITION])[0], file)
        return found

    def report(self, file: str) -> Report:
        """A report with its whole text; KeyError where there is none."""
        return self._report(file)

    def _read_report(self, file: str) -> Report:
        found = self._connection.get_many(self._reports, [file], [CONTENT])[0]
        return content_from_json(_there(found, file)[CONTENT]).report

    def neighbours(self, passage: Passage) -> tuple[Passage | None, Passage | None]:
        """The passages before and after within the same report."""
        found = self._connection.get_many(self._passages, [passage.id], [POSITION])[0]
        at = _there(found, passage.id)[POSITION]
        around = [{"term": {"file": passage.file}}, {"terms": {POSITION: [at - 1, at + 1]}}]
        body = {"query": {"bool": {"filter": around}}, "sort": _IN_ORDER, "_source": [STORED, POSITION], "size": 2}
        hits = (hit["_source"] for hit in self._connection.search(self._passages, body))
        beside = {each[POSITION] - at: passage_from_json(each[STORED]) for each in hits}
        return beside.get(-1), beside.get(1)

    def verify(self, passages: Iterable[Passage]) -> None:
        """Nothing: the cluster has checksums of its own, and serves a copy of what does not fit them."""

    def annotated(self) -> Iterator[LoadedReport]:
        """The reports that staff wrote questions for, with these and their passages, in document order."""
        return self._loaded({"term": {ANNOTATED: True}})

    def loaded_reports(self) -> Iterator[LoadedReport]:
        """All reports in document order, for listings and checks."""
        return self._loaded({"match_all": {}})

    def _loaded(self, query: Json) -> Iterator[LoadedReport]:
        body = {"query": {"constant_score": {"filter": query}}, "sort": _IN_ORDER, "_source": [CONTENT]}
        for hit in self._connection.pages(self._reports, body, page=_REPORTS):
            yield content_from_json(hit["_source"][CONTENT], self.of_report(hit["_id"]))

    def _matching(self, query: Json) -> Iterator[Passage]:
        body = {"query": {"constant_score": {"filter": query}}, "sort": _IN_ORDER, "_source": [STORED]}
        return (passage_from_json(hit["_source"][STORED]) for hit in self._connection.pages(self._passages, body))


def _there(found: Json | None, name: str) -> Json:
    if found is None:
        raise KeyError(name)
    return found
