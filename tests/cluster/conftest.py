"""The cluster that these tests share: three nodes, started once; skipped where they cannot be had."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from retrieval.cluster.cluster_retriever import ClusterRetriever
from retrieval.cluster.cluster_settings import ClusterSettings
from retrieval.cluster.connection import ClusterConnection
from retrieval.cluster.generations import open_generation
from tests.cluster.opensearch import Cluster, NoClusterError, cluster
from tests.cluster.sources import build_files
from tests.retrieval.search.retriever_contract import LIBRARY, Files


@pytest.fixture(scope="session")
def nodes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """Three running nodes."""
    try:
        with cluster(tmp_path_factory.mktemp("opensearch")) as started:
            yield started
    except NoClusterError as error:
        if os.environ.get("DEMAND_CLUSTER"):
            raise
        pytest.skip(f"no cluster can be started here: {error}")


@pytest.fixture
def connection(nodes: Cluster, request: pytest.FixtureRequest) -> Iterator[ClusterConnection]:
    """A connection whose indices have a name of their own, and are removed after the test."""
    yield from connected(nodes, f"t{abs(hash(request.node.nodeid))}")


def connected(nodes: Cluster, prefix: str) -> Iterator[ClusterConnection]:
    """A connection to some nodes; what begins with the prefix is removed afterwards."""
    made = ClusterConnection(ClusterSettings(nodes.hosts, shards=2, prefix=prefix, timeout=60))
    yield made
    made.call(lambda client: client.indices.delete(index=f"{prefix}-*"))
    made.close()


Index = Callable[[Files], ClusterRetriever]


@pytest.fixture(scope="class")
def index(nodes: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """Makes a library of some files, in place of the one before, and returns the retriever over it."""
    yield from indexing(nodes, tmp_path_factory.mktemp("library") / "reports")


@pytest.fixture(scope="class")
def retriever(nodes: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClusterRetriever]:
    """A retriever over the invented library."""
    for made in indexing(nodes, tmp_path_factory.mktemp("invented") / "reports"):
        yield made(LIBRARY)


def indexing(nodes: Cluster, folder: Path) -> Iterator[Index]:
    """What indexes files under a name of its own; the indices are removed afterwards."""
    for connection in connected(nodes, f"c{abs(hash(str(folder)))}"):

        def made(files: Files, connection: ClusterConnection = connection) -> ClusterRetriever:
            build_files(connection, folder, files)
            return ClusterRetriever(connection, open_generation(connection))

        yield made
