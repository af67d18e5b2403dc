"""OpenDocument spreadsheet converter (.ods): the file holds the text of each cell as it is shown."""

from __future__ import annotations

from collections.abc import Iterator

from retrieval.conversion.converted import Converted
from retrieval.conversion.open_document.odf_package import OFFICE, TABLE, TEXT, count_of, read_parts
from retrieval.conversion.open_document.odf_styles import OdfStyles
from retrieval.conversion.spreadsheet.sheet_grid import SheetGrid
from retrieval.conversion.spreadsheet.sheet_text import Sheet, sheets_text
from retrieval.conversion.xml_parts import Node
from retrieval.models import Refusal, ReportError

_LAST_ROW, _LAST_COLUMN, _MOST_REPEATED, _MOST_CELLS = 1_048_576, 16_384, 1_000, 2_000_000


def convert_ods(data: bytes, name: str) -> Converted:
    """The sheets of a spreadsheet as tables. Raises `ReportError` for a broken or encrypted file."""
    content, styles = read_parts(data, name)
    root = content.find(f"{OFFICE}body/{OFFICE}spreadsheet")
    if root is None:
        raise ReportError(f"{name}: wanted an OpenDocument spreadsheet, found none in it")
    shown = OdfStyles(styles, content)
    sheets = (node for node in root.iter(f"{TABLE}table") if shown.is_shown_sheet(node.get(f"{TABLE}style-name")))
    grids = [Sheet(node.get(f"{TABLE}name", ""), _grid(node, name).rows(name)) for node in sheets]
    return Converted(sheets_text(grids, name))


def _grid(sheet: Node, name: str) -> SheetGrid:
    grid, row = SheetGrid(hidden_columns=list(_hidden_columns(sheet))), 0
    for node in sheet.iter(f"{TABLE}table-row"):
        times = count_of(node, f"{TABLE}number-rows-repeated", _LAST_ROW)
        _add_row(grid, node, row, times)
        if node.get(f"{TABLE}visibility", "visible") != "visible":
            grid.hidden_rows.update(range(row, row + min(times, _MOST_REPEATED)))
        row += times
        if len(grid.cells) > _MOST_CELLS:
            raise ReportError(f"{name}: wanted at most {_MOST_CELLS} filled cells, found more", Refusal.TOO_LARGE)
    return grid


def _hidden_columns(sheet: Node) -> Iterator[range]:
    at = 0
    for node in sheet.iter(f"{TABLE}table-column"):
        times = count_of(node, f"{TABLE}number-columns-repeated", _LAST_COLUMN)
        if node.get(f"{TABLE}visibility", "visible") != "visible":
            yield range(at, at + times)
        at += times


def _add_row(grid: SheetGrid, node: Node, row: int, times: int) -> None:
    column = 0
    for cell in node.iter(f"{TABLE}table-cell", f"{TABLE}covered-table-cell"):
        repeated = count_of(cell, f"{TABLE}number-columns-repeated", _LAST_COLUMN)
        lines = map(_shown, cell.iterchildren(f"{TEXT}p"))
        text = "\n".join(line for line in lines if line.strip())
        if text and cell.tag == f"{TABLE}table-cell":
            for each in range(row, row + min(times, _MOST_REPEATED)):
                grid.cells.update(((each, at), text) for at in range(column, column + min(repeated, _MOST_REPEATED)))
        rows = count_of(cell, f"{TABLE}number-rows-spanned", _LAST_ROW)
        columns = count_of(cell, f"{TABLE}number-columns-spanned", _LAST_COLUMN)
        if rows > 1 or columns > 1:
            grid.merged.append((row, row + rows, column, column + columns))
        column += repeated


def _shown(node: Node) -> str:
    """The text of a paragraph in a cell, blanks and line breaks as they are written."""
    parts = [node.text or ""]
    for each in node:
        if each.tag == f"{TEXT}s":
            parts.append(" " * count_of(each, f"{TEXT}c", 1_000))
        elif each.tag == f"{TEXT}line-break":
            parts.append("\n")
        elif isinstance(each.tag, str) and each.tag != f"{TEXT}ruby-text":
            parts.append(_shown(each))
        parts.append(each.tail or "")
    return "".join(parts)
