"""Spacing of a line: which gaps between glyphs are blanks, and which only set the type wide.

A blank of the text stays one blank. Chinese characters that are set apart (``通  知``, ``第一章 总 则``) are closed up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from retrieval.conversion.layout.page import Glyph, Script
from retrieval.conversion.raised_text import TextPiece, join_pieces

# In em. Where the file has a blank, a smaller gap counts; the gap that Word puts between 2021 and 年 is a quarter.
_NARROW_GAP, _MIXED_GAP, _WIDE_GAP = 0.22, 0.6, 0.45
_NARROW_BLANK, _MIXED_BLANK, _WIDE_BLANK = 0.0, 0.1, 0.2
_WIDEST_SET = 1.5
_FULL_WIDTH = 0x2E80
_SINGLE = re.compile(r"[\u3007\u4e00-\u9fff]")
_FIRST, _LAST = re.compile(rf"[（(《〔“]{_SINGLE.pattern}"), re.compile(rf"{_SINGLE.pattern}(?:$|[：:）)》〕”，。、])")
_LOWERED = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")


@dataclass(frozen=True, slots=True)
class _SpacedWord:
    """Glyphs without a gap, of one script; ``glued``: nothing is between it and the word before."""

    text: str
    script: Script
    glued: bool

    @property
    def is_single(self) -> bool:
        """Whether it is one Chinese character."""
        return self.script is Script.BASE and bool(_SINGLE.fullmatch(self.text))

    def goes_on_in(self, after: _SpacedWord) -> bool:
        """Whether both are characters of one word that is set wide: ``地  址：某路`` has none in the middle."""
        first = self.is_single or bool(_FIRST.fullmatch(self.text))
        return first and self.script is after.script is Script.BASE and bool(_LAST.match(after.text))


def line_text(glyphs: Sequence[Glyph]) -> str:
    """The text of glyphs that stand on one line, from left to right; there is no blank at its ends.

    >>> apart = [Glyph(char, 20.0 * at, 20.0 * at + 10, 0, 10) for at, char in enumerate("关于通知")]
    >>> line_text(apart)
    '关于通知'
    """
    return join_pieces(
        TextPiece(word.text if word.glued else f" {word.text}", word.script is Script.RAISED)
        for word in _closed_up(list(_words(glyphs)))
    )


def is_wide(char: str) -> bool:
    """Whether a character is as wide as it is high: a Chinese one or its punctuation."""
    return ord(char[0]) >= _FULL_WIDTH


def tracking(glyphs: Sequence[Glyph]) -> float:
    """By how much a line is set wide: the gap that three in four of its glyphs have; 0 for ordinary type."""
    inked = [glyph for glyph in glyphs if not glyph.is_blank and glyph.script is Script.BASE]
    if len(inked) < 4:
        return 0.0
    gaps = sorted(after.left - before.right for before, after in pairwise(inked))
    return min(max(gaps[len(gaps) // 4], 0.0), _WIDEST_SET * inked[0].size)


def _words(glyphs: Sequence[Glyph]) -> Iterator[_SpacedWord]:
    wide_set = tracking(glyphs)
    before: Glyph | None = None
    text, glued, blank = "", True, False
    for glyph in glyphs:
        if glyph.is_blank:
            blank = before is not None
            continue
        if before is not None:
            apart = _is_apart(before, glyph, glyph.left - before.right - wide_set, blank)
            if apart or glyph.script is not before.script:
                yield _word(text, before.script, glued)
                text, glued = "", not apart
        text, before, blank = text + glyph.text, glyph, False
    if before is not None:
        yield _word(text, before.script, glued)


def _word(text: str, script: Script, glued: bool) -> _SpacedWord:
    return _SpacedWord(text.translate(_LOWERED) if script is Script.LOWERED else text, script, glued)


def _is_apart(before: Glyph, after: Glyph, gap: float, blank: bool) -> bool:
    """Whether there is a blank between two glyphs, so far apart, with or without a blank in the file."""
    wide = is_wide(before.text[-1]) + is_wide(after.text)
    if before.script is not Script.BASE or after.script is not Script.BASE:
        return blank and not wide and after.script is Script.BASE
    least_gap = (_NARROW_GAP, _MIXED_GAP, _WIDE_GAP)[wide]
    least_blank = (_NARROW_BLANK, _MIXED_BLANK, _WIDE_BLANK)[wide]
    size = min(before.size, after.size)
    return gap > least_gap * size or (blank and gap >= least_blank * size)


def _closed_up(words: Sequence[_SpacedWord]) -> list[_SpacedWord]:
    """The words; single Chinese characters in a row are one, and so is a line of single characters only."""
    singles = sum(word.is_single for word in words)
    if len(words) > 2 and singles * 2 > len(words) and all(len(word.text) < 2 for word in words):
        return [replace(word, glued=True) for word in words]
    return [*words[:1], *(replace(b, glued=b.glued or a.goes_on_in(b)) for a, b in pairwise(words))]
