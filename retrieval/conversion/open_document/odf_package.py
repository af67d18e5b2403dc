"""OpenDocument package: the XML of the content and of the styles, and the names that they are written in."""

from __future__ import annotations

import zipfile

from lxml import etree

from retrieval.conversion.archive import open_archive
from retrieval.conversion.xml_parts import Node, parsed_xml
from retrieval.models import Refusal, ReportError

_OASIS = "urn:oasis:names:tc:opendocument:xmlns"
OFFICE, TEXT, TABLE = f"{{{_OASIS}:office:1.0}}", f"{{{_OASIS}:text:1.0}}", f"{{{_OASIS}:table:1.0}}"
STYLE, DRAW = f"{{{_OASIS}:style:1.0}}", f"{{{_OASIS}:drawing:1.0}}"
_ENCRYPTED = b"encryption-data"


def read_parts(data: bytes, name: str) -> tuple[Node, Node | None]:
    """The roots of the content and of the styles. Raises `ReportError` for a broken or encrypted file."""
    try:
        with open_archive(data, name) as archive:
            names = set(archive.namelist())
            if "META-INF/manifest.xml" in names and _ENCRYPTED in archive.read("META-INF/manifest.xml"):
                found = "wanted a file without password, found an encrypted one"
                raise ReportError(f"{name}: {found}", Refusal.ENCRYPTED)
            styles = parsed_xml(archive.read("styles.xml"), huge=True) if "styles.xml" in names else None
            return parsed_xml(archive.read("content.xml"), huge=True), styles
    except (KeyError, ValueError, etree.XMLSyntaxError, zipfile.BadZipFile) as error:
        raise ReportError(f"{name}: wanted an OpenDocument file, found a broken one: {type(error).__name__}") from error


def count_of(node: Node, attribute: str, most: int) -> int:
    """A number of repetitions or of cells that a cell covers: from 1 to ``most``."""
    value = node.get(attribute, "")
    return min(max(int(value), 1), most) if value.isascii() and value.isdecimal() and len(value) < 10 else 1
