"""List numbering: the numbers of automatic lists, which Word does not store in the text, counted as Word counts.

Lists that share their definition go on counting; a level starts anew below a higher one, and where a list overrides
its start (ISO/IEC 29500-1, 17.9).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from retrieval.conversion.number_formats import label_before_text, shown_number
from retrieval.conversion.word.word_package import Element, W, child, is_on, number_of_value, value_of
from retrieval.conversion.word.word_styles import WordStyles

_PLACE = re.compile(r"%([1-9])")
# What stands between a number and its text.
_BETWEEN = {"nothing": "", "space": " ", "tab": " "}
_MOST_LINKS = 5


@dataclass(frozen=True, slots=True)
class _Level:
    """A level of a list: how its number looks, where it starts, and below which level it starts anew (0: never)."""

    kind: str
    text: str
    start: int
    restart: int
    plain: bool
    between: str
    style: str | None

    @classmethod
    def of(cls, node: Element) -> _Level:
        return cls(
            value_of(child(node, "numFmt")) or "decimal",
            value_of(child(node, "lvlText")) or "",
            number_of_value(child(node, "start"), 0),
            number_of_value(child(node, "lvlRestart"), -1),
            bool(is_on(child(node, "isLgl"))),
            _BETWEEN.get(value_of(child(node, "suff")) or "tab", ""),
            value_of(child(node, "pStyle")),
        )


_NO_LEVEL = _Level("none", "", 1, -1, False, "", None)


@dataclass(frozen=True, slots=True)
class _List:
    """A list: the id of the definition that it counts with, its levels, and the starts that it overrides."""

    definition: str
    levels: dict[int, _Level]
    starts: dict[int, int]


class ListNumbering:
    """The numbers before the paragraphs of a document, to be asked for one paragraph after the other."""

    def __init__(self, root: Element | None, styles: WordStyles) -> None:
        """``root`` is the part of the numbering, if there is one."""
        self._styles = styles
        self._definitions = _by_id(root, "abstractNum", "abstractNumId")
        self._numbers = _by_id(root, "num", "numId")
        self._lists: dict[str, _List | None] = {}
        self._counts: dict[tuple[str, int], int] = {}
        self._begun: set[tuple[str, int]] = set()

    def label(self, paragraph: Element) -> str:
        """The number that Word shows before the next paragraph; empty for an ordinary one and for a bullet."""
        found, level = self._place(child(paragraph, "pPr"))
        if found is None:
            return ""
        list_, number = found
        own = list_.levels.get(level, _NO_LEVEL)
        self._count(list_, number, level, own)
        if own.kind == "bullet":
            return ""
        text = _PLACE.sub(lambda match: self._number(list_, int(match[1]) - 1, level, own.plain), own.text)
        return label_before_text(text, own.between)

    def _place(self, properties: Element | None) -> tuple[tuple[_List, str] | None, int]:
        """The list that a paragraph belongs to, with its id, and the level; from the style where it says nothing."""
        own = child(properties, "numPr")
        number, level = value_of(child(own, "numId")), value_of(child(own, "ilvl"))
        if number is None:
            inherited, style = self._styles.numbering(self._styles.of_paragraph(properties))
            number = value_of(child(inherited, "numId"))
            found = self._list(number)
            level = level or _level_of(found, style) or value_of(child(inherited, "ilvl"))
        else:
            found = self._list(number)
        at = int(level) if level and level.isdecimal() and len(level) == 1 else 0
        return ((found, number) if found and number else None), at

    def _list(self, number: str | None) -> _List | None:
        if number is None or number == "0":
            return None
        if number not in self._lists:
            self._lists[number] = self._read(number, _MOST_LINKS)
        return self._lists[number]

    def _read(self, number: str, links: int) -> _List | None:
        node = self._numbers.get(number)
        identity = value_of(child(node, "abstractNumId"))
        definition = self._definitions.get(identity or "")
        if node is None or definition is None or identity is None:
            return None
        if (link := value_of(child(definition, "numStyleLink"))) and links:
            linked = value_of(child(self._styles.numbering(link)[0], "numId"))
            base = self._read(linked, links - 1) if linked else None
            if base is None:
                return None
            identity, levels = base.definition, dict(base.levels)
        else:
            levels = {number_of_value(each, 0, "ilvl"): _Level.of(each) for each in definition.iter(f"{W}lvl")}
        starts: dict[int, int] = {}
        for override in node.iter(f"{W}lvlOverride"):
            at, changed = number_of_value(override, 0, "ilvl"), child(override, "lvl")
            if changed is not None:
                levels[at] = _Level.of(changed)
            if (start := child(override, "startOverride")) is not None:
                starts[at] = number_of_value(start, 0)
        return _List(identity, levels, starts)

    def _count(self, list_: _List, number: str, level: int, own: _Level) -> None:
        key = (list_.definition, level)
        overrides = level in list_.starts and (number, level) not in self._begun
        if overrides or key not in self._counts:
            self._counts[key] = list_.starts.get(level, own.start)
        else:
            self._counts[key] += 1
        self._begun.add((number, level))
        for deeper, definition in list_.levels.items():
            # A level starts anew behind any higher one, or behind those up to the one that it names, or never.
            if deeper > level and (definition.restart < 0 or level < definition.restart):
                self._counts.pop((list_.definition, deeper), None)

    def _number(self, list_: _List, level: int, shown_at: int, plain: bool) -> str:
        own = list_.levels.get(level, _NO_LEVEL)
        count = self._counts.get((list_.definition, level), own.start) if level <= shown_at else own.start
        return shown_number(count, "decimal" if plain else own.kind)


def _level_of(list_: _List | None, style: str | None) -> str | None:
    """The level that belongs to a style; it counts for more than the level that the style itself gives."""
    levels: Any = list_.levels.items() if list_ and style else ()
    return next((str(at) for at, level in levels if level.style == style), None)


def _by_id(root: Element | None, name: str, key: str) -> dict[str, Element]:
    nodes = () if root is None else root.iter(W + name)
    return {identity: node for node in nodes if (identity := value_of(node, key)) is not None}
