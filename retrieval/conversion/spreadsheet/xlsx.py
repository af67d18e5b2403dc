"""Excel converter (.xlsx, .et of today): the sheets that are shown, cells as they are shown, by their stored values.

Own reader over lxml. Formulas show the value that was stored with them; charts, comments and pictures are left out.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence

from lxml import etree

from retrieval.conversion.archive import open_archive
from retrieval.conversion.converted import Converted
from retrieval.conversion.spreadsheet.cell_formats import BUILT_IN, shown_number_cell
from retrieval.conversion.spreadsheet.sheet_grid import SheetGrid
from retrieval.conversion.spreadsheet.sheet_text import Sheet, sheets_text
from retrieval.conversion.xml_parts import Node, parsed_xml
from retrieval.models import Refusal, ReportError

# Files in the strict form of the standard differ from others by this name.
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
_X = f"{{{_MAIN}}}"
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
_NO_HIDING = ("0", "false", "off", None)


def convert_xlsx(data: bytes, name: str) -> Converted:
    """The sheets of a workbook as tables. Raises `ReportError` for a broken file, and one that is too large."""
    try:
        with open_archive(data, name) as archive:
            if "xl/workbook.bin" in archive.namelist():
                raise ReportError(f"{name}: wanted .xlsx, found .xlsb", Refusal.UNSUPPORTED)
            return Converted(sheets_text(list(_Workbook(archive, name).sheets()), name))
    except (KeyError, ValueError, IndexError, etree.XMLSyntaxError, zipfile.BadZipFile) as error:
        raise ReportError(f"{name}: wanted an Excel file, found a broken one: {type(error).__name__}") from error


class _Workbook:
    """The parts of one workbook that all of its sheets share."""

    def __init__(self, archive: zipfile.ZipFile, name: str) -> None:
        self._archive, self._name = archive, name
        self._names = {part.lower(): part for part in archive.namelist()}
        self._root = self._part("xl/workbook.xml")
        self._targets = self._relations()
        shared = self._part("xl/sharedStrings.xml", missing=True)
        self._strings = [_string(node) for node in shared.iter(f"{_X}si")] if shared is not None else []
        self._formats = _cell_formats(self._part("xl/styles.xml", missing=True))
        properties = self._root.find(f"{_X}workbookPr")
        self._from_1904 = properties is not None and properties.get("date1904") not in _NO_HIDING

    def sheets(self) -> Iterator[Sheet]:
        """The sheets that are shown, in their order."""
        for node in self._root.iter(f"{_X}sheet"):
            relation = next((value for key, value in node.attrib.items() if str(key).endswith("}id")), "")
            part = self._targets.get(relation, "")
            if node.get("state", "visible") == "visible" and "worksheet" in part:
                yield Sheet(node.get("name", ""), self._grid(self._part(part)).rows(self._name))

    def _part(self, part: str, missing: bool = False) -> Node:
        """The root of a part; None where it may be ``missing`` and is. Raises KeyError."""
        found = self._names.get(part.lower())
        if found is None and missing:
            return None
        data = self._archive.read(found or part)
        return parsed_xml(data.replace(_STRICT.encode(), _MAIN.encode()), huge=True)

    def _relations(self) -> Mapping[str, str]:
        root = self._part("xl/_rels/workbook.xml.rels")
        targets = ((node.get("Id", ""), node.get("Target", "")) for node in root)
        return {identity: posixpath.normpath(posixpath.join("/xl", target)).lstrip("/") for identity, target in targets}

    def _grid(self, root: Node) -> SheetGrid:
        grid = SheetGrid()
        for node in root.iter(f"{_X}col"):
            if node.get("hidden") not in _NO_HIDING:
                grid.hidden_columns.append(range(int(node.get("min", "1")) - 1, int(node.get("max", "1"))))
        row = -1
        for line in root.iter(f"{_X}row"):
            row = int(line.get("r", row + 2)) - 1
            if line.get("hidden") not in _NO_HIDING:
                grid.hidden_rows.add(row)
            column = -1
            for cell in line.iter(f"{_X}c"):
                place = _place(cell.get("r", ""))
                column = place[1] if place else column + 1
                if row < _LAST_ROW and column < _LAST_COLUMN and (text := self._text(cell)):
                    grid.cells[row, column] = text
        for node in root.iter(f"{_X}mergeCell"):
            corners = [_place(each) for each in node.get("ref", "").split(":")]
            if len(corners) == 2 and corners[0] and corners[1]:
                grid.merged.append((corners[0][0], corners[1][0] + 1, corners[0][1], corners[1][1] + 1))
        return grid

    def _text(self, cell: Node) -> str:
        """The text of a cell as it is shown."""
        kind, value = cell.get("t", "n"), cell.findtext(f"{_X}v") or ""
        match kind:
            case "inlineStr":
                inline = cell.find(f"{_X}is")
                return _string(inline) if inline is not None else ""
            case "s":
                return self._strings[int(value)] if value else ""
            case "str" | "e":
                return _unescaped(value)
            case "b":
                return {"1": "TRUE", "0": "FALSE"}.get(value, value)
            case "d":
                return value
        if not value.strip():
            return ""
        style = int(cell.get("s", "0"))
        code = self._formats[style] if style < len(self._formats) else "General"
        return shown_number_cell(float(value), code, self._from_1904)


def _place(reference: str) -> tuple[int, int] | None:
    """The row and column of a reference such as B3, from 0."""
    found = _REFERENCE.fullmatch(reference)
    if not found:
        return None
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]) - 1, column - 1


def _string(node: Node) -> str:
    """The text of a string without its phonetic guides."""
    texts = (each for each in node.iter(f"{_X}t") if each.getparent().tag != f"{_X}rPh")
    return _unescaped("".join(each.text or "" for each in texts))


def _unescaped(text: str) -> str:
    """Control characters are written as _x000D_."""
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text).replace("\r\n", "\n").replace("\r", "\n")


def _cell_formats(root: Node) -> Sequence[str]:
    """The code of the format of numbers of each style of cells."""
    if root is None:
        return ()
    own = {node.get("numFmtId"): node.get("formatCode", "General") for node in root.iter(f"{_X}numFmt")}
    styles = root.find(f"{_X}cellXfs")
    numbers = [node.get("numFmtId", "0") for node in styles] if styles is not None else []
    return [own.get(number, BUILT_IN.get(int(number), "General")) for number in numbers]
