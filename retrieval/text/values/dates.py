"""Dates: days, months, quarters and years in digits or Chinese numerals, and spans with two ends."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from decimal import Decimal

from retrieval.lazy_pattern import lazy_pattern
from retrieval.text.values.numerals import TENS, YEAR_DIGITS, ZEROS, whole_number, year_value
from retrieval.text.values.value import Approximation, Value, ValueKind

_YEAR = rf"(?:(?:19|20)\d\d|[一二][九{ZEROS}o][{YEAR_DIGITS}]{{2}})"
_NUMBER = rf"(?:\d{{1,2}}|[{TENS}]{{1,3}})"
_DAY_END = "(?:日|号(?![楼线院店令文]))"
_MONTH_END = "月(?![饼报刊票薪租嫂均])份?"
_PART = "(?: ?(?:[上中下]旬|底(?![线数层蕴])|初(?![步审期级次中一二三])|末(?![端梢尾])|年底|年末|年初))?"
_BOUND = lazy_pattern("之前|以前|前(?![三两二一五几列往来期后年])|起(?![草来诉])|开始")
_TO = " ?(?:-{1,2}|~|—{1,2}|–|起?至|到) ?"
# The last day of February is that of a leap year where no year is given.
_ANY_YEAR = 2000

_POINTS = tuple(
    lazy_pattern(pattern + _PART)
    for pattern in (
        rf"(?P<year>{_YEAR}) ?年度?"
        "(?: ?(?P<half>[上下])半年| ?第?(?P<quarter>[一二三四1-4])季度| ?(?P<first>前[二三]季度))",
        rf"(?P<year>{_YEAR}) ?年 ?(?P<month>{_NUMBER}) ?{_MONTH_END} ?(?P<day>{_NUMBER}) ?{_DAY_END}",
        rf"(?P<year>{_YEAR}) ?年 ?(?P<month>{_NUMBER}) ?{_MONTH_END}",
        rf"(?P<year>{_YEAR}) ?年(?!代)度?",
        rf"(?P<month>{_NUMBER}) ?{_MONTH_END} ?(?P<day>{_NUMBER}) ?{_DAY_END}",
        rf"(?P<month>{_NUMBER}) ?{_MONTH_END}",
        r"(?P<year>(?:19|20)\d\d)(?P<sep>[-./])(?P<month>\d{1,2})(?P=sep)(?P<day>\d{1,2})(?!\d)",
        r"(?P<year>(?:19|20)\d\d)[-.](?P<month>0[1-9]|1[0-2])(?![\d.-])",
        r"第?(?P<quarter>[一二三四1-4])季度",
    )
)
# Spans whose first end lacks what only the second one says, or the other way round.
_IN_YEAR = f"(?:(?P<year>{_YEAR}) ?年 ?)?"
_DAYS = lazy_pattern(
    f"{_IN_YEAR}(?P<month>{_NUMBER}) ?月 ?(?P<day>{_NUMBER}) ?{_DAY_END}?{_TO}(?P<last>{_NUMBER}) ?{_DAY_END}"
)
_MONTHS = lazy_pattern(
    f"{_IN_YEAR}(?P<month>{_NUMBER}) ?(?:月份?)?{_TO}(?P<last>{_NUMBER}) ?{_MONTH_END}(?! ?{_NUMBER} ?{_DAY_END})"
)
_YEARS = lazy_pattern(rf"(?P<year>{_YEAR}) ?(?:年度?)?(?:{_TO}|/)(?P<last>{_YEAR}) ?(?:年(?!代)度?)?(?! ?\d)")
# What no date can begin with is seen at once.
_MAY_BE_DATE = lazy_pattern(rf"第?(?:\d{{1,4}}|[{TENS}{YEAR_DIGITS}]{{1,4}}) ?[年月日号季份起至到./~—–-]")
_TO_POINT = lazy_pattern(_TO)
_DAY = lazy_pattern(f"(?P<day>{_NUMBER}) ?{_DAY_END}")
# Behind a day these join another one of the same month; 每月10日 is a day of any month.
_JOINS_DAY = lazy_pattern(" ?[、和及与,至到~-] ?")
_MONTHLY = frozenset(f"{which}月" for which in "每当本次该上下同")


@dataclass(frozen=True, slots=True)
class _Day:
    """The first and the last day of a date as year, month and day, 0 for a year that is not given."""

    first: tuple[int, int, int]
    last: tuple[int, int, int]
    end: int


def read_date(folded: str, at: int, before: Value | None) -> Value | None:
    """The date or span of dates that begins at a position; ``before`` is the value read before, if any.

    >>> found = read_date("2017年5月7日至9日", 0, None)
    >>> found and (found.end, found.kind.value, int(found.low or 0), int(found.high or 0))
    (12, 'date-span', 20170507, 20170509)
    """
    if not _MAY_BE_DATE.match(folded, at) or (at and folded[at - 1].isdecimal()):
        return None
    for span in (_DAYS, _MONTHS, _YEARS):
        if (match := span.match(folded, at)) and (found := _span(match)):
            return _value(folded, at, found, ValueKind.DATE_SPAN)
    point = _point(folded, at)
    if point is None:
        return _lone_day(folded, at, before)
    to = _TO_POINT.match(folded, point.end)
    last = _point(folded, to.end()) if to else None
    if last and _fits(point, last):
        return _value(folded, at, _joined(point, last), ValueKind.DATE_SPAN)
    return _value(folded, at, point, ValueKind.DATE)


def _span(match: re.Match[str]) -> _Day | None:
    given = match.groupdict()
    if "month" not in given:
        first, last = year_value(given["year"]), year_value(given["last"])
        return _Day((first, 1, 1), (last, 12, 31), match.end()) if first < last else None
    year, month, last = _year(given["year"]), _number(given["month"]), _number(given["last"])
    if given.get("day"):
        first_day = _number(given["day"])
        fits = _is_day(month, first_day) and _is_day(month, last) and first_day < last
        return _Day((year, month, first_day), (year, month, last), match.end()) if fits else None
    fits = 0 < month < last <= 12
    return _Day((year, month, 1), (year, last, _length(year, last)), match.end()) if fits else None


def _point(folded: str, at: int) -> _Day | None:
    for pattern in _POINTS:
        if (match := pattern.match(folded, at)) and (found := _read(match)):
            return found
    return None


def _read(match: re.Match[str]) -> _Day | None:
    given, end = match.groupdict(), match.end()
    year = _year(given.get("year"))
    if quarters := given.get("quarter") or given.get("first"):
        number = _number(quarters.strip("前季度"))
        first_month = 1 if given.get("first") else 3 * number - 2
        return _Day((year, first_month, 1), (year, 3 * number, _length(year, 3 * number)), end)
    if half := given.get("half"):
        first_month = 1 if half == "上" else 7
        return _Day((year, first_month, 1), (year, first_month + 5, _length(year, first_month + 5)), end)
    if not given.get("month"):
        return _Day((year, 1, 1), (year, 12, 31), end)
    month, day = _number(given["month"]), _number(given.get("day") or "")
    if given.get("day"):
        return _Day((year, month, day), (year, month, day), end) if _is_day(month, day) else None
    return _Day((year, month, 1), (year, month, _length(year, month)), end) if 0 < month <= 12 else None


def _lone_day(folded: str, at: int, before: Value | None) -> Value | None:
    """A day whose month was named before it (4月28日和30日) or is any (每月10日)."""
    match = _DAY.match(folded, at)
    day = _number(match["day"]) if match else 0
    if match is None or not 0 < day <= 31:
        return None
    if folded[max(at - 2, 0) : at] in _MONTHLY:
        return _value(folded, at, _Day((0, 0, 0), (0, 0, 0), match.end()), ValueKind.DATE)
    if before and before.kind is ValueKind.DATE and before.low and before.low == before.high:
        month = int(before.low) // 100
        if _is_day(month % 100, day) and _JOINS_DAY.fullmatch(folded, before.end, at):
            there = (month // 100, month % 100, day)
            return _value(folded, at, _Day(there, there, match.end()), ValueKind.DATE)
    return None


def _fits(first: _Day, last: _Day) -> bool:
    """Whether two dates can be the ends of a span."""
    return not first.first[0] or not last.last[0] or first.first < last.last


def _joined(first: _Day, last: _Day) -> _Day:
    year = last.last[0] or first.first[0]
    wraps = not last.last[0] and first.first[1:] > last.last[1:]
    return _Day(first.first, (year + (wraps and year > 0), *last.last[1:]), last.end)


def _value(folded: str, at: int, day: _Day, kind: ValueKind) -> Value:
    bound = _BOUND.match(folded, day.end)
    low, high = (
        Decimal(year * 10000 + month * 100 + number) if month else None for year, month, number in (day.first, day.last)
    )
    # 从2019年开始, 自5月1日起
    start = at - (bound is not None and bound[0] in ("起", "开始") and folded[max(at - 1, 0) : at] in ("自", "从"))
    end = bound.end() if bound else day.end
    return Value(start, end, (at, day.end), kind, low, high, "", Approximation.EXACT)


def _year(text: str | None) -> int:
    return year_value(text) if text else 0


def _number(text: str) -> int:
    return whole_number(text) or 0


def _is_day(month: int, day: int) -> bool:
    return 0 < month <= 12 and 0 < day <= _length(_ANY_YEAR, month)


def _length(year: int, month: int) -> int:
    """The number of days of a month."""
    return monthrange(year or _ANY_YEAR, month)[1] if 0 < month <= 12 else 0
