"""Compound files, the container of Office files before 2007, with olefile: what is in one, and the streams of it.

A file of Word, Excel or their twins of WPS is told by its streams; so is a newer file behind a password, whose package
stands encrypted in such a container.
"""

from __future__ import annotations

import io

import olefile  # type: ignore[import-untyped]

from retrieval.conversion.converted import Converted
from retrieval.conversion.spreadsheet.xls import convert_xls
from retrieval.conversion.word97.doc import convert_doc
from retrieval.models import Refusal, ReportError

_LARGEST_STREAM = 200 * 1024 * 1024
_WORD = ("WordDocument", "0Table", "1Table", "Data")
_REFUSED = {
    "encryptedpackage": (Refusal.ENCRYPTED, "an encrypted file"),
    "powerpoint document": (Refusal.UNSUPPORTED, "a presentation (.ppt)"),
    "visiodocument": (Refusal.UNSUPPORTED, "a drawing (.vsd)"),
    "__properties_version1.0": (Refusal.UNSUPPORTED, "a message of Outlook (.msg)"),
    "fileheader": (Refusal.UNSUPPORTED, "a file of Hangul (.hwp)"),
}


def convert_compound(data: bytes, name: str) -> Converted:
    """The text of a Word or Excel file of before 2007.

    Raises `ReportError` for a broken or encrypted container, and for one of another program.
    """
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as container:
            names = {"/".join(path).lower(): "/".join(path) for path in container.listdir()}
            for stream, (refusal, found) in _REFUSED.items():
                if stream in names and "worddocument" not in names:
                    raise ReportError(f"{name}: wanted a document, found {found}", refusal)
            if "worddocument" in names:
                streams = {each: _stream(container, each, name) for each in _WORD if each.lower() in names}
                return convert_doc(streams, name)
    except (OSError, ValueError, IndexError) as error:
        raise ReportError(f"{name}: wanted an Office file, found a broken container: {error}") from error
    if "workbook" in names or "book" in names:
        return convert_xls(data, name)
    raise ReportError(f"{name}: wanted a file of Word, Excel or WPS, found {sorted(names)[:5]}", Refusal.UNSUPPORTED)


def _stream(container: olefile.OleFileIO, stream: str, name: str) -> bytes:
    with container.openstream(stream) as opened:
        data: bytes = opened.read(_LARGEST_STREAM + 1)
    if len(data) > _LARGEST_STREAM:
        raise ReportError(
            f"{name}: wanted streams of at most {_LARGEST_STREAM >> 20} MiB, found more", Refusal.TOO_LARGE
        )
    return data
