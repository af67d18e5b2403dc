"""Table cells: the cell that a question means, or none where that is not sure."""

from __future__ import annotations

import pytest

from retrieval.question.concepts import Concept
from retrieval.scoring.table_cells import TableRow

OFFICES = ["单位", "类别", "受理数", "办结数", "联系人", "电话"]
ROW = "公安局 | 行政许可 | 27 | 26 | 张三 | 3595332"
SIDES = ["收入|项目", "收入|预算数", "支出|项目", "支出|预算数"]
HARVEST = ["产品名称", "产量|2023年", "产量|比上年增长(%)", "单位"]
BUDGET = "一、公共预算 | 1200 | 一、教育支出 | 800"


def cell(raw: str, heads: list[str], asked: str, sort: str = "figures", above: str = "") -> str | None:
    row = TableRow.of(raw, heads, above)
    concepts = [Concept(word, (), 1.0) for word in asked.split()]
    wanted = {"figures": row.figures, "dates": row.dates}.get(sort) or row.words(concepts)
    found = row.cell(concepts, wanted)
    return raw[slice(*found)] if found else None


@pytest.mark.parametrize(
    ("raw", "heads", "asked", "found"),
    [
        (ROW, OFFICES, "公安局 行政许可 办结", "26"),
        (ROW, OFFICES, "公安局 受理", "27"),
        (ROW, OFFICES, "公安局 电话", "3595332"),
        # No column is named, one of another row or another thing is, or too little of the question is held.
        (ROW, OFFICES, "公安局 行政许可", None),
        (ROW, OFFICES, "公安局 投诉", None),
        (ROW, OFFICES, "公安局 投诉 信访 办结", None),
        # Tables side by side: the nearest words before a figure name it.
        (BUDGET, SIDES, "教育支出 预算数", "800"),
        (BUDGET, SIDES, "公共预算 预算数", "1200"),
        # Empty cells are columns, merged cells are one answer.
        ("合计 |  | 41 | 8", ["结果", "结果", "自然人", "法人"], "合计 法人", "8"),
        ("合计 | 41 | 41", ["结果", "件数|上半年", "件数|下半年"], "合计 件数", "41"),
        ("合计 | 41 | 42", ["结果", "件数|上半年", "件数|下半年"], "合计 件数", None),
        # A head that says no more than the question is meant before one that says more; row and column make up a word.
        ("粮食 | 120.5 | 2.1 | 万吨", HARVEST, "粮食产量", "120.5"),
        ("粮食 | 120.5 | 2.1 | 万吨", HARVEST, "粮食产量 增长", "2.1"),
        ("1 | 粮食 | 120.5 | 2.1", ["序号", *HARVEST[:3]], "粮食 产量 增长", "2.1"),
        # Without heads the only figure is meant.
        ("粮食产量 | 215万吨", [], "粮食 产量", "215万吨"),
        ("粮食产量 | 215万吨 | 3%", [], "粮食 产量", None),
        # Cells that do not match the heads say nothing.
        ("公安局 | 27", OFFICES, "公安局 受理", None),
    ],
)
def test_the_figure_that_is_asked_for(raw: str, heads: list[str], asked: str, found: str | None) -> None:
    """By the head of its column and the heads of its row; none where two are meant alike."""
    assert cell(raw, heads, asked) == found


def test_the_words_and_the_day_that_are_asked_for() -> None:
    """Under the head that is named, and no cell that the question itself says."""
    assert cell(ROW, OFFICES, "公安局 联系人", "words") == "张三"
    assert cell(ROW, OFFICES, "公安局 单位", "words") is None
    named = "第八条 | 抛物罪（取消投掷罪罪名）"
    assert cell(named, ["条文", "罪名"], "第八条 罪名", "words") == "抛物罪（取消投掷罪罪名）"
    dated = "甲项目 | 2023年5月1日 | 2024年"
    assert cell(dated, ["项目", "开工日期", "竣工日期"], "甲项目 竣工", "dates") == "2024年"


def test_the_column_of_the_year_that_is_asked_for() -> None:
    """Of columns for years the one is meant that the question names; another year's is no answer."""
    row, concepts = TableRow.of("粮食 | 120 | 118", ["品名", "2023年", "2022年"], ""), [Concept("粮食", (), 1.0)]
    found = [row.cell(concepts, row.figures, years) for years in ((2022,), (2023,), (2021,), ())]
    assert [row.folded.text[slice(*span)] if span else None for span in found] == ["118", "120", None, None]


def test_what_stands_above_the_table_holds_the_question_too() -> None:
    """The title of the report and the caption need not stand in the row."""
    heads = ["指标", "数量"]
    assert cell("受理 | 27", heads, "西岭县 信访 受理 数量") is None
    assert cell("受理 | 27", heads, "西岭县 信访 受理 数量", above="西岭县报告 信访情况") == "27"
