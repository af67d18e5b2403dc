"""Times of day: 9:30, 上午9时30分, 下午三点半, and spans of them."""

from __future__ import annotations

import re
from decimal import Decimal

from retrieval.text.values.numerals import TENS, ZEROS, whole_number
from retrieval.text.values.value import Approximation, Value, ValueKind

_PART_OF_DAY = "(?:上午|下午|凌晨|早上|早晨|晚上|中午|傍晚|晚|早)"
_NUMBER = rf"(?:\d{{1,2}}|[{TENS}{ZEROS}]{{1,3}})"
_POINT = re.compile(
    rf"(?P<part>{_PART_OF_DAY})? ?(?:(?P<hour>\d{{1,2}}):(?P<minute>\d{{2}})(?::\d{{2}})?(?![\d:])"
    rf"|(?P<spoken>{_NUMBER}) ?(?P<unit>时(?![期间代候而常段效])|点钟?)"
    rf"(?: ?(?P<minutes>{_NUMBER}) ?分(?!之)|(?P<half>半)|(?P<sharp>整|许))?)"
)
_MAY_BE_CLOCK = re.compile(f"{_NUMBER} ?[:时点]")
_PART_BEFORE = re.compile(f"{_PART_OF_DAY} ?$")
_LONGEST_PART = 3
_TO = re.compile(" ?(?:-{1,2}|~|—{1,2}|–|至|到) ?")
# 点 counts points, and 一时 is an adverb, where nothing of these stands beside it.
_CLOCK_BEHIND = re.compile("前|后|起|钟|之前|准时|左右|-|—|~|至")
_RATIO_BESIDE = re.compile("(?:比(?:例|率|值)?|配比[^,。;]{0,3})[为是约达]?$")
_LONGEST_RATIO = 6
_NO_HOUR = 99


def read_clock(folded: str, at: int, before: Value | None) -> Value | None:
    """The time of day, or the span of one, whose hour stands at a position; ``before`` is the value read before.

    >>> found = read_clock("下午2:30至5点", 2, None)
    >>> found and (found.start, found.end, int(found.low or 0), int(found.high or 0))
    (0, 9, 1430, 1700)
    """
    if not _MAY_BE_CLOCK.match(folded, at):
        return None
    part = _PART_BEFORE.search(folded[max(at - _LONGEST_PART, 0) : at])
    start = at - len(part[0]) if part else at
    first = _POINT.match(folded, start)
    low = _time(first) if first else None
    dated = before is not None and before.kind is ValueKind.DATE and 0 <= at - before.end <= 1
    if first is None or low is None or not _is_clock(folded, first, at, dated):
        return None
    end, high = first.end(), low
    if to := _TO.match(folded, end):
        last = _POINT.match(folded, to.end())
        until = _time(last) if last else None
        if last and until is not None:
            end = last.end()
            # 下午2点至5点: the part of the day holds for both ends; 20:00至9:00 ends on the next morning.
            of_twelve_hours = _hour(first) <= 12 and not last["part"]
            high = until + 1200 if of_twelve_hours and until < low <= until + 1200 else until
    return Value(start, end, (start, end), ValueKind.CLOCK, Decimal(low), Decimal(high), "", Approximation.EXACT)


def _is_clock(folded: str, match: re.Match[str], at: int, dated: bool) -> bool:
    if match["hour"]:
        return not _RATIO_BESIDE.search(folded[max(at - _LONGEST_RATIO, 0) : at])
    told = match["part"] or match["minutes"] or match["half"] or match["sharp"] or dated
    digits = match["unit"] == "时" and match["spoken"].isdecimal()
    return bool(told or digits or _CLOCK_BEHIND.match(folded, match.end()))


def _time(match: re.Match[str]) -> int | None:
    """Hour and minute as one number, HHMM, of 24 hours; None where they are none."""
    hour = _hour(match)
    minute = 30 if match["half"] else whole_number(match["minute"] or match["minutes"] or "0")
    if minute is None or hour > 24 or minute > 59:
        return None
    later = match["part"] in ("下午", "晚上", "傍晚", "晚") and hour < 12
    return (hour + 12 * later) * 100 + minute


def _hour(match: re.Match[str]) -> int:
    """The hour as it is written."""
    hour = whole_number(match["hour"] or match["spoken"])
    return _NO_HOUR if hour is None else hour
