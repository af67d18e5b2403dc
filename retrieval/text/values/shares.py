"""Shares: percentages in words (百分之三十), fractions (三分之一, 1/3) and ratios (3:1, 3比1)."""

from __future__ import annotations

import re
from decimal import Decimal

from retrieval.text.values.numbers import read_number
from retrieval.text.values.value import Approximation, Value, ValueKind

_OF = re.compile("(百|千|万)分之")
_UNITS = {"百": "%", "千": "‰", "万": "‱"}
_TO = re.compile("(?:至|到|-|~|—{1,2})(?:[百千万]分之)?")
_FRACTION = re.compile(r"(?P<whole>\d{1,6}|[一二三四五六七八九十]{1,3})分之(?=[\d一二两三四五六七八九十])")
_RATIO = re.compile(
    r"\d{1,6}(?:\.\d{1,4})?(?:[:∶]\d{1,6}(?:\.\d{1,4})?){1,3}(?!\d|[:∶]\d)"
    r"|\d{1,4}(?:\.\d{1,2})?比\d{1,4}(?:\.\d{1,2})?(?![\d年月日])"
)
_SLASH = re.compile(r"\d{1,4}[/⁄]\d{1,4}(?![\d/])")
_MAY_BE_SHARE = re.compile(r"[百千万]分之|[\d.一二三四五六七八九十]{1,12}(?:分之|[:∶比/⁄])")
_PARTS = re.compile(r"[\d.]+")
_BASE = re.compile(r"(?:处以?|缴纳?|交纳|支付|赔偿|收取|按照?)(?P<base>[^\W\d_]{2,12})\Z")
_LONGEST_BASE = 14


def read_share(folded: str, at: int, before: Value | None) -> Value | None:
    """The share that begins at a position, without the bounds around it.

    >>> found = read_share("百分之三十五点六", 0, None)
    >>> found and (found.end, found.kind.value, float(found.low or 0), found.unit)
    (8, 'percent', 35.6, '%')
    """
    if not _MAY_BE_SHARE.match(folded, at):
        return None
    if of := _OF.match(folded, at):
        return _percentage(folded, at, of)
    if fraction := _FRACTION.match(folded, at):
        whole, part = read_number(fraction["whole"], 0), read_number(folded, fraction.end())
        return _ratio(at, part.end, part.low, whole.low) if whole and part else None
    ratio = _RATIO.match(folded, at) or _SLASH.match(folded, at)
    if ratio:
        first, last = (Decimal(part) for part in _PARTS.findall(ratio[0])[:2])
        return _ratio(at, ratio.end(), first, last)
    return None


def _percentage(folded: str, at: int, of: re.Match[str]) -> Value | None:
    first = read_number(folded, of.end())
    if first is None:
        return None
    to = _TO.match(folded, first.end)
    whole = (read_number(folded, to.end()) if to else None) or first
    approximate = Approximation.OVER if whole.over else Approximation.EXACT
    return Value(at, whole.end, (at, whole.end), ValueKind.PERCENT, first.low, whole.high, _UNITS[of[1]], approximate)


def _ratio(at: int, end: int, part: Decimal, whole: Decimal) -> Value | None:
    if not whole:
        return None
    quotient = part / whole
    return Value(at, end, (at, end), ValueKind.RATIO, quotient, quotient, "", Approximation.EXACT)


def start_with_base(folded: str, value: Value) -> int:
    """Where a value begins; for a multiple, where that begins of which it is one and which a verb leads.

    >>> from retrieval.text.values.grammar import find_values
    >>> [start_with_base(text, find_values(text)[0]) for text in ("并处违法所得3倍罚款", "增加到3倍", "处3万元罚款")]
    [2, 3, 1]
    """
    if value.kind is not ValueKind.MULTIPLE:
        return value.start
    base = _BASE.search(folded, max(value.start - _LONGEST_BASE, 0), value.start)
    return base.start("base") if base else value.start
