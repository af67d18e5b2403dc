"""Extras: each part that needs one says so in the operator's language, and starts where it is installed."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli.main import cli
from bot.config import settings
from bot.config.extras import Extra, MissingExtraError, require
from bot.operations.cluster_source import ClusterSource
from bot.texts import operator
from retrieval.cluster.cluster_settings import ClusterSettings

PROJECT = tomllib.loads((Path(__file__).parents[3] / "pyproject.toml").read_text("utf-8"))["project"]


@pytest.mark.parametrize("extra", Extra)
def test_an_extra_that_is_installed_is_not_missed(extra: Extra) -> None:
    """All of them are here; each is one of the package and has its words."""
    require(extra)
    assert extra in PROJECT["optional-dependencies"]
    assert operator.PARTS_OF_EXTRAS.keys() == set(Extra)


@pytest.mark.parametrize(
    ("extra", "module"),
    [(Extra.DASHBOARD, "datasette_dashboards"), (Extra.CHARTS, "matplotlib"), (Extra.CLUSTER, "opensearchpy")],
)
def test_one_that_is_not_is_named_with_the_command_that_adds_it(
    monkeypatch: pytest.MonkeyPatch, extra: Extra, module: str
) -> None:
    """One package that is not there is enough."""
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(MissingExtraError, match=rf"还没有装上。.*make {extra}（.*pip install 'wenda-bot\[{extra}\]'"):
        require(extra)


@pytest.mark.parametrize("options", [[], ["--set-password"]])
def test_the_dashboard_says_what_it_needs_before_it_asks_for_anything(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, options: list[str]
) -> None:
    """One line and exit code 1; neither a password nor a state folder is made."""
    monkeypatch.setitem(sys.modules, "datasette", None)
    monkeypatch.setenv("WENDA_STATE", str(tmp_path / "var"))
    done = CliRunner().invoke(cli, ["desk", *options], input="a long password\n")
    assert done.exit_code == 1
    assert done.stderr == f"wenda: {MissingExtraError(Extra.DASHBOARD)}\n"
    assert not (tmp_path / "var").exists()


def test_a_cluster_without_its_client_says_what_to_add(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Also `wenda ask`, where only the address was set."""
    monkeypatch.setitem(sys.modules, "opensearchpy", None)
    with pytest.raises(MissingExtraError, match=r"OPENSEARCH_URL.*make cluster"):
        ClusterSource(ClusterSettings(("http://127.0.0.1:9",))).connection  # noqa: B018 - a property that connects
    chosen = settings.load(state=tmp_path / "var", opensearch_url="http://127.0.0.1:9")
    monkeypatch.setenv("OPENSEARCH_URL", "http://127.0.0.1:9")
    done = CliRunner().invoke(cli, ["ask", "--no-log", "执法记录仪有几台"], env={"WENDA_STATE": str(chosen.state)})
    assert (done.exit_code, done.stderr) == (1, f"wenda: {MissingExtraError(Extra.CLUSTER)}\n")
