"""Series: values that are named together, such as 4月26日和6月4日."""

from __future__ import annotations

import re
from collections.abc import Iterable

from retrieval.text.values.value import Value

_JOINS = re.compile("[和、及与]")


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
