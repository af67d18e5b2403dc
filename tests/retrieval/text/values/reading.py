"""Reading of a text into rows, for tests that state all its values."""

from __future__ import annotations

from retrieval.text.normalization import fold
from retrieval.text.values.grammar import find_values

Row = tuple[str, str, float | None, float | None]
"""A value: its words with its bounds, its kind, and both ends of its range."""


def rows(raw: str) -> list[Row]:
    """The values of a text.

    >>> rows("不足3台")
    [('不足3台', 'count', None, 3.0)]
    """
    folded = fold(raw)
    return [
        (
            folded[value.start : value.end],
            value.kind.value,
            None if value.low is None else float(value.low),
            None if value.high is None else float(value.high),
        )
        for value in find_values(folded)
    ]
