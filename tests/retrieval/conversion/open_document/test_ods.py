"""OpenDocument spreadsheets: cells as they are shown, sheets under their names."""

from __future__ import annotations

import pytest

from retrieval.conversion.formats import convert
from retrieval.conversion.open_document import ods as ods_converter
from retrieval.models import Refusal, ReportError
from tests.retrieval.conversion.office_files import ods

HIDDEN = (
    '<style:style style:name="T" style:family="table"><style:table-properties table:display="false"/></style:style>'
)


def cell(text: str, more: str = "") -> str:
    return f'<table:table-cell office:value="9" {more}><text:p>{text}</text:p></table:table-cell>'


def sheet(name: str, *rows: str, more: str = "", columns: str = "") -> str:
    inner = "".join(
        row if row.startswith("<table:table-row") else f"<table:table-row>{row}</table:table-row>" for row in rows
    )
    return f'<table:table table:name="{name}" {more}>{columns}{inner}</table:table>'


def test_sheets_are_tables() -> None:
    """The text of a cell counts, not its value; merged cells are repeated; what is hidden is left out."""
    columns = '<table:table-column/><table:table-column table:visibility="collapse"/><table:table-column/>'
    empty = '<table:table-cell table:number-columns-repeated="1021"/>'
    first = sheet(
        "收入",
        cell("项目", 'table:number-rows-spanned="2"') + cell("隐") + cell("2021年<text:s/>万元") + empty,
        "<table:covered-table-cell/>" + cell("隐") + cell("5.3%"),
        f'<table:table-row table:visibility="filter">{cell("隐")}</table:table-row>',
        '<table:table-row table:number-rows-repeated="2">'
        f"{cell('税收') + cell('') + cell('1,234.50')}</table:table-row>",
        f'<table:table-row table:number-rows-repeated="1048000">{empty}</table:table-row>',
        columns=columns,
    )
    data = ods(
        first + sheet("隐", cell("隐"), more='table:style-name="T"') + sheet("支出", cell("甲") + cell("1")), HIDDEN
    )
    assert convert(data, "某.ods").text.splitlines() == [
        "收入", "项目 | 2021年 万元", "项目 | 5.3%", "税收 | 1,234.50", "税收 | 1,234.50", "", "支出", "甲 | 1",
    ]  # fmt: skip


def test_what_a_cell_shows() -> None:
    """Counted blanks, line breaks and marked words are text of a cell; a phonetic guide is none."""
    shown = (
        "威<text:ruby><text:ruby-base>海</text:ruby-base><text:ruby-text>hai</text:ruby-text></text:ruby>"
        '<text:s text:c="2"/>市<text:line-break/><text:span>一般</text:span>预算'
    )
    data = ods(sheet("收入", cell("项目") + cell("数额"), cell(shown) + cell("27")))
    assert convert(data, "某.ods").text.splitlines() == ["收入", "项目 | 数额", "威海  市 一般预算 | 27"]


def test_a_sheet_with_too_many_cells_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cells and rows that are repeated count as often as they are shown."""
    monkeypatch.setattr(ods_converter, "_MOST_CELLS", 100)
    wide = cell("27", 'table:number-columns-repeated="11"')
    row = f'<table:table-row table:number-rows-repeated="10">{wide}</table:table-row>'
    with pytest.raises(ReportError, match="filled cells") as error:
        convert(ods(sheet("收入", row)), "某.ods")
    assert error.value.refusal is Refusal.TOO_LARGE
