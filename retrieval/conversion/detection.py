"""Format detection: tells the format of a file by its bytes; its name decides nothing."""

from __future__ import annotations

import io
import re
import zipfile
from enum import StrEnum

from retrieval.conversion.archive import BROKEN_ARCHIVE, broken_archive
from retrieval.conversion.decoding import BYTE_ORDER_MARKS
from retrieval.models import Refusal, ReportError

_TOP = 4096
_PACKAGE, _COMPOUND = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_REFUSED = (
    (rb"\x89PNG|\xff\xd8\xff|GIF8[79]a|BM.{4}\0{4}|II\*\0|MM\0\*|RIFF.{4}WEBP", Refusal.PICTURE, "a picture"),
    (rb"Rar!\x1a|7z\xbc\xaf|\x1f\x8b|BZh[1-9]1AY|\xfd7zXZ", Refusal.ARCHIVE, "another archive than .zip"),
    (rb"PK\x05\x06", Refusal.EMPTY, "an empty archive"),
    (rb"MZ.{0,62}\0|\x7fELF", Refusal.BINARY, "a program"),
    (rb"\xdb\xa5-\0|1\xbe\0\0|\xfe7\0#", Refusal.OLD_WORD, "a file of Word 2.0 or older"),
)
_SIGNATURES = tuple((re.compile(magic, re.DOTALL), refusal, found) for magic, refusal, found in _REFUSED)
_XML, _EXCEL_XML = re.compile(r"\s*<\?xml[ \t]"), "urn:schemas-microsoft-com:office:spreadsheet"
_MARKUP = re.compile(r"<(?:!doctype html|html|head|body|div|table|tbody|meta|%@ ?page)[\s>\"']", re.I)
_TAG = re.compile(r"</?(?:p|div|td|tr|span|br|a|li|h[1-6]|table|body|html)\b[^<>]{0,400}>", re.I)
_MAIL_FIELD = re.compile(r"\s*[A-Za-z][A-Za-z-]{1,40}:[ \t<]")
# What a package of parts is, by the part that only this kind has, or by its file of type.
_PARTS = (
    (re.compile(r"word/document\d{0,2}\.xml", re.I), "docx"),
    (re.compile(r"xl/workbook\.(?:xml|bin)", re.I), "xlsx"),
    (re.compile(r"OFD\.xml", re.I), "ofd"),
)
_TYPES = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.text-template": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
    b"application/vnd.oasis.opendocument.spreadsheet-template": "ods",
}
_OTHER_PARTS = {"ppt/presentation.xml": "a presentation (.pptx)", "visio/document.xml": "a drawing (.vsdx)"}


class FileKind(StrEnum):
    """Format of a file. ``COMPOUND`` is the container of the Office files before 2007, told apart when it is read."""

    TEXT = "text"
    HTML = "html"
    WEB_ARCHIVE = "mht"
    PDF = "pdf"
    RTF = "rtf"
    WORD = "docx"
    COMPOUND = "compound"
    EXCEL = "xlsx"
    EXCEL_XML = "excel-xml"
    OPEN_DOCUMENT_TEXT = "odt"
    OPEN_DOCUMENT_SHEETS = "ods"
    OFD = "ofd"
    ARCHIVE = "zip"


def is_plain_text(data: bytes) -> bool:
    """Whether a file can be decoded as it is, without any library; in constant time."""
    return _kind_by_beginning(data) is FileKind.TEXT


def kind_of(data: bytes, name: str) -> FileKind:
    """The format of a file.

    Raises `ReportError` for a format that is not read, and for a package of parts that cannot be opened.

    >>> kind_of(b"%PDF-1.7", "a"), kind_of("一、总则".encode(), "a.pdf")
    (<FileKind.PDF: 'pdf'>, <FileKind.TEXT: 'text'>)
    """
    for signature, refusal, found in _SIGNATURES:
        if signature.match(data):
            raise ReportError(f"{name}: wanted a document, found {found}", refusal)
    kind = _kind_by_beginning(data)
    if kind is FileKind.TEXT and _XML.match(_top(data)):
        raise ReportError(f"{name}: wanted a document, found XML of some program", Refusal.UNSUPPORTED)
    return _kind_of_package(data, name) if kind is FileKind.ARCHIVE else kind


def _kind_by_beginning(data: bytes) -> FileKind:
    if b"%PDF-" in data[:1024]:
        return FileKind.PDF
    if data.startswith(_PACKAGE):
        return FileKind.ARCHIVE
    if data.startswith(_COMPOUND):
        return FileKind.COMPOUND
    top = _top(data)
    if top.lstrip("\ufeff \t\r\n").startswith("{\\rtf"):
        return FileKind.RTF
    if _MAIL_FIELD.match(top) and "mime-version:" in top.lower():
        return FileKind.WEB_ARCHIVE
    if _XML.match(top) and _EXCEL_XML in top:
        return FileKind.EXCEL_XML
    return FileKind.HTML if _is_html(top) else FileKind.TEXT


def _top(data: bytes) -> str:
    """The beginning of a file as far as markup is told by it; other characters may be wrong."""
    encoding = next((encoding for mark, encoding in BYTE_ORDER_MARKS if data.startswith(mark)), "latin-1")
    return data[:_TOP].removeprefix(b"\xef\xbb\xbf").decode(encoding, "replace")


def _is_html(top: str) -> bool:
    """Whether a file begins with markup or has many tags. A saved fragment of a page has no head."""
    begins = _MARKUP.search(top) and top.lstrip("\ufeff \t\r\n").startswith("<")
    return bool(begins) or len(_TAG.findall(top)) > 7


def _kind_of_package(data: bytes, name: str) -> FileKind:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            declared = _declared_type(archive) if "mimetype" in names else b""
    except BROKEN_ARCHIVE as error:
        raise broken_archive(error, name) from error
    for part, found in _OTHER_PARTS.items():
        if part in names:
            raise ReportError(f"{name}: wanted a document, found {found}", Refusal.UNSUPPORTED)
    kind = next((kind for part, kind in _PARTS if any(map(part.fullmatch, names))), _TYPES.get(declared))
    if kind is None and declared.startswith(b"application/"):
        told = declared.decode("ascii", "replace")
        raise ReportError(f"{name}: wanted a document, found {told}", Refusal.UNSUPPORTED)
    return FileKind(kind or "zip")


def _declared_type(archive: zipfile.ZipFile) -> bytes:
    with archive.open("mimetype") as stream:
        return stream.read(100).strip()
