"""Errors that a person can act on, and why a file is not served."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class WendaError(Exception):
    """Error that a person can act on: the message says where, what was wanted and what was found."""


class Refusal(StrEnum):
    """Why a file is not served; the sentence that a person reads, with what to do, is chosen by it.

    EMPTY: nothing in it; TOO_LARGE: more bytes, pages or characters than are read; BOMB: an archive that unpacks to too
    much; ENCRYPTED: needs a password; SCAN: pictures of pages, and nothing here recognises text, or none was
    recognised; PICTURE_PAGES: the same of a few pages, without which the file is served; FONTS: fonts that do not tell
    what their characters are; PICTURE: a picture; NO_TEXT: neither letter nor digit; ARCHIVE: an archive that cannot be
    unpacked; UNSUPPORTED: a format that is not read; OLD_WORD: Word 95 or older; BINARY: no document at all; ENCODING:
    a text in an unknown encoding; OLD_OFFICE: Word and Excel of before 2007, without the libraries that read them;
    TOO_SLOW, TOO_MUCH_MEMORY, CRASHED: reading it took too long, too much, or ended the reader process; NO_ACCESS: the
    system does not let us; OUTSIDE: a link out of the library; SPECIAL: a pipe, a device, a folder too deep; SAME: the
    same text as another file; MANIFEST, ANNOTATION: a line that staff wrote; FAULT: a fault of this program; BROKEN:
    anything else that is wrong with a file.
    """

    EMPTY = "empty"
    TOO_LARGE = "too-large"
    BOMB = "bomb"
    ENCRYPTED = "encrypted"
    SCAN = "scan"
    PICTURE_PAGES = "picture-pages"
    FONTS = "fonts"
    PICTURE = "picture"
    NO_TEXT = "no-text"
    ARCHIVE = "archive"
    UNSUPPORTED = "unsupported"
    OLD_WORD = "old-word"
    BINARY = "binary"
    ENCODING = "encoding"
    OLD_OFFICE = "old-office"
    TOO_SLOW = "too-slow"
    TOO_MUCH_MEMORY = "too-much-memory"
    CRASHED = "crashed"
    NO_ACCESS = "no-access"
    OUTSIDE = "outside"
    SPECIAL = "special"
    SAME = "same"
    MANIFEST = "manifest"
    ANNOTATION = "annotation"
    FAULT = "fault"
    BROKEN = "broken"


class ReportError(WendaError):
    """A report file, or an annotation file beside one, that cannot be read: for whom the code concerns, and why.

    The message is English and for logs; `refusal` chooses what a person is told.
    """

    def __init__(self, message: str, refusal: Refusal = Refusal.BROKEN) -> None:
        """The message begins with the name of the file."""
        super().__init__(message)
        self.refusal = refusal


class LibraryError(WendaError):
    """A library folder that cannot be served: it is absent or has no readable report."""


class EmptyLibraryError(LibraryError):
    """A library without any readable report: its ``name``, what it could not read, and how many files it has."""

    def __init__(self, name: str, skipped: tuple[Skipped, ...], files: int) -> None:
        """The message names the first file that could not be read."""
        why = f": {skipped[0]}" if skipped else f", found {files} files"
        super().__init__(f"{name}: wanted at least one readable report{why}")
        self.name, self.skipped, self.files = name, skipped, files


class SearchUnavailableError(WendaError):
    """The search cannot be reached now; the same question may be answered later."""


class DamagedIndexError(SearchUnavailableError):
    """The index on the disk is not what was written: it must be made anew, and then answers again."""


class SearchRefusedError(SearchUnavailableError):
    """The search refuses the password, or its certificate is not trusted: waiting alone does not help."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """File of the library that is not served: its name, the line at fault (1-based, 0: the whole), and why.

    ``reason`` is English, for logs; ``refusal`` chooses what a person is told. ``same_as`` names the file that is
    served in its place, because it has the same text.
    """

    file: str
    line: int
    reason: str
    refusal: Refusal = Refusal.BROKEN
    same_as: str = ""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason}" if self.line else f"{self.file}: {self.reason}"
