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
_ANY_DAY = (0, 0, 0)

_POINTS = tuple(
    lazy_pattern(pattern + _PART)
    for pattern in (
        rf"(?P<year>{_YEAR}) ?年度?"
        "(?: ?(?P<half>[上下])半年| ?第?(?P<quarter>[一二三四1-4])季度| ?前(?P<first>[二三])季度)",
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
# Those that name a day: where the calendar has not got it, nothing shorter is read.
_DAYS_OF_MONTHS = (_POINTS[1], _POINTS[4], _POINTS[6])
# Spans whose first end lacks what only the second one says, or the other way round.
_IN_YEAR = f"(?:(?P<year>{_YEAR}) ?年 ?)?"
_DAYS = lazy_pattern(
    f"{_IN_YEAR}(?P<month>{_NUMBER}) ?月 ?(?P<day>{_NUMBER}) ?{_DAY_END}?{_TO}(?P<last>{_NUMBER}) ?{_DAY_END}"
)
_MONTHS = lazy_pattern(
    f"{_IN_YEAR}(?P<month>{_NUMBER}) ?(?:月份?)?{_TO}(?P<last>{_NUMBER}) ?{_MONTH_END}(?! ?{_NUMBER} ?{_DAY_END})"
)
# 2023年至2024年3月 ends in March; that is no span of years.
_WITHIN_YEAR = rf" ?(?:{_NUMBER} ?{_MONTH_END}|[上下]半年|第?[一二三四1-4]季度|前[二三]季度)"
_YEARS = lazy_pattern(
    rf"(?P<year>{_YEAR}) ?(?P<own>年度?)?(?:{_TO}|/)(?P<last>{_YEAR})"
    rf"(?: ?年(?!代)度?+(?(own)(?!{_WITHIN_YEAR}))|(?! ?(?:\d|年(?!代))))"
)
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
    if not _MAY_BE_DATE.match(folded, at):
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
        fits = first_day < last and _is_day(year, month, last)
        return _Day((year, month, first_day), (year, month, last), match.end()) if fits else None
    return _months(year, month, last, match.end()) if 0 < month < last <= 12 else None


def end_of_no_day(folded: str, at: int) -> int | None:
    """The end of a day that the calendar has not, so that no part of it is read; None where none begins at a position.

    >>> end_of_no_day("2月30日", 0), end_of_no_day("2023年2月29日", 0), end_of_no_day("2024年2月29日", 0)
    (5, 10, None)
    """
    if _MAY_BE_DATE.match(folded, at):
        for pattern in _DAYS_OF_MONTHS:
            if (match := pattern.match(folded, at)) and not _read(match):
                return match.end()
    return None


def _point(folded: str, at: int) -> _Day | None:
    for pattern in _POINTS:
        if match := pattern.match(folded, at):
            found = _read(match)
            if found or pattern in _DAYS_OF_MONTHS:
                return found
    return None


def _read(match: re.Match[str]) -> _Day | None:
    given, end = match.groupdict(), match.end()
    year = _year(given.get("year"))
    if given.get("first"):
        return _months(year, 1, 3 * _number(given["first"]), end)
    if given.get("quarter"):
        last_month = 3 * _number(given["quarter"])
        return _months(year, last_month - 2, last_month, end)
    if half := given.get("half"):
        return _months(year, 1, 6, end) if half == "上" else _months(year, 7, 12, end)
    if not given.get("month"):
        return _months(year, 1, 12, end)
    month = _number(given["month"])
    if given.get("day"):
        there = (year, month, _number(given["day"]))
        return _Day(there, there, end) if _is_day(*there) else None
    return _months(year, month, month, end) if 0 < month <= 12 else None


def _months(year: int, first: int, last: int, end: int) -> _Day:
    return _Day((year, first, 1), (year, last, _length(year, last)), end)


def _lone_day(folded: str, at: int, before: Value | None) -> Value | None:
    """A day whose month was named before it (4月28日和30日) or is any (每月10日)."""
    match = _DAY.match(folded, at)
    if match is None or not 0 < (day := _number(match["day"])) <= 31:
        return None
    if folded[max(at - 2, 0) : at] in _MONTHLY:
        return _value(folded, at, _Day(_ANY_DAY, _ANY_DAY, match.end()), ValueKind.DATE)
    if before and before.kind is ValueKind.DATE and before.low and before.low == before.high:
        year, month = divmod(int(before.low) // 100, 100)
        if _is_day(year, month, day) and _JOINS_DAY.fullmatch(folded, before.end, at):
            there = (year, month, day)
            return _value(folded, at, _Day(there, there, match.end()), ValueKind.DATE)
    return None


def _fits(first: _Day, last: _Day) -> bool:
    """Whether two dates can be the ends of a span."""
    return not last.last[0] or first.first < last.last


def _joined(first: _Day, last: _Day) -> _Day:
    year, month, day = last.last
    if not year and (year := first.first[0]):
        year += first.first[1:] > (month, day)
    return _Day(first.first, (year, month, min(day, _length(year, month))), last.end)


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


def _is_day(year: int, month: int, day: int) -> bool:
    return 0 < day <= _length(year, month)


def _length(year: int, month: int) -> int:
    """The number of days of a month."""
    return monthrange(year or _ANY_YEAR, month)[1] if 0 < month <= 12 else 0
