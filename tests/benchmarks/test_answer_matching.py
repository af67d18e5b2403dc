"""Figures of the matching of questions to staff answers, on a few pairs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.answer_matching import main

PAIRS = "营业执照怎么注销\t如何注销营业执照\t1\n低保金每月多少钱\t请问低保金每月是多少钱\t1\n甲告乙\t乙告甲\t0\n"


@pytest.mark.slow
def test_every_set_has_its_figures(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The output has figures for one phrasing, for all phrasings, for pairs, and for speed among 1,000 answers."""
    (tmp_path / "pairs.tsv").write_text(PAIRS, "utf-8")
    assert main(["--pairs", str(tmp_path / "pairs.tsv"), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert list(found) == ["one phrasing of 100 facts", "all phrasings of all facts", "pairs", "speed"]
    assert found["pairs"] == {"pairs": 2, "recall": 1.0, "precision": 1.0}
    assert found["one phrasing of 100 facts"].keys() == {"recall", "other phrasings", "polite", "gaps", "gold", "all"}
    assert found["speed"]["answers"] == 1000
    assert found["speed"]["p50"] <= found["speed"]["p99"]


def test_bad_pairs_are_one_line_that_says_where(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A bad file gives exit code 1 and one line on stderr."""
    (tmp_path / "pairs.tsv").write_text("一\t二\n", "utf-8")
    assert main(["--pairs", str(tmp_path / "pairs.tsv")]) == 1
    assert "pairs.tsv:1: wanted" in capsys.readouterr().err
