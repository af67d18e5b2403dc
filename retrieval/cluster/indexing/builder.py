"""Cluster builder: writes a library into a new generation, and lets that serve when it is complete.

An interrupted build is taken up where it ended: a report's document is written after all of its passages, and what is
there is not written again. Until the switch the generation before serves, and one is kept for those who still read it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.cluster.connection import ClusterConnection
from retrieval.cluster.documents import SourceReport, report_documents
from retrieval.cluster.generations import Generation, all_generations, remove, serving_generation, switch
from retrieval.cluster.indexing.build_lock import PATIENCE, BuildLock, locked
from retrieval.cluster.indexing.bulk_writer import BulkWriter
from retrieval.cluster.mappings import COUNT, FORMAT, POSITION, IndexKind, Json, index_body
from retrieval.cluster.statistics import sizes_to_json, term_ids
from retrieval.corpus.catalog import ReportCatalog
from retrieval.corpus.loader import Progress, no_progress
from retrieval.index.segments import Segment
from retrieval.index.term_statistics import SentenceTerms
from retrieval.models import LibraryError
from retrieval.text.gazetteer import Gazetteer

_MERGE_SECONDS = 3_600.0
_REPLICA_SECONDS = 600.0


@dataclass(frozen=True, slots=True)
class ClusterSource:
    """A library on this machine, as it is to be indexed.

    ``reports`` yields the reports in document order, each time anew; ``segments`` hold the tables of terms.
    ``version`` and ``code`` tell whether an index is of this very library, made by this very code.
    """

    version: str
    code: str
    catalog: ReportCatalog
    reports: Callable[[], Iterable[SourceReport]]
    segments: Sequence[Segment]
    gazetteer: Gazetteer

    @property
    def terms(self) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
        """The fingerprints of all terms, and how many sentences hold each."""
        tables = [segment.arrays["terms/fingerprints"] for segment in self.segments]
        counts = [segment.arrays["terms/sentences"] for segment in self.segments]
        every, at = np.unique(np.concatenate(tables), return_inverse=True)
        total = np.bincount(at, np.concatenate(counts), len(every)).astype(np.int64)
        return every[total > 0], total[total > 0]


@dataclass(frozen=True, slots=True)
class ClusterBuildSummary:
    """Result of a build: the generation that serves, how many documents were written, and the seconds it took."""

    generation: Generation
    written: int
    seconds: float


def build(
    connection: ClusterConnection,
    source: ClusterSource,
    progress: Progress = no_progress,
    patience: float = PATIENCE,
) -> ClusterBuildSummary:
    """Index a library; nothing is written where the generation that serves is of this version.

    ``progress`` is called with the name of each report's file, its position and their number, and with "" at the end.
    Raises `LibraryError` where another process is building, `SearchUnavailableError` where the cluster does not answer;
    what serves is left as it was.
    """
    started = time.monotonic()
    with locked(connection, patience) as lock:
        serving = serving_generation(connection)
        wanted = {
            "format": FORMAT,
            "version": source.version,
            "code": source.code,
            "shards": connection.settings.shards,
        }
        if serving and _made_of(serving, wanted):
            _set_replicas(connection, serving)
            return ClusterBuildSummary(serving, 0, time.monotonic() - started)
        generation = _generation_to_write(connection, serving, wanted)
        writer = BulkWriter(connection, lock)
        meta = wanted | _write_reports(connection, writer, generation, source, progress)
        progress("", len(source.catalog), len(source.catalog))
        complete = Generation(generation.prefix, generation.number, meta)
        _complete(connection, complete, lock)
    return ClusterBuildSummary(complete, writer.written, time.monotonic() - started)


def _made_of(generation: Generation, wanted: Json) -> bool:
    return all(generation.meta.get(name) == value for name, value in wanted.items())


def _generation_to_write(connection: ClusterConnection, serving: Generation | None, wanted: Json) -> Generation:
    """The interrupted generation of this version, else a new one; others that do not serve are removed first."""
    last, resumed = 0, None
    for found in all_generations(connection):
        last = found.number
        if serving and found.number == serving.number:
            continue
        if _made_of(found, wanted):
            resumed = found
        else:
            remove(connection, found)
    generation = resumed or Generation(connection.settings.prefix, last + 1, wanted)
    for kind in sorted(IndexKind, key=lambda kind: kind is not IndexKind.PASSAGES):
        if not connection.call(lambda client, kind=kind: client.indices.exists(index=generation.index(kind))):  # type: ignore[misc]
            body = index_body(kind, connection.settings.shards, wanted if kind is IndexKind.PASSAGES else {})
            connection.call(
                lambda client, kind=kind, body=body: client.indices.create(index=generation.index(kind), body=body)  # type: ignore[misc]
            )
    return generation


def _write_reports(
    connection: ClusterConnection, writer: BulkWriter, generation: Generation, source: ClusterSource, progress: Progress
) -> Json:
    """Write every report that is not there yet, then the terms; what the generation says of itself."""
    written = _written_reports(connection, generation)
    passages, reports = generation.index(IndexKind.PASSAGES), generation.index(IndexKind.REPORTS)
    position = at = 0
    for at, source_report in enumerate(source.reports(), 1):
        file, own = source_report.loaded.report.file, source_report.loaded.passages
        progress(file, at - 1, len(source.catalog))
        if file not in written:
            documents = report_documents(source_report, at, source.gazetteer)
            for number, (passage, document) in enumerate(zip(own, documents.passages, strict=True), position):
                writer.create(passages, passage.id, document | {POSITION: number})
            writer.create_after(reports, file, documents.report)
        position += len(own)
    terms, counts = source.terms
    for term, count in zip(term_ids(terms.tolist()), counts.tolist(), strict=True):
        writer.create(generation.index(IndexKind.TERMS), term, {COUNT: count})
    writer.flush()
    return {
        IndexKind.REPORTS.value: at,
        IndexKind.PASSAGES.value: position,
        IndexKind.TERMS.value: len(terms),
        "sizes": sizes_to_json(SentenceTerms(source.segments).sizes),
        "newest_year": source.catalog.newest_year,
        "places": sorted(source.catalog.place_names),
    }


def _written_reports(connection: ClusterConnection, generation: Generation) -> set[str]:
    index = generation.index(IndexKind.REPORTS)
    connection.call(lambda client: client.indices.refresh(index=index))
    body = {"query": {"match_all": {}}, "sort": [{POSITION: "asc"}], "_source": False}
    return {hit["_id"] for hit in connection.pages(index, body)}


def _complete(connection: ClusterConnection, generation: Generation, lock: BuildLock) -> None:
    """Check that all is there, tidy the parts, copy them, and switch."""
    names = {kind: generation.index(kind) for kind in IndexKind}
    every = ",".join(names.values())
    connection.call(lambda client: client.indices.refresh(index=every))
    for kind, name in names.items():
        found = connection.count(name, {"match_all": {}})
        if found != generation.meta[kind.value]:
            raise LibraryError(f"{name}: wanted {generation.meta[kind.value]} documents, found {found}; build it again")
    # An index that is only read is fastest in one piece, and the copies of one piece rank alike.
    connection.call(
        lambda client: client.indices.forcemerge(
            index=every, params={"max_num_segments": 1, "request_timeout": _MERGE_SECONDS}
        )
    )
    lock.renew()
    connection.call(
        lambda client: client.indices.put_mapping(index=names[IndexKind.PASSAGES], body={"_meta": generation.meta})
    )
    connection.call(lambda client: client.indices.put_settings(index=every, body={"index": {"refresh_interval": None}}))
    _set_replicas(connection, generation)
    lock.renew()
    before = serving_generation(connection)
    switch(connection, generation)
    for old in all_generations(connection):
        if old.number not in {generation.number, before.number if before else 0}:
            remove(connection, old)


def _set_replicas(connection: ClusterConnection, generation: Generation) -> None:
    """Have as many copies as are set, and wait while any is being made."""
    every = ",".join(generation.index(kind) for kind in IndexKind)
    body = {"index": {"number_of_replicas": connection.settings.replicas}}
    connection.call(lambda client: client.indices.put_settings(index=every, body=body))
    connection.call(
        lambda client: client.cluster.health(
            index=every,
            params={
                "wait_for_no_initializing_shards": "true",
                "timeout": f"{_REPLICA_SECONDS:.0f}s",
                "request_timeout": _REPLICA_SECONDS + 10,
            },
        )
    )
