"""Raised text: an exponent stays with its number (10⁸), a note mark stands behind the value that it belongs to.

A raised figure written on the line would join the number before it: 125³万次 would read as 1253万次. Raised digits
are written as Unicode has them, which the folded form of a text keeps apart (`retrieval.text.normalization`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from retrieval.text.normalization import FoldedText
from retrieval.text.values.grammar import find_values

_RAISED = str.maketrans("0123456789+-−()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾")
# Written with raised digits: figures with signs, commas and brackets around them. [1] and ① tell by themselves.
_FIGURE = re.compile(r"[\d+\-−(),，、.]{1,12}")
_EXPONENT, _BASE = re.compile(r"[+\-−]?\d{1,3}"), re.compile(r"(?<![\d.,])10$")
# What marks a note; a raised 0 or o behind a number is a degree sign.
_NOTE = re.compile(r"(?!0$)[\[［〔(（]?(?:注\s?)?[\d①-⑳a-h*※＊†,，、\-—]{1,8}[\])）］〕]?")
# As much of the text as is looked at for the value that a mark stands in.
_BEFORE, _BEHIND = 24, 12


@dataclass(frozen=True, slots=True)
class TextPiece:
    """A piece of a line of text; ``raised``: it stands above the line."""

    text: str
    raised: bool = False


def join_pieces(pieces: Iterable[TextPiece]) -> str:
    """The pieces as one text, of which no character is lost; a note mark within a value moves behind it.

    >>> join_pieces([TextPiece("用水3.2×10"), TextPiece("8", True), TextPiece("立方米，100m"), TextPiece("2", True)])
    '用水3.2×10⁸立方米，100m²'
    >>> join_pieces([TextPiece("访问125"), TextPiece("3", True), TextPiece("万次，产值"), TextPiece("[1]", True)])
    '访问125万次³，产值[1]'
    """
    parts: list[str] = []
    notes: list[tuple[int, str]] = []
    tail, size = "", 0
    for raised, group in groupby(pieces, key=lambda piece: piece.raised):
        text = "".join(piece.text for piece in group)
        mark = text.strip() if raised else ""
        if _FIGURE.fullmatch(mark):
            text = text.translate(_RAISED)
        if mark and tail[-1:].isdecimal() and _NOTE.fullmatch(mark) and not _is_exponent(mark, tail):
            notes.append((size, text))
            continue
        parts.append(text)
        tail, size = (tail + text)[-_BEFORE:], size + len(text)
    return _with_notes("".join(parts), notes)


def _is_exponent(mark: str, before: str) -> bool:
    return bool(_EXPONENT.fullmatch(mark) and _BASE.search(before))


def _with_notes(text: str, notes: Sequence[tuple[int, str]]) -> str:
    parts: list[str] = []
    done = 0
    for at, mark in notes:
        end = max(_value_end(text, at), done)
        parts += text[done:end], mark
        done = end
    return "".join([*parts, text[done:]])


def _value_end(text: str, at: int) -> int:
    """The end of the value that the digit before a position belongs to."""
    start = max(at - _BEFORE, 0)
    folded = FoldedText.of(text[start : at + _BEHIND])
    ends = (folded.raw_span(value.start, value.end) for value in find_values(folded.text))
    return next((start + last for first, last in ends if first < at - start <= last), at)
