"""Word converter (.docx): paragraphs, tables, text boxes and notes, with the numbers of lists, as Word shows them.

Tracked changes are taken as accepted. Not read are hidden text, comments, headers and footers of pages, and what
stands in charts, drawn diagrams and embedded files.
"""

from __future__ import annotations

import zipfile

from lxml import etree

from retrieval.conversion.archive import open_archive
from retrieval.conversion.converted import Converted
from retrieval.conversion.word.word_blocks import WordBlocks
from retrieval.conversion.word.word_package import WordPackage
from retrieval.models import ReportError


def convert_docx(data: bytes, name: str) -> Converted:
    """The text of a Word file. Raises `ReportError` for a broken file, and one that is too large when unpacked."""
    try:
        with open_archive(data, name) as archive:
            package = WordPackage.read(archive)
    except (KeyError, ValueError, etree.XMLSyntaxError, zipfile.BadZipFile) as error:
        raise ReportError(f"{name}: wanted a Word file, found a broken one: {type(error).__name__}") from error
    return Converted("".join(f"{line}\n" for line in WordBlocks(package, name).lines()))
