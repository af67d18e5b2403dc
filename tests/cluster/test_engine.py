"""The engine answers from a cluster as it answers from the index of this machine."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from retrieval import Engine, Library
from retrieval.cluster.cluster_index import ClusterIndex
from retrieval.cluster.indexing.cluster_builder import build
from retrieval.evaluation.gold import load_gold
from retrieval.search.syntax import parse_query
from tests.cluster.conftest import connected
from tests.cluster.opensearch import Cluster
from tests.cluster.sources import index_of
from tests.retrieval.search.retriever_contract import LIBRARY, written
from tests.shipped import ROOT

pytestmark = pytest.mark.slow
SETS = ("development", "blind", "sealed")
# Replies that may differ, of 100: scores are counted in 32 bits there, and lengths of texts are rounded.
TOLERATED = 1


@dataclass
class Engines:
    """One over the index of this machine, one over the cluster."""

    here: Engine
    there: Engine


def engines(nodes: Cluster, name: str, library: Library) -> Iterator[Engines]:
    """Both engines over a library."""
    for connection in connected(nodes, name):
        build(connection, index_of(library), library.gazetteer)
        yield Engines(Engine(library), Engine(Library.of_index(ClusterIndex.open(connection))))


@pytest.fixture(scope="module")
def shipped(nodes: Cluster, library: Library) -> Iterator[Engines]:
    """Over the report that ships with the bot."""
    yield from engines(nodes, "shipped", library)


@pytest.fixture(scope="module")
def invented(nodes: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engines]:
    """Over the invented library, where years and places select reports."""
    yield from engines(nodes, "invented", Library.open(written(tmp_path_factory.mktemp("engine"), LIBRARY)))


@pytest.mark.parametrize("name", SETS)
def test_replies_to_the_gold_questions_are_the_same(shipped: Engines, name: str) -> None:
    """Word for word, in all but a hundredth at most."""
    path = ROOT / "data" / "eval" / f"{name}.jsonl"
    gold = load_gold(path.read_text("utf-8"), path.name)
    differing = [
        each.question
        for each in gold
        if shipped.there.ask(each.question, each.history) != shipped.here.ask(each.question, each.history)
    ]
    assert len(differing) * 100 <= TOLERATED * len(gold), differing


@pytest.mark.parametrize(
    "question",
    [
        "2031年云南城镇新增就业目标多少",
        "贵州和云南2031年粮食产量",
        "广东2031年就业目标",
        "2019年云南的目标",
        "风筝试飞几天办好",
        "风车停转罚多少",
        "第二条是什么",
        "谁签发的",
        "风车手护办法",
        "火星车多少钱",
    ],
)
def test_replies_over_several_reports_are_the_same(invented: Engines, question: str) -> None:
    """Answers, comparisons, what the library lacks, and questions with a slip."""
    assert invented.there.ask(question) == invented.here.ask(question)


@pytest.mark.parametrize("words", ["就业", '"擅自停转"', "年:2031 就业 -云南", "地区:云南 时限", '"%"', "风车 罚款"])
def test_lookups_find_the_same_in_the_same_order(invented: Engines, words: str) -> None:
    """With phrases, exclusions and filters; ranked by the second stage."""
    query = parse_query(words)
    mine, wanted = invented.there.look_up(query, 20), invented.here.look_up(query, 20)
    assert [hit.passage for hit in mine] == [hit.passage for hit in wanted]
    assert [hit.score for hit in mine] == pytest.approx([hit.score for hit in wanted], rel=0.02)


def test_examples_and_version_are_the_same(shipped: Engines) -> None:
    """What the bot says of itself."""
    assert shipped.there.examples == shipped.here.examples
    assert shipped.there.library.skipped == shipped.here.library.skipped
    assert shipped.there.library.version == shipped.here.library.version
