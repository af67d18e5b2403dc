"""Workbooks of Excel and WPS, old and new: cells as they are shown, sheets as tables under their names."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.conversion.formats import convert
from retrieval.models import Refusal, ReportError
from tests.examples import examples
from tests.retrieval.conversion.office_files import compound, xls, xlsx, zipped

pytest.importorskip("xlrd", reason="xlrd is not installed")


def row(*cells: str, more: str = "") -> str:
    """A row of cells, each the XML of one, or text."""
    inner = (each if each.startswith("<") else f'<c t="inlineStr"><is><t>{each}</t></is></c>' for each in cells)
    return f"<row {more}>{''.join(inner)}</row>"


def text_of(*rows: str, more: str = "", **options: object) -> list[str]:
    data = xlsx({"Sheet1": f"<sheetData>{''.join(rows)}</sheetData>{more}"}, **options)  # type: ignore[arg-type]
    return convert(data, "某.xlsx").text.splitlines()


def test_cells_of_all_kinds() -> None:
    """Shared and inline text, numbers by their format, dates, truth, errors, results of formulas."""
    strings = [
        "<t>项目</t>",
        "<r><t>执法</t></r><r><rPr/><t>记录仪</t></r><rPh><t>zhifa</t></rPh>",
        "<t>甲_x000D_\n乙</t>",
    ]
    cells = (
        '<c t="s"><v>0</v></c>', '<c t="s"><v>1</v></c>', '<c t="s"><v>2</v></c>', '<c s="1"><v>0.053</v></c>',
        '<c s="2"><v>44197</v></c>', '<c t="b"><v>1</v></c>', '<c t="e"><v>#N/A</v></c>',
        '<c t="str"><f>A1&amp;"x"</f><v>合计</v></c>', "<c><f>1+1</f><v>2</v></c>", "<c/>",
    )  # fmt: skip
    found = text_of(
        row("一", "二"), row(*cells), strings=strings, formats=["0.0%", "yyyy&quot;年&quot;m&quot;月&quot;"]
    )
    assert found[1] == "项目 | 执法记录仪 | 甲 乙 | 5.3% | 2021年1月 | TRUE | #N/A | 合计 | 2"


def test_merged_and_hidden() -> None:
    """Merged cells are repeated; what is hidden is left out; a title above and a note below are lines."""
    merges = '<mergeCells><mergeCell ref="A2:A3"/><mergeCell ref="B2:D2"/></mergeCells>'
    found = text_of(
        row("某区办件情况"),
        row("单位", "办件", "", ""),
        row("", "受理", "隐", "办结"),
        row("隐", "1", "1", "1", more='hidden="1"'),
        row("公安局", "27", "9", "26"),
        "<row/>",
        row("注：含转办"),
        more=merges,
    )
    assert found == [
        "某区办件情况",
        "单位 | 办件 | 办件 | 办件",
        "单位 | 受理 | 隐 | 办结",
        "公安局 | 27 | 9 | 26",
        "注：含转办",
    ]
    columns = '<cols><col min="2" max="2" hidden="1"/></cols>'
    data = xlsx({"Sheet1": f"{columns}<sheetData>{row('甲', '隐', '乙')}{row('1', '2', '3')}</sheetData>"})
    assert convert(data, "某.xlsx").text == "甲 | 乙\n1 | 3\n"


def test_what_a_workbook_may_lack_or_say_twice() -> None:
    """Formats may be absent; columns that are shown, merges of one cell and dates as text change nothing."""
    columns, merges = '<cols><col min="1" max="1" hidden="0"/></cols>', '<mergeCells><mergeCell ref="A1"/></mergeCells>'
    cells = row("日期", "数") + row('<c t="d"><v>2021-03-15</v></c>', '<c s="1"><v>27</v></c>')
    data = xlsx({"Sheet1": f"{columns}<sheetData>{cells}</sheetData>{merges}"})
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist() if name != "xl/styles.xml"}
    assert convert(zipped(parts), "某.xlsx").text == "日期 | 数\n2021-03-15 | 27\n"


def test_truth_and_errors_in_old_workbooks() -> None:
    """They are shown as Excel shows them."""
    records = b"".join(
        struct.pack("<HHHHHBB", 0x0205, 8, 1, column, 0, value, is_error)
        for column, (value, is_error) in enumerate([(1, 0), (0, 0), (0x2A, 1)])
    )
    data = xls({"Sheet1": [["甲", "乙", "丙"]]}, records=records)
    assert convert(data, "某.xls").text == "甲 | 乙 | 丙\nTRUE | FALSE | #N/A\n"


@pytest.mark.parametrize(
    ("record", "refusal"),
    [
        (struct.pack("<HHH", 0x002F, 54, 1) + bytes(52), Refusal.ENCRYPTED),
        (struct.pack("<HH", 0x0085, 8) + struct.pack("<IBB", 9, 0, 0) + b"\1\0", Refusal.BROKEN),
    ],
    ids=["encrypted", "a sheet that is nowhere"],
)
def test_old_workbooks_that_are_refused(record: bytes, refusal: Refusal) -> None:
    """With the kind that chooses what to do."""
    head = struct.pack("<HHHHHHII", 0x0809, 16, 0x600, 5, 0, 0, 0, 6)
    with pytest.raises(ReportError, match=r"^某\.xls: ") as error:
        convert(compound({"Workbook": head + record + struct.pack("<HH", 0x000A, 0)}), "某.xls")
    assert error.value.refusal is refusal


def test_sheets_under_their_names() -> None:
    """A name that a program gave says nothing where there is one sheet; hidden and empty sheets are left out."""
    table = f"<sheetData>{row('项目', '数')}{row('税收', '1')}</sheetData>"
    assert convert(xlsx({"收入": table}), "某.xlsx").text == "收入\n项目 | 数\n税收 | 1\n"
    assert convert(xlsx({"Sheet1": table, "支出": "<sheetData/>"}), "某.xlsx").text == "项目 | 数\n税收 | 1\n"
    data = xlsx({"Sheet1": table, "隐": table, "支出": table}, 隐='state="hidden"')
    assert convert(data, "某.xlsx").text == "Sheet1\n项目 | 数\n税收 | 1\n\n支出\n项目 | 数\n税收 | 1\n"


def test_cells_stand_where_they_say() -> None:
    """Rows and cells that are left out of the file leave room."""
    found = text_of(
        '<row r="2"><c r="B2"><v>1</v></c><c r="D2"><v>2</v></c></row>',
        '<row r="9"><c r="C9"><v>3</v></c><c r="D9"><v>4</v></c></row>',
    )
    assert found == ["1 |  | 2", " | 3 | 4"]


def test_old_workbooks() -> None:
    """The binary form of Excel 97: text, numbers by their format, several sheets."""
    data = xls({"收入": [["项目", "2021年"], ["税收", (0.053, 1)], ["基金", 1234.5]], "支出": [["甲", 1]]}, ["0.0%"])
    found = convert(data, "某.xls").text.splitlines()
    assert found == ["收入", "项目 | 2021年", "税收 | 5.3%", "基金 | 1234.5", "", "支出", "甲 | 1"]


def test_old_workbooks_with_merged_cells() -> None:
    """Merged cells are repeated."""
    merged = struct.pack("<HHHHHHH", 0xE5, 10, 1, 0, 1, 0, 0)
    data = xls({"表1": [["甲", 1], [None, 2]]}, records=merged)
    assert convert(data, "某.xls").text == "甲 | 1\n甲 | 2\n"


EXCEL_XML = """<?xml version="1.0"?>
<?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:html="http://www.w3.org/TR/REC-html40"><Styles><Style ss:ID="Default"/><Style ss:ID="p"><NumberFormat
 ss:Format="0.0%"/></Style><Style ss:ID="d" ss:Parent="Default"><NumberFormat ss:Format="Long Date"/></Style></Styles>
