"""OpenDocument lists: the numbers before their items and before headings, which the file does not hold as text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from retrieval.conversion.number_formats import label_before_text, shown_number
from retrieval.conversion.open_document.odf_package import STYLE, TEXT
from retrieval.conversion.xml_parts import Node

# OpenDocument names a format by its first numbers (20.322); Word's names for the same.
_KINDS = {
    "1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman",
    "一": "chineseCountingThousand", "壹": "chineseLegalSimplified", "壱": "chineseLegalSimplified",
    "甲": "ideographTraditional", "子": "ideographZodiac", "①": "decimalEnclosedCircle", "１": "decimalFullWidth",
    "⑴": "decimalEnclosedParen", "⒈": "decimalEnclosedFullstop", "〇": "ideographDigital", "01": "decimalZero",
}  # fmt: skip
_PLACE = re.compile(r"%(\d{1,2})%")
_FORMAT = re.compile(r"\{[^{}]{0,200}\}num-list-format\Z")
_FOLLOWED = {"listtab": " ", "space": " ", "nothing": ""}
_MOST_LEVELS = 10


@dataclass(frozen=True, slots=True)
class _OdfLevel:
    """A level: its format, empty for no number; what stands around it; how many levels it shows; where it starts."""

    kind: str
    prefix: str
    suffix: str
    shown: int
    start: int
    pattern: str
    between: str

    @classmethod
    def of(cls, node: Node) -> _OdfLevel:
        format_ = node.get(f"{STYLE}num-format", "").split(",")[0].strip()
        pattern = next((value for key, value in node.attrib.items() if _FORMAT.search(str(key))), "")
        followed = next((str(each.get(f"{TEXT}label-followed-by")) for each in node.iter() if each.tag.endswith(
            "list-level-label-alignment")), "listtab")  # fmt: skip
        return cls(
            _KINDS.get(format_, "decimal") if format_ else "",
            node.get(f"{STYLE}num-prefix", ""),
            node.get(f"{STYLE}num-suffix", ""),
            _number(node.get(f"{TEXT}display-levels"), 1),
            _number(node.get(f"{TEXT}start-value"), 1),
            pattern,
            _FOLLOWED.get(followed, " "),
        )


class OdfLists:
    """The numbers of the lists of a document, counted item by item in order."""

    def __init__(self, *roots: Node | None) -> None:
        """The roots of the styles and of the content, in this order."""
        self._levels: dict[str, dict[int, _OdfLevel]] = {}
        for root in roots:
            nodes = () if root is None else root.iter(f"{TEXT}list-style", f"{TEXT}outline-style")
            for node in nodes:
                name = "" if node.tag == f"{TEXT}outline-style" else node.get(f"{STYLE}name", "")
                levels = (each for each in node if each.get(f"{TEXT}level"))
                self._levels[name] = {_number(each.get(f"{TEXT}level"), 1): _OdfLevel.of(each) for each in levels}
        self._counts: dict[str, list[int]] = {}

    def restart(self, counter: str) -> None:
        """Begin a list anew."""
        self._counts.pop(counter, None)

    def label(self, style: str, counter: str, level: int, start: int | None = None) -> str:
        """The number of the next item at a level, from 1 on, of a list that counts under a name of its own.

        ``style`` is the list's style, empty for headings; ``start`` begins anew at a number.
        """
        levels = self._levels.get(style, {})
        own = levels.get(level)
        if own is None or level > _MOST_LEVELS:
            return ""
        counts = self._counts.setdefault(counter, [])
        while len(counts) < level:
            above = levels.get(len(counts) + 1)
            counts.append((above.start if above else 1) - (1 if len(counts) + 1 == level else 0))
        del counts[level:]
        counts[-1] = counts[-1] + 1 if start is None else start
        return label_before_text(self._text(own, levels, counts), own.between)

    def _text(self, own: _OdfLevel, levels: dict[int, _OdfLevel], counts: list[int]) -> str:
        if not own.kind:
            return ""

        def number(at: int) -> str:
            level = levels.get(at)
            return shown_number(counts[at - 1], level.kind) if level and level.kind and at <= len(counts) else ""

        if own.pattern:
            return _PLACE.sub(lambda found: number(int(found[1])), own.pattern)
        shown = range(max(len(counts) - own.shown, 0) + 1, len(counts) + 1)
        return own.prefix + ".".join(filter(None, map(number, shown))) + own.suffix


def _number(value: str | None, default: int) -> int:
    return int(value) if value and value.isascii() and value.isdecimal() and len(value) < 6 else default
