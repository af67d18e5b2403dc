"""A cluster behind TLS and a password."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import trustme

from retrieval.cluster.cluster_retriever import ClusterRetriever
from retrieval.cluster.cluster_settings import ClusterSettings
from retrieval.cluster.connection import ClusterConnection
from retrieval.cluster.generations import open_generation
from retrieval.models import SearchRefusedError
from retrieval.search.retriever import Query
from tests.cluster.opensearch import Cluster
from tests.cluster.sources import build_files
from tests.cluster.tls_proxy import PASSWORD, USER, tls_proxy
from tests.retrieval.search.retriever_contract import LIBRARY

pytestmark = pytest.mark.slow


@dataclass
class Guarded:
    """The settings that are right."""

    settings: ClusterSettings
    authority: trustme.CA
    port: int


@pytest.fixture(scope="module")
def guarded(nodes: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guarded]:
    """A proxy with TLS before one node."""
    authority, port = trustme.CA(), nodes.nodes[0].http_port
    file = tmp_path_factory.mktemp("tls") / "ca.pem"
    authority.cert_pem.write_to_path(file)
    with tls_proxy(port, authority) as address:
        yield Guarded(ClusterSettings((address,), USER, PASSWORD, str(file), 30, 1, prefix="tls"), authority, port)


def test_with_certificate_and_password_all_is_as_ever(guarded: Guarded, tmp_path: Path) -> None:
    """Indexing and searching."""
    connection = ClusterConnection(guarded.settings)
    build_files(connection, tmp_path, LIBRARY)
    assert ClusterRetriever(connection, open_generation(connection)).search(Query("擅自停转"))
    connection.call(lambda client: client.indices.delete(index="tls-*"))
    connection.close()


def refused(settings: ClusterSettings) -> str:
    """What is said where the first request is refused: waiting would not help."""
    connection = ClusterConnection(settings)
    with pytest.raises(SearchRefusedError) as caught:
        open_generation(connection)
    connection.close()
    return str(caught.value)


def test_an_unknown_authority_is_refused(guarded: Guarded) -> None:
    """Nothing is sent to a node whose certificate the system does not trust."""
    assert "certificate" in refused(replace(guarded.settings, authority="")).lower()


def test_a_certificate_of_another_host_is_refused(guarded: Guarded) -> None:
    """Though a known authority signed it."""
    with tls_proxy(guarded.port, guarded.authority, "elsewhere.example.org") as address:
        assert "certificate" in refused(replace(guarded.settings, hosts=(address,))).lower()


def test_a_wrong_password_is_said_and_not_shown(guarded: Guarded) -> None:
    """Nor is the right one."""
    said = refused(replace(guarded.settings, password="guessed"))
    assert "401" in said
    assert "guessed" not in said
    assert PASSWORD not in said
