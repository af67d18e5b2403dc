"""File names: which files are no documents, whatever is in them, and what the names in an archive say."""

from __future__ import annotations

import re
import zipfile

# Hidden files, and files that Office programs, editors, browsers and operating systems leave lying about.
_TEMPORARY = re.compile(
    r"\.|~\$|~wrl|.{0,250}(?:~|\.tmp|\.crdownload|\.part|\.swp)\Z|(?:thumbs\.db|desktop\.ini|__macosx)\Z",
    re.IGNORECASE,
)
# A plain text of such a name is what a program reads or writes, not a document. Other names decide nothing.
_PROGRAM_TEXT = re.compile(
    r"\.(?:bat|c|cfg|conf|cpp|cs|css|csv|h|ini|java|js|json|log|php|ps1|py|r|sh|sql|svg|toml|ts|tsv|vbs|xml|ya?ml)\Z",
    re.I,
)
_UTF_8 = 0x800
_UNSEEN = re.compile(r"[\x00-\x1f\x7f]")
_LONGEST_PATH = 500


def is_temporary(name: str) -> bool:
    """Whether a file or folder, by its own name, is hidden or temporary.

    >>> [is_temporary(name) for name in ("~$通知.docx", ".~lock.a.odt#", "__MACOSX", "通知.docx", "~通知.docx")]
    [True, True, True, False, False]
    """
    return bool(_TEMPORARY.match(name))


def program_suffix(name: str) -> str:
    """The suffix of a name that plain text has which is no document; empty otherwise.

    >>> program_suffix("a.JSON"), program_suffix("a.json.txt")
    ('.json', '')
    """
    found = _PROGRAM_TEXT.search(name[-12:])
    return found[0].lower() if found else ""


def path_in_archive(part: zipfile.ZipInfo) -> str:
    """The path of a part, with ``/`` between folders and none that leads out of the archive.

    A name that does not say that it is UTF-8 was written by a Chinese Windows, in GBK, or by a Mac, in UTF-8.

    >>> path_in_archive(zipfile.ZipInfo("../年度\\\\通知.docx"))
    '年度/通知.docx'
    """
    name = part.orig_filename
    if not part.flag_bits & _UTF_8 and not name.isascii():
        try:
            data = name.encode("cp437")
            name = next((text for encoding in ("utf-8", "gb18030") if (text := _decoded(data, encoding))), name)
        except UnicodeEncodeError:  # made by a program in this process, which keeps the name as it was given
            pass
    steps = re.split(r"[/\\]", _UNSEEN.sub("", name)[:_LONGEST_PATH])
    return "/".join(step for step in steps if step.strip() not in ("", ".", ".."))


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return ""
