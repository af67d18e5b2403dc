"""Cluster builder: writes a library into a new generation, and lets that serve when it is complete.

An interrupted build is taken up where it ended: a report's document is written after all of its passages, and what is
there is not written again. Until the switch the generation before serves, and one is kept for those who still read it.
"""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass

from retrieval.cluster.cluster_statistics import sizes_to_json, sound_ids, term_ids
from retrieval.cluster.connection import ClusterConnection
from retrieval.cluster.documents import report_documents
from retrieval.cluster.generations import ClusterGeneration, all_generations, remove, serving_generation, switch
from retrieval.cluster.indexing.build_lock import PATIENCE, BuildLock, locked
from retrieval.cluster.indexing.bulk_writer import BulkWriter
from retrieval.cluster.mappings import COUNT, FORMAT, POSITION, WORDS, IndexKind, Json, index_body
from retrieval.corpus.segments.report_index import ReportIndex
from retrieval.corpus.sources.loader import Progress, no_progress
from retrieval.corpus.storage import code_fingerprint
from retrieval.index.passage_postings import PassagePostings
from retrieval.index.term_statistics import SentenceTerms, term_counts
from retrieval.index.vocabulary import words_by_sound
from retrieval.models import LibraryError
from retrieval.text.gazetteer import Gazetteer

_MERGE_SECONDS = 3_600.0
_REPLICA_SECONDS = 600.0


@dataclass(frozen=True, slots=True)
class ClusterBuildSummary:
    """Result of a build: the generation that serves, how many documents were written, and the seconds it took."""

    generation: ClusterGeneration
    written: int
    seconds: float


def build(
    connection: ClusterConnection,
    index: ReportIndex,
    gazetteer: Gazetteer,
    progress: Progress = no_progress,
    patience: float = PATIENCE,
) -> ClusterBuildSummary:
    """Copy the index of a library on this machine; nothing is written where the generation that serves is of this one.

    ``progress`` is called with the name of each report's file, its position and their number, and with "" at the end.
    Raises `LibraryError` where another process is building, `SearchUnavailableError` where the cluster does not answer;
    what serves is left as it was.
    """
    started = time.monotonic()
    with locked(connection, patience) as lock:
        serving = serving_generation(connection)
        wanted = {
            "format": FORMAT,
            "version": index.checksum,
            "code": code_fingerprint(),
            "shards": connection.settings.shards,
        }
        if serving and _made_of(serving, wanted):
            _set_replicas(connection, serving)
            return ClusterBuildSummary(serving, 0, time.monotonic() - started)
        generation = _generation_to_write(connection, serving, wanted)
        writer = BulkWriter(connection, lock)
        meta = wanted | _LibraryWriter(connection, writer, generation, index, gazetteer).write(progress)
        complete = ClusterGeneration(generation.prefix, generation.number, meta)
        _complete(connection, complete, lock)
    return ClusterBuildSummary(complete, writer.written, time.monotonic() - started)


def _made_of(generation: ClusterGeneration, wanted: Json) -> bool:
    return all(generation.meta.get(name) == value for name, value in wanted.items())


def _generation_to_write(
    connection: ClusterConnection, serving: ClusterGeneration | None, wanted: Json
) -> ClusterGeneration:
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
    generation = resumed or ClusterGeneration(connection.settings.prefix, last + 1, wanted)
    similarity = _similarity(connection)
    for kind in IndexKind:
        name = generation.index(kind)
        if not connection.has_index(name):
            meta = wanted if kind is IndexKind.PASSAGES else {}
            connection.create_index(name, index_body(kind, connection.settings.shards, similarity, meta))
    return generation


def _similarity(connection: ClusterConnection) -> str:
    """What OpenSearch calls BM25 as it stands in the papers: since 3.0 its own is without the factor k1 + 1.

    Fields of two parameters are only comparable with it.
    """
    told = connection.call(lambda client: client.info())
    return "BM25" if int(told["version"]["number"].split(".")[0]) < 3 else "LegacyBM25"


class _LibraryWriter:
    """Writes what a generation does not hold yet of a library."""

    def __init__(
        self,
        connection: ClusterConnection,
        writer: BulkWriter,
        generation: ClusterGeneration,
        index: ReportIndex,
        gazetteer: Gazetteer,
    ) -> None:
        self._connection, self._writer, self._generation = connection, writer, generation
        self._index, self._gazetteer = index, gazetteer
        self._catalog, self._passages = index.open_catalog(), index.open_passages()

    def write(self, progress: Progress) -> Json:
        """Write the reports, then the terms and sounds; what the generation says of itself."""
        reports = len(self._catalog)
        self._write_reports(progress)
        progress("", reports, reports)
        terms = self._write_terms()
        self._writer.flush()
        return {
            IndexKind.REPORTS.value: reports,
            IndexKind.PASSAGES.value: len(self._passages),
            IndexKind.TERMS.value: terms,
            "sizes": sizes_to_json(SentenceTerms(self._index.segments).sizes),
            "mean_size": PassagePostings(self._index.segments).mean_size,
            "newest_year": self._catalog.newest_year,
            "places": sorted(self._catalog.place_names),
            "skipped": [asdict(each) for each in self._index.skipped],
        }

    def _write_reports(self, progress: Progress) -> None:
        written = _written_reports(self._connection, self._generation)
        passages, reports = (self._generation.index(kind) for kind in (IndexKind.PASSAGES, IndexKind.REPORTS))
        position = 0
        for at, entry in enumerate(self._catalog):
            file = entry.metadata.file
            progress(file, at, len(self._catalog))
            if file not in written:
                loaded = self._passages.loaded(file)
                documents = report_documents(loaded, entry, at, self._gazetteer, self._catalog.columns.in_use(file))
                for number, document in enumerate(documents.passages):
                    name = loaded.passages[number].id
                    self._writer.create(passages, name, document | {POSITION: position + number})
                self._writer.create_after(reports, file, documents.report)
            position += entry.passages

    def _write_terms(self) -> int:
        """Write the number of sentences of each term and the words of each sound; how many documents these are."""
        index = self._generation.index(IndexKind.TERMS)
        counts, sounds = term_counts(self._index.segments), words_by_sound(self._index.segments)
        for term, count in zip(term_ids(counts), counts.values(), strict=True):
            self._writer.create(index, term, {COUNT: count})
        for sound, words in zip(sound_ids(sounds), sounds.values(), strict=True):
            self._writer.create(index, sound, {WORDS: words})
        return len(counts) + len(sounds)


def _written_reports(connection: ClusterConnection, generation: ClusterGeneration) -> set[str]:
    index = generation.index(IndexKind.REPORTS)
    connection.call(lambda client: client.indices.refresh(index=index))
    body = {"query": {"match_all": {}}, "sort": [{POSITION: "asc"}], "_source": False}
    return {hit["_id"] for hit in connection.pages(index, body)}


def _complete(connection: ClusterConnection, generation: ClusterGeneration, lock: BuildLock) -> None:
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


def _set_replicas(connection: ClusterConnection, generation: ClusterGeneration) -> None:
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
