"""Libraries of some files, as the cluster's builder takes them."""

from __future__ import annotations

from pathlib import Path

from retrieval import Library
from retrieval.cluster.connection import ClusterConnection
from retrieval.cluster.indexing.build_lock import PATIENCE
from retrieval.cluster.indexing.cluster_builder import ClusterBuildSummary, build
from retrieval.corpus.segments.report_index import ReportIndex
from retrieval.corpus.sources.loader import Progress, no_progress
from tests.retrieval.search.retriever_contract import Files, written


def index_of(library: Library) -> ReportIndex:
    """The index on this machine."""
    assert isinstance(library.index, ReportIndex)
    return library.index


def build_files(
    connection: ClusterConnection,
    folder: Path,
    files: Files,
    progress: Progress = no_progress,
    patience: float = PATIENCE,
) -> ClusterBuildSummary:
    """Index a folder that holds these files and no others."""
    library = Library.open(written(folder, files))
    return build(connection, index_of(library), library.gazetteer, progress, patience)
