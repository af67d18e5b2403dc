"""Chinese numerals and years: written and read. Numbers from 万 upwards are not handled.

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

_DIGIT_VALUES = {char: value for value, char in enumerate(DIGITS, 1)} | {"两": 2} | dict.fromkeys(ZEROS, 0)
_DIGIT = f"([{DIGITS}两])"
_PLACES = re.compile(rf"(?:{_DIGIT}千)?[{ZEROS}]?(?:{_DIGIT}百)?[{ZEROS}]?({_DIGIT}?十)?[{ZEROS}]?{_DIGIT}?")
_YEAR_VALUES = str.maketrans(YEAR_DIGITS, "00000123456789")


def numeral_value(numeral: str) -> int | None:
    """The number that a numeral up to 九千九百九十九 stands for; None for anything else.

    >>> [numeral_value(n) for n in ("九", "十", "十七", "二十三", "一百零五", "两千三百", "三四", "3")]
    [9, 10, 17, 23, 105, 2300, None, None]
    """
    match = _PLACES.fullmatch(numeral) if numeral else None
    if not match:
        return None
    thousands, hundreds, ten, tens, ones = match.groups()
    places = ((thousands, 1000), (hundreds, 100), (tens or (ten and "一"), 10), (ones, 1))
    return sum(_DIGIT_VALUES[digit] * size for digit, size in places if digit)


def chinese_numeral(number: int) -> str:
    """The numeral of 1 to 99.

    >>> [chinese_numeral(n) for n in (1, 10, 12, 20, 34)]
    ['一', '十', '十二', '二十', '三十四']
    """
    tens, ones = divmod(number, 10)
    return (DIGITS[tens - 1] if tens > 1 else "") + ("十" if tens else "") + (DIGITS[ones - 1] if ones else "")


def year_value(year: str) -> int:
    """The year that four digits stand for, Arabic or Chinese, as `YEAR` finds them.

    >>> year_value("2021"), year_value("二〇二一"), year_value("二O一九")
    (2021, 2021, 2019)
    """
    return int(year.translate(_YEAR_VALUES))
