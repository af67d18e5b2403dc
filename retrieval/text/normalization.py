"""Normalization for search: NFKC, lower case, traditional to simplified characters. Replies never show folded text.

`FoldedText` maps folded text to the raw offsets, so that a match in folded text can be marked in the raw text.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from retrieval.file_cache import cached, package_checksum
from retrieval.models import Span

# Radicals that stand for characters in PDF files. NFKC does not change them.
_RADICALS = dict(zip("⺠⻓⻔⻅⻛⻋⻢⻥⻦⻰⻬⻩⻚⻉⺎", "民长门见风车马鱼鸟龙齐黄页贝兀", strict=True))


@cache
def _folded_characters() -> dict[int, int]:
    """Map of radicals and traditional characters to simplified ones, kept in a cache file.

    One character each, so that lengths and offsets stay.
    """
    content = cached("characters", package_checksum("opencc"), _pairs_of_characters)
    return str.maketrans(*bytes(content).decode().split("\n"))


def _pairs_of_characters() -> bytes:
    """Two lines: characters, and what each is folded to."""
    from opencc import OpenCC

    han = [chr(point) for point in range(0x3400, 0xA000)]
    converted = OpenCC("t2s").convert("\n".join(han)).split("\n")
    simplified = {old: new for old, new in zip(han, converted, strict=True) if old != new and len(new) == 1}
    folded = simplified | {old: simplified.get(new, new) for old, new in _RADICALS.items()}
    return f"{''.join(folded)}\n{''.join(folded.values())}".encode()


RAISED = "⁰¹²³⁴-⁹⁺⁻①-⑳⑴-⒇"
"""Figures that stand above the line or in circles, as part of a character class: exponents and marks of notes."""

# NFKC would join them to the number that they stand beside: 5120² has nothing to do with 51202.
_APART = re.compile(f"(?<=[0-9０-９])[{RAISED}]{{1,6}}|[{RAISED}]{{1,6}}(?=[0-9０-９])")
_ANY_RAISED = re.compile(f"[{RAISED}]")


def fold(text: str) -> str:
    """Fold text to the form that search compares: NFKC, lower case, simplified characters.

    >>> fold("ＡＢＣ１２行政複議⺠")
    'abc12行政复议民'

    Raised figures beside a number stay apart from it.

    >>> fold("１０⁸项，5m²，②共５０①件")
    '10⁸项,5m2,2共50①件'
    """
    if not _ANY_RAISED.search(text):
        return _fold(text)
    kept = [match.span() for match in _APART.finditer(text)]
    bounds = [0, *(at for span in kept for at in span), len(text)]
    pieces = [text[start:end] for start, end in pairwise(bounds)]
    return "".join(piece if at % 2 else _fold(piece) for at, piece in enumerate(pieces))


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower().translate(_folded_characters())


# Texts of these characters fold to one character each, whatever stands beside it.
_FOLDS_ONE_TO_ONE = re.compile(r"[\u3400-\u9fff\uff01-\uff5e\x00-\x7f\u3000-\u301f·—‘’“”]*+")


def folded_slices(text: str, folded: str, spans: Iterable[Span]) -> list[str]:
    """The folded slices of a text; ``folded`` is the whole of it, of which they are cut where offsets are the same.

    >>> folded_slices("新建㎡。ＡＢ", fold("新建㎡。ＡＢ"), [(0, 4), (4, 6)])
    ['新建m2。', 'ab']
    """
    if _FOLDS_ONE_TO_ONE.fullmatch(text):
        return [folded[start:end] for start, end in spans]
    return [fold(text[start:end]) for start, end in spans]


@lru_cache(maxsize=16384)
def _folded_character(char: str) -> str:
    return fold(char)


@dataclass(frozen=True, slots=True)
class FoldedText:
    """Folded text with the raw offset of each of its characters."""

    text: str
    offsets: tuple[int, ...]

    @classmethod
    def of(cls, raw: str) -> FoldedText:
        """Fold ``raw`` character by character.

        >>> FoldedText.of("㎡１").text, FoldedText.of("㎡１").offsets
        ('m21', (0, 0, 1))
        """
        if _FOLDS_ONE_TO_ONE.fullmatch(raw):
            return cls(fold(raw), tuple(range(len(raw))))
        parts = [_folded_character(char) for char in raw]
        for match in _APART.finditer(raw):
            parts[match.start() : match.end()] = match[0]
        return cls("".join(parts), tuple(at for at, part in enumerate(parts) for _ in part))

    def raw_span(self, start: int, end: int) -> Span:
        """The raw span that the folded span ``[start, end)`` came from."""
        return self.offsets[start], (self.offsets[end - 1] + 1 if end > start else self.offsets[start])

    def folded_span(self, start: int, end: int) -> Span:
        """The folded span that the raw span ``[start, end)`` became.

        >>> FoldedText.of("新建㎡房").folded_span(2, 3)
        (2, 4)
        """
        return bisect_left(self.offsets, start), bisect_left(self.offsets, end)


SEPARATORS = re.compile(r"[\W_]+")


def compact(text: str) -> str:
    """Fold text and remove all white space.

    >>> compact("行政 複議\\nＡ")
    '行政复议a'
    """
    return without_space(fold(text))


def without_space(text: str) -> str:
    """A text without any white space.

    >>> without_space("政 府\\u3000工作\\n报告")
    '政府工作报告'
    """
    return "".join(text.split())


def normalize_number(number: str) -> str:
    """A document number whatever its brackets and width.

    >>> normalize_number("威文政发〔2021〕13号"), normalize_number("威文政发[２０２１]13号")
    ('威文政发 2021 13号', '威文政发 2021 13号')
    """
    return SEPARATORS.sub(" ", fold(number)).strip()
