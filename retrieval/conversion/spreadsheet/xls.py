"""Excel 97 converter (.xls, .et), with xlrd: the sheets that are shown, cells as they are shown."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import xlrd  # type: ignore[import-untyped]

from retrieval.conversion.converted import Converted
from retrieval.conversion.spreadsheet.cell_formats import BUILT_IN, shown_number_cell
from retrieval.conversion.spreadsheet.sheet_grid import SheetGrid
from retrieval.conversion.spreadsheet.sheet_text import Sheet, sheets_text
from retrieval.models import Refusal, ReportError

_FIRST_OWN_FORMAT = 164


def convert_xls(data: bytes, name: str) -> Converted:
    """The sheets of a workbook as tables. Raises `ReportError` for a broken or encrypted file."""
    try:
        book = xlrd.open_workbook(file_contents=data, formatting_info=True, logfile=io.StringIO())
    except xlrd.XLRDError as error:
        if "encrypted" in str(error):
            raise ReportError(f"{name}: wanted a file without password, found {error}", Refusal.ENCRYPTED) from error
        raise ReportError(f"{name}: wanted an Excel file, found a broken one: {error}") from error
    sheets = (Sheet(sheet.name, _grid(book, sheet).rows(name)) for sheet in book.sheets() if not sheet.visibility)
    return Converted(sheets_text(list(sheets), name))


def _grid(book: Any, sheet: Any) -> SheetGrid:
    return SheetGrid(
        dict(_cells(book, sheet)),
        list(sheet.merged_cells),
        {row for row, about in sheet.rowinfo_map.items() if about.hidden},
        [range(column, column + 1) for column, about in sheet.colinfo_map.items() if about.hidden],
    )


def _cells(book: Any, sheet: Any) -> Iterator[tuple[tuple[int, int], str]]:
    for row in range(sheet.nrows):
        for column in range(sheet.row_len(row)):
            if text := _text(book, sheet.cell(row, column)):
                yield (row, column), text


def _text(book: Any, cell: Any) -> str:
    match cell.ctype:
        case xlrd.XL_CELL_TEXT:
            return str(cell.value).replace("\r\n", "\n").replace("\r", "\n")
        case xlrd.XL_CELL_NUMBER | xlrd.XL_CELL_DATE:
            return shown_number_cell(cell.value, _code(book, cell.xf_index), bool(book.datemode))
        case xlrd.XL_CELL_BOOLEAN:
            return "TRUE" if cell.value else "FALSE"
        case xlrd.XL_CELL_ERROR:
            return str(xlrd.error_text_from_code.get(cell.value, ""))
        case _:
            return ""


def _code(book: Any, style: int | None) -> str:
    """The code of the format of a style. Excel keeps its own formats by number, as the system shows them."""
    key = book.xf_list[style].format_key if style is not None and style < len(book.xf_list) else 0
    if key < _FIRST_OWN_FORMAT and key in BUILT_IN:
        return BUILT_IN[key]
    return str(book.format_map[key].format_str) if key in book.format_map else "General"
