"""Table text: rows of cells, merged ones repeated, as lines that can be read back."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.conversion.table_text import TableCell, spread, table_lines
from retrieval.models import ReportError
from retrieval.text.columns import split_cells
from tests.examples import examples


def test_cells_reach_over_rows_and_columns() -> None:
    """A cell takes the first free columns; one without end reaches to the last row; a span stops at another's cell."""
    rows = [
        [TableCell("甲", rows=0), TableCell("乙", 2, 2), TableCell("丙")],
        [TableCell("丁")],
        [TableCell("戊"), TableCell("己", 9)],
    ]
    assert spread(rows) == [
        ["甲", "乙", "乙", "丙"],
        ["甲", "乙", "乙", "丁"],
        ["甲", "戊", *["己"] * 9],
    ]
    assert spread([[TableCell("甲"), TableCell("乙", rows=2)], [TableCell("丙", 3)]])[1] == ["丙", "乙"]


def test_titles_and_notes_are_lines_of_their_own() -> None:
    """What covers whole rows above and below the others has no borders; within the table it is a row."""
    grid = [["办件情况"] * 2, ["局", "数"], ["一、市直"] * 2, ["甲局", "3"], ["注：含转办"] * 2]
    assert table_lines(grid) == ["办件情况", "局 | 数", "一、市直 | 一、市直", "甲局 | 3", "注：含转办"]


def test_every_row_is_as_wide_as_the_table() -> None:
    """Short rows are filled up, outer columns and rows without text left out, inner ones kept; breaks become blanks."""
    grid = [["", "局", "", "受\n理\r\n数", ""], [], ["", "甲|乙", "", "", ""], ["", "丙"]]
    assert table_lines(grid) == ["局 |  | 受 理 数", "甲¦乙 |  | ", "丙 |  | "]


def test_a_table_of_one_column_is_lines_of_text() -> None:
    """Frames around text keep its lines; an empty table has none."""
    assert table_lines([["第一段\n第二段"], ["第三段|甲"]]) == ["第一段\n第二段", "第三段|甲"]
    assert table_lines([[""], ["", ""]]) == table_lines([]) == []


def test_merged_cells_without_end_are_refused() -> None:
    """A small file may ask for a table that fills the memory."""
    with pytest.raises(ReportError, match=r"^某\.html: "):
        spread([[TableCell("甲", 200) for _ in range(20)]], "某.html")
    with pytest.raises(ReportError, match=r"^某\.html: "):
        table_lines([["甲" * 100_000] * 200, ["乙"] * 200, ["丙", "丁"]], "某.html")


CELLS = st.builds(TableCell, st.text("甲乙 1\n|", max_size=4), st.integers(-1, 4), st.integers(-1, 4))


@settings(max_examples=examples(500), deadline=None)
@given(st.lists(st.lists(CELLS, max_size=4), max_size=5))
def test_no_cell_is_lost_and_rows_can_be_read_back(rows: list[list[TableCell]]) -> None:
    """Every text stands in its row; each line of cells has as many as any other."""
    grid = spread(rows)
    for own, line in zip(rows, grid, strict=True):
        assert {cell.text for cell in own} - {""} <= set(line)
    lines = table_lines(grid)
    texts = "".join("".join(line) for line in lines)
    kept = {char for row in rows for cell in row for char in cell.text if not char.isspace() and char != "|"}
    assert all(char in texts for char in kept)
    bars = {line.count("|") for line in lines if " | " in line}
    wide = len({len(split_cells(line)) for line in lines if " | " in line and not line.startswith(" ")})
    assert len(bars) <= 1
    assert wide <= 2
