"""Cluster source: the library of a search cluster, as the settings name it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from bot.config.extras import Extra, require

if TYPE_CHECKING:
    from collections.abc import Callable

    from retrieval import Library
    from retrieval.cluster.cluster_settings import ClusterSettings
    from retrieval.cluster.connection import ClusterConnection
    from retrieval.cluster.indexing.cluster_builder import ClusterBuildSummary

    Progress = Callable[[str, int, int], None]


class ClusterSource:
    """Opens and writes the library of one cluster. The client is loaded at first use."""

    def __init__(self, settings: ClusterSettings) -> None:
        """Nothing is sent yet."""
        self._settings = settings

    @cached_property
    def connection(self) -> ClusterConnection:
        """The connection. Raises `MissingExtraError` where there is no client."""
        require(Extra.CLUSTER)
        from retrieval.cluster.connection import ClusterConnection

        return ClusterConnection(self._settings)

    def open(self) -> Library:
        """The library that the cluster serves now.

        Raises `LibraryError` where it has none, `SearchUnavailableError` where it does not answer.
        """
        connection = self.connection
        from retrieval import Library
        from retrieval.cluster.cluster_index import ClusterIndex

        return Library.of_index(ClusterIndex.open(connection))

    def stamp(self) -> tuple[int, ...] | None:
        """A value that changes with each new index; None where there is none.

        Raises `SearchUnavailableError` where the cluster does not answer.
        """
        connection = self.connection
        from retrieval.cluster.generations import serving_generation

        generation = serving_generation(connection)
        return (generation.number,) if generation else None

    def write(self, library: Library, progress: Progress) -> ClusterBuildSummary:
        """Copy the index of a library on this machine, see `retrieval.cluster.indexing.cluster_builder`."""
        connection = self.connection
        from retrieval.cluster.indexing.cluster_builder import build
        from retrieval.corpus.segments.report_index import ReportIndex

        if not isinstance(library.index, ReportIndex):
            raise TypeError(f"wanted an index on this machine, found {type(library.index).__name__}")
        return build(connection, library.index, library.gazetteer, progress)

    def close(self) -> None:
        """Close the connection, if it was opened."""
        if "connection" in self.__dict__:
            self.connection.close()
