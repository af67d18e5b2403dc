"""File formats: which converter reads which, and what holds for all: limits of size, and that there is a text.

Text and Markdown are decoded without any change, because citations are offsets into them. For the other formats the
text is what the converter extracts, and is the same every time.

The converters are large libraries that read untrusted files: `retrieval.sandbox` runs them in a process of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from importlib.util import find_spec

from retrieval.conversion.converted import Converted, no_progress
from retrieval.conversion.decoding import MOST_CHARACTERS, check_not_blank, decode
from retrieval.conversion.detection import FileKind, kind_of
from retrieval.conversion.file_names import program_suffix
from retrieval.models import Refusal, ReportError

LARGEST = 100 * 1024 * 1024
OFFICE_LIBRARIES = ("olefile", "xlrd")  # of the extra ``office``
Converter = Callable[[bytes, str], Converted]
"""From the bytes and the name of a file, which appears in messages only; raises `ReportError`."""


def convert(data: bytes, name: str, on_page: Callable[[], None] = no_progress) -> Converted:
    """The text of a file and what it says besides; ``name`` appears in messages only and never decides the format.

    ``on_page`` is called before each page of which the characters have to be recognised, which takes seconds.

    Raises `ReportError` for a file that is empty, too large, binary, encrypted or without text, and for one with more
    than `MOST_CHARACTERS` of text.

    >>> convert("一、总则\\n".encode("gb18030"), "a.pdf").text
    '一、总则\\n'
    >>> convert(b"GIF89a...", "a.txt")
    Traceback (most recent call last):
    retrieval.models.errors.ReportError: a.txt: wanted a document, found a picture
    """
    if len(data) > LARGEST:
        raise ReportError(size_message(name, len(data)), Refusal.TOO_LARGE)
    if not data.strip(b" \t\r\n\x0b\x0c\0"):
        raise ReportError(f"{name}: wanted a text, found an empty file", Refusal.EMPTY)
    converted = converter_of(kind_of(data, name), on_page)(data, name)
    if len(converted.text) > MOST_CHARACTERS:
        found = f"wanted at most {MOST_CHARACTERS} characters of text, found {len(converted.text)}"
        raise ReportError(f"{name}: {found}", Refusal.TOO_LARGE)
    check_not_blank(converted.text, name)
    return converted


def converter_of(kind: FileKind, on_page: Callable[[], None] = no_progress) -> Converter:
    """The converter of a format. Each is a large library, imported here because text files do not need it."""
    match kind:
        case FileKind.PDF:
            from retrieval.conversion.pdf.pdf import convert_pdf

            return partial(convert_pdf, on_page=on_page)
        case FileKind.OFD:
            from retrieval.conversion.ofd.ofd import convert_ofd

            return partial(convert_ofd, on_page=on_page)
        case FileKind.WORD:
            from retrieval.conversion.word.docx import convert_docx

            return convert_docx
        case FileKind.HTML:
            from retrieval.conversion.web.html import convert_html

            return convert_html
        case FileKind.WEB_ARCHIVE:
            from retrieval.conversion.web.mht import convert_mht

            return convert_mht
        case FileKind.RTF:
            from retrieval.conversion.rtf.rtf import convert_rtf

            return convert_rtf
        case FileKind.COMPOUND:
            return _compound_converter()
        case FileKind.EXCEL:
            from retrieval.conversion.spreadsheet.xlsx import convert_xlsx

            return convert_xlsx
        case FileKind.EXCEL_XML:
            from retrieval.conversion.spreadsheet.spreadsheet_xml import convert_spreadsheet_xml

            return convert_spreadsheet_xml
        case FileKind.OPEN_DOCUMENT_TEXT:
            from retrieval.conversion.open_document.odt import convert_odt

            return convert_odt
        case FileKind.OPEN_DOCUMENT_SHEETS:
            from retrieval.conversion.open_document.ods import convert_ods

            return convert_ods
        case FileKind.TEXT:
            return _convert_text
        case FileKind.ARCHIVE:
            return _refuse_archive


def _compound_converter() -> Converter:
    try:
        from retrieval.conversion.compound import convert_compound
    except ModuleNotFoundError as error:
        if error.name not in OFFICE_LIBRARIES:
            raise
        return _refuse_old_office
    return convert_compound


def can_read_old_office() -> bool:
    """Whether the libraries of the extra ``office`` are installed."""
    return all(find_spec(name) for name in OFFICE_LIBRARIES)


def size_message(name: str, size: int) -> str:
    """The error message for a file that is larger than `LARGEST`.

    >>> size_message("a.pdf", 105 << 20)
    'a.pdf: wanted at most 100 MiB, found 105'
    """
    return f"{name}: wanted at most {LARGEST >> 20} MiB, found {-(-size >> 20)}"


def _convert_text(data: bytes, name: str) -> Converted:
    if suffix := program_suffix(name):
        raise ReportError(f"{name}: wanted a document, found {suffix}", Refusal.UNSUPPORTED)
    return Converted(decode(data, name))


def _refuse_old_office(data: bytes, name: str) -> Converted:
    found = "wanted the extra office to read it, found a file of Word, Excel or WPS of before 2007"
    raise ReportError(f"{name}: {found}", Refusal.OLD_OFFICE)


def _refuse_archive(data: bytes, name: str) -> Converted:
    raise ReportError(f"{name}: wanted one document, found an archive of several", Refusal.UNSUPPORTED)
