"""Cell formats: a number as a spreadsheet shows it, by the code of its format (ISO/IEC 29500-1, 18.8.31).

Handled: sections by sign, digits, thousands, scaling, percent, exponents, literal text, dates and times. Colours and
widths show nothing; fractions are shown as decimals.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache

# Formats that files name by number alone, as a Chinese system shows them (18.8.30).
BUILT_IN = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 14: "yyyy/m/d",
    15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss",
    22: "yyyy/m/d h:mm", 27: 'yyyy"年"m"月"', 28: 'm"月"d"日"', 29: 'm"月"d"日"', 30: "m/d/yy",
    31: 'yyyy"年"m"月"d"日"',
    32: 'h"时"mm"分"', 33: 'h"时"mm"分"ss"秒"', 34: 'h"时"mm"分"', 35: 'h"时"mm"分"ss"秒"', 36: 'yyyy"年"m"月"',
    37: "#,##0;-#,##0", 38: "#,##0;-#,##0", 39: "#,##0.00;-#,##0.00", 40: "#,##0.00;-#,##0.00", 45: "mm:ss",
    46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", 49: "@", 50: 'yyyy"年"m"月"', 51: 'm"月"d"日"', 52: 'yyyy"年"m"月"',
    53: 'm"月"d"日"', 54: 'm"月"d"日"', 55: 'yyyy"年"m"月"', 56: 'm"月"d"日"', 57: 'yyyy"年"m"月"', 58: 'm"月"d"日"',
}  # fmt: skip
_PIECE = re.compile(
    r'"([^"]{0,255})"?|\\(.)|_(.)|\*(.)|\[([^\]]{0,80})\]|(general|g/通用格式)|(am/pm|a/p|上午/下午)|(e[+-]0+)'
    r"|(y+|m+|d+|h+|s+(?:\.0+)?|a{3,4}|e+)|([0#?.,%]+)|(.)",
    re.IGNORECASE | re.DOTALL,
)
(_QUOTED, _ESCAPED, _SPACE, _FILL, _BRACKET, _GENERAL, _HALF, _EXPONENT, _DATE, _DIGITS, _OTHER) = range(1, 12)
_SECTIONS = re.compile(r'(?:"[^"]{0,255}"?|\\.|\[[^\]]{0,80}\]|[^;"\\])+|(?<=;)(?=;|$)', re.DOTALL)
_ELAPSED = re.compile(r"h+|m+|s+", re.IGNORECASE)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d{1,15}(?:\.\d{1,15})?)")
_WEEKDAYS, _MONTHS = "一二三四五六日", "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
_WIDEST_GENERAL = 11
_LONGEST_CODE, _LAST_DAY = 255, 2_958_466
# Digits enough for the largest number of a cell (309) in the longest format, all percent signs or all decimals.
_EXACT = Context(prec=1_200)
_Piece = tuple[int, str]


def shown_number_cell(value: float, code: str, from_1904: bool = False) -> str:
    """A number as a cell with a format shows it; ``from_1904``: days are counted from 1904 on, as on old Macs.

    >>> [shown_number_cell(*each) for each in ((1234.5, "#,##0.00"), (0.053, "0.0%"), (44197, 'yyyy"年"m"月"d"日"'))]
    ['1,234.50', '5.3%', '2021年1月1日']
    >>> shown_number_cell(-3.0, '0.0_ ;[红色](0.0)'), shown_number_cell(0.1 + 0.2, "General")
    ('(3.0)', '0.3')
    """
    pieces, signed = _section(value, code[:_LONGEST_CODE])
    kinds = {kind for kind, _ in pieces}
    if not pieces:
        return "" if ";" in code else general_number(value)
    if _GENERAL in kinds:
        shown = general_number(value if signed else abs(value))
        return "".join(shown if kind == _GENERAL else _literal(kind, text) for kind, text in pieces)
    if kinds & {_DATE, _HALF} or any(_is_elapsed(*piece) for piece in pieces):
        day = value + (1462 if from_1904 else 0)
        return _date(day, pieces) if 0 <= day < _LAST_DAY else general_number(value)
    if _DIGITS not in kinds:
        return "".join(_literal(kind, text) if text != "@" else general_number(value) for kind, text in pieces)
    return _figure(value if signed else abs(value), pieces)


def general_number(value: float) -> str:
    """A number without a format, as a wide cell shows it: decimals up to eleven characters, whole numbers whole.

    >>> [general_number(value) for value in (3.0, 1 / 3, 123456.7890123, 1e21, 123456789012.0)]
    ['3', '0.333333333', '123456.789', '1E+21', '123456789012']
    """
    text = f"{value:.15g}"
    if "e" not in text:
        whole, point, _ = text.partition(".")
        decimals = max(_WIDEST_GENERAL - len(whole.lstrip("-")) - 1, 0)
        return f"{Decimal(text):.{decimals}f}".rstrip("0").rstrip(".") if point and decimals else text
    plain = f"{Decimal(text):f}"
    if len(plain) <= 20:
        return plain
    digits, _, exponent = text.partition("e")
    return f"{digits}E{int(exponent):+03d}"


@lru_cache(maxsize=512)
def _parsed(code: str) -> tuple[tuple[_Piece, ...], ...]:
    """The sections of a format, each as pieces of a kind."""
    return tuple(
        tuple((found.lastindex or _OTHER, found[found.lastindex or _OTHER]) for found in _PIECE.finditer(section))
        for section in _SECTIONS.findall(code)
    )


def _section(value: float, code: str) -> tuple[tuple[_Piece, ...], bool]:
    """The section of a format that applies to a number, and whether it shows the sign by itself."""
    sections = _parsed(code) or ((),)
    for at, section in enumerate(sections[:3]):
        condition = next((c for kind, text in section if kind == _BRACKET and (c := _CONDITION.fullmatch(text))), None)
        if condition and _holds(value, condition[1], float(condition[2])):
            return section, at == 0 or value >= 0
    if any(kind == _BRACKET and _CONDITION.fullmatch(text) for kind, text in sections[0]):
        return sections[-1], True
    if value < 0 and len(sections) > 1:
        return sections[1], False
    if value == 0 and len(sections) > 2:
        return sections[2], True
    return sections[0], True


def _holds(value: float, sign: str, limit: float) -> bool:
    match sign:
        case "<":
            return value < limit
        case ">":
            return value > limit
        case "<=":
            return value <= limit
        case ">=":
            return value >= limit
        case "=":
            return value == limit
        case _:
            return value != limit


def _literal(kind: int, text: str) -> str:
    """What a piece shows that stands for no digit: text, and the currency of ``[$￥-804]``."""
    if kind in (_QUOTED, _ESCAPED, _OTHER, _EXPONENT, _DATE, _HALF):
        return text
    return text[1:].partition("-")[0] if kind == _BRACKET and text.startswith("$") else ""


def _figure(value: float, pieces: Sequence[_Piece]) -> str:
    at = [number for number, (kind, _) in enumerate(pieces) if kind in (_DIGITS, _EXPONENT)]
    first, last = at[0], at[-1]
    before = "".join(_literal(*piece) for piece in pieces[:first])
    after = "".join(_literal(*piece) for piece in pieces[last + 1 :])
    inner = pieces[first : last + 1]
    pattern = "".join(text for kind, text in inner if kind == _DIGITS)
    percent = "%" * pattern.count("%")
    # ``0"."00`` and the like: what stands between digits is put between the same digits.
    between = "".join(_literal(*piece) for piece in inner if piece[0] not in (_DIGITS, _EXPONENT))
    exponent = next((text for kind, text in inner if kind == _EXPONENT), "")
    number = Decimal(repr(value)) * 100 ** len(percent)
    if exponent:
        text = _scientific(number, pattern, exponent)
    elif between and "." not in pattern:
        text = _spread(number, inner)
    else:
        text = _decimal(number, pattern.replace("%", ""))
    sign = "-" if text.startswith("-") else ""
    return sign + before + text.removeprefix("-") + percent + after


def _decimal(number: Decimal, pattern: str) -> str:
    whole, point, decimals = pattern.partition(".")
    scaled = len(pattern) - len(pattern.rstrip(","))
    number = number.scaleb(-3 * scaled)
    decimals, whole = decimals.rstrip(","), whole.rstrip(",") if not point else whole
    places = sum(char in "0#?" for char in decimals)
    rounded = _rounded(number, places)
    digits, _, rest = f"{rounded.copy_abs():f}".partition(".")
    least = sum(char == "0" for char in whole)
    digits = digits.lstrip("0").rjust(least, "0")
    if "," in whole:
        digits = f"{int(digits or 0):,}".rjust(least, "0") if digits else digits
    kept = max((at + 1 for at, char in enumerate(decimals.replace(",", "")) if char == "0"), default=0)
    rest = rest[:kept] + rest[kept:].rstrip("0")
    sign = "-" if rounded < 0 else ""
    return sign + digits + (f".{rest}" if rest or (point and kept) else "")


def _rounded(number: Decimal, places: int) -> Decimal:
    """To so many decimals, whatever the size: one that a cell can hold has up to 309 digits before the point."""
    return number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, _EXACT)


def _scientific(number: Decimal, pattern: str, exponent: str) -> str:
    if not number:
        return _decimal(number, pattern) + f"E{'+' if '+' in exponent else ''}{'0' * exponent.count('0')}"
    power = number.adjusted()
    text = _decimal(number.scaleb(-power), pattern)
    if text.lstrip("-").startswith("10"):
        power, text = power + 1, _decimal(number.scaleb(-power - 1), pattern)
    sign = "-" if power < 0 else "+" if "+" in exponent else ""
    return f"{text}E{sign}{abs(power):0{exponent.count('0')}d}"


def _spread(number: Decimal, pieces: Sequence[_Piece]) -> str:
    """The digits of a number put into a pattern with text between, as 0000-0000000; the first place takes the rest."""
    digits = f"{_rounded(number, 0).copy_abs():f}"
    places = sum(sum(char in "0#?" for char in text) for kind, text in pieces if kind == _DIGITS)
    digits = digits.rjust(places, "0")
    shown, at = "", len(digits) - places
    shown += digits[:at]
    for kind, text in pieces:
        for char in text if kind == _DIGITS else ():
            if char in "0#?":
                shown, at = shown + digits[at], at + 1
        shown += "" if kind == _DIGITS else _literal(kind, text)
    return ("-" if number < 0 else "") + shown


def _date(days: float, pieces: Sequence[_Piece]) -> str:
    seconds = round(days * 86_400)
    whole, clock = divmod(seconds, 86_400)
    # Day 60 is a 29 February 1900 that never was; dates before it are one day later than counted.
    moment = datetime(1899, 12, 30 if whole >= 60 else 31) + timedelta(days=whole, seconds=clock)
    half = any(kind == _HALF for kind, _ in pieces)
    found: list[str] = []
    for at, (kind, text) in enumerate(pieces):
        if kind == _DATE:
            found.append(_date_part(moment, text.lower(), half, _is_minute(pieces, at)))
        elif kind == _HALF:
            names = ("AM", "PM") if text.lower() == "am/pm" else tuple(text.split("/"))
            found.append(names[moment.hour >= 12])
        elif _is_elapsed(kind, text):
            unit = {"h": 3600, "m": 60, "s": 1}[text[0].lower()]
            found.append(str(seconds // unit).rjust(len(text), "0"))
        else:
            found.append(text if kind == _DIGITS else _literal(kind, text))
    return "".join(found)


def _is_elapsed(kind: int, text: str) -> bool:
    """Whether a piece counts all hours, minutes or seconds, as ``[h]`` does."""
    return kind == _BRACKET and bool(_ELAPSED.fullmatch(text))


def _is_minute(pieces: Sequence[_Piece], at: int) -> bool:
    """Whether ``m`` stands for minutes: behind hours or before seconds."""
    times = [text[0].lower() for kind, text in pieces if kind == _DATE or _is_elapsed(kind, text)]
    here = sum(kind == _DATE or _is_elapsed(kind, text) for kind, text in pieces[:at])
    return times[here - 1 : here] == ["h"] or times[here + 1 : here + 2] == ["s"]


def _date_part(moment: datetime, code: str, half: bool, minute: bool) -> str:
    letter, size = code[0], len(code)
    match letter:
        case "y":
            return f"{moment.year:04d}" if size > 2 else f"{moment.year % 100:02d}"
        case "e":
            return str(moment.year)
        case "m" if minute and size < 3:
            return f"{moment.minute:0{size}d}"
        case "m":
            return f"{moment.month:0{size}d}" if size < 3 else _MONTHS[moment.month - 1]
        case "d":
            return f"{moment.day:0{size}d}" if size < 3 else f"{moment:%A}"[: 3 if size == 3 else None]
        case "a":
            return ("星期" if size == 4 else "") + _WEEKDAYS[moment.weekday()]
        case "h":
            return f"{(moment.hour - 1) % 12 + 1 if half else moment.hour:0{min(size, 2)}d}"
        case _:
            seconds, _, fraction = code.partition(".")
            return f"{moment.second:0{min(len(seconds), 2)}d}" + (f".{'0' * len(fraction)}" if fraction else "")
