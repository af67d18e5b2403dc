"""Nodes that die under load, and a cluster that is away: every answer is whole and right, or said to be missing."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from retrieval import Engine, Library
from retrieval.cluster.cluster_catalog import ClusterCatalog
from retrieval.cluster.cluster_index import ClusterIndex
from retrieval.cluster.cluster_passages import ClusterPassages
from retrieval.cluster.cluster_retriever import ClusterRetriever
from retrieval.cluster.cluster_settings import ClusterSettings
from retrieval.cluster.cluster_statistics import ClusterTermStatistics
from retrieval.cluster.connection import ClusterConnection
from retrieval.cluster.generations import open_generation
from retrieval.cluster.mappings import IndexKind
from retrieval.corpus.filters import EVERY_REPORT, Filters, Is, ReportField
from retrieval.models import Outcome, Reply, SearchUnavailableError
from retrieval.search.retriever import Query
from retrieval.text.tokenization import TokenKind
from tests.bot.program import free_port
from tests.cluster.opensearch import Cluster, Node
from tests.cluster.sources import build_files
from tests.retrieval.search.retriever_contract import LIBRARY
from tests.waiting import wait_until

pytestmark = pytest.mark.slow

QUESTIONS = "城镇新增就业多少人 擅自停转罚款多少 风筝试飞的承诺办结时限 粮食产量 守护人记录保存几年 火星".split()
ASKING = 4
# Answers by each asker before and after the death of a node.
ENOUGH = 15


@pytest.fixture
def copied(nodes: Cluster, tmp_path: Path) -> Iterator[ClusterConnection]:
    """The invented library with one copy of everything; afterwards all nodes run again."""
    yield from _indexed(nodes, tmp_path, replicas=1)


@pytest.fixture
def single(nodes: Cluster, tmp_path: Path) -> Iterator[ClusterConnection]:
    """The invented library without copies; afterwards all nodes run again."""
    yield from _indexed(nodes, tmp_path, replicas=0)


def _indexed(nodes: Cluster, folder: Path, replicas: int) -> Iterator[ClusterConnection]:
    prefix = f"failures{replicas}"
    connection = ClusterConnection(ClusterSettings(nodes.hosts, shards=3, replicas=replicas, prefix=prefix, timeout=20))
    build_files(connection, folder / "reports", LIBRARY)
    yield connection
    for node in nodes.nodes:
        if node.process is None:
            nodes.start(node)
    nodes.wait()
    connection.call(lambda client: client.indices.delete(index=f"{prefix}-*"))
    connection.close()


class Asker(threading.Thread):
    """Asks all questions again and again, until it is told to stop; ``wrong`` holds what it should not have got."""

    def __init__(self, engine: Engine, wanted: Sequence[Reply]) -> None:
        super().__init__(daemon=True)
        self._engine, self._wanted = engine, wanted
        self.enough = threading.Event()
        self.answers = 0
        self.wrong: list[object] = []

    def run(self) -> None:
        """Ask."""
        while not self.enough.is_set():
            at = self.answers % len(QUESTIONS)
            try:
                found = self._engine.ask(QUESTIONS[at])
            except Exception as error:  # reported by the test
                self.wrong.append(error)
            else:
                if found != self._wanted[at]:
                    self.wrong.append((QUESTIONS[at], found))
            self.answers += 1


@pytest.mark.parametrize("victim", [0, 1, 2])
def test_a_node_that_dies_loses_no_answer(nodes: Cluster, copied: ClusterConnection, victim: int) -> None:
    """Whichever it is, the one that leads the others among them; and none is wrong, to the last digit of a score."""
    engines = [Engine(Library.of_index(ClusterIndex.open(copied))) for _ in range(ASKING)]
    wanted = [engines[0].ask(question) for question in QUESTIONS]
    assert {reply.outcome for reply in wanted} >= {Outcome.ANSWER, Outcome.NONE}
    askers = [Asker(engine, wanted) for engine in engines]
    for asker in askers:
        asker.start()
    wait_until(lambda: all(asker.answers >= ENOUGH for asker in askers), "answers before")
    nodes.nodes[victim].stop(signal.SIGKILL)
    killed = [asker.answers for asker in askers]
    wait_until(
        lambda: all(asker.answers >= at + ENOUGH for asker, at in zip(askers, killed, strict=True)), "answers after"
    )
    for asker in askers:
        asker.enough.set()
    for asker in askers:
        asker.join()
    assert [asker.wrong for asker in askers] == [[]] * ASKING


def test_what_is_only_partly_there_is_said_to_be_away(nodes: Cluster, single: ClusterConnection) -> None:
    """Where a part has no copy left, nothing is found rather than too little; when it is back, all is."""
    generation = open_generation(single)
    retriever = ClusterRetriever(single, generation)
    whole = retriever.search(Query("就业罚款"), k=100)
    node = _holder(nodes, single, generation.index(IndexKind.PASSAGES))
    node.stop(signal.SIGKILL)
    nodes.wait(2, "red")
    for query in (Query("就业罚款"), Query("")):
        with pytest.raises(SearchUnavailableError):
            retriever.search(query, k=100)
    with pytest.raises(SearchUnavailableError):
        list(ClusterPassages(single, generation))
    nodes.start(node)
    nodes.wait()
    assert retriever.search(Query("就业罚款"), k=100) == whole


def _holder(nodes: Cluster, connection: ClusterConnection, index: str) -> Node:
    """A node that holds a part of an index."""
    shards = connection.call(lambda client: client.cat.shards(index=index, params={"h": "id", "format": "json"}))
    told = connection.call(lambda client: client.nodes.info(node_id=shards[0]["id"], metric="http"))
    (address,) = (each["http"]["publish_address"] for each in told["nodes"].values())
    return next(node for node in nodes.nodes if node.host.endswith(address))


def test_a_cluster_that_is_away_is_said_to_be_away() -> None:
    """At once, whatever is asked."""
    away = ClusterConnection(ClusterSettings((f"http://127.0.0.1:{free_port()}", f"http://127.0.0.1:{free_port()}")))
    with pytest.raises(SearchUnavailableError, match=r"127\.0\.0\.1"):
        open_generation(away)
    away.close()


def test_an_index_that_was_deleted_is_away(copied: ClusterConnection) -> None:
    """Not empty."""
    generation = open_generation(copied)
    parts = copied, generation
    copied.call(lambda client: client.indices.delete(index=f"{generation.prefix}-*"))
    for ask in (
        lambda: ClusterRetriever(*parts).search(Query("就业")),
        lambda: ClusterRetriever(*parts).search(Query(""), Filters(Is(ReportField.YEAR, 2031))),
        lambda: ClusterPassages(*parts).get(["p1"]),
        lambda: ClusterPassages(*parts).report("a.txt"),
        lambda: ClusterCatalog(*parts).count(EVERY_REPORT),
        lambda: ClusterTermStatistics(*parts).frequencies(TokenKind.WORD, ["就业"]),
    ):
        with pytest.raises(SearchUnavailableError):
            ask()
    copied.call(lambda client: client.indices.create(index=f"{generation.prefix}-left"))
