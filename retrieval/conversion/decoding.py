"""Decoding of text files: UTF-8, UTF-16 with a byte order mark, or GB18030, to the character."""

from __future__ import annotations

import re

from retrieval.models import Refusal, ReportError

# Of the text of one file, whatever its format.
MOST_CHARACTERS = 20_000_000
# UTF-16 without its mark cannot be told from binary data.
BYTE_ORDER_MARKS = ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_CONTROLS = re.compile(r"[\x01-\x08\x0e-\x1a\x1c-\x1f]{2}")
_PRIVATE = re.compile(r"[\ue000-\uf8ff]")


def decode(data: bytes, name: str, *preferred: str) -> str:
    """Decode a file. Every character stays, byte order mark and line breaks included.

    ``preferred`` encodings are tried first. Raises `ReportError` with file name, line and reason for a file without
    readable text.

    >>> decode("报告".encode("gb18030"), "a.txt"), decode("报告".encode("utf-16"), "a.txt")
    ('报告', '\\ufeff报告')
    """
    if not data.strip():
        raise ReportError(f"{name}: wanted a text, found an empty file", Refusal.EMPTY)
    marked = [encoding for mark, encoding in BYTE_ORDER_MARKS if data.startswith(mark)]
    if b"\0" in data and not marked:
        found = "found a NUL byte: a binary file"
        raise ReportError(f"{name}:{_line_of(data, data.index(0))}: wanted text, {found}", Refusal.BINARY)
    text = _decode_first(data, name, marked or [*preferred, "utf-8", "gb18030"])
    if controls := _CONTROLS.search(text) or ("\0" in text and re.search("\0", text)):
        line = text.count("\n", 0, controls.start()) + 1
        raise ReportError(f"{name}:{line}: wanted text, found control characters: a binary file", Refusal.BINARY)
    # Binary data often decodes to GB18030's private area. A few private characters are bullets or rare names.
    if 20 * len(_PRIVATE.findall(text)) > len(text):
        raise ReportError(f"{name}: wanted text, found private characters: a binary file", Refusal.BINARY)
    return check_not_blank(text, name)


def check_not_blank(text: str, name: str) -> str:
    """The text. Raises `ReportError` for one without a letter or digit."""
    if not re.search(r"[^\W_]", text):
        raise ReportError(f"{name}: wanted a text, found no letter and no digit", Refusal.NO_TEXT)
    return text


def _decode_first(data: bytes, name: str, encodings: list[str]) -> str:
    """The text in the first encoding that fits; the error names the byte at which the best of them failed."""
    worst = 0
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError as error:
            worst = max(worst, error.start)
    found = f"found the byte 0x{data[worst]:02x}"
    raise ReportError(f"{name}:{_line_of(data, worst)}: wanted UTF-8 or GB18030, {found}", Refusal.ENCODING)


def _line_of(data: bytes, offset: int) -> int:
    return data.count(b"\n", 0, offset) + 1
