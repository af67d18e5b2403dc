"""Numbers: Arabic with thousands separators, decimals and 万 or 亿, Chinese numerals, and mixtures (25万6千)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from retrieval.text.normalization import RAISED
from retrieval.text.values.numerals import (
    DIGITS,
    FORMAL_DIGITS,
    NUMERAL_CHARACTERS,
    SIZES,
    ZEROS,
    common_numeral,
    numeral_range,
)
from retrieval.text.values.units import unit_at

# No more digits than a number that anybody states; what is longer names something.
_MOST_DIGITS = 18
_ARABIC = re.compile(
    r"(?:[1-9]\d{0,2}(?>(?:,\d{3}(?!\d)){1,5})"
    r"|(?<!\d )(?<![第表图注件])[1-9]\d{0,2}(?>(?: \d{3}(?!\d)){1,5})(?! ?\d)|\d++)"
    r"(?>(?:\.\d++)?)(?!\.\d)"
)
# 三百分点 are three percentage points.
_HAN = re.compile(f"数?(?>(?:(?!百分[点之])[{NUMERAL_CHARACTERS}])+)")
_FORMAL = re.compile(f"[{FORMAL_DIGITS}拾][零{FORMAL_DIGITS}拾佰仟万亿]*+")
_HAN_DECIMALS = re.compile(f"点([{ZEROS}{DIGITS}]++)(万亿|亿|万|)(?!十)")
# A scale behind digits, with 余, 多 or 来 before or behind it. 百分点 and 千克 are units, and are looked for before.
_SCALE = re.compile(" ?([余多来]?)([十百千]?(?:万亿|亿|万)|[百千])([余多来]?)")
_LARGER_SCALE = re.compile("万亿|亿|万")
_MORE_AND_SCALE = re.compile("[余多来](万亿|亿|万)[余多]?")
_MORE = re.compile(r"余(?!额|款)|多(?=\D)|来(?=[个名件项家次位人元天户米里斤亩吨台辆岁])")
_DECIMALS = str.maketrans(f"{ZEROS}{DIGITS}", "000123456789")
_SCALE_CHARACTERS = "百千万亿"
_NEXT_PART = re.compile(r"\d{1,8}(?>(?:\.\d{1,4})?)(?![\d.])")
# An exponent, raised or behind ^, and a mark of a note between a number and its unit: 3.2×10⁸立方米, 125³万次, 98[2]%.
_EXPONENT = re.compile(r"\^(-?\d{1,2})(?!\d)|([⁺⁻]?[⁰¹²³⁴-⁹]{1,2})(?![⁰¹²³⁴-⁹])")
_POWER = re.compile(f"[×x*]10(?:{_EXPONENT.pattern})")
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")
_MARK = re.compile(rf"[{RAISED}]{{1,3}}|\[\d{{1,2}}\]")
_LEAST_UNSPOKEN = 10


@dataclass(frozen=True, slots=True)
class Number:
    """A number from ``start`` to ``end`` of a folded text: its range, and how it is written.

    ``over``: 余, 多 or 来 follows its digits. ``several``: the range is one of words, as in 三四十 and 十几.
    ``chinese``: written in Chinese numerals; ``bare_scale``: in nothing but 百, 千, 万 or 亿. ``scale`` is what its
    last digit is multiplied by (10000 in 5万), which a number before it may share: 3至5万.
    """

    start: int
    end: int
    low: Decimal
    high: Decimal
    over: bool = False
    several: bool = False
    chinese: bool = False
    bare_scale: bool = False
    scale: int = 1


def read_number(folded: str, at: int) -> Number | None:
    """The number that begins at a position, without sign and unit; None where there is none, or an endless one.

    >>> texts = ("1,102,345人", "2 310户", "25万6千吨", "1.2亿余元", "两百零五辆", "30余万亩", "三十五点六%", "5千克")
    >>> [float(found.low) for found in (read_number(text, 0) for text in texts) if found]
    [1102345.0, 2310.0, 256000.0, 120000000.0, 205.0, 300000.0, 35.6, 5.0]
    >>> [(int(n.low), n.end) for n in (read_number(t, 0) for t in ("3.2×10⁸立方米", "10⁴亩", "125³万次", "5120²")) if n]
    [(320000000, 7), (10000, 3), (1250000, 5), (5120, 4)]
    """
    arabic = _ARABIC.match(folded, at)
    return _arabic(folded, arabic) if arabic else _chinese(folded, at)


def _arabic(folded: str, match: re.Match[str]) -> Number | None:
    digits = match[0].replace(",", "").replace(" ", "")
    if len(digits) > _MOST_DIGITS:
        return None
    factor, end = _factor(folded, digits, match.end())
    total, amount = Decimal(0), Decimal(digits) * factor
    size, over = 1, False
    while (scale := _SCALE.match(folded, end)) and not _unit_follows(folded, end):
        larger = size
        size, end, over = _size(scale[2]), scale.end(), bool(scale[1] or scale[3])
        if over and (beyond := _LARGER_SCALE.match(folded, end)):
            # 5千余万
            size, end = size * _size(beyond[0]), beyond.end()
        total, amount = total + amount * size, Decimal(0)
        part = None if over else _NEXT_PART.match(folded, end)
        if part is None or (larger != 1 and size >= larger):
            break
        amount, end = Decimal(part[0]), part.end()
    if size != 1 and amount < _LEAST_UNSPOKEN:
        # 3万5 is 35000.
        amount *= size // 10
    if not over and (more := _MORE.match(folded, end)):
        over, end = True, more.end()
    total += amount
    return Number(match.start(), end, total, total, over=over, scale=1 if amount else size)


def _factor(folded: str, digits: str, end: int) -> tuple[Decimal, int]:
    """What an exponent behind a number multiplies it by, and where the number goes on; a mark of a note is passed."""
    if power := _POWER.match(folded, end):
        return Decimal(10) ** _exponent(power), power.end()
    if digits == "10" and (power := _EXPONENT.match(folded, end)):
        return Decimal(10) ** (_exponent(power) - 1), power.end()
    mark = _MARK.match(folded, end)
    goes_on = mark and (_SCALE.match(folded, mark.end()) or unit_at(folded, mark.end()))
    return Decimal(1), mark.end() if mark and goes_on else end


def _exponent(power: re.Match[str]) -> int:
    return int((power[1] or power[2]).translate(_RAISED))


def _chinese(folded: str, at: int) -> Number | None:
    match = _HAN.match(folded, at) or _FORMAL.match(folded, at)
    if match is None:
        return None
    # 五千克 are five 千克.
    end = match.end() - (match[0][-1] == "千" and unit_at(folded, match.end() - 1) is not None)
    text = common_numeral(folded[at:end])
    span = _range_of(text)
    if span is None:
        return None
    (low, high), over = map(Decimal, span), False
    size = _size(text[len(text.rstrip(_SCALE_CHARACTERS)) :])
    if (decimals := _HAN_DECIMALS.match(folded, end)) and low == high:
        fraction = decimals[1][:_MOST_DIGITS].translate(_DECIMALS)
        size = _size(decimals[2])
        low = high = Decimal(f"{low}.{fraction}") * size
        end = decimals.end()
    elif scale := _MORE_AND_SCALE.match(folded, end):
        low, high, end, over, size = (
            low * _size(scale[1]),
            high * _size(scale[1]),
            scale.end(),
            True,
            size * _size(scale[1]),
        )
    elif more := _MORE.match(folded, end):
        over, end = True, more.end()
    bare = not text.strip(_SCALE_CHARACTERS)
    return Number(at, end, low, high, over, several=low != high, chinese=True, bare_scale=bare, scale=size)


def _range_of(numeral: str) -> tuple[int, int] | None:
    """The range of a numeral; 数 is 几."""
    return None if numeral == "几" else numeral_range(numeral.replace("数", "几"))


def _unit_follows(folded: str, at: int) -> bool:
    """Whether a unit stands at a position, and not a scale that is written like the beginning of one (百分点, 千克)."""
    found = unit_at(folded, at) or (unit_at(folded, at + 1) if folded[at : at + 1] == " " else None)
    return found is not None


def _size(scale: str) -> int:
    size = 1
    for char in scale:
        size *= SIZES[char]
    return size
