"""Made numbers: numbers in every way of writing them, each with its value; written without the code that reads them."""

from __future__ import annotations

from decimal import Decimal
from random import Random

DIGITS = "零一二三四五六七八九"
SCALES = {"万": 10**4, "亿": 10**8, "百万": 10**6, "千万": 10**7, "万亿": 10**12}

WrittenNumber = tuple[str, Decimal]
"""A number as it is written, and its value."""


def han_numeral(number: int) -> str:
    """The Chinese numeral of a number below 10**12.

    >>> [han_numeral(n) for n in (7, 10, 105, 1200, 20034, 100000000)]
    ['七', '十', '一百零五', '一千二百', '二万零三十四', '一亿']
    """
    for size, name in ((10**8, "亿"), (10**4, "万")):
        if number >= size:
            head, tail = divmod(number, size)
            return han_numeral(head) + name + (("零" if tail < size // 10 else "") + han_numeral(tail) if tail else "")
    text, gap = "", False
    for size, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, size)
        if digit:
            text += ("零" if gap and text else "") + DIGITS[digit] + name
            gap = False
        else:
            gap = True
    return text.removeprefix("一") if text.startswith("一十") else text


def plain_number(random: Random) -> WrittenNumber:
    """A whole number that could be no year: 189."""
    number = random.choice((random.randint(2, 999), random.randint(3000, 9_999_999)))
    return str(number), Decimal(number)


def grouped_number(random: Random) -> WrittenNumber:
    """With thousands separators, commas or spaces: 1,102,345."""
    number = random.randint(1_000, 10 ** random.randint(4, 10))
    separator = random.choice((",", ",", ",", "，", " ", "\u00a0", "\u2009"))
    return f"{number:,}".replace(",", separator), Decimal(number)


def grouped_decimal(random: Random) -> WrittenNumber:
    """With thousands separators and a fraction: 3,012.50."""
    number, fraction = random.randint(1_000, 10_000_000), random.randint(1, 99)
    return f"{number:,}.{fraction:02}", Decimal(f"{number}.{fraction:02}")


def decimal_number(random: Random) -> WrittenNumber:
    """With a fraction: 12.5."""
    text = f"{random.randint(0, 999)}.{random.choice(('5', '05', '25', '123'))}"
    return text, Decimal(text)


def scaled_number(random: Random) -> WrittenNumber:
    """With 万 or 亿: 1.2亿."""
    number = random.choice((f"{random.randint(2, 9999)}", f"{random.randint(0, 99)}.{random.randint(1, 9)}"))
    scale = random.choice(tuple(SCALES))
    return number + scale, Decimal(number) * SCALES[scale]


def mixed_number(random: Random) -> WrittenNumber:
    """With two scales: 25万6千."""
    large, small = random.randint(2, 99), random.randint(1, 9)
    text, amount = random.choice(
        (
            (f"{large}万{small}千", large * 10**4 + small * 1000),
            (f"{large}亿{small}千万", large * 10**8 + small * 10**7),
            (f"{large}亿{small * 1111}万", large * 10**8 + small * 1111 * 10**4),
        )
    )
    return text, Decimal(amount)


def han_number(random: Random) -> WrittenNumber:
    """In Chinese numerals: 两百零五."""
    number = random.choice((random.randint(11, 99), random.randint(101, 9_999), random.randint(10_001, 10**9)))
    text = han_numeral(number)
    return ("两" + text[1:] if text[0] == "二" and text[1:2] in ("百", "千", "万") else text), Decimal(number)


def arabic_tens(random: Random) -> WrittenNumber:
    """A multiple of ten in digits."""
    number = random.randint(1, 99) * 10
    return str(number), Decimal(number)


def han_tens(random: Random) -> WrittenNumber:
    """A multiple of ten in Chinese numerals."""
    number = random.randint(2, 99) * 10
    return han_numeral(number), Decimal(number)
