"""Value: one figure, date, ordinal, document number or title, with its span, its range and its unit.

Offsets are into the folded text that was read; `FoldedText.raw_span` gives those of the raw text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from retrieval.models import Span

_JOINS = re.compile("[和、及与]")


class ValueKind(StrEnum):
    """What a value is. Only the kinds up to MEASURE state how much; the others name something.

    POINTS are percentage points and basis points, RATIO is 3:1 and 三分之一, MULTIPLE is 2倍, MEASURE a physical or
    other unit that does not count things, BARE a number without a unit. ORDINAL is 第2741号, 十九届 and 十四五; RANK
    第3名 and 全省第三; DATE a day, month or year, DATE_SPAN one with two ends; CLOCK a time of day or a span of it.
    """

    COUNT = "count"
    MONEY = "money"
    PERCENT = "percent"
    POINTS = "points"
    RATIO = "ratio"
    MULTIPLE = "multiple"
    DURATION = "duration"
    MEASURE = "measure"
    BARE = "bare"
    DATE = "date"
    DATE_SPAN = "date-span"
    CLOCK = "clock"
    ORDINAL = "ordinal"
    RANK = "rank"
    DOCUMENT_NUMBER = "document-number"
    TITLE = "title"
    TELEPHONE = "telephone"


class Approximation(StrEnum):
    """How exactly a value is stated.

    ABOUT is 约, 近 and 左右; OVER 超, 余, 多, 以上 and 不少于; UNDER 不足, 以下, 以内 and 不超过; SEVERAL 三四十, 十几
    and 数百.
    """

    EXACT = "exact"
    ABOUT = "about"
    OVER = "over"
    UNDER = "under"
    SEVERAL = "several"


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a folded text.

    ``start`` and ``end`` hold it whole: sign, bound (近, 约, 不足, 不少于), number, scale, unit, and what limits it
    behind (余, 左右, 以上, 日内). ``core`` is the same without the bounds before and behind.

    ``low`` and ``high`` are the range in the unit's base (25万6千吨 is 256000, 3‰ is 3); an open end is None, and both
    are None for what is no quantity or cannot be told. Of a ratio they are the quotient, of a rank or an ordinal its
    number; of a date the first and last day as YYYYMMDD (2021年5月: 20210501 and 20210531), without year 0000, of a
    time of day hour and minute as HHMM.

    ``unit`` is written as in ``units.txt``, 万 and 亿 left out (平方米 for m2, 个百分点); '' without one.
    """

    start: int
    end: int
    core: Span
    kind: ValueKind
    low: Decimal | None
    high: Decimal | None
    unit: str
    approximate: Approximation

    @property
    def is_quantity(self) -> bool:
        """Whether the value states how much, and does not name something."""
        return self.kind in QUANTITIES


QUANTITIES = frozenset(
    {
        ValueKind.COUNT,
        ValueKind.MONEY,
        ValueKind.PERCENT,
        ValueKind.POINTS,
        ValueKind.RATIO,
        ValueKind.MULTIPLE,
        ValueKind.DURATION,
        ValueKind.MEASURE,
        ValueKind.BARE,
    }
)


def in_series(values: Iterable[Value], folded: str) -> list[list[Value]]:
    """Values of a folded text in their order, those together that only a joining word parts.

    >>> from retrieval.text.values.grammar import find_values
    >>> text = "4月26日和6月4日,另于9月2日"
    >>> [[text[value.start : value.end] for value in series] for series in in_series(find_values(text), text)]
    [['4月26日', '6月4日'], ['9月2日']]
    """
    series: list[list[Value]] = []
    for value in values:
        if series and _JOINS.fullmatch(folded, series[-1][-1].end, value.start):
            series[-1].append(value)
        else:
            series.append([value])
    return series
