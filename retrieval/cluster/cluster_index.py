"""Cluster index: one generation opened, with all doors that an engine asks of an index."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from retrieval.cluster.cluster_catalog import ClusterCatalog
from retrieval.cluster.cluster_passages import ClusterPassages
from retrieval.cluster.cluster_retriever import ClusterRetriever
from retrieval.cluster.cluster_statistics import ClusterTermStatistics, ClusterVocabulary
from retrieval.cluster.connection import ClusterConnection
from retrieval.cluster.generations import ClusterGeneration, open_generation
from retrieval.corpus.segments.known_question_writer import KnownQuestionWriter
from retrieval.corpus.segments.segment_writer import IndexedReport
from retrieval.index.segments import Segment
from retrieval.models import Skipped
from retrieval.search.bm25 import RerankingRetriever
from retrieval.search.reranker import FeatureReranker


@dataclass(frozen=True)
class ClusterIndex:
    """One generation of a library on a cluster: a `retrieval.corpus.library.LibraryIndex` that searches itself.

    It keeps to its generation, whatever is built meanwhile; `stamp` tells one generation from the next.
    """

    connection: ClusterConnection
    generation: ClusterGeneration

    @classmethod
    def open(cls, connection: ClusterConnection) -> ClusterIndex:
        """The generation that serves now.

        Raises `LibraryError` where there is none, `SearchUnavailableError` where the cluster does not answer.
        """
        return cls(connection, open_generation(connection))

    @property
    def skipped(self) -> tuple[Skipped, ...]:
        """What could not be read."""
        return tuple(Skipped(**each) for each in self.generation.meta["skipped"])

    @property
    def checksum(self) -> str:
        """What the version is made of."""
        return self.generation.version

    @property
    def stamp(self) -> tuple[int, ...]:
        """The number of the generation."""
        return (self.generation.number,)

    def open_catalog(self) -> ClusterCatalog:
        """What each report is."""
        return ClusterCatalog(self.connection, self.generation)

    def open_passages(self) -> ClusterPassages:
        """The passages and texts of the reports."""
        return ClusterPassages(self.connection, self.generation)

    @cached_property
    def retriever(self) -> ClusterRetriever:
        """Ranks passages by the first stage, for answering."""
        return ClusterRetriever(self.connection, self.generation)

    @cached_property
    def lookup(self) -> RerankingRetriever:
        """Ranks passages for people who look around."""
        return RerankingRetriever(
            self.retriever, FeatureReranker(self.retriever.pair_idf, self.generation.meta["mean_size"])
        )

    @cached_property
    def statistics(self) -> ClusterTermStatistics:
        """In how many sentences terms stand."""
        return ClusterTermStatistics(self.connection, self.generation)

    @cached_property
    def questions(self) -> tuple[Segment, ...]:
        """A segment in memory that holds the known questions: they are few, and written by people."""
        writer, catalog = KnownQuestionWriter(), self.open_catalog()
        reports = list(self.open_passages().annotated())
        for loaded in reports:
            writer.add(IndexedReport(loaded, catalog.metadata[loaded.report.file]))
        return (Segment(writer.arrays(), len(reports), sum(len(each.passages) for each in reports)),)

    @cached_property
    def vocabulary(self) -> ClusterVocabulary:
        """The words, by their sound."""
        return ClusterVocabulary(self.connection, self.generation, self.statistics)
