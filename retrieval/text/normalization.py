"""TODO docstring."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from opencc import OpenCC

from retrieval.models import Span

# Radicals that PDF files carry in place of characters and that NFKC leaves as they are.
_RADICALS = str.maketrans("⺠⻓⻔⻅⻛⻋⻢⻥⻦⻰⻬⻩⻚⻉⺎", "民长门见风车马鱼鸟龙齐黄页贝兀")


@cache
def _simplified() -> dict[int, str]:
    """Traditional to simplified, character by character: lengths and offsets stay."""
    han = [chr(point) for point in range(0x3400, 0xA000)]
    converted = OpenCC("t2s").convert("\n".join(han)).split("\n")
    return {ord(old): new for old, new in zip(han, converted, strict=True) if old != new and len(new) == 1}


def fold(text: str) -> str:
    """What search compares: NFKC, lower case, simplified characters.

    >>> fold("ＡＢＣ１２行政複議⺠")
    'abc12行政复议民'
    """
    return unicodedata.normalize("NFKC", text).lower().translate(_RADICALS).translate(_simplified())


@dataclass(frozen=True, slots=True)
class Folded:
    """Folded text and, for each of its characters, the offset of the raw character that it came from."""

    text: str
    offsets: tuple[int, ...]
    raw_length: int

    @classmethod
    def of(cls, raw: str) -> Folded:
        """Fold ``raw`` character by character.

        >>> Folded.of("㎡１").text, Folded.of("㎡１").offsets
        ('m21', (0, 0, 1))
        """
        parts = [fold(char) for char in raw]
        offsets = tuple(at for at, part in enumerate(parts) for _ in part)
        return cls("".join(parts), offsets, len(raw))

    def raw_span(self, start: int, end: int) -> Span:
        """The raw span that the folded span ``[start, end)`` came from."""
        return self.offsets[start], (self.offsets[end - 1] + 1 if end > start else self.offsets[start])


_BETWEEN = re.compile(r"[\W_]+")


def compact(text: str) -> str:
    """Folded text without blanks.

    >>> compact("行政 複議\\nＡ")
    '行政复议a'
    """
    return "".join(fold(text).split())
