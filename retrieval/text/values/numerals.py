"""Chinese numerals and years: written and read.

The strings are parts of patterns: character classes without their brackets, and a year without groups.
"""

from __future__ import annotations

import re

ZEROS = "〇○零"
DIGITS = "一二三四五六七八九"
# 十一 to 九十九 need no more; 百 and 千 are for counts and for the articles of long laws.
TENS = f"{DIGITS}十"
# Typists and scanners put the letter O for 〇.
YEAR_DIGITS = f"{ZEROS}Oo{DIGITS}"
ARABIC_YEAR = r"(?<!\d)(?:19|20)\d\d(?!\d)"
YEAR = rf"{ARABIC_YEAR}|(?<![{YEAR_DIGITS}])[一二][九0{ZEROS}Oo][0{YEAR_DIGITS}]{{2}}(?=年)"
NUMERAL_CHARACTERS = f"{ZEROS}{DIGITS}两十百千万亿几"
"""All that Chinese numerals consist of, 数百 and decimals (点) aside."""

FORMAL_DIGITS = "壹贰叁肆伍陆柒捌玖"
"""The digits of amounts that nobody shall alter: 罚款壹万贰仟元."""

_COMMON = str.maketrans(f"{FORMAL_DIGITS}拾佰仟", f"{DIGITS}十百千")
_LONGEST = 24
_DIGIT_VALUES = {char: value for value, char in enumerate(DIGITS, 1)} | {"两": 2} | dict.fromkeys(ZEROS, 0)
SIZES = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
"""What the characters of magnitude stand for."""
# One digit, two that stand for a range (三四十), or 几.
_ONE_OR_TWO = f"([{DIGITS}两]{{1,2}}|几)"
_PLACES = re.compile(
    rf"(?:{_ONE_OR_TWO}千)?[{ZEROS}]?(?:{_ONE_OR_TWO}百)?[{ZEROS}]?({_ONE_OR_TWO}?十)?[{ZEROS}]?{_ONE_OR_TWO}?"
)
_LONE_SIZE = re.compile(r"[百千]")
_SPOKEN_END = re.compile(rf"(.*[{DIGITS}两十百千])?([百千万亿])([{DIGITS}])")
_YEAR_VALUES = str.maketrans(YEAR_DIGITS, "00000123456789")

Range = tuple[int, int]


def numeral_range(numeral: str) -> Range | None:
    """The least and the greatest number that a numeral stands for; None for what is no numeral.

    >>> [numeral_range(n) for n in ("两百零五", "三万五千", "两百五", "一亿二千万")]
    [(205, 205), (35000, 35000), (250, 250), (120000000, 120000000)]
    >>> [numeral_range(n) for n in ("三四十", "十七八", "几十", "三五", "二一")]
    [(30, 40), (17, 18), (20, 99), (3, 5), None]
    """
    if not 0 < len(numeral) <= _LONGEST:
        return None
    spoken = _SPOKEN_END.fullmatch(numeral)
    if spoken:
        # 两百五 is 250; 两百零五 would be 205.
        head = numeral_range(numeral[:-1])
        return _plus(head, _DIGIT_VALUES[spoken[3]] * SIZES[spoken[2]] // 10) if head else None
    for size in ("亿", "万"):
        head_text, found, tail_text = numeral.rpartition(size)
        if found:
            head = numeral_range(head_text) if head_text else (1, 1)
            tail = numeral_range(rest) if (rest := tail_text.lstrip(ZEROS)) else (0, 0)
            if not head or not tail or tail[1] >= SIZES[size]:
                return None
            return head[0] * SIZES[size] + tail[0], head[1] * SIZES[size] + (SIZES[size] - 1) * (
                "几" in head_text and not tail_text
            ) + tail[1]
    return _below_ten_thousand(numeral)


def _plus(span: Range, more: int) -> Range:
    return span[0] + more, span[1] + more


def _below_ten_thousand(numeral: str) -> Range | None:
    if _LONE_SIZE.fullmatch(numeral):
        return SIZES[numeral], SIZES[numeral]
    match = _PLACES.fullmatch(numeral)
    if not match:
        return None
    thousands, hundreds, ten, tens, ones = match.groups()
    places = ((thousands, 1000), (hundreds, 100), (tens or (ten and "一"), 10), (ones, 1))
    given = [(_digits(digits), size) for digits, size in places if digits]
    if any(span is None for span, _ in given) or sum(span[0] != span[1] for span, _ in given if span) > 1:
        return None
    low, high = (sum(span[end] * size for span, size in given if span) for end in (0, 1))
    # 几十 reaches up to 99, 十几 from 11.
    several = next((size for digits, size in places if digits == "几"), 0)
    if several == 1 and len(given) > 1:
        low -= 1
    return low, high + max(several - 1, 0)


def _digits(digits: str) -> Range | None:
    """What one place holds: a digit, two that follow each other (三四, 一两, 三五), or 几."""
    if digits == "几":
        return 2, 9
    first, last = _DIGIT_VALUES[digits[0]], _DIGIT_VALUES[digits[-1]]
    if len(digits) == 2 and last - first != 1 and digits != "三五":
        return None
    return first, last


def common_numeral(formal: str) -> str:
    """A formal numeral in common characters.

    >>> common_numeral("壹万贰仟")
    '一万二千'
    """
    return formal.translate(_COMMON)


def numeral_value(numeral: str) -> int | None:
    """The one number that a numeral stands for; None for anything else.

    >>> [numeral_value(n) for n in ("九", "十", "十七", "二十三", "一百零五", "两千三百", "三四", "3")]
    [9, 10, 17, 23, 105, 2300, None, None]
    """
    span = numeral_range(numeral) if numeral not in SIZES or numeral == "十" else None
    return span[0] if span and span[0] == span[1] else None


def whole_number(text: str) -> int | None:
    """The number that digits or a Chinese numeral stand for; None for anything else.

    >>> whole_number("12"), whole_number("十二"), whole_number("一打")
    (12, 12, None)
    """
    return int(text) if text.isdecimal() else numeral_value(text)


def chinese_numeral(number: int) -> str:
    """The numeral of 1 to 9999.

    >>> [chinese_numeral(n) for n in (1, 10, 12, 34, 100, 105, 112, 2030)]
    ['一', '十', '十二', '三十四', '一百', '一百零五', '一百一十二', '二千零三十']
    """
    if number >= 100:
        size, name = (1000, "千") if number >= 1000 else (100, "百")
        first, rest = divmod(number, size)
        gap = "零" if 0 < rest < size // 10 else ""
        return DIGITS[first - 1] + name + gap + ("一" if 10 <= rest < 20 else "") + chinese_numeral(rest)
    tens, ones = divmod(number, 10)
    return (DIGITS[tens - 1] if tens > 1 else "") + ("十" if tens else "") + (DIGITS[ones - 1] if ones else "")


def year_value(year: str) -> int:
    """The year that four digits stand for, Arabic or Chinese, as `YEAR` finds them.

    >>> year_value("2021"), year_value("二〇二一"), year_value("二O一九")
    (2021, 2021, 2019)
    """
    return int(year.translate(_YEAR_VALUES))
