"""Text objects of an OFD page: their characters with their places, upright."""

from __future__ import annotations

import math
from collections.abc import Iterator

from lxml.etree import _Element as Element

from retrieval.conversion.layout.page import Glyph, quarters_upright, turn_point
from retrieval.conversion.layout.spacing import is_wide
from retrieval.conversion.ofd.ofd_geometry import Placement, number
from retrieval.conversion.ofd.ofd_package import tag_of
from retrieval.conversion.recognition.characters import put_right

# In em, where the file does not say how far the next character is.
_NARROW, _WIDE = 0.5, 1.0
# In em: how wide a narrow character may be; one that is set as wide as a Chinese one has no gap behind it.
_WIDEST_NARROW, _SET_WIDE = 0.95, 1.05


def text_glyphs(node: Element, placement: Placement, width: float, height: float) -> Iterator[tuple[int, Glyph]]:
    """The glyphs of a text object on a page of this size, each with the quarters by which it was turned upright."""
    size = abs(number(node.get("Size"), 0.0)) * placement.scale
    quarters = quarters_upright(-math.degrees(placement.angle))
    if size <= 0 or quarters is None:
        return
    stretch = number(node.get("HScale"), 1.0) or 1.0
    x = y = 0.0
    for code in node:
        if tag_of(code) != "TextCode":
            continue
        x, y = number(code.get("X"), x), number(code.get("Y"), y)
        text = code.text or ""
        right, down = deltas(code.get("DeltaX", ""), len(text)), deltas(code.get("DeltaY", ""), len(text))
        at_x, at_y = x, y
        for at, char in enumerate(text):
            usual = size / placement.scale * (_WIDE if is_wide(char) else _NARROW) * stretch
            step_x = right[at] if at < len(right) else (0.0 if down else usual)
            step_y = down[at] if at < len(down) else 0.0
            step = math.hypot(step_x, step_y)
            start = turn_point(*placement.apply(at_x, at_y), quarters, width, height)
            end = start[0] + _advance(char, step / (size / placement.scale), stretch) * size
            yield quarters, Glyph(put_right(char), start[0], end, start[1], size)
            at_x, at_y = at_x + step_x, at_y + step_y


def _advance(char: str, step: float, stretch: float) -> float:
    """How wide a character is, in em, by how far the next one is: the rest is a gap behind it."""
    usual = (_WIDE if is_wide(char) else _NARROW) * stretch
    if is_wide(char) or step <= 0:
        return min(step, usual) if step > 0 else usual
    if step <= _SET_WIDE:
        return step
    return usual if char.isdecimal() else _WIDEST_NARROW


def deltas(told: str, most: int) -> list[float]:
    """The steps between characters, where ``g 3 1.5`` stands for three times 1.5; at most so many.

    >>> deltas("g 2 1.5 3", 9)
    [1.5, 1.5, 3.0]
    """
    found: list[float] = []
    words = iter(told.split())
    for word in words:
        if len(found) >= most:
            break
        if word == "g":
            count, step = int(number(next(words, None), 0.0)), number(next(words, None), 0.0)
            found += [step] * max(0, min(count, most - len(found)))
        else:
            found.append(number(word, 0.0))
    return found
