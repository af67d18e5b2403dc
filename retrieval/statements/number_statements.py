"""Number statements: the figures of a sentence, each with what it measures, whose, and how."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from retrieval.models import Span
from retrieval.statements.change import change_before, without_change
from retrieval.statements.polarity import Negation, negations
from retrieval.statements.statement import Statement
from retrieval.text.answer_type import AnswerType
from retrieval.text.values.grammar import find_values, separators
from retrieval.text.values.numerals import TENS
from retrieval.text.values.value import Value, ValueKind

# What narrows a figure down to a part or a mean of what is measured: both sides must have it, or neither. Words that
# are mostly left out in asking (城镇, 全年, 累计) are none of them.
NARROWING = re.compile(
    r"一审|二审|再审|简易程序|普通程序|[上下]半年|[一二三四]季度"
    r"|人均|户均|年均(?=[增提下降减])|首批|第[一二三四五六七八九十]批|每[人户名件次万百千](?!个)|同期|男性|女性"
)
_PART = re.compile(r"其中|包括|含(?=[^,;。]{1,12}\Z)")
# The types of question that a value may answer.
_COUNTED = frozenset({AnswerType.COUNT})
_KINDS = {
    ValueKind.COUNT: _COUNTED,
    ValueKind.MEASURE: _COUNTED,
    ValueKind.MULTIPLE: _COUNTED | {AnswerType.PERCENT},
    ValueKind.RATIO: _COUNTED | {AnswerType.PERCENT},
    ValueKind.PERCENT: _COUNTED | {AnswerType.PERCENT},
    ValueKind.POINTS: _COUNTED | {AnswerType.PERCENT},
    ValueKind.BARE: _COUNTED,
    ValueKind.MONEY: _COUNTED | {AnswerType.MONEY},
    ValueKind.DURATION: _COUNTED | {AnswerType.DURATION},
    ValueKind.DATE: frozenset({AnswerType.DATE}),
    ValueKind.DATE_SPAN: frozenset({AnswerType.DATE, AnswerType.DURATION}),
}
_SEPARATOR = re.compile(r"[,;:。、!?|]")
PLANNED = re.compile(r"将|拟|计划|力争|目标|预期|预计|到20[2-9]\d年|下一步|确保|争取")
"""What says that something is still to come."""
# Words that are no measure by themselves.
_HOLLOW = re.compile(rf"[\s共已经约近超过达有为是的了和与及其中并且又还以上左右年月日{TENS}\d%]")
_LONGEST_AROUND = 120
# A sentence with more figures is a table that lost its rows: no words of it say what any of them measures.
_MOST = 200
_HARD_SEPARATOR = re.compile(r"[;。!?]")


@lru_cache(maxsize=1024)
def number_statements(folded: str) -> tuple[Statement, ...]:
    """The statements of a folded sentence, one a figure, in order.

    >>> found = number_statements("受理复议申请50件,已结案39件,其中维持30件;热线办理量同比下降3.4%。")
    >>> [(each.measured, each.unit, each.part, str(each.direction)) for each in found][1:]
    [('已结案', '件', False, 'None'), ('其中维持', '件', True, 'None'), ('热线办理量同比下降', '%', False, 'down')]
    >>> found[1].around
    '受理复议申请50件,'
    """
    figures = [value for value in find_values(folded) if value.kind in _KINDS]
    if not figures or len(figures) > _MOST:
        return ()
    hard = separators(folded, _HARD_SEPARATOR)
    negated = negations(folded)
    found: list[Statement] = []
    for item, inside in _items(folded, figures):
        segment = bisect_left(hard, item[0])
        start = max(hard[segment - 1] + 1 if segment else 0, item[0] - _LONGEST_AROUND)
        around = folded[start : item[0]]
        for at, figure in enumerate(inside):
            before = inside[at - 1].end if at else item[0]
            after = inside[at + 1].start if at + 1 < len(inside) else item[1]
            found.append(_statement(folded, figure, (before, after), item, around, negated, found))
    return tuple(found)


def _statement(
    folded: str,
    figure: Value,
    own: Span,
    item: Span,
    around: str,
    negated: Sequence[Negation],
    earlier: Sequence[Statement],
) -> Statement:
    span = figure.start, figure.end
    measured, noun = folded[own[0] : figure.start], folded[figure.end : own[1]]
    inherits = not _HOLLOW.sub("", without_change(measured + noun)) and bool(earlier)
    if inherits:
        measured = f"{earlier[-1].own} {measured}"[-_LONGEST_AROUND:]
    direction, end = change_before(folded, span)
    return Statement(
        span,
        item,
        _KINDS[figure.kind],
        figure.unit,
        measured,
        noun,
        around,
        frozenset(match[0] for match in NARROWING.finditer(folded, own[0], own[1])),
        tuple(each.scope for each in negated[_at(negated, own[0]) : _at(negated, own[1])]),
        direction,
        end,
        bool(_PART.search(folded, own[0], figure.start)) or _continues_parts(item, around, earlier),
        bool(PLANNED.search(folded, item[0], figure.start)),
    )


def _at(found: Sequence[Negation], start: int) -> int:
    """How many of some negations begin before a place."""
    return bisect_left(found, start, key=lambda each: each.start)


def _continues_parts(item: Span, around: str, earlier: Sequence[Statement]) -> bool:
    """Whether the items before this one, up to 其中 and apart by commas only, each count a part."""
    return bool(earlier) and earlier[-1].part and bool(around) and earlier[-1].item[1] + 1 >= item[0] - 1


def _items(folded: str, figures: Sequence[Value]) -> Iterator[tuple[Span, list[Value]]]:
    """The items between separators that hold figures, each with its figures."""
    bounds = [-1, *separators(folded, _SEPARATOR), len(folded)]
    waiting = list(reversed(figures))
    for before, end in pairwise(bounds):
        inside = []
        while waiting and waiting[-1].start < end:
            inside.append(waiting.pop())
        if inside:
            yield (before + 1, end), inside
