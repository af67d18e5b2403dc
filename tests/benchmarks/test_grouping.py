"""Figures of grouping, on a few pairs and a few synthetic questions."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.figures import figure
from benchmarks.grouping import main
from benchmarks.synthetic_questions import make_questions

PAIRS = [
    ("营业执照怎么注销", "如何注销营业执照", 1),
    ("营业执照怎么注销", "居住证怎么办理", 0),
    ("低保金每月多少钱", "请问低保金每月是多少钱", 1),
    ("公租房怎么申请", "公租房为什么申请不了", 0),
]


@pytest.fixture
def pairs(tmp_path: Path) -> Path:
    """A file of four pairs."""
    path = tmp_path / "pairs.tsv"
    path.write_text("".join(f"{a}\t{b}\t{same}\n" for a, b, same in PAIRS), "utf-8")
    return path


def test_pairs_have_a_row_a_way(pairs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The table has the product at its best and as shipped, edit distance, and bigram Jaccard."""
    assert main(["--pairs", str(pairs), "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)["pairs"]
    assert list(rows) == ["wenda", "wenda, as shipped", "edit distance", "bigram jaccard"]
    assert rows["wenda, as shipped"]["f1"] == 1.0
    assert {tuple(row) for row in rows.values()} == {("threshold", "precision", "recall", "f1", "accuracy")}


def test_the_report_has_what_was_measured(pairs: Path, tmp_path: Path) -> None:
    """Each table goes into its section of the page, from where a page in prose takes it, and the rest stays."""
    page = tmp_path / "docs" / "quality.md"
    page.parent.mkdir()
    page.write_text("before\n<!-- grouping-pairs: begin -->\n<!-- grouping-pairs: end -->\nafter\n", "utf-8")
    assert main(["--pairs", str(pairs), "--report", str(page)]) == 0
    assert figure("pairs / wenda, as shipped / f1", tmp_path) == "1.0"
    page.with_name("performance.md").write_text(
        "<!-- grouping-speed: begin -->\n<!-- grouping-speed: end -->\n", "utf-8"
    )
    assert main(["--speed", "20", "--report", str(page.with_name("performance.md"))]) == 0
    assert figure("topics / questions", tmp_path) == "20"
    assert (page.read_text("utf-8")[:7], page.read_text("utf-8")[-7:]) == ("before\n", "\nafter\n")


@pytest.mark.slow
def test_made_questions_repeat_and_are_grouped(capsys: pytest.CaptureFixture[str]) -> None:
    """The same seed makes the same questions, and there are fewer groups than questions."""
    assert make_questions(50) == make_questions(50)
    assert make_questions(50) != make_questions(50, seed=8)
    assert main(["--speed", "300", "--json"]) == 0
    row = json.loads(capsys.readouterr().out)["speed"]["made questions"]
    assert row["questions"] == 300
    assert 0 < row["groups"] < 300
    assert row["add_ms_p50"] <= row["add_ms_p99"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("一\t二\n", "pairs.tsv:1: wanted question, question and 0 or 1 between tabs"),
        ("一\t二\t2\n", "pairs.tsv:1: wanted question, question and 0 or 1 between tabs"),
        ("一\t二\t0\n三\t四\t1\n", "wanted a pair that asks the same in each half"),
    ],
)
def test_bad_pairs_are_one_line_that_says_where(
    tmp_path: Path, content: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A bad file gives exit code 1 and one line on stderr."""
    path = tmp_path / "pairs.tsv"
    path.write_text(content, "utf-8")
    assert main(["--pairs", str(path)]) == 1
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert said in err


def test_nothing_to_measure_is_a_wrong_command_line() -> None:
    """A wrong command line gives exit code 2."""
    with pytest.raises(SystemExit) as stopped:
        main([])
    assert stopped.value.code == 2
