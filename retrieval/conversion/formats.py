"""File formats: detects the format of a file by its bytes, not its name, and converts it (txt, md, html, pdf, docx).

Text and Markdown are decoded without any change, because citations are offsets into them. For the other formats the
text is what the converter extracts, and is the same every time. Scans, old Word files, encrypted files and archives
are refused.

Decoding text and Markdown is safe in any process. The other converters are large libraries that read untrusted files:
`retrieval.conversion.sandbox` runs `read_text` for them in a process of its own.
"""

from __future__ import annotations

import re
from enum import StrEnum

from retrieval.models import ReportError

LARGEST = 100 * 1024 * 1024
MOST_CHARACTERS = 20_000_000
SUFFIXES = frozenset({".txt", ".md", ".html", ".htm", ".pdf", ".docx"})
_OTHER_KINDS = (
    (b"\xd0\xcf\x11\xe0", "an old Office file (.doc, .xls, .wps) or an encrypted one"),
    ((b"\x89PNG", b"\xff\xd8\xff", b"GIF8"), "a picture"),
    ((b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b"), "an archive"),
    (b"{\\rtf", "an RTF file"),
    ((b"\xff\xfe", b"\xfe\xff"), "UTF-16"),
)
_MARKUP = re.compile(rb"<(?:!doctype html|html|head|body|div|table|tbody|meta|%@ ?page)[\s>\"']", re.I)
_TAG = re.compile(rb"</?(?:p|div|td|tr|span|br|a|li|h[1-6]|table|body|html)\b[^<>]{0,400}>", re.I)
_CONTROLS = re.compile(r"[\x01-\x08\x0e-\x1a\x1c-\x1f]{2}")
_PRIVATE = re.compile(r"[\ue000-\uf8ff]")
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]{3,20})", re.I)


class FileKind(StrEnum):
    """Format of a file by its bytes. Unreadable files count as ``TEXT``."""

    TEXT = "text"
    HTML = "html"
    PDF = "pdf"
    WORD = "docx"


def kind_of(data: bytes) -> FileKind:
    """The format of a file, detected from its first bytes in constant time.

    >>> kind_of(b"%PDF-1.7"), kind_of("一、总则".encode())
    (<FileKind.PDF: 'pdf'>, <FileKind.TEXT: 'text'>)
    """
    if b"%PDF-" in data[:1024]:
        return FileKind.PDF
    if data.startswith(b"PK\x03\x04"):
        return FileKind.WORD
    return FileKind.HTML if not _other_kind(data) and _is_html(data) else FileKind.TEXT


def read_text(data: bytes, name: str) -> str:
    """The text of a file; ``name`` appears in messages only and never decides the format.

    Raises `ReportError` for a file that is empty, too large, binary, encrypted or without text, and for a web page,
    PDF or Word file with more than `MOST_CHARACTERS` of text.

    >>> read_text("一、总则\\n".encode("gb18030"), "a.pdf")
    '一、总则\\n'
    >>> read_text(b"GIF89a...", "a.txt")
    Traceback (most recent call last):
    retrieval.models.ReportError: a.txt: wanted txt, md, html, pdf or docx, found a picture
    """
    if len(data) > LARGEST:
        raise ReportError(size_message(name, len(data)))
    if not data.strip(b" \t\r\n\x0b\x0c\0"):
        raise ReportError(f"{name}: wanted a text, found an empty file")
    kind = kind_of(data)
    if kind is FileKind.TEXT:
        if other := _other_kind(data):
            raise ReportError(f"{name}: wanted txt, md, html, pdf or docx, found {other}")
        return decode(data, name)
    from retrieval.conversion import docx, html, pdf  # large libraries, which text files do not need

    match kind:
        case FileKind.PDF:
            text = pdf.pdf_text(data, name)
        case FileKind.WORD:
            text = docx.docx_text(data, name)
        case FileKind.HTML:
            text = html.html_text(decode(data, name, _charset(data)), name)
    if len(text) > MOST_CHARACTERS:
        raise ReportError(f"{name}: wanted at most {MOST_CHARACTERS} characters of text, found {len(text)}")
    return _check_not_blank(text, name)


def size_message(name: str, size: int) -> str:
    """The error message for a file that is larger than `LARGEST`.

    >>> size_message("a.pdf", 105 << 20)
    'a.pdf: wanted at most 100 MiB, found 105'
    """
    return f"{name}: wanted at most {LARGEST >> 20} MiB, found {-(-size >> 20)}"


def _other_kind(data: bytes) -> str | None:
    return next((kind for magic, kind in _OTHER_KINDS if data.startswith(magic)), None)


def decode(data: bytes, name: str, *preferred: str) -> str:
    """Decode a file in UTF-8 or GB18030. Every character stays, byte order mark and line breaks included.

    ``preferred`` encodings are tried first. Raises `ReportError` with file name, line and reason for a file without
    readable text.

    >>> decode("报告".encode("gb18030"), "a.txt")
    '报告'
    """
    if not data.strip():
        raise ReportError(f"{name}: wanted a text, found an empty file")
    if b"\0" in data:
        raise ReportError(f"{name}:{_line_of(data, data.index(0))}: wanted text, found a NUL byte: a binary file")
    text = _decode_first(data, name, [*preferred, "utf-8", "gb18030"])
    if controls := _CONTROLS.search(text):
        line = text.count("\n", 0, controls.start()) + 1
        raise ReportError(f"{name}:{line}: wanted text, found control characters: a binary file")
    # Binary data often decodes to GB18030's private area. A few private characters are bullets or rare names.
    if 20 * len(_PRIVATE.findall(text)) > len(text):
        raise ReportError(f"{name}: wanted text, found private characters: a binary file")
    return _check_not_blank(text, name)


def _decode_first(data: bytes, name: str, encodings: list[str]) -> str:
    """The text in the first encoding that fits; the error names the byte at which the best of them failed."""
    worst = 0
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError as error:
            worst = max(worst, error.start)
    raise ReportError(f"{name}:{_line_of(data, worst)}: wanted UTF-8 or GB18030, found the byte 0x{data[worst]:02x}")


def _line_of(data: bytes, offset: int) -> int:
    return data.count(b"\n", 0, offset) + 1


def _check_not_blank(text: str, name: str) -> str:
    if not re.search(r"[^\W_]", text):
        raise ReportError(f"{name}: wanted a text, found no letter and no digit (a scan?)")
    return text


def _is_html(data: bytes) -> bool:
    """Whether a file begins with markup or has many tags. A saved fragment of a page has no head."""
    top = data[:4096]
    begins = _MARKUP.search(top) and top.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")
    return bool(begins) or len(_TAG.findall(top)) > 7


def _charset(data: bytes) -> str:
    """The encoding that a page declares. GB2312 and GBK are subsets of GB18030."""
    found = _CHARSET.search(data[:4096])
    declared = found[1].decode("ascii").lower() if found else ""
    return "gb18030" if declared.startswith("gb") else "big5" if declared == "big5" else "utf-8"
