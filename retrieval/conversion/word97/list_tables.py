"""List tables: the lists of a Word 97 file, as the numbering of Word's XML ([MS-DOC] 2.9.147, 131, 150)."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from retrieval.conversion.word.word_markup import element
from retrieval.conversion.word.word_package import Element
from retrieval.conversion.word97.file_information import FileInformation, TablePlace

_LIST, _OVERRIDE, _LEVEL, _LEVEL_OVERRIDE = 28, 16, 28, 8
_SIMPLE = 0x01
_LEGAL, _NO_RESTART = 0x04, 0x08
_MOST_LISTS, _MOST_LEVELS, _LONGEST_LABEL = 20_000, 9, 255
# Formats of numbers ([MS-OSHARED] 2.2.1.3) by the names that Word's XML has for them.
_KINDS = {
    0: "decimal", 1: "upperRoman", 2: "lowerRoman", 3: "upperLetter", 4: "lowerLetter", 10: "ideographDigital",
    11: "japaneseCounting", 14: "decimalFullWidth", 16: "japaneseLegal", 17: "japaneseDigitalTenThousand",
    18: "decimalEnclosedCircle", 19: "decimalFullWidth2", 22: "decimalZero", 23: "bullet",
    26: "decimalEnclosedFullstop",
    27: "decimalEnclosedParen", 28: "decimalEnclosedCircleChinese", 29: "ideographEnclosedCircle",
    30: "ideographTraditional", 31: "ideographZodiac", 33: "taiwaneseCounting", 34: "ideographLegalTraditional",
    35: "taiwaneseCountingThousand", 36: "taiwaneseDigital", 37: "chineseCounting", 38: "chineseLegalSimplified",
    39: "chineseCountingThousand", 57: "numberInDash", 255: "none",
}  # fmt: skip
_FOLLOWED = {0: "tab", 1: "space", 2: "nothing"}


@dataclass(frozen=True, slots=True)
class ListTables:
    """The numbering of a file, and for each list (from 1) the levels that belong to styles."""

    numbering: Element
    style_levels: Sequence[dict[int, int]]

    @classmethod
    def read(cls, file: FileInformation) -> ListTables:
        """Read the lists; those behind a broken one are missing."""
        numbering, levels = element("numbering"), list[dict[int, int]]([{}])
        definitions: dict[int, tuple[int, dict[int, int]]] = {}
        with suppress(struct.error, IndexError):
            definitions = _definitions(file.table_bytes(TablePlace.LISTS, rest=True), numbering)
        with suppress(struct.error, IndexError):
            _overrides(file.table_bytes(TablePlace.LIST_OVERRIDES), definitions, numbering, levels)
        return cls(numbering, levels)

    def level_of(self, list_: int, style: int) -> int | None:
        """The level of a list that belongs to a style."""
        return self.style_levels[list_].get(style) if 0 < list_ < len(self.style_levels) else None


def _definitions(data: bytes, numbering: Element) -> dict[int, tuple[int, dict[int, int]]]:
    """Add the definitions of lists; by the id of each its number, and the levels of styles."""
    count = min(struct.unpack_from("<H", data)[0], _MOST_LISTS) if data else 0
    at, found = 2 + count * _LIST, dict[int, tuple[int, dict[int, int]]]()
    for number in range(count):
        identity, _, *styles = struct.unpack_from("<ii9hB", data, 2 + number * _LIST)
        simple = bool(styles.pop() & _SIMPLE)
        definition = element("abstractNum", abstractNumId=number)
        for level in range(1 if simple else _MOST_LEVELS):
            node, at = _level(data, at, level)
            definition.append(node)
        numbering.append(definition)
        found[identity] = number, {style: level for level, style in enumerate(styles) if 0 <= style < 0xFFF}
    return found


def _level(data: bytes, at: int, level: int) -> tuple[Element, int]:
    """A level, and where the next begins."""
    start, kind, flags = struct.unpack_from("<iBB", data, at)
    follows = data[at + 15]
    runs, paragraphs, restart = data[at + 24], data[at + 25], data[at + 26]
    at += _LEVEL + runs + paragraphs
    size = min(struct.unpack_from("<H", data, at)[0], _LONGEST_LABEL)
    label = data[at + 2 : at + 2 + 2 * size].decode("utf-16-le", "replace")
    shown = "".join(f"%{ord(char) + 1}" if char < "\t" else char.replace("%", "％") for char in label)
    node = element(
        "lvl",
        element("start", val=start),
        element("numFmt", val=_KINDS.get(kind, "decimal")),
        *([element("lvlRestart", val=min(restart, level))] if flags & _NO_RESTART else []),
        *([element("isLgl")] if flags & _LEGAL else []),
        element("suff", val=_FOLLOWED.get(follows, "tab")),
        _label(shown),
        ilvl=level,
    )
    return node, at + 2 + 2 * size


def _label(text: str) -> Element:
    return element("lvlText", val="".join(char for char in text if char >= " " and not "\ud800" <= char <= "\udfff"))


def _overrides(
    data: bytes, definitions: dict[int, tuple[int, dict[int, int]]], numbering: Element, levels: list[dict[int, int]]
) -> None:
    """Add the lists that paragraphs name, each a definition with levels and starts of its own."""
    count = min(struct.unpack_from("<I", data)[0], _MOST_LISTS) if data else 0
    at = 4 + count * _OVERRIDE
    for number in range(count):
        identity, _, _, overridden = struct.unpack_from("<iiiB", data, 4 + number * _OVERRIDE)
        definition, of_styles = definitions.get(identity, (-1, {}))
        node = element("num", element("abstractNumId", val=definition), numId=number + 1)
        numbering.append(node)
        levels.append(of_styles)
        at += 4
        for _ in range(min(overridden, _MOST_LEVELS)):
            start, flags = struct.unpack_from("<iI", data, at)
            at += _LEVEL_OVERRIDE
            override = element("lvlOverride", ilvl=flags & 0xF)
            if flags & 0x20:
                own, at = _level(data, at, flags & 0xF)
                override.append(own)
            elif flags & 0x10:
                override.append(element("startOverride", val=start))
            node.append(override)
