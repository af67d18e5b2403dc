"""Tables: heads of columns over one row or several, in the form that all formats share."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.models import Region
from retrieval.parsing.report import parse_report
from retrieval.parsing.tables import find_tables
from retrieval.text.segmentation import split_blocks
from tests.examples import examples


@pytest.mark.parametrize(
    ("rows", "heads", "size"),
    [
        (["局 | 数", "甲 | 3"], ("局", "数"), 1),
        # Heads that span columns, with heads below them; those beside them span rows, or stand over spanning ones too.
        (["局 | 办件 | 办件", "局 | 受理 | 办结", "甲 | 4 | 3"], ("局", "办件｜受理", "办件｜办结"), 2),
        (["收入 | 收入 | 支出 | 支出", "项目 | 数额 | 项目 | 数额", "甲 | 1 | 乙 | 2"],
         ("收入｜项目", "收入｜数额", "支出｜项目", "支出｜数额"), 2),
        (["局 | 办件 | 办件", "局 | 今年 | 今年", "局 | 受理 | 办结", "甲 | 4 | 3"],
         ("局", "办件｜今年｜受理", "办件｜今年｜办结"), 3),
        # A row of words below spanning heads is data where it repeats no head beside them.
        (["部门 | 部门 | 电话", "甲局 | 乙科 | 无", "丙局 | 丁科 | 有"], ("部门", "部门", "电话"), 1),
        # Units below the heads, years as heads, and empty corners.
        (["品名 | 产量", "（类） | （万吨）", "粮食 | 3"], ("品名｜（类）", "产量｜（万吨）"), 2),
        (["指标 | 2022 | 2023年", "产值 | 3 | 4"], ("指标", "2022", "2023年"), 1),
        ([" | 受理 | 办结", "甲局 | 4 | 3", "乙局 | 5 | 2"], ("", "受理", "办结"), 1),
        # Rows with numbers tell where the header ends, and so does the rule of Markdown.
        (["序号 | 条件 | 条件", "序号 | 学历 | 年龄", "1 | 本科 | 不限"], ("序号", "条件｜学历", "条件｜年龄"), 2),
        (["| 局 | 数 |", "|---|:--:|", "| 甲 | 三 |"], ("局", "数"), 2),
        # No header: one row, or figures from the first row on.
        (["局 | 数"], (), 0),
        (["粮食 | 215万吨", "水果 | 3万吨"], (), 0),
        # Titles within the table.
        (["办件情况 | 办件情况", "局 | 数", "甲 | 3"], ("局", "数"), 2),
    ],
)  # fmt: skip
def test_heads_of_columns(rows: list[str], heads: tuple[str, ...], size: int) -> None:
    """Each column has its heads joined from above; the rows of heads are told from those of data."""
    text = "\n".join(rows)
    (table,) = find_tables(text, split_blocks(text))
    assert table.heads == heads
    assert table.header_rows == frozenset(range(1, size + 1))


def test_a_row_stands_under_the_section_above_it() -> None:
    """A row that is one cell from side to side names the rows below it."""
    table = "局 | 数 | 时限\n市直 | 市直 | 市直\n甲局 | 3 | 5天\n县区 | 县区 | 县区\n甲局 | 4 | 6天\n"
    text = f"某市清单\n一、事项\n见表。\n\n{table}"
    rows = [clause for clause in parse_report(text, "某.txt").clauses if clause.place is Region.ROW]
    assert [row.headings[1] for row in rows] == ["", "市直", "", "县区"]
    assert {row.headings[2] for row in rows} == {"局 | 数 | 时限"}


CELLS = st.text("甲乙丙局数12年（）%", max_size=5)


@settings(max_examples=examples(300), deadline=None)
@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=6))
def test_any_table_has_as_many_heads_as_columns_or_none(grid: list[list[str]]) -> None:
    """Whatever the cells are, the rows keep the order, and the text is made up by its clauses."""
    text = "某市清单\n\n" + "\n".join(" | ".join(row) for row in grid)
    blocks = split_blocks(text)
    for table in find_tables(text, blocks):
        assert len(table.sections) == len(table.rows)
        assert max(table.header_rows, default=0) <= len(table.rows)
    report = parse_report(text, "某.txt")
    assert "".join(text[clause.start : clause.end] for clause in report.clauses) == text
