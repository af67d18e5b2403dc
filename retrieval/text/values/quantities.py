"""Quantities: a number with its sign and its unit, and the second end of a range."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from retrieval.text.values.bounds import has_bound_before
from retrieval.text.values.numbers import Number, read_number
from retrieval.text.values.units import Unit, unit_at, units
from retrieval.text.values.value import Approximation, Value, ValueKind

_SIGN = re.compile(r"[-−–+±]|零下")
# Behind one of these a sign joins two values, or belongs to a name.
_JOINS = frozenset("0123456789abcdefghijklmnopqrstuvwxyz%‰)]〕")
_TO = re.compile(r" ?(?:-{1,2}|~|—{1,2}|–|至|到) ?")
_ABOVE, _BELOW = re.compile("以上(?:至|到|、|,)?"), re.compile("以下|以内")
# 从15件到20件 are two values, the ends of a change.
_FROM = frozenset("由从自")
_HALF = re.compile("半(?![数年径天月])")
_WITHIN_UNIT = re.compile("个(半|[多余])(月|小时|星期|学期|季度)")
# Units that go on in smaller ones, by their names, and how many of these they hold: 3小时30分, 5年6个月, 1元5角.
_PARTS = {
    "年": (("个月",), 12),
    "天": (("小时",), 24),
    "小时": (("分钟", "分"), 60),
    "分钟": (("秒",), 60),
    "元": (("角",), 10),
    "公里": (("米",), 1000),
    "米": (("厘米",), 100),
}
# Words that end in 一, and what makes 一 an article rather than a count.
_ONE_ENDS_WORD = frozenset("统唯同单专之周期其每某另逐万惟这那任哪第进此该有没十星")
_ONE_BEGINS_WORD = re.compile("次[性办告]|件事|家人|方面|名片")
_ARTICLES = frozenset("个种批类片条步道层点班台期门部列对组")
# Adverbs and names that look like a numeral with a unit.
_NO_QUANTITY = re.compile(
    "十分(?!钟)|万分(?!钟)|三角|五台山|三台县|三门[峡县]|九台[市区]|七台河|五家渠|二道[区江白]|八步区|六枝|四方台"
    "|两口子|三班倒|三个代表|两步路"
)
_SHORTEST_BARE_NUMERAL, _SCALES = 3, frozenset("百千万亿")


@dataclass(frozen=True, slots=True)
class _Amount:
    """A number with its unit, which may be none, up to ``end``; ``half``: 半 stands with the unit (两个半小时)."""

    number: Number
    unit: Unit | None
    end: int
    half: bool = False

    @property
    def low(self) -> Decimal:
        """The lower end of the range, 半 included."""
        return self.number.low + (Decimal("0.5") if self.half else 0)

    @property
    def high(self) -> Decimal:
        """The upper end of the range."""
        return self.number.high + (Decimal("0.5") if self.half else 0)


def read_quantity(folded: str, at: int, before: Value | None) -> Value | None:
    """The quantity whose sign, digit or numeral stands at a position, without the bounds around it.

    ``before`` is the value that was read before, if any.

    >>> found = read_quantity("约15至20个工作日内办结", 1, None)
    >>> found and (found.start, found.end, found.kind.value, float(found.low or 0), float(found.high or 0), found.unit)
    (1, 10, 'duration', 15.0, 20.0, '个工作日')
    """
    sign = _SIGN.match(folded, at)
    if sign and at and (folded[at - 1] in _JOINS or (before and before.end == at)):
        return None
    first = _amount(folded, sign.end() if sign else at)
    if first is None:
        return None
    last = None if sign else _range_end(folded, first)
    if first.number.chinese and not _is_quantity(folded, replace(first, unit=(last or first).unit), bool(last)):
        return None
    if last:
        return _value(at, first.low * (last.number.scale if _shares_scale(first, last) else 1), last)
    value = _value(at, first.low, first)
    if sign:
        low, high = _signed(sign[0], first)
        return replace(value, low=low, high=high)
    return _with_parts(folded, value)


def _value(at: int, low: Decimal, last: _Amount) -> Value:
    unit, number = last.unit, last.number
    several = Approximation.SEVERAL if number.several else Approximation.EXACT
    return Value(
        start=at,
        end=last.end,
        core=(at, last.end),
        kind=unit.kind if unit else ValueKind.BARE,
        low=low,
        high=last.high,
        unit=unit.name if unit else "",
        approximate=Approximation.OVER if number.over else several,
    )


def _signed(sign: str, amount: _Amount) -> tuple[Decimal, Decimal]:
    if sign == "+":
        return amount.low, amount.high
    return -amount.high, amount.high if sign == "±" else -amount.low


def _amount(folded: str, at: int) -> _Amount | None:
    number = read_number(folded, at)
    if number is None:
        return None
    start = number.end + (folded[number.end : number.end + 1] == " ")
    if folded.startswith("个", start) and (within := _WITHIN_UNIT.match(folded, start)):
        number = replace(number, over=number.over or within[1] != "半")
        return _Amount(number, units()[f"个{within[2]}"], within.end(), within[1] == "半")
    if found := unit_at(folded, start):
        unit, end = found
        half = unit.kind in (ValueKind.DURATION, ValueKind.MULTIPLE) and bool(_HALF.match(folded, end))
        return _Amount(number, unit, end + half, half)
    # What goes on in Latin letters is a name: 5g, 3d.
    return None if "a" <= folded[number.end : number.end + 1] <= "z" else _Amount(number, None, number.end)


def _is_quantity(folded: str, amount: _Amount, begins_range: bool) -> bool:
    """Whether a Chinese numeral states a quantity, and is neither part of a word nor an article, as in 一个.

    What begins a range is no article: 一至三个.
    """
    number, unit = amount.number, amount.unit
    before, text = folded[max(number.start - 1, 0) : number.start], folded[number.start : number.end]
    if before == "每" or _NO_QUANTITY.match(folded, number.start):
        return False
    if unit is None:
        return len(text) >= _SHORTEST_BARE_NUMERAL and not number.several and not _SCALES.isdisjoint(text)
    if number.bare_scale:
        return number.over or has_bound_before(folded, number.start)
    if text == "一":
        is_article = unit.name in _ARTICLES and not begins_range
        return before not in _ONE_ENDS_WORD and not is_article and not _ONE_BEGINS_WORD.match(folded, number.end)
    return True


def _range_end(folded: str, first: _Amount) -> _Amount | None:
    """The second end of a range that begins with ``first``: 15至20个工作日, 300元-500元, 1000元以上5000元以下."""
    if above := _ABOVE.match(folded, first.end):
        last = _amount(folded, above.end())
        below = _BELOW.match(folded, last.end) if last else None
        if last and below and last.unit == first.unit and first.low < last.high:
            return replace(last, end=below.end())
        return None
    to = _TO.match(folded, first.end)
    last = _amount(folded, to.end()) if to else None
    if last is None or first.number.over:
        return None
    joined = first.unit is None or (
        first.unit == last.unit and folded[first.number.start - 1 : first.number.start] not in _FROM
    )
    return last if joined and first.low < last.high else None


def _shares_scale(first: _Amount, last: _Amount) -> bool:
    """Whether the scale of the second end is that of the first as well: 3至5万元."""
    return first.unit is None and first.number.scale == 1 and first.low * last.number.scale < last.high


def _with_parts(folded: str, value: Value) -> Value:
    """The value with what goes on in smaller units: 3小时30分, 5年6个月."""
    size, unit = 1, value.unit
    while part := _PARTS.get(unit):
        names, count = part
        more = _amount(folded, value.end)
        if more is None or more.unit is None or more.unit.name not in names or more.number.several:
            break
        size, unit = size * count, names[0]
        low, high = ((end or Decimal(0)) + more.low / size for end in (value.low, value.high))
        value = replace(value, end=more.end, core=(value.core[0], more.end), low=low, high=high)
    return value
