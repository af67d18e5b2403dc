"""Running heads and page numbers: finds the lines of pages that stand around the text and not in it.

A line is one where it returns at the same height of other pages, or where it is a page number in any of its forms.
Only the outermost lines of a page are looked at, and never those of a table.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from retrieval.conversion.layout.lines import TextLine

_ROUNDS = 3
_LONGEST, _LONGEST_NUMBER = 120, 32
# In em, lines and shares: what returns stands at the same height, and apart from the text or in another size.
_SAME_HEIGHT, _APART, _OTHER_SIZE, _LARGER = 0.7, 1.25, 0.08, 1.1
_SIGN = r"[-‐-―~～·•.|*_/\\\[\]()〔〕【】《》〈〉<>「」: ]*+"
_NUMBER = re.compile(
    rf"{_SIGN}(?:第|page|p\.?|页码)?{_SIGN}(?P<number>\d{{1,4}}|[ivxlc]{{1,7}})(?P<unit>页)?"
    rf"(?:{_SIGN}(?:[,，]|of|共|total){{0,3}}{_SIGN}\d{{1,4}}页?)?{_SIGN}",
    re.I,
)
# A number that cannot be anything but that of a page, whatever the other pages have.
_UNMISTAKABLE = re.compile(r"[-‐-―~·]+ ?\d{1,4} ?[-‐-―~·]+|第 ?\d{1,4} ?页.{0,12}|page ?\d{1,4}.{0,12}", re.I)
# Titles that are numbered one after the other, each on a page of its own.
_TITLE = re.compile(r"附 ?[件表录图]|[表图例] ?\d|案例|问题|第 ?\d+ ?[^\d\s页]")
_DIGITS = re.compile(r"\d+")
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


@dataclass(frozen=True, slots=True)
class _Outermost:
    """First or last line of a page, with its text in the ordinary form of its characters."""

    page: int
    at: int
    is_top: bool
    text: str
    height: int
    stands_apart: bool


def find_running_lines(pages: Sequence[Sequence[TextLine]]) -> list[set[int]]:
    """For each page, whose lines are in order from top to bottom, the positions of those that are not in the text."""
    found: list[set[int]] = [set() for _ in pages]
    sizes = [line.size for lines in pages for line in lines]
    body = median(sizes) if sizes else 0.0
    for _ in range(_ROUNDS):
        outermost = [each for page, lines in enumerate(pages) for each in _outermost(page, lines, found[page], body)]
        dropped = [*_returning(outermost, len(pages)), *_numbers(outermost)]
        for each in dropped:
            found[each.page].add(each.at)
        if not dropped:
            break
    return found


def _outermost(page: int, lines: Sequence[TextLine], dropped: set[int], body: float) -> Iterator[_Outermost]:
    rest = [at for at in range(len(lines)) if at not in dropped]
    steps = [abs(lines[b].baseline - lines[a].baseline) for a, b in pairwise(rest)]
    usual = median(steps) if steps else 0.0
    for at, beside, is_top in ((rest[0], steps[:1], True), (rest[-1], steps[-1:], False)) if rest else ():
        line = lines[at]
        text = unicodedata.normalize("NFKC", line.text)
        if len(text) <= _LONGEST:
            small = line.size <= _LARGER * body
            apart = bool(beside) and (beside[0] >= _APART * usual or abs(line.size - body) > _OTHER_SIZE * body)
            yield _Outermost(page, at, is_top, text, round(line.baseline / (_SAME_HEIGHT * body)), small and apart)


def _returning(lines: Sequence[_Outermost], pages: int) -> Iterator[_Outermost]:
    """The lines that return at the same height: word for word, or with figures that count the pages."""
    groups: dict[tuple[bool, str], list[_Outermost]] = defaultdict(list)
    for line in lines:
        groups[line.is_top, _DIGITS.sub("#", line.text).replace(" ", "")].append(line)
    enough = 2 if pages <= 3 else 3
    for group in groups.values():
        heights = Counter(line.height for line in group)
        level = [line for line in group if sum(heights[line.height + step] for step in (-1, 0, 1)) >= enough]
        if len(level) < enough:
            continue
        if len({line.text for line in level}) == 1:
            yield from level if sum(line.stands_apart for line in level) >= enough else ()
        elif _count_pages(level) and not _TITLE.match(level[0].text):
            yield from level


def _count_pages(lines: Sequence[_Outermost]) -> bool:
    """Whether each figure of the lines stays the same or goes up with the page, and one goes up."""
    numbers = [[int(number) for number in _DIGITS.findall(line.text)] for line in lines]
    counted = False
    for place in range(len(numbers[0])):
        values = [each[place] for each in numbers]
        counts = len({value - line.page for value, line in zip(values, lines, strict=True)}) == 1
        if not counts and len(set(values)) > 1:
            return False
        counted = counted or counts
    return counted


def _numbers(lines: Sequence[_Outermost]) -> Iterator[_Outermost]:
    """The lines that are page numbers: they count the pages, or are those of their page, or cannot be anything else."""
    numbers = [(line, value) for line in lines if (value := _page_number(line.text)) is not None]
    shifts = Counter({(line.page, value - line.page) for line, value in numbers})
    counts = Counter(shift for _, shift in shifts)
    for line, value in numbers:
        shift = value - line.page
        if counts[shift] > 1 or (shift == 1 and line.stands_apart) or _UNMISTAKABLE.fullmatch(line.text.strip()):
            yield line


def _page_number(text: str) -> int | None:
    """The number in a line that is nothing but a page number; None for any other line.

    >>> [_page_number(text) for text in ("- 1 -", "Page 2 of 9", "〔3〕", "第4页 共9页", "xiv", "第三条")]
    [1, 2, 3, 4, 14, None]
    """
    text = text.strip()
    found = _NUMBER.fullmatch(text) if len(text) <= _LONGEST_NUMBER else None
    if not found:
        return None
    number = found["number"].lower()
    if number.isdecimal():
        return int(number)
    values = [_ROMAN[char] for char in number]
    return sum(-a if a < b else a for a, b in zip(values, [*values[1:], 0], strict=True))
