"""A library as the cluster's builder takes it."""

from __future__ import annotations

from collections.abc import Iterator

from retrieval import Library
from retrieval.cluster.documents import SourceReport
from retrieval.cluster.indexing.builder import ClusterSource
from retrieval.corpus import storage
from retrieval.search.interim import segment_of


def source_of(library: Library) -> ClusterSource:
    """The reports of a library, with its sentences as answering cuts them."""
    entries = {entry.metadata.file: entry for entry in library.catalog}

    def reports() -> Iterator[SourceReport]:
        return (SourceReport(each, entries[each.report.file]) for each in library.loaded_reports)

    segments = [segment_of(library.loaded_reports)]
    return ClusterSource(
        library.version, storage.code_fingerprint(), library.catalog, reports, segments, library.gazetteer
    )
