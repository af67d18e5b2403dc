"""Members: the documents of a file one by one, each converted or with the reason why not. No file ends a run.

An archive (.zip) is unpacked in memory within limits, archives in it too. Where an archive is read a second time, from
some document on, the documents before it are not converted again.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from retrieval.conversion.archive import open_archive
from retrieval.conversion.converted import Converted, ConvertedMember, no_progress
from retrieval.conversion.decoding import MOST_CHARACTERS
from retrieval.conversion.detection import FileKind, kind_of
from retrieval.conversion.file_names import is_temporary, path_in_archive
from retrieval.conversion.formats import LARGEST, Converter, convert, size_message
from retrieval.models import Refusal, ReportError

Announce = Callable[[str], None]
_MOST_DOCUMENTS, _DEEPEST = 2_000, 3


@dataclass(frozen=True, slots=True)
class _Packed:
    """A document in an archive: its path, and its bytes or the reason why they cannot be had."""

    path: str
    content: bytes | ReportError


def members_of(
    data: bytes,
    name: str,
    first: int = 0,
    announce: Announce | None = None,
    on_page: Callable[[], None] = no_progress,
) -> Iterator[ConvertedMember]:
    """The documents of a file, from the one at ``first`` on; a file that is no archive is one, with an empty path.

    ``announce`` is called with the path of each document of an archive before it is converted, ``on_page`` before each
    page of which the characters have to be recognised. Raises nothing for what is wrong with a file: that is the
    content of its member.
    """
    converter = partial(convert, on_page=on_page)
    if not _is_archive(data):
        yield ConvertedMember("", attempted(converter, data, name))
        return
    characters = 0
    try:
        for at, packed in enumerate(_numbered(_documents(data, name, "", 1))):
            if at >= _MOST_DOCUMENTS:
                raise ReportError(f"{name}: wanted at most {_MOST_DOCUMENTS} documents, found more", Refusal.BOMB)
            if at < first:
                continue
            if announce:
                announce(packed.path)
            member = ConvertedMember(packed.path, _converted(packed, f"{name}/{packed.path}", converter))
            characters += len(member.content.text) if isinstance(member.content, Converted) else 0
            if characters > MOST_CHARACTERS:
                found = f"wanted an archive of at most {MOST_CHARACTERS} characters, found more"
                raise ReportError(f"{name}: {found}", Refusal.TOO_LARGE)
            yield member
    except ReportError as error:
        yield ConvertedMember("", error)
    except Exception as error:  # zipfile raises more than it says
        found = f"found a broken one: {type(error).__name__}"
        yield ConvertedMember("", ReportError(f"{name}: wanted an archive in order, {found}"))


def attempted(converter: Converter, data: bytes, name: str) -> Converted | ReportError:
    """What a converter makes of a file, or why it does not: whatever a library raises is that file's reason."""
    try:
        return converter(data, name)
    except ReportError as error:
        return error
    except MemoryError:
        found = "wanted a file that fits in the memory for reading, found one that takes more"
        return ReportError(f"{name}: {found}", Refusal.TOO_MUCH_MEMORY)
    except Exception as error:  # the next file may well be read
        return ReportError(f"{name}: wanted a file in order, found a broken one: {type(error).__name__}")


def _is_archive(data: bytes) -> bool:
    try:
        return kind_of(data, "") is FileKind.ARCHIVE
    except ReportError:  # the converter says so, with the name of the file
        return False


def _converted(packed: _Packed, name: str, converter: Converter) -> Converted | ReportError:
    return attempted(converter, packed.content, name) if isinstance(packed.content, bytes) else packed.content


def _documents(data: bytes, name: str, above: str, depth: int) -> Iterator[_Packed]:
    """The documents of an archive by path, those of archives in it where they stand."""
    with open_archive(data, name) as archive:
        parts = [(path_in_archive(part), part) for part in archive.infolist() if not part.is_dir()]
        parts.sort(key=lambda each: each[0])
        wanted = [(path, part) for path, part in parts if path and not any(map(is_temporary, path.split("/")))]
        if not wanted and depth == 1:
            raise ReportError(f"{name}: wanted an archive with documents, found an empty one", Refusal.EMPTY)
        for path, part in wanted:
            yield from _document(archive, part, f"{above}{path}", name, depth)


def _document(archive: zipfile.ZipFile, part: zipfile.ZipInfo, path: str, name: str, depth: int) -> Iterator[_Packed]:
    if part.file_size > LARGEST:
        yield _Packed(path, ReportError(size_message(f"{name}/{path}", part.file_size), Refusal.TOO_LARGE))
        return
    content = archive.read(part)
    if not _is_archive(content):
        yield _Packed(path, content)
    elif depth == _DEEPEST:
        found = f"wanted archives at most {_DEEPEST} deep, found a deeper one"
        yield _Packed(path, ReportError(f"{name}/{path}: {found}", Refusal.BOMB))
    else:
        try:
            yield from _documents(content, f"{name}/{path}", f"{path}/", depth + 1)
        except ReportError as error:
            yield _Packed(path, error)


def _numbered(documents: Iterator[_Packed]) -> Iterator[_Packed]:
    """The documents with paths of their own: an archive may hold two of one name."""
    times: dict[str, int] = {}
    for each in documents:
        count = times[each.path] = times.get(each.path, 0) + 1
        yield each if count == 1 else _Packed(f"{each.path} ({count})", each.content)
