"""The evaluation command, on the shipped gold questions."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli.main import cli
from retrieval.resources import DATA

SETS = ("development", "blind")


@pytest.fixture
def gold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the gold questions and the accepted figures."""
    monkeypatch.setenv("WENDA_STATE", str(tmp_path / "state"))
    return Path(shutil.copytree(DATA / "eval", tmp_path / "eval"))


def run(folder: Path, *options: str) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of an evaluation of both sets."""
    result = CliRunner().invoke(cli, ["eval", *(str(folder / f"{name}.jsonl") for name in SETS), *options])
    return result.exit_code, result.stdout, result.stderr


@pytest.mark.slow
def test_figures_hold(gold: Path) -> None:
    """No figure has fallen below the accepted ones by more than is allowed, and no quote is unfaithful."""
    code, out, error = run(gold, "--json")
    assert (code, error) == (0, "")
    found = json.loads(out)
    assert {name: figures["unfaithful"] for name, figures in found.items()} == dict.fromkeys(SETS, 0)
    assert {name: figures["recall@200"] for name, figures in found.items()} == dict.fromkeys(SETS, 100.0)


@pytest.mark.slow
def test_fallen_figure_fails(gold: Path) -> None:
    """A figure below the accepted one fails the run with one line that names it."""
    accepted = json.loads((gold / "accepted.json").read_text("utf-8"))
    accepted["blind"]["accuracy"] = 99.9
    (gold / "accepted.json").write_text(json.dumps(accepted), "utf-8")
    code, _, error = run(gold)
    assert code == 1
    assert error.startswith("wenda: 分数下降了：blind：准确率为 ")
    assert error.count("\n") == 1


def test_accepting_keeps_other_sets(gold: Path) -> None:
    """Accepting the figures of one set leaves those of the others as they were."""
    before = json.loads((gold / "accepted.json").read_text("utf-8"))
    result = CliRunner().invoke(cli, ["eval", str(gold / "development.jsonl"), "--accept"])
    assert result.exit_code == 0, result.output
    after = json.loads((gold / "accepted.json").read_text("utf-8"))
    assert after["blind"] == before["blind"]
    assert set(after["development"]) == set(before["development"])


def test_bad_question_is_named(gold: Path) -> None:
    """A line that is no gold question fails the run with the file's name and the line."""
    (gold / "development.jsonl").write_text('{"id": 1}\n', "utf-8")
    code, _, error = run(gold)
    assert code == 1
    assert error.startswith("wenda: development.jsonl:1：标准问题缺少 'kind'")
