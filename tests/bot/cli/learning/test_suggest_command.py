"""``wenda suggest``: drafts beside a report, looked through and approved."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli.main import cli
from bot.texts import teaching
from retrieval import Library
from tests.retrieval.invented import HARBOUR


@pytest.fixture
def report(tmp_path: Path) -> Path:
    """A report without anything beside it."""
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "a.txt").write_text(HARBOUR, "utf-8")
    return folder / "a.txt"


def wenda(*arguments: str, code: int = 0) -> Result:
    """Run, and expect this exit code."""
    result = CliRunner().invoke(cli, list(arguments))
    assert result.exit_code == code, result.output
    return result


def lines(path: Path) -> list[str]:
    """The lines of a file."""
    return path.read_text("utf-8").splitlines()


def test_drafts_are_written_looked_through_and_approved(report: Path) -> None:
    """Each is marked and unused; one that is turned down stays so; approved, the rest serve."""
    phrasings, gaps = report.with_suffix(".phrasings"), report.with_suffix(".gaps")
    said = wenda("suggest", str(report)).stderr
    assert str(phrasings) in said
    assert "--approve" in said
    assert lines(phrasings)[0] == "# wenda-phrasings 1"
    assert "? 购置了多少台起重机" in lines(phrasings)
    assert any(line.startswith("@ 请向青禾县人民政府咨询") for line in lines(gaps))
    assert Library.open(report).loaded_reports[0].phrasings == ()
    kept = phrasings.read_text("utf-8").replace("? 购置了多少台起重机\n", "# ? 购置了多少台起重机\n")
    phrasings.write_text(kept, "utf-8")
    assert wenda("suggest", str(report)).stderr.strip() == teaching.SUGGEST_NOTHING
    assert phrasings.read_text("utf-8") == kept
    wenda("suggest", str(report), "--approve")
    (loaded,) = Library.open(report).loaded_reports
    asked = {phrasing.question for phrasing in loaded.phrasings}
    assert "起重机购置了多少" in asked
    assert "购置了多少台起重机" not in asked
    assert loaded.gaps
    assert "没有待审核" in wenda("suggest", str(report), "--approve", code=1).stderr


def test_only_the_file_that_lacks_drafts_is_written(report: Path) -> None:
    """The other one is as staff left it."""
    wenda("suggest", str(report))
    phrasings, gaps = report.with_suffix(".phrasings"), report.with_suffix(".gaps")
    kept = phrasings.read_bytes(), phrasings.stat().st_mtime_ns
    gaps.unlink()
    said = wenda("suggest", str(report)).stderr
    assert (str(gaps) in said, f"{phrasings}：" in said) == (True, False)
    assert gaps.exists()
    assert (phrasings.read_bytes(), phrasings.stat().st_mtime_ns) == kept


def test_printing_writes_nothing(report: Path) -> None:
    """Both files are on stdout, as they would be written."""
    printed = wenda("suggest", str(report), "--print").stdout
    assert "# wenda-phrasings 1" in printed
    assert "# wenda-gaps 1" in printed
    assert [path.name for path in report.parent.iterdir()] == ["a.txt"]


def test_a_file_that_staff_broke_is_left_alone(report: Path) -> None:
    """The line that cannot be read is named, and nothing is changed."""
    phrasings = report.with_suffix(".phrasings")
    broken = "# wenda-phrasings 1\n> 报告里没有这句话\n? 有吗\n"
    phrasings.write_text(broken, "utf-8")
    for arguments in ((), ("--approve",)):
        assert "a.phrasings:2" in wenda("suggest", str(report), *arguments, code=1).stderr
    assert phrasings.read_text("utf-8") == broken
    assert not report.with_suffix(".gaps").exists()


def test_what_is_no_report_is_refused(tmp_path: Path) -> None:
    """A file without text, and one that is not there."""
    empty = tmp_path / "空.txt"
    empty.write_bytes(b"")
    wenda("suggest", str(empty), code=1)
    wenda("suggest", str(tmp_path / "none.txt"), code=2)
