"""Excel 2003 XML converter, in which systems export tables under the name .xls: cells as they are shown.

Handled: sheets, rows and columns that are not hidden, merged cells, numbers and days by the format of their style.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from lxml import etree

from retrieval.conversion.converted import Converted
from retrieval.conversion.spreadsheet.cell_formats import shown_number_cell
from retrieval.conversion.spreadsheet.sheet_grid import SheetGrid
from retrieval.conversion.spreadsheet.sheet_text import Sheet, sheets_text
from retrieval.conversion.xml_parts import Node, parsed_xml
from retrieval.models import ReportError

_S = "{urn:schemas-microsoft-com:office:spreadsheet}"
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d):(\d\d)(?:\.\d{1,9})?)?")
# Formats that a style may name by a word.
_NAMED = {
    "General Number": "General", "Fixed": "0.00", "Standard": "#,##0.00", "Percent": "0.00%", "Scientific": "0.00E+00",
    "Currency": "￥#,##0.00", "Short Date": "yyyy/m/d", "Long Date": 'yyyy"年"m"月"d"日"', "Medium Date": "d-mmm-yy",
    "General Date": "yyyy/m/d h:mm", "Short Time": "h:mm", "Long Time": "h:mm:ss", "Medium Time": "h:mm AM/PM",
}  # fmt: skip
_LAST = 1_048_576


def convert_spreadsheet_xml(data: bytes, name: str) -> Converted:
    """The sheets of a workbook as tables. Raises `ReportError` for a broken file."""
    try:
        root = parsed_xml(data, huge=True)
        formats = _formats(root)
        sheets = [
            Sheet(node.get(f"{_S}Name", ""), _grid(node, formats).rows(name))
            for node in root.iter(f"{_S}Worksheet")
            if not any(str(each.tag).endswith("}Visible") and each.text != "SheetVisible" for each in node.iter())
        ]
    except (ValueError, etree.XMLSyntaxError) as error:
        raise ReportError(f"{name}: wanted an Excel file, found broken XML: {error}") from error
    return Converted(sheets_text(sheets, name))


def _formats(root: Node) -> Mapping[str, str]:
    """The code of the format of numbers of each style, or of the one it is based on, by the id of the style."""
    own: dict[str, str] = {}
    for style in root.iter(f"{_S}Style"):
        code = next((str(each.get(f"{_S}Format", "")) for each in style.iter(f"{_S}NumberFormat")), None)
        inherited = own.get(style.get(f"{_S}Parent", "Default"), "")
        own[style.get(f"{_S}ID", "")] = inherited if code is None else _NAMED.get(code, code)
    return own


def _grid(sheet: Node, formats: Mapping[str, str]) -> SheetGrid:
    grid, column = SheetGrid(), 0
    for node in sheet.iter(f"{_S}Column"):
        column = _index(node, column)
        end = column + 1 + _count(node, "Span")
        if node.get(f"{_S}Hidden") == "1":
            grid.hidden_columns.append(range(column, end))
        column = end
    row = 0
    for node in sheet.iter(f"{_S}Row"):
        row = _index(node, row)
        if node.get(f"{_S}Hidden") == "1":
            grid.hidden_rows.add(row)
        _add_row(grid, node, row, formats)
        row += 1 + _count(node, "Span")
    return grid


def _add_row(grid: SheetGrid, node: Node, row: int, formats: Mapping[str, str]) -> None:
    column = 0
    for cell in node.iter(f"{_S}Cell"):
        column = _index(cell, column)
        style = cell.get(f"{_S}StyleID") or node.get(f"{_S}StyleID") or "Default"
        if text := _text(cell, formats.get(style, "")):
            grid.cells[row, column] = text
        across, down = _count(cell, "MergeAcross"), _count(cell, "MergeDown")
        if across or down:
            grid.merged.append((row, row + 1 + down, column, column + 1 + across))
        column += 1 + across


def _text(cell: Node, code: str) -> str:
    data = cell.find(f"{_S}Data")
    if data is None:
        return ""
    text = "".join(data.itertext())
    match data.get(f"{_S}Type"):
        case "Number":
            return shown_number_cell(float(text), code)
        case "Boolean":
            return {"1": "TRUE", "0": "FALSE"}.get(text, text)
        case "DateTime" if found := _DAY.fullmatch(text.strip()):
            moment = datetime(*(int(part or 0) for part in found.groups()))  # type: ignore[arg-type]
            days = (moment - datetime(1899, 12, 30)).total_seconds() / 86_400
            return shown_number_cell(days, code or "yyyy/m/d")
        case _:
            return text


def _index(node: Node, following: int) -> int:
    """The row or column that a node names, from 0, else the following one. Raises ValueError."""
    return min(max(int(node.get(f"{_S}Index", following + 1)) - 1, 0), _LAST)


def _count(node: Node, name: str) -> int:
    return min(max(int(node.get(f"{_S}{name}", "0")), 0), _LAST)
