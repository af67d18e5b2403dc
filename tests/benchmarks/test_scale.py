"""The made library has as many passages as it says, and the command measures it with and without the extra."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import scale
from benchmarks.hidden_module import hiding
from benchmarks.made_library import MadeLibrary, main
from benchmarks.peers import PRODUCT
from retrieval.models import Region
from retrieval.parsing.report import parse_report, passages
from tests.benchmarks.test_library import KEYS
from tests.shipped import ROOT

# Each starts several processes.
pytestmark = pytest.mark.slow

SERVED = "open_ms first_ms ask_ms_p50 ask_ms_p99 ask_ms_max serving_mb serving_own_mb first_stage_ms_p50".split()
BM25 = "bm25_ms_p50 bm25_numpy_ms_p50 tantivy_ms_p50 bm25_to_tantivy bm25_numpy_to_tantivy".split()


@pytest.mark.parametrize("size", [2, 17, 100, 149, 151, 1234])
def test_a_made_library_has_the_passages_that_were_asked_for(size: int) -> None:
    """As the product's parser counts them; 2 is the least that a report has."""
    found = [len(passages(parse_report(report.text, report.file))) for report in MadeLibrary(size)]
    assert sum(found) == size
    assert len(found) == len(MadeLibrary(size))


def test_a_made_report_reads_like_an_official_one() -> None:
    """A title with its year, a number, chapters with headings, and numbered sections with headings."""
    report = MadeLibrary(200).report(1)
    parsed = parse_report(report.text, report.file)
    assert parsed.title.endswith("工作报告")
    assert parsed.number
    assert parsed.number.startswith("政发〔20")
    sections = [clause for clause in parsed.clauses if clause.place is Region.LEAF]
    assert len(sections) == 7 * 13
    assert {len(clause.headings) for clause in sections} == {2}
    assert sum(map(all, (clause.headings for clause in sections))) > 0.8 * len(sections)
    assert sum("全年完成" in report.text[clause.start : clause.end] for clause in sections) == len(sections)


def test_the_same_seed_makes_the_same_library(tmp_path: Path) -> None:
    """A smaller library is the beginning of a larger one; the files are those of the reports."""
    assert list(MadeLibrary(300)) == list(MadeLibrary(300))
    assert list(MadeLibrary(300, seed=8)) != list(MadeLibrary(300))
    assert list(MadeLibrary(500))[:3] == list(MadeLibrary(300))
    main([str(tmp_path), "--passages", "300"])
    assert {path.name: path.read_text("utf-8") for path in tmp_path.iterdir()} == {
        report.file: report.text for report in MadeLibrary(300)
    }


def test_a_hidden_module_is_not_found(tmp_path: Path) -> None:
    """Whether or not it is installed."""
    code = "import numpy\ntry:\n    import numba\nexcept ImportError as error:\n    print(error.name)"
    command = [sys.executable, "-c", code]
    assert subprocess.check_output(command, env=hiding("numba", tmp_path), encoding="utf-8") == "numba\n"


def test_figures_stand_beside_those_without_the_extra() -> None:
    """One line a figure; the section of the page names the command."""
    figures = {"documents": 2, "ask_ms_p50": 5.25, "tantivy_ms_p50": None, "without_extra": {"ask_ms_p50": 7.0}}
    assert [line.split() for line in scale.as_text(figures).splitlines()] == [
        ["documents", "2"],
        ["ask_ms_p50", "5.25", "7"],
        ["tantivy_ms_p50", "absent"],
    ]
    page = scale.as_markdown(200, figures)
    assert page.startswith("`python -m benchmarks.scale --passages 200`")
    assert "| ask_ms_p50 | 5.25 | 7 |" in page


def test_the_command_measures_everything(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The figures of a library, then the first stage, without the extra, and BM25 beside tantivy."""
    page = tmp_path / "page.md"
    page.write_text("<!-- scale: begin -->\n<!-- scale: end -->\n", "utf-8")
    assert scale.main(["--passages", "200", "--questions", "5", "--json", "--report", str(page)]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert list(figures)[: len(KEYS)] == KEYS
    assert figures.keys() >= {*SERVED, *BM25}
    assert figures["without_extra"].keys() >= set(SERVED)
    assert (figures["documents"], figures["passages"]) == (2, 200)
    assert figures["bm25_ms_p50"] > 0
    assert "| cold_ask_s |" in page.read_text("utf-8")


def test_the_product_is_compared_by_its_own_row() -> None:
    """The rows that are read are those of the comparison of speed."""
    assert PRODUCT in scale._ENGINES


@pytest.mark.parametrize("value", ["0", "many"])
def test_no_passages_are_a_wrong_command_line(value: str) -> None:
    """A wrong command line gives exit code 2."""
    with pytest.raises(SystemExit) as stopped:
        scale.main(["--passages", value])
    assert stopped.value.code == 2


def test_the_modules_that_start_processes_are_small() -> None:
    """The system counts the memory of whoever starts a process to that process's peak."""
    code = "import sys, benchmarks.scale; sys.exit('numpy' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)
