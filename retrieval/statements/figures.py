"""Figures of a sentence: where they stand, their unit, and the types of answer that they can give."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from retrieval.models import Span
from retrieval.text.answer_type import ANSWER_FORMS, NUMERIC, AnswerType

_TITLE = re.compile(r"《[^《》]{0,80}》|“[^“”]{11,80}”")
_UNIT = re.compile(r"(?:个百分点|个工作日|个月|人次|场次|[^\d.余多百千万亿几%]*|%)\Z")
# 十九届 and 二〇三五年 are names, not quantities.
_NAMES = re.compile(r"(?:届|期)\Z")


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of a folded sentence: its span with unit, the types of answer that it can give, and the unit."""

    start: int
    end: int
    kinds: frozenset[AnswerType]
    unit: str


@lru_cache(maxsize=1024)
def find_figures(folded: str) -> tuple[Figure, ...]:
    """The figures outside of titles, in order, the longer of two that overlap.

    >>> [(each.unit, sorted(map(str, each.kinds))) for each in find_figures("办理126件,涉及855.6万元,占30%")]
    [('件', ['count']), ('元', ['count', 'money']), ('%', ['count', 'percent'])]
    """
    titles = [match.span() for match in _TITLE.finditer(folded)]
    kinds: dict[Span, set[AnswerType]] = {}
    for kind in NUMERIC:
        form = ANSWER_FORMS[kind].span
        for match in form.finditer(folded) if form else ():
            if not any(start <= match.start() and match.end() <= end for start, end in titles):
                kinds.setdefault(match.span(), set()).add(kind)
    found: list[Figure] = []
    for span in sorted(kinds, key=lambda span: (span[0], -span[1])):
        if found and span[0] < found[-1].end:
            continue
        text = folded[slice(*span)]
        if not _NAMES.search(text):
            unit = _UNIT.search(text)
            found.append(Figure(*span, frozenset(kinds[span]), unit[0] if unit else ""))
    return tuple(found)