<Worksheet ss:Name="收入"><Table><Column/><Column ss:Hidden="1"/>
<Row><Cell ss:MergeDown="1"><Data ss:Type="String">项目</Data></Cell><Cell><Data ss:Type="String">隐</Data></Cell>
<Cell ss:MergeAcross="1"><ss:Data ss:Type="String"><html:B>2021</html:B>年</ss:Data></Cell></Row>
<Row><Cell ss:Index="3"><Data ss:Type="String">比例</Data></Cell><Cell><Data ss:Type="String">日期</Data></Cell></Row>
<Row ss:Hidden="1"><Cell><Data ss:Type="String">隐</Data></Cell></Row>
<Row ss:Index="9"><Cell><Data ss:Type="String">税收</Data></Cell><Cell ss:Index="3" ss:StyleID="p">
<Data ss:Type="Number">0.053</Data></Cell><Cell ss:StyleID="d">
<Data ss:Type="DateTime">2021-01-01T00:00:00.000</Data></Cell></Row></Table></Worksheet>
<Worksheet ss:Name="隐"><Table><Row><Cell><Data ss:Type="Number">1</Data></Cell></Row></Table><x:WorksheetOptions
 xmlns:x="urn:schemas-microsoft-com:office:excel"><x:Visible>SheetHidden</x:Visible></x:WorksheetOptions></Worksheet>
