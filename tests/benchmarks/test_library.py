"""The cost of a library, measured on an invented one of a few reports."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from benchmarks.library import main
from benchmarks.library_questions import QuestionMaker
from benchmarks.library_serving import LOOK_UP, serve
from benchmarks.memory import own_memory
from benchmarks.processes import run
from retrieval import Library
from retrieval.search.syntax import parse_query
from tests.retrieval.invented import HARBOUR, LIBRARIES, write
from tests.shipped import ROOT

# Each starts several processes.
pytestmark = pytest.mark.slow

KEYS = (
    "documents passages text_bytes index_cpu_s index_wall_s index_peak_mb index_bytes reindex_one_s open_ms first_ms "
    "ask_ms_p50 ask_ms_p99 ask_ms_max serving_mb cold_ask_s cold_ask_mb"
).split()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of two reports."""
    (tmp_path / "reports").mkdir()
    return write(tmp_path / "reports", {"港务.txt": HARBOUR, "图书馆.txt": LIBRARIES})


def files(folder: Path) -> dict[str, bytes]:
    """The files of a folder with their content."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_library_has_every_figure_and_stays_as_it_is(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The names that others rely on, in their order; the folder itself is not indexed."""
    before, page = files(folder), tmp_path / "page.md"
    page.write_text("<!-- library: begin -->\n<!-- library: end -->\n", "utf-8")
    assert main([str(folder), "--questions", "10", "--json", "--report", str(page)]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert list(figures) == KEYS
    assert files(folder) == before
    assert figures["documents"] == 2
    assert figures["text_bytes"] == len(HARBOUR.encode()) + len(LIBRARIES.encode())
    assert all(value > 0 for value in figures.values())
    assert figures["ask_ms_p50"] <= figures["ask_ms_p99"] <= figures["ask_ms_max"]
    assert figures["first_ms"] <= figures["ask_ms_max"]
    assert f"| cold_ask_s | {figures['cold_ask_s']:,} |" in page.read_text("utf-8")
    assert str(folder) not in page.read_text("utf-8")


def test_a_folder_without_reports_is_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What the index command says is passed on."""
    (tmp_path / "empty").mkdir()
    assert main([str(tmp_path / "empty")]) == 1
    assert "里面没有可读的文件" in capsys.readouterr().err


def test_no_folder_is_a_wrong_command_line(tmp_path: Path) -> None:
    """A wrong command line gives exit code 2."""
    with pytest.raises(SystemExit) as stopped:
        main([str(tmp_path / "nowhere")])
    assert stopped.value.code == 2


def test_questions_are_made_from_the_library(folder: Path) -> None:
    """The kinds in turn, the same for the same seed, and every look-up can be parsed."""
    library = Library.open(folder)
    made = QuestionMaker(library, 7).questions(50)
    assert made == QuestionMaker(library, 7).questions(50)
    assert made != QuestionMaker(library, 8).questions(50)
    assert [question.kind for question in made[:5]] == ["heading", "figure", "lay", "misspelt", LOOK_UP]
    assert all(question.text.strip() for question in made)
    assert any("多少" in question.text for question in made if question.kind == "figure")
    assert any("2023年" in question.text for question in made)
    for question in made:
        if question.kind == LOOK_UP:
            parse_query(question.text)


def test_serving_times_every_question(folder: Path) -> None:
    """Those asked and those looked up; the memory is this process's own."""
    asked = [{"kind": "lay", "text": "泊位有几个"}, {"kind": LOOK_UP, "text": "起重机 年:2023"}]
    figures = serve(str(folder), asked)
    assert len(figures["ask_ms"]) == 2
    assert min(figures["ask_ms"]) > 0
    assert 0 < figures["serving_own_mb"] <= figures["serving_mb"] <= own_memory().private_mb + 50
    assert len(figures["first_stage_ms"]) == 1


def test_a_process_is_measured_by_itself() -> None:
    """Processor time and memory are those of the one process, whatever ran before it."""
    # In a process that is small itself, as the benchmark is.
    code = """
import sys
from benchmarks.processes import run

for size in (200_000_000, 1):
    print(run([sys.executable, "-c", f"print(len(bytearray({size})))"], {}).peak_mb)
"""
    measured = run([sys.executable, "-c", code], {"PYTHONPATH": str(ROOT)})
    large, small = map(float, measured.output.split())
    assert large > small + 150
    assert measured.cpu_s > 0
    assert measured.wall_s > 0


def test_a_failed_process_is_named_with_its_last_line() -> None:
    """What went wrong is what it wrote last."""
    with pytest.raises(RuntimeError, match=r"exit code 3: gone"):
        run([sys.executable, "-c", "import sys; print('gone', file=sys.stderr); sys.exit(3)"], {})
