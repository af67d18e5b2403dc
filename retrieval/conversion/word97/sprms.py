"""Sprms: single modifications of properties, of which all formats of a Word 97 file consist ([MS-DOC] 2.6)."""

from __future__ import annotations

from collections.abc import Iterator
from enum import IntEnum

_SIZES = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}
_VARIABLE = 6
_DEFINES_TABLE, _CHANGES_TABS = 0xD608, 0xC615


class Sprm(IntEnum):
    """The modifications that tell what is shown."""

    DELETED = 0x0800
    HIDDEN = 0x083C
    SPECIAL = 0x0855
    RAISED_OR_LOWERED = 0x2A48
    POSITION = 0x4845
    CHARACTER_STYLE = 0x4A30
    SYMBOL = 0x6A09
    IN_TABLE = 0x2416
    ROW_END = 0x2417
    DEPTH = 0x6649
    INNER_CELL_END = 0x244B
    INNER_ROW_END = 0x244C
    LIST_LEVEL = 0x260A
    LIST = 0x460B
    PARAGRAPH_STYLE = 0x4600
    HUGE = 0x6646
    HUGE_OLD = 0x6645
    ROW_CELLS = 0xD608
    ROW_LEFT = 0x9601
    ROW_INSERT = 0x7621
    ROW_DELETE = 0x5622
    ROW_WIDTH = 0x7623
    ROW_MERGE = 0x5624
    ROW_SPLIT = 0x5625
    ROW_VERTICAL_MERGE = 0xD62B


def sprms(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The modifications in a list of them, in order, each with its operand; one that breaks off ends the list.

    >>> [(hex(code), operand) for code, operand in sprms(bytes.fromhex("3c0801 0b460200 00"))]
    [('0x83c', b'\\x01'), ('0x460b', b'\\x02\\x00')]
    """
    at = 0
    while at + 2 < len(data):
        code = int.from_bytes(data[at : at + 2], "little")
        at += 2
        kind = code >> 13
        if kind != _VARIABLE:
            size = _SIZES[kind]
        elif code == _DEFINES_TABLE:
            size, at = int.from_bytes(data[at : at + 2], "little") - 1, at + 2
        elif code == _CHANGES_TABS and data[at] == 255:
            removed = data[at + 1] if at + 1 < len(data) else 0
            added = data[at + 2 + 4 * removed] if at + 2 + 4 * removed < len(data) else 0
            size, at = 2 + 4 * removed + 3 * added, at + 1
        else:
            size, at = data[at], at + 1
        if size < 0 or at + size > len(data):
            return
        yield code, data[at : at + size]
        at += size


def number(operand: bytes) -> int:
    """An operand as an unsigned number."""
    return int.from_bytes(operand, "little")


def signed(operand: bytes) -> int:
    """An operand as a signed number."""
    return int.from_bytes(operand, "little", signed=True)
