"""The evaluation command, on the shipped gold questions."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli.main import cli
from bot.texts.evaluation import section_in_chinese
from retrieval.resources import DATA
from tests.retrieval.invented import HARBOUR, indexed

SETS = ("development", "blind")
ELSEWHERE = "## Measured by other commands"


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


def test_what_is_shown_is_chinese(gold: Path) -> None:
    """Heads, kinds of questions and reasons are; names of sets, ids of questions and what people asked may not be."""
    head, *failing = (gold / "development.jsonl").read_text("utf-8").splitlines()
    few = gold / "few.jsonl"
    few.write_text("\n".join([head, *(line for line in failing if '"d-who-01"' in line)]), "utf-8")
    result = CliRunner().invoke(cli, ["eval", "--no-staff", "--show", str(few)])
    assert result.exit_code == 0, result.output
    assert english(result.stdout) <= {"few", "d-who"}
    assert "| 由谁办 | 50.0 (1) |" in result.stdout
    assert "找到了，但当成未载" in result.stdout


@pytest.mark.slow
def test_every_table_that_is_shown_is_chinese(gold: Path) -> None:
    """What each ingredient adds and the curves too; the page that is written stays English."""
    few, page = gold / "few.jsonl", gold / "quality.md"
    few.write_text("\n".join((gold / "development.jsonl").read_text("utf-8").splitlines()[:3]), "utf-8")
    shown = CliRunner().invoke(cli, ["eval", "--no-staff", "--ablation", "--curve", "--report", str(page), str(few)])
    assert shown.exit_code == 0, shown.output
    assert english(shown.stdout) <= {"few", "BM"}
    written = page.read_text("utf-8")
    assert "## What each ingredient adds: few" in written
    assert "| without | accuracy | false answers |" in written


@pytest.mark.parametrize("file", sorted((DATA / "eval").rglob("*.jsonl")), ids=lambda file: file.stem)
def test_every_kind_of_question_has_a_chinese_name(file: Path) -> None:
    """Of the gold questions that come along."""
    kinds = {json.loads(line)["kind"] for line in file.read_text("utf-8").splitlines() if line.strip()}
    shown = {kind: section_in_chinese(f"| {kind} |") for kind in kinds}
    assert [kind for kind, said in shown.items() if english(said)] == []


def english(text: str) -> set[str]:
    """The words in Latin letters."""
    return set(re.findall(r"[A-Za-z]+(?:-[A-Za-z]+)*", text))


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


@pytest.fixture
def few(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three gold questions on a small library: one that is answered, one that is not stated, one that is missed."""
    monkeypatch.setenv("WENDA_LIBRARY", str(indexed(tmp_path, {"a.txt": HARBOUR})))
    questions = [
        {"id": "1", "kind": "number", "question": "购置起重机多少台", "quotes": ["购置起重机8台"], "answer": "8台"},
        {"id": "2", "kind": "unanswerable", "question": "市长叫什么名字", "quotes": []},
        {"id": "3", "kind": "fact", "question": "火星上有几座冷库", "quotes": ["改造灯塔一座"]},
    ]
    path = tmp_path / "few.jsonl"
    path.write_text("".join(json.dumps(each) + "\n" for each in questions), "utf-8")
    return path


def test_figures_are_accepted_beside_those_of_other_sets_and_held(few: Path) -> None:
    """Accepted figures hold until one falls: that fails with one line that names it."""
    accepted = few.with_name("accepted.json")
    others = {"blind": json.loads((DATA / "eval" / "accepted.json").read_text("utf-8"))["blind"]}
    accepted.write_text(json.dumps(others), "utf-8")
    done = CliRunner().invoke(cli, ["eval", str(few), "--json", "--accept"])
    assert done.exit_code == 0, done.output
    figures = json.loads(done.stdout)["few"]
    assert (figures["questions"], figures["recall@200"], figures["unfaithful"]) == (3, 100.0, 0)
    kept = json.loads(accepted.read_text("utf-8"))
    assert kept == others | {"few": kept["few"]}
    assert set(kept["few"]) == set(others["blind"])
    assert CliRunner().invoke(cli, ["eval", str(few)]).exit_code == 0
    kept["few"]["accuracy"] = 99.9
    accepted.write_text(json.dumps(kept), "utf-8")
    fallen = CliRunner().invoke(cli, ["eval", str(few), "--json"])
    assert fallen.exit_code == 1
    assert fallen.stderr.startswith("wenda: 分数下降了：few：准确率为 ")


def test_a_report_has_every_section(few: Path, tmp_path: Path) -> None:
    """What fell short and what each ingredient adds, whatever is printed; what other commands measured stays below."""
    report = tmp_path / "quality.md"
    report.write_text(f"# Before\n\n{ELSEWHERE}\n\nkept\n", "utf-8")
    done = CliRunner().invoke(cli, ["eval", str(few), "--report", str(report)])
    assert done.exit_code == 0, done.output
    assert "## What fell short: few" not in done.stdout
    written = report.read_text("utf-8")
    for section in ("Without phrasings and gaps", "What each ingredient adds: few", "The classifier's trade-off: few",
                    "Short answers by confidence: few", "What fell short: few"):  # fmt: skip
        assert f"## {section}\n" in written
    assert "火星上有几座冷库" in written.partition("## What fell short: few")[2]
    assert "# Before" not in written
    assert written.endswith(f"{ELSEWHERE}\n\nkept\n")
