"""Style sheet: what a paragraph or a run of a Word 97 file has from its style ([MS-DOC] 2.9.271)."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from functools import lru_cache

from retrieval.conversion.word97.file_information import FileInformation, TablePlace
from retrieval.conversion.word97.sprms import Sprm, number, sprms

_PARAGRAPH, _CHARACTER = 1, 2
_MOST_BASES = 20


@dataclass(frozen=True, slots=True)
class _Style97:
    """A style: the one that it is based on, and its modifications of paragraphs and of runs."""

    base: int
    paragraph: bytes
    run: bytes


class DocStyles:
    """The styles of a file by their numbers."""

    def __init__(self, file: FileInformation) -> None:
        """Read the styles; those behind a broken one are missing."""
        self._styles = _styles(file.table_bytes(TablePlace.STYLES))
        self.hides = lru_cache(maxsize=None)(self._hides)
        self.list_of = lru_cache(maxsize=None)(self._list_of)

    def _hides(self, style: int) -> bool:
        """Whether text of a style is hidden."""
        for each in self._bases(style):
            for code, operand in sprms(each.run):
                if code == Sprm.HIDDEN:
                    return operand == b"\x01"
        return False

    def _list_of(self, style: int) -> tuple[int, int, int]:
        """The list of a style, its level, and the style that says so; list 0 where there is none."""
        for number_, each in zip(self._chain(style), self._bases(style), strict=True):
            found = {code: number(operand) for code, operand in sprms(each.paragraph)}
            if Sprm.LIST in found:
                return found[Sprm.LIST], found.get(Sprm.LIST_LEVEL, 0), number_
        return 0, 0, style

    def _chain(self, style: int) -> list[int]:
        chain: list[int] = []
        while style in self._styles and len(chain) < _MOST_BASES and style not in chain:
            chain.append(style)
            style = self._styles[style].base
        return chain

    def _bases(self, style: int) -> list[_Style97]:
        return [self._styles[each] for each in self._chain(style)]


def _styles(data: bytes) -> dict[int, _Style97]:
    if len(data) < 6:
        return {}
    header, count, base_size = struct.unpack_from("<HHH", data)
    at, found = 2 + header, dict[int, _Style97]()
    for index in range(count):
        if at + 2 > len(data):
            break
        size = struct.unpack_from("<H", data, at)[0]
        if style := _style(data[at + 2 : at + 2 + size], base_size):
            found[index] = style
        at += 2 + size
    return found


def _style(data: bytes, base_size: int) -> _Style97 | None:
    if len(data) < base_size + 4 or base_size < 10:
        return None
    kind_and_base, counts = struct.unpack_from("<HH", data, 2)
    kind, base = kind_and_base & 0xF, kind_and_base >> 4
    name = struct.unpack_from("<H", data, base_size)[0]
    at, parts = base_size + 2 + 2 * name + 2, list[bytes]()
    for _ in range(counts & 0xF):
        at += at & 1
        if at + 2 > len(data):
            break
        size = struct.unpack_from("<H", data, at)[0]
        parts.append(data[at + 2 : at + 2 + size])
        at += 2 + size
    if kind == _PARAGRAPH and parts:
        return _Style97(base, parts[0][2:], parts[1] if len(parts) > 1 else b"")
    return _Style97(base, b"", parts[0]) if kind == _CHARACTER and parts else _Style97(base, b"", b"")
