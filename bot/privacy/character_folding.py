"""Character folding for detection: one narrow character for one, with the offsets of the original.

Two readings of a text: the plain one knows digits of every script; the spoken one also what people write in their
place: 一 壹 幺 ① ¹ ○, and O and l within a number. Both have the same length, so that a position in one is the same
position in the other.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.strings import replace_spans

_DASHES, _DOTS = frozenset("‐‑‒–—―−﹘"), frozenset("·・•‧∙⋅･")
_INVISIBLE = frozenset({"Cf", "Mn", "Me"})  # zero-width, variation selectors, the frame of a keycap
_LIKE_X = frozenset("×ХхΧχ")  # the last character of an identity card
# Read out over the telephone (幺 1, 两 2, 拐 7, 洞 0, 勾 9), and circles that stand for a nought.
_SPOKEN = {"幺": "1", "两": "2", "拐": "7", "洞": "0", "勾": "9", "○": "0", "◯": "0"}
# 李四 and 第一 end in no digit of the number that follows them.
_NAME_BEFORE_DIGITS = re.compile(r"(?<=李)四|(?<=张)三|(?<=王)五|(?<=赵)六|(?<=[第统唯周])[一二三四五六七八九]")
# Letters for digits, in a word of nothing else; of at most 40 characters, so that it takes linear time.
_LOOKALIKES = re.compile(r"(?<![A-Za-z0-9])[0-9OoIl]{4,40}+(?![A-Za-z0-9])")
_LOOKALIKE_DIGITS = str.maketrans("OoIl", "0011")
_MOST_KEPT = 1 << 15  # code points of a table; more than there are common 汉字


@dataclass(frozen=True, slots=True)
class TextReadings:
    """Two readings of a text, equally long, and for each of their characters, and their end, the offset in the text."""

    plain: str
    spoken: str
    origin: Sequence[int]


def fold_characters(text: str) -> TextReadings:
    """Both readings.

    >>> folded = fold_characters("１5四，①")
    >>> folded.plain, folded.spoken
    ('15四,①', '154,1')
    """
    if text.isascii():
        return TextReadings(text, _read_lookalikes(text), range(len(text) + 1))
    plain, spoken = text.translate(_NARROW), text.translate(_DIGITS)
    kept: Sequence[int] = range(len(text))
    if len(plain) < len(text):
        kept = [at for at in kept if _NARROW[ord(text[at])] != ""]
    names = ((word.start(), word.end(), word[0]) for word in _NAME_BEFORE_DIGITS.finditer(plain))
    return TextReadings(plain, _read_lookalikes(replace_spans(spoken, names)), [*kept, len(text)])


class _CharacterTable(dict[int, int | str]):
    """What each code point becomes, for `str.translate`: worked out when it is first met.

    What stays as it is becomes its own number, which is there already, so that a table takes little memory.
    """

    def __init__(self, becomes: Callable[[str], str]) -> None:
        super().__init__()
        self._becomes = becomes

    def __missing__(self, code: int) -> int | str:
        becomes = self._becomes(chr(code))
        made = code if becomes == chr(code) else becomes
        if len(self) < _MOST_KEPT:
            self[code] = made
        return made


def _narrow(char: str) -> str:
    """One character for one, or none for an invisible one. ① stays: it numbers what follows it."""
    digit = unicodedata.decimal(char, None)
    if digit is not None:
        return str(digit)
    if char in _DASHES:
        return "-"
    if char in _DOTS:
        return "·"
    if char in _LIKE_X:
        return "x"
    category = unicodedata.category(char)
    if category in _INVISIBLE:
        return ""
    if category == "Zs":
        return " "
    narrow = unicodedata.normalize("NFKC", char)
    return narrow if len(narrow) == 1 and not _spoken(narrow) else char


def _digit(char: str) -> str:
    """The digit that a character stands for, else what it is narrowed to."""
    narrow = _narrow(char)
    return narrow and (_spoken(char) or narrow)


def _spoken(char: str) -> str:
    """The digit that a character stands for; empty for none, and for 十 and what counts in tens."""
    if char in _SPOKEN:
        return _SPOKEN[char]
    value = unicodedata.numeric(char, None)
    return str(int(value)) if value is not None and value in range(10) else ""


_NARROW, _DIGITS = _CharacterTable(_narrow), _CharacterTable(_digit)


def _read_lookalikes(text: str) -> str:
    """The text with O and l read as digits in words that hold two digits and nothing else."""
    return _LOOKALIKES.sub(
        lambda word: word[0].translate(_LOOKALIKE_DIGITS) if sum(map(str.isdigit, word[0])) > 1 else word[0], text
    )
