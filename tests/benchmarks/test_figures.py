"""Figures in prose: found in tables of every form that the pages have, and refused where they are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.figures import FigureError, figure, updated
from benchmarks.report import figures_section, replace_section

QUALITY = """# Quality

## Figures

Two sets.

|  | questions | accuracy |
|---|---|---|
| sealed | 1,300 | 92.7 |

## Without phrasings and gaps

|  | questions |
|---|---|
| sealed | 7 |

<!-- unprepared: begin -->
|  | accuracy | short precision |
|---|---:|---:|
| sealed | 42.9 | – |

| kind | sealed |
|---|---:|
| lay \\| odd | 10.5 (62) |
<!-- unprepared: end -->

| kind | sealed |
|---|---:|
| outside | 1 |
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder with a page of figures, and an empty section of another."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "quality.md").write_text(QUALITY, "utf-8")
    (tmp_path / "docs" / "performance.md").write_text("<!-- load: begin -->\n<!-- load: end -->\n", "utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("prepared / sealed / questions", "1,300"),
        ("bare / sealed / questions", "7"),
        ("unprepared / sealed / accuracy", "42.9"),
        ("unprepared / lay \\| odd / sealed", "10.5"),
        ("unprepared / lay \\| odd / sealed / 2", "62"),
    ],
)
def test_a_figure_is_found(root: Path, source: str, value: str) -> None:
    """Below its heading or between its markers, by row and column, the first number of the cell or a later one."""
    assert figure(source, root) == value


@pytest.mark.parametrize(
    "source",
    [
        "elsewhere / sealed",
        "prepared / missing / accuracy",
        "prepared / sealed / missing",
        "bare / sealed / accuracy",
        "unprepared / outside / sealed",
        "unprepared / sealed / short precision",
        "prepared / sealed / accuracy / 2",
        "prepared / sealed / accuracy / 0",
        "load / answers_per_s",
    ],
)
def test_what_is_not_there_is_named(root: Path, source: str) -> None:
    """An unknown table, row or column, one of another section, a cell without a number, an empty section."""
    with pytest.raises(FigureError, match=f"^{source}: wanted "):
        figure(source, root)


def test_a_measurement_reaches_the_prose(root: Path) -> None:
    """What a command wrote is taken over in its form; text around it stays; without a number nothing is taken over."""
    replace_section(root / "docs" / "performance.md", "load", figures_section("run", {"answers_per_s": 1234.5}))
    page = "每秒 9.9<!-- figure: load / answers_per_s --> 个，7 个"
    assert updated(page, root) == "每秒 1,234.5<!-- figure: load / answers_per_s --> 个，7 个"
    with pytest.raises(FigureError, match="wanted a number in front of it"):
        updated("many <!-- figure: load / answers_per_s -->", root)
