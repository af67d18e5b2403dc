"""Word files written by hand: only the parts that a test is about."""

from __future__ import annotations

import io
import zipfile

_NAMES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:v="urn:schemas-microsoft-com:vml" xmlns:wps="urn:wps"'
)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def word_file(body: str, **parts: str) -> bytes:
    """A Word file with a body; ``parts`` gives the content of others by name: styles, numbering, footnotes, …."""
    content = {"word/document.xml": f"<w:document {_NAMES}><w:body>{body}</w:body></w:document>"}
    content |= {f"word/{name}.xml": f"<w:{name} {_NAMES}>{inner}</w:{name}>" for name, inner in parts.items()}
    related = {"_rels/.rels": {"officeDocument": "word/document.xml"}}
    related["word/_rels/document.xml.rels"] = {name: f"{name}.xml" for name in parts}
    for file, targets in related.items():
        inner = "".join(
            f'<Relationship Id="r{at}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
            for at, (kind, target) in enumerate(targets.items())
        )
        content[file] = f'<Relationships xmlns="{_PACKAGE}">{inner}</Relationships>'
    content["[Content_Types].xml"] = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for file, text in content.items():
            archive.writestr(file, f'<?xml version="1.0" encoding="UTF-8"?>{text}')
    return out.getvalue()


def run(text: str, properties: str = "") -> str:
    """A run of text."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*content: str, properties: str = "") -> str:
    """A paragraph of runs; what is no XML is text of a run of its own."""
    inner = "".join(each if each.startswith("<") else run(each) for each in content)
    return f"<w:p><w:pPr>{properties}</w:pPr>{inner}</w:p>"


def cell(*paragraphs: str, properties: str = "") -> str:
    """A cell; what is no XML is the text of a paragraph."""
    inner = "".join(each if each.startswith("<") else paragraph(each) for each in paragraphs) or paragraph()
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner}</w:tc>"


def row(*cells: str, properties: str = "") -> str:
    """A row; what is no XML is the text of a cell."""
    inner = "".join(each if each.startswith("<") else cell(each) for each in cells)
    return f"<w:tr><w:trPr>{properties}</w:trPr>{inner}</w:tr>"


def table(*rows: str) -> str:
    """A table."""
    return f"<w:tbl><w:tblPr/>{''.join(rows)}</w:tbl>"