</Workbook>"""


def test_cells_of_workbooks_that_are_xml() -> None:
    """Truth is a word; cells without a value, and with an empty one, leave their place empty."""
    cells = '<Cell/><Cell><Data ss:Type="Boolean">1</Data></Cell><Cell><Data ss:Type="String"></Data></Cell>'
    cells += '<Cell><Data ss:Type="Number">27</Data></Cell>'
    heads = "".join(f'<Cell><Data ss:Type="String">{head}</Data></Cell>' for head in "甲乙丙丁")
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    page = f'<Workbook xmlns="{space}" xmlns:ss="{space}"><Worksheet ss:Name="Sheet1"><Table><Row>{heads}</Row>'
    data = f'<?xml version="1.0"?>{page}<Row>{cells}</Row></Table></Worksheet></Workbook>'
    assert convert(data.encode(), "某.xls").text == "甲 | 乙 | 丙 | 丁\n | TRUE |  | 27\n"


def test_a_sheet_that_is_too_wide_is_refused() -> None:
    """Thousands of columns are no table that a person reads."""
    with pytest.raises(ReportError, match="wanted a table of at most") as error:
        text_of(row(*["1"] * 2_001))
    assert error.value.refusal is Refusal.TOO_LARGE


def test_workbooks_that_are_xml() -> None:
    """What systems export as .xls: merged and hidden cells, formats by name and by code."""
    assert convert(EXCEL_XML.encode(), "某.xls").text.splitlines() == [
        "收入", "项目 | 2021年 | 2021年", "项目 | 比例 | 日期", "税收 | 5.3% | 2021年1月1日",
    ]  # fmt: skip
    with pytest.raises(ReportError, match="broken XML"):
        convert(EXCEL_XML.encode()[:-9], "某.xls")


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (zipped({"xl/workbook.bin": b"x"}), Refusal.UNSUPPORTED),
        (zipped({"xl/workbook.xml": "<workbook"}), Refusal.BROKEN),
        (zipped({"xl/workbook.xml": "<workbook/>"}), Refusal.BROKEN),
        (xlsx({"Sheet1": "<sheetData><row><c t='s'><v>9</v></c></row></sheetData>"}), Refusal.BROKEN),
        (xlsx({"Sheet1": "<sheetData/>"}), Refusal.NO_TEXT),
        (xls({"表": [["甲"]]}, records=struct.pack("<HHHH", 0x2F, 4, 0, 0))[:3000], Refusal.BROKEN),
    ],
    ids=["xlsb", "torn", "no relations", "no such string", "blank", "torn xls"],
)
def test_what_is_refused(data: bytes, refusal: Refusal) -> None:
    """With the kind that chooses what to do."""
    with pytest.raises(ReportError) as error:
        convert(data, "某.xlsx")
    assert error.value.refusal is refusal


def test_tables_without_end_are_refused() -> None:
    """Cells spread over the whole sheet, and merged areas that cover it, fill no memory."""
    corners = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    assert len(text_of(corners)) == 2
    merges = "".join(f'<mergeCell ref="A{at}:XFD{at}"/>' for at in range(1, 2_000))
    last = '<row r="5000"><c r="XFD5000"><v>1</v></c></row>'
    filled = "".join(f'<row r="{at}"><c r="A{at}"><v>1</v></c></row>' for at in range(1, 2_000))
    data = xlsx({"Sheet1": f"<sheetData>{filled}{last}</sheetData><mergeCells>{merges}</mergeCells>"})
    with pytest.raises(ReportError) as error:
        convert(data, "某.xlsx")
    assert error.value.refusal is Refusal.TOO_LARGE


CELLS = st.text("甲乙丙局办12345，。", min_size=1, max_size=6)
GRIDS = st.integers(2, 4).flatmap(
    lambda size: st.lists(st.lists(CELLS, min_size=size, max_size=size, unique=True), min_size=2, max_size=5)
)


@settings(max_examples=examples(40))
@given(GRIDS)
def test_no_cell_is_lost(grid: list[list[str]]) -> None:
    """Every row is a line with its cells, in the old form and the new, the same each time."""
    wanted = "".join(" | ".join(cells) + "\n" for cells in grid)
    new = xlsx({"Sheet1": f"<sheetData>{''.join(row(*cells) for cells in grid)}</sheetData>"})
    old = xls({"Sheet1": grid})
    assert convert(new, "某.xlsx").text == wanted == convert(old, "某.xls").text
