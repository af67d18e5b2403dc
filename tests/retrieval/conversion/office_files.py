"""Office files written by hand, byte by byte: archives, OpenDocument, Excel, and the container of before 2007."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping, Sequence

_OASIS = "urn:oasis:names:tc:opendocument:xmlns"
_ODF = " ".join(f'xmlns:{name}="{_OASIS}:{value}:1.0"' for name, value in (
    ("office", "office"), ("text", "text"), ("table", "table"), ("style", "style"), ("draw", "drawing"),
))  # fmt: skip
_SHEETS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def zipped(parts: Mapping[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An archive of parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def named_in(data: bytes, name: str, encoding: str) -> bytes:
    """An archive whose one part with an ASCII name of the same length in bytes gets a name in another encoding."""
    raw = name.encode(encoding)
    placeholder = b"x" * len(raw)
    assert data.count(placeholder) == 2
    return data.replace(placeholder, raw)


def stated(data: bytes, size: int) -> bytes:
    """An archive of one part whose directory states another size of it."""
    at = data.index(b"PK\x01\x02") + 24
    return data[:at] + size.to_bytes(4, "little") + data[at + 4 :]


def odt(body: str, automatic: str = "", styles: str = "", **more: str) -> bytes:
    """An OpenDocument text."""
    content = (
        f"<office:document-content {_ODF}><office:automatic-styles>{automatic}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    return _open_document("text", content, styles, more)


def ods(sheets: str, automatic: str = "", **more: str) -> bytes:
    """An OpenDocument spreadsheet."""
    content = (
        f"<office:document-content {_ODF}><office:automatic-styles>{automatic}</office:automatic-styles><office:body>"
        f"<office:spreadsheet>{sheets}</office:spreadsheet></office:body></office:document-content>"
    )
    return _open_document("spreadsheet", content, "", more)


def _open_document(kind: str, content: str, styles: str, more: Mapping[str, str]) -> bytes:
    parts = {
        "mimetype": f"application/vnd.oasis.opendocument.{kind}",
        "content.xml": content,
        "styles.xml": f"<office:document-styles {_ODF}><office:styles>{styles}</office:styles>"
        "</office:document-styles>",
    }
    return zipped(parts | {name.replace("__", "/"): text for name, text in more.items()})


def xlsx(
    sheets: Mapping[str, str], strings: Sequence[str] = (), formats: Sequence[str] = (), **attributes: str
) -> bytes:
    """A workbook; each sheet is the XML of its parts, ``formats`` are the codes of styles from 1 on.

    ``attributes`` gives attributes of sheets by name: ``state="hidden"``.
    """
    listed = "".join(
        f'<sheet name="{name}" sheetId="{at}" r:id="r{at}" {attributes.get(name, "")}/>'
        for at, name in enumerate(sheets, 1)
    )
    targets = "".join(
        f'<Relationship Id="r{at}" Target="worksheets/sheet{at}.xml"/>' for at in range(1, len(sheets) + 1)
    )
    codes = "".join(f'<numFmt numFmtId="{164 + at}" formatCode="{code}"/>' for at, code in enumerate(formats))
    styles = "".join(f'<xf numFmtId="{164 + at}"/>' for at in range(len(formats)))
    parts = {
        "xl/workbook.xml": f'<workbook xmlns="{_SHEETS}" xmlns:r="{_RELATIONS}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f"<Relationships>{targets}</Relationships>",
        "xl/sharedStrings.xml": f'<sst xmlns="{_SHEETS}">{"".join(f"<si>{each}</si>" for each in strings)}</sst>',
        "xl/styles.xml": f'<styleSheet xmlns="{_SHEETS}"><numFmts>{codes}</numFmts>'
        f'<cellXfs><xf numFmtId="0"/>{styles}</cellXfs></styleSheet>',
    }
    for at, inner in enumerate(sheets.values(), 1):
        parts[f"xl/worksheets/sheet{at}.xml"] = f'<worksheet xmlns="{_SHEETS}">{inner}</worksheet>'
    return zipped(parts)


def compound(streams: Mapping[str, bytes]) -> bytes:
    """A compound file ([MS-CFB]) of streams, each filled up to 4,096 bytes so that none is a small one."""
    contents = [data + bytes(max(4096 - len(data), 0)) for data in streams.values()]
    contents = [data + bytes(-len(data) % 512) for data in contents]
    entries = [_entry("Root Entry", 5, 1 if contents else -1, -2, 0)]
    chains: list[int] = []
    for at, (name, data) in enumerate(zip(streams, contents, strict=True), 1):
        first, count = len(chains), len(data) // 512
        chains += [*range(first + 1, first + count), -2]
        entries.append(_entry(name, 2, -1, first, len(data), at + 1 if at < len(contents) else -1))
    entries += [bytes(128)] * (-len(entries) % 4)
    directory = len(chains)
    chains += [*range(directory + 1, directory + len(entries) // 4), -2]
    tables = 1
    while tables * 128 < len(chains) + tables:
        tables += 1
    first_table = len(chains)
    chains += [-3] * tables
    chains += [-1] * (-len(chains) % 128)
    header = struct.pack(
        "<8s16sHHHHH6sIIiIIiIiI109i",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", bytes(16), 0x3E, 3, 0xFFFE, 9, 6, bytes(6), 0, tables, directory, 0, 4096,
        -2, 0, -2, 0, *(first_table + at if at < tables else -1 for at in range(109)),
    )  # fmt: skip
    return header + b"".join([*contents, *entries, struct.pack(f"<{len(chains)}i", *chains)])


def _entry(name: str, kind: int, child: int, first: int, size: int, right: int = -1) -> bytes:
    raw = name.encode("utf-16-le")
    links = struct.pack("<BBiii", kind, 1, -1, right, child)
    return raw.ljust(64, b"\0") + struct.pack("<H", len(raw) + 2) + links + bytes(36) + struct.pack("<iQ", first, size)


def xls(sheets: Mapping[str, Sequence[Sequence[object]]], formats: Sequence[str] = (), records: bytes = b"") -> bytes:
    """A workbook of Excel 97 (BIFF8): cells are text, numbers, or a number with the position of its format.

    ``records`` are put at the end of the first sheet.
    """
    codes = b"".join(_biff(0x041E, struct.pack("<H", 164 + at) + _unicode(code, 2)) for at, code in enumerate(formats))
    styles = b"".join(
        _biff(0x00E0, struct.pack("<HHHBB", 0, number, 0, 0, 0) + bytes(12))
        for number in (0, *range(164, 164 + len(formats)))
    )
    bodies = [_sheet(rows) for rows in sheets.values()]
    bodies[0] = bodies[0][:-4] + records + bodies[0][-4:] if bodies else b""
    head = _biff(0x0809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 6)) + _biff(0x0042, struct.pack("<H", 1200))
    head += codes + styles
    size = len(head) + sum(4 + 6 + len(_unicode(name, 1)) for name in sheets) + 4
    listed = b""
    for name, body in zip(sheets, bodies, strict=True):
        listed += _biff(0x0085, struct.pack("<IBB", size, 0, 0) + _unicode(name, 1))
        size += len(body)
    return compound({"Workbook": head + listed + _biff(0x000A, b"") + b"".join(bodies)})


def _sheet(rows: Sequence[Sequence[object]]) -> bytes:
    found = _biff(0x0809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 6))
    for row, cells in enumerate(rows):
        for column, value in enumerate(cells):
            if isinstance(value, str) and value:
                found += _biff(0x0204, struct.pack("<HHH", row, column, 0) + _unicode(value, 2))
            elif isinstance(value, int | float):
                found += _biff(0x0203, struct.pack("<HHHd", row, column, 0, value))
            elif isinstance(value, tuple):
                found += _biff(0x0203, struct.pack("<HHHd", row, column, value[1], value[0]))
    return found + _biff(0x000A, b"")


def _biff(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def _unicode(text: str, size: int) -> bytes:
    return len(text).to_bytes(size, "little") + b"\1" + text.encode("utf-16-le")
