"""The commands of ``wenda`` with a search cluster."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.app import AppContext
from bot.cli.main import cli
from bot.operations.engine_provider import EngineProvider, IndexSource
from tests.bot.program import free_port
from tests.cluster.conftest import connected
from tests.cluster.opensearch import Cluster
from tests.retrieval.search.retriever_contract import LIBRARY, RULES, written

pytestmark = pytest.mark.slow


@pytest.fixture
def folder(nodes: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of reports, and settings that name the cluster."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("WENDA_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("OPENSEARCH_URL", ",".join(nodes.hosts))
    monkeypatch.setenv("OPENSEARCH_PREFIX", "commands")
    monkeypatch.setenv("OPENSEARCH_TIMEOUT", "60")
    for _ in connected(nodes, "commands"):
        yield written(tmp_path / "reports", LIBRARY)


def invoke(*arguments: str | Path) -> Result:
    """Run a command in this process."""
    return CliRunner().invoke(cli, [*map(str, arguments)])


def test_what_was_indexed_is_served(folder: Path) -> None:
    """``wenda index`` copies to the cluster, and every other command reads from there."""
    built = json.loads(invoke("index", folder, "--json").stdout)
    assert built["cluster"]["written"] > 0
    assert json.loads(invoke("index", folder, "--json").stdout)["cluster"]["written"] == 0
    written(folder, {})
    reply = json.loads(invoke("ask", "擅自停转罚多少", "--json").stdout)
    assert reply["outcome"] == "answer"
    assert "500元以上2000元以下" in reply["quotes"][0]["text"]
    assert "第二条" in invoke("find", "擅自停转").stdout
    assert len(json.loads(invoke("library", "--json").stdout)["reports"]) == 5
    assert "OpenSearch 集群" in invoke("doctor").stdout


def test_a_folder_that_is_named_comes_first(folder: Path) -> None:
    """``--library`` is served from this machine, though a cluster is set and has nothing."""
    assert "500元" in invoke("--library", folder, "ask", "擅自停转罚多少").stdout


def test_without_an_index_the_command_to_make_one_is_named(folder: Path) -> None:
    """In one line."""
    failed = invoke("ask", "就业")
    assert failed.exit_code == 1
    assert "wenda index DIR" in failed.stderr
    assert failed.stderr.count("\n") == 1


def test_a_cluster_that_is_away_is_said_to_be_away(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And not as an empty answer."""
    monkeypatch.setenv("OPENSEARCH_URL", f"http://127.0.0.1:{free_port()}")
    for command in (("ask", "就业"), ("find", "就业"), ("library",)):
        failed = invoke(*command)
        assert failed.exit_code == 1
        assert "查找服务暂时用不了" in failed.stderr
        assert not failed.stdout


def test_a_new_index_is_taken_up_while_serving(folder: Path) -> None:
    """The engine provider looks at the generation."""
    invoke("index", folder)
    context = AppContext()
    cluster = context.cluster
    assert cluster
    provider = EngineProvider(folder, context.engine, cluster.stamp(), source=IndexSource.of_cluster(cluster))
    assert not provider.refresh()
    rules = LIBRARY[RULES]
    assert isinstance(rules, str)
    written(folder, {**LIBRARY, RULES: rules.replace("500元", "600元")})
    invoke("index", folder)
    assert provider.refresh()
    assert "600元" in provider.ask("擅自停转罚多少").quotes[0].text
    context.close()
