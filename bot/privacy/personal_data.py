"""Detection of personal data in a text: positions and kinds. Pure.

Everything takes time linear in the length of the text. Not handled here: names, addresses, numbers in Chinese digits,
and landlines without area code.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.privacy import personal_numbers
from bot.privacy.personal_numbers import LabelledSpan
from bot.strings import replace_spans


@dataclass(frozen=True, slots=True)
class PersonalDataMatch:
    """Personal data at ``text[start:end]``, offsets in code points; ``kind`` is a key of ``replies.MASKS``."""

    start: int
    end: int
    kind: str


# No \b and no \d: 汉字 are word characters, so \b misses 电话13800138000, and \d matches digits of other scripts.
# Every repetition is bounded or possessive, so that a line of 100 kB takes linear time.
_POSSIBLE = re.compile(r"[0-9@]")
_EMAIL = re.compile(r"(?<![a-z0-9._%+-])[a-z0-9._%+-]++@[a-z0-9-]++(?>(?:\.[a-z0-9-]++)+)", re.IGNORECASE)
# A unified social credit code (GB 32100) names an organisation and is public: it is not masked.
_ORGANISATION = re.compile(r"(?<![0-9a-z])[159][1239][1-8][0-9]{5}[0-9a-z]{10}(?![0-9a-z])", re.IGNORECASE)
_REGIONS = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
# GA 36: a serial number holds no I and no O; new-energy vehicles have six characters, with a letter first or last.
_PLATE = re.compile(
    rf"[{_REGIONS}][ \t·-]?[A-HJ-Z][ \t·-]?"
    r"(?:[A-HJK][A-HJ-NP-Z0-9][0-9]{4}|[0-9]{5}[A-HJK]|[A-HJ-NP-Z0-9]{4}[警学挂港澳领使试超]|[A-HJ-NP-Z0-9]{5})"
    r"(?![0-9A-Z])"
    r"|使[ \t·]?(?:0[0-9]{2}[ \t·]?[0-9]{3}|[0-9]{3}·[0-9]{3})(?![0-9])",
    re.IGNORECASE,
)
_DASHES, _DOTS = frozenset("‐‑‒–—―−﹘"), frozenset("·・•‧∙⋅･")
_INVISIBLE = frozenset({"Cf", "Mn", "Me"})  # zero-width, variation selectors, the frame of a keycap


def find(text: str) -> list[PersonalDataMatch]:
    """All personal data, in order and without overlap. Masking a finding can bring another one beside it to light.

    >>> find("电话１３８ ００１３ ８０００")
    [PersonalDataMatch(start=2, end=15, kind='mobile')]
    """
    folded, origin = _fold(text)
    if not _POSSIBLE.search(folded):
        return []
    found: list[LabelledSpan] = []
    for find_spans in (_emails, _organisations, _plates, personal_numbers.find_numbers):
        spans = list(find_spans(folded))
        folded = replace_spans(folded, ((start, end, "\0" * (end - start)) for start, end, _ in spans))
        found += spans
    return [PersonalDataMatch(origin[start], origin[end - 1] + 1, kind) for start, end, kind in sorted(found) if kind]


def _emails(text: str) -> Iterator[LabelledSpan]:
    for match in _EMAIL.finditer(text):
        yield *match.span(), "email"


def _organisations(text: str) -> Iterator[LabelledSpan]:
    for match in _ORGANISATION.finditer(text):
        if personal_numbers.is_organisation_code(match[0]):
            yield *match.span(), ""


def _plates(text: str) -> Iterator[LabelledSpan]:
    for match in _PLATE.finditer(text):
        # At least two digits: 新Redmi5 is a telephone.
        if sum(map(str.isdigit, match[0])) >= 2:
            yield *match.span(), "plate"


def _fold(text: str) -> tuple[str, Sequence[int]]:
    """The text in ASCII digits and narrow letters, and for each of its characters the offset in the original."""
    if text.isascii():
        return text, range(len(text))
    folded = [_narrow(char) for char in text]
    return "".join(folded), [offset for offset, char in enumerate(folded) if char]


@lru_cache(maxsize=1 << 13)
def _narrow(char: str) -> str:
    """One character for one, or none for an invisible one. ① stays: it numbers what follows it."""
    digit = unicodedata.decimal(char, None)
    if digit is not None:
        return str(digit)
    if char in _DASHES:
        return "-"
    if char in _DOTS:
        return "·"
    category = unicodedata.category(char)
    if category in _INVISIBLE:
        return ""
    if category == "Zs":
        return " "
    narrow = unicodedata.normalize("NFKC", char)
    return narrow if len(narrow) == 1 and not narrow.isdigit() else char
