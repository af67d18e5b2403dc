"""Years of a question: those that it names in digits, in Chinese numerals, or as 去年 and 今年."""

from __future__ import annotations

import re

from retrieval.text.values.numerals import YEAR, year_value

_YEAR = re.compile(rf"(?:{YEAR})(?!年来|[余多]?[件项个人名条万元户家次台份起场])")
_YEAR_WORDS = {"去年": -1, "前年": -2, "上一年": -1, "上年": -1, "大前年": -3}
# 比上年 and 比去年 ask for a change, not for another year.
_YEAR_WORD = re.compile(r"(?<![比较同跟和与目之以从网线晚早])(大前年|前年|去年|上一年|上年)")
_THIS_YEAR = re.compile(r"今年|本年")


def years_of(folded: str, newest: int | None) -> tuple[int, ...]:
    """The years that a question names, 去年 and 前年 counted from ``newest``.

    >>> years_of("二〇二〇年和2019年", None), years_of("去年呢", 2021)
    ((2019, 2020), (2020,))
    """
    found = {year_value(year) for year in _YEAR.findall(folded)}
    if newest is not None:
        found |= {newest + _YEAR_WORDS[word] for word in _YEAR_WORD.findall(folded)}
    return tuple(sorted(found))


def asks_this_year(folded: str) -> bool:
    """Whether a question speaks of this year, which is that of the library's newest report.

    >>> asks_this_year("今年目标多少"), asks_this_year("去年呢")
    (True, False)
    """
    return bool(_THIS_YEAR.search(folded))
