"""The grammar of numbered official prose: 一、 (一) 一是.

A mark counts only at the start of a paragraph or after ``。；：``, and only in sequence: 二是 after 一是, and 一是
anew where a list begins. That leaves out 两岸统一是, 问题之一是 and 一、二、三产业, which only look like marks.
Arabic numbering, chapters and articles are not handled here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

DIGITS = {c: n for n, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
_NUMERAL = "[一二三四五六七八九十]{1,3}"
_KINDS = {
    "part": re.compile(rf"({_NUMERAL})、(?!{_NUMERAL}[、产])"),
    "section": re.compile(rf"[(（]({_NUMERAL})[)）]"),
    "item": re.compile(rf"({_NUMERAL})是"),
}
_BOUNDARY = "。；：;:"


def chinese_number(numeral: str) -> int:
    """The value of a numeral from 一 to 九十九.

    >>> [chinese_number(n) for n in ("九", "十", "十七", "二十", "二十三")]
    [9, 10, 17, 20, 23]
    """
    tens, ten, ones = numeral.rpartition("十")
    return (DIGITS.get(tens, 1) * 10 if ten else 0) + DIGITS.get(ones, 0)


@dataclass(frozen=True, slots=True)
class Mark:
    """An accepted mark: its path from the outermost level, and where it stands in the text."""

    path: tuple[str, ...]
    start: int
    end: int


def marks(text: str, paragraphs: list[tuple[int, int]]) -> list[Mark]:
    """The marks of a text in order, each with the parents that it stands under.

    >>> text = "一、成效。一是好,两岸统一是大事。二是快。"
    >>> ["/".join(m.path) for m in marks(text, [(0, len(text))])]
    ['一', '一/一是', '一/二是']
    """
    open_levels: list[tuple[str, int, str]] = []
    found = []
    for kind, number, start, end in _candidates(text, paragraphs):
        depth = next((d for d, level in enumerate(open_levels) if level[0] == kind), len(open_levels))
        expected = open_levels[depth][1] + 1 if depth < len(open_levels) else 1
        if number not in (expected, 1):
            continue
        # 一、 shows as 一 in a path, since 、 separates nothing there.
        open_levels[depth:] = [(kind, number, text[start:end].rstrip("、").translate(_ASCII_BRACKETS))]
        found.append(Mark(tuple(level[2] for level in open_levels), start, end))
    return found


_ASCII_BRACKETS = str.maketrans("（）", "()")


def _candidates(text: str, paragraphs: list[tuple[int, int]]) -> Iterator[tuple[str, int, int, int]]:
    """Everything that looks like a mark at a place where one may stand: kind, number, start, end."""
    for first, last in paragraphs:
        at: int | None = first
        while at is not None:
            for kind, pattern in _KINDS.items():
                match = pattern.match(text, at, last)
                if match and (kind != "part" or at == first):
                    yield kind, chinese_number(match[1]), match.start(), match.end()
                    # A heading's mark may be followed at once by an item's: (一)一是.
                    at = match.end() - 1
                    break
            at = _next_boundary(text, at + 1, last)


def _next_boundary(text: str, start: int, end: int) -> int | None:
    for at in range(start, end):
        if text[at - 1] in _BOUNDARY:
            return at
    return None
