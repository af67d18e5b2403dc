"""Grammar of values: reads a folded text from left to right and gives its values.

At each digit, numeral, sign, bracket or title mark the readers are tried in order; what none of them reads is passed
over as a whole, so that no part of a number is ever taken for one.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache

from retrieval.text.values.bounds import bounded
from retrieval.text.values.clocks import read_clock
from retrieval.text.values.dates import end_of_no_day, read_date
from retrieval.text.values.names import read_document_number, read_ordinal, read_telephone, read_title, run_end, skipped
from retrieval.text.values.numerals import FORMAL_DIGITS, NUMERAL_CHARACTERS
from retrieval.text.values.quantities import read_quantity
from retrieval.text.values.shares import read_share
from retrieval.text.values.value import Value, ValueKind

_START = re.compile(
    rf"[\d{NUMERAL_CHARACTERS}《第]|[-−–+±](?=\d)|[〔\[(](?=[12]\d{{3}}[〕\])])"
    r"|\((?=0\d{2,3}\))"
    f"|[{FORMAL_DIGITS}拾](?=[零{FORMAL_DIGITS}拾佰仟万亿元])"
    "|(?<![人户件次总指系倍分个位])数(?=[十百千万亿])"
)
Reader = Callable[[str, int, Value | None], Value | None]
"""Reads the value at a position of a folded text; given the value before it, too. None where it reads none there."""
_LISTED = re.compile("[、和及与]")
# By the character that stands there; the narrow readers stand before the wide ones.
_NUMERIC: tuple[Reader, ...] = (read_telephone, read_date, read_clock, read_share, read_ordinal, read_quantity)
_READERS: dict[str, tuple[Reader, ...]] = {
    "《": (read_title,),
    "第": (read_date, read_ordinal),
    **dict.fromkeys("〔[", (read_document_number,)),
    "(": (read_document_number, read_telephone),
    **dict.fromkeys("-−–+±", (read_quantity,)),
}


@lru_cache(maxsize=4096)
def find_values(folded: str) -> tuple[Value, ...]:
    """The values of a folded text, in order and without overlap; time in proportion to its length.

    >>> text = "参保1,102,345人,时限由20天压缩至5天,增长-2.3%(东政发〔2021〕13号)"
    >>> [(text[value.start : value.end], value.kind.value) for value in find_values(text)]
    [('1,102,345人', 'count'), ('20天', 'duration'), ('5天', 'duration'), ('-2.3%', 'percent'),
     ('东政发〔2021〕13号', 'document-number')]
    """
    found: list[Value] = []
    at = 0
    while match := _START.search(folded, at):
        at = match.start()
        end = skipped(folded, at) or end_of_no_day(folded, at)
        if end is None and (value := _value(folded, at, found[-1] if found else None)):
            found.append(value)
            end = value.end
        at = run_end(folded, at) if end is None else end
    return tuple(_with_shared_units(folded, found))


def _with_shared_units(folded: str, values: list[Value]) -> list[Value]:
    """The values, bare numbers of a list with the unit behind its last: 提高3.9、2.0和2.9个百分点."""
    for at in reversed(range(len(values) - 1)):
        value, following = values[at], values[at + 1]
        if (
            value.kind is ValueKind.BARE
            and following.is_quantity
            and _LISTED.fullmatch(folded, value.end, following.start)
        ):
            values[at] = replace(value, kind=following.kind, unit=following.unit)
    return values


def value_ending(folded: str, end: int) -> Value | None:
    """The value of a folded text that ends at a position.

    >>> found = value_ending("保留189项以上", 8)
    >>> found and found.unit
    '项'
    """
    values = find_values(folded)
    at = bisect_left(values, end, key=lambda value: value.end)
    return values[at] if at < len(values) and values[at].end == end else None


def separators(folded: str, pattern: re.Pattern[str]) -> list[int]:
    """Where a one-character pattern matches outside of values, in order: the comma of 1,250 separates nothing.

    >>> separators("1,250公里,3座", re.compile(","))
    [7]
    """
    values = iter(find_values(folded))
    value = next(values, None)
    found = []
    for match in pattern.finditer(folded):
        while value and value.end <= match.start():
            value = next(values, None)
        if value is None or match.start() < value.start:
            found.append(match.start())
    return found


def _value(folded: str, at: int, before: Value | None) -> Value | None:
    for read in _READERS.get(folded[at], _NUMERIC):
        if value := read(folded, at, before):
            return bounded(folded, value, before.end if before else 0) if value.is_quantity else value
    return None
