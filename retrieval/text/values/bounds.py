"""Bounds: what says in front of a quantity or behind it that it is not exact (约, 不足, 不少于, 以上, 左右, 日内)."""

from __future__ import annotations

import re
from dataclasses import replace

from retrieval.text.values.value import Approximation, Value, ValueKind

_LONGEST = 6
_BEFORE = re.compile(
    "(?:(?P<under>不足|不到|不满|未满|未达|不得?超过|不得?[高多大]于|[低少小]于|至多|最多|最高|[≤<])"
    "|(?P<over>不得?[少低小]于|超过|突破|[高多大]于|至少|最少|最低|(?<![赶反高])超|逾|[≥>])"
    "|(?P<about>大约|将近|接近|(?<![附最临邻远新相])近|(?<![节签预履合违制条])约)) ?$"
)
# The last characters of these, by which most positions are ruled out.
_LAST = frozenset("足到满达过于多高少低破超逾近约上≤<≥> ")
_UP_TO = re.compile("(?P<over>(?<![以之加])上)$")
_SCALE_FOLLOWS = re.compile("[十百千万亿]")
_BEHIND = re.compile(
    "(?P<over>及?以上|有?余(?=[,。;、)]|$)|多(?=[,。;、)的]|时间|$))|(?P<under>及?以下|以内|之内)|(?P<about>左右|上下)"
)
_WITHIN_TIME = re.compile("内(?![部外容设控需地陆])")
_APPROXIMATIONS = {name: Approximation(name) for name in ("under", "over", "about")}


def has_bound_before(folded: str, at: int) -> bool:
    """Whether a bound ends right before a position: 近百名, 上千人."""
    return _before(folded, at, 0) is not None


def bounded(folded: str, value: Value, floor: int) -> Value:
    """A quantity with the bounds around it, none of which begins before ``floor``.

    >>> from retrieval.text.values.quantities import read_quantity
    >>> text = "不足50%"
    >>> whole = bounded(text, read_quantity(text, 2, None), 0)
    >>> whole.start, whole.core, whole.low, float(whole.high), whole.approximate.value
    (0, (2, 5), None, 50.0, 'under')
    """
    before = _before(folded, value.start, floor)
    behind = _BEHIND.match(folded, value.end)
    if behind is None and value.kind is ValueKind.DURATION:
        behind = _WITHIN_TIME.match(folded, value.end)
    if not before and not behind and value.approximate is not Approximation.OVER:
        return value
    told = [*(_told(match) for match in (behind, before) if match), value.approximate]
    # What opens one end of the range says more than that it is not exact.
    opened = [each for each in told if each in (Approximation.OVER, Approximation.UNDER)]
    approximate = (opened or told)[0]
    low, high = value.low, value.high
    if low == high and approximate is Approximation.OVER:
        high = None
    elif low == high and approximate is Approximation.UNDER:
        low = None
    return replace(
        value,
        start=value.start - (len(before[0]) if before else 0),
        end=behind.end() if behind else value.end,
        low=low,
        high=high,
        approximate=approximate,
    )


def _before(folded: str, at: int, floor: int) -> re.Match[str] | None:
    if folded[at - 1 : at] not in _LAST:
        return None
    lead = folded[max(at - _LONGEST, 0) : at]
    # 上 is a bound in 上百名, and nowhere else.
    found = _BEFORE.search(lead) or (_UP_TO.search(lead) if _SCALE_FOLLOWS.match(folded, at) else None)
    return found if found and at - len(found[0]) >= floor else None


def _told(match: re.Match[str]) -> Approximation:
    groups = match.groupdict()
    return next((told for name, told in _APPROXIMATIONS.items() if groups.get(name)), Approximation.UNDER)
