"""Figures beside concepts: which number of a sentence answers a question for a number.

A figure scores higher the nearer it stands to the concepts of the question. Each comma between them halves its score,
and so does a qualifier that the question does not name (人均, 其中, 城镇).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from operator import itemgetter

from retrieval.models import Span
from retrieval.question.analysis import Question
from retrieval.question.concepts import Concept
from retrieval.text.answer_type import ANSWER_FORMS, HARD, NUMERIC, AnswerType
from retrieval.text.normalization import FoldedText
from retrieval.text.values.asked_units import asked_units, implied_unit, same_units
from retrieval.text.values.grammar import find_values, separators
from retrieval.text.values.shares import start_with_base
from retrieval.text.values.value import Value, ValueKind

_SEPARATOR = re.compile(r"[,，;；。]")
_QUALIFIER = re.compile(
    r"人均|城镇|农村|农民|城市|乡村|城乡|住宅|非公|限额以上|规模以上|每|中央|省级|市级|职工|新增|累计|占|待售|民间"
    r"|房地产|工业|年均"
)
# 个 counts anything, and no figure is read with the others.
_UNSPECIFIC_UNITS = frozenset({"个", "份", "大项", "小项"})
# A starting point, such as 由5%提高到8%, is seldom the answer.
_STARTING_POINT = re.compile(r"(?P<from>[从由自][^,，;；。\d]{0,6})$|[去上]年(?:同期)?的?$")
_GOES_ON_TO = re.compile(r"[^,，;；。\d]{0,8}?[至到为成]")
# A question that names a measure asks for its figure: 某市城镇化率.
_MEASURE_NAME = re.compile(
    r"(?:[^效]率|额|量|总值|面积|收入|支出|目标|增速|人口|规模|标准|浓度|里程|人数|户数|工资|价格|费用|时限|期限|周期)"
    r"(?:呢)?$"
)
_NO_MEASURE = re.compile(
    r"(?:部门|单位|机关|机构|责任人|负责人|名单|依据|内容|要求|条件|材料|地[点址]|范围|对象|方式|流程|定义|含义|措施"
    r"|原则)$"
)
_END_POINT_ASKED = re.compile(r"[提涨升增降高减加达压缩长短](?:到|至|为)了?(?:多少|几)|到多少了?$")
_START_ASKED = re.compile(r"[由从](?:原来的?)?(?:多少|几)|原来是?(?:多少|几)|之前是?(?:多少|几)")
_END_POINT = re.compile(r"[到至为达]$")
# 增长4%: the word says what the figure is.
_CHANGE = re.compile("(?:年均)?(?:增长|下降|上涨|提高|增加|减少)$")
_DIGITS = re.compile(r"[\d.,]+")
_DATES = frozenset({ValueKind.DATE, ValueKind.DATE_SPAN})
_TIMES = frozenset({AnswerType.DATE, AnswerType.DURATION})
# Factors of a figure's score; the distance at which it is halved, in characters.
_OTHER_UNIT, _OTHER_TYPE, _BEFORE_CONCEPT, _BEFORE_AND_APART, _OTHER_QUALIFIER = 0.35, 0.1, 0.9, 0.4, 0.5
_FROM_START, _TO_END, _HALF_DISTANCE = 0.4, 1.4, 12.0
_SURE = 0.5
_LEAD, _QUALIFIER_LEAD = 10, 12
_YEARS = range(1900, 2100)

Figure = tuple[float, int, int]


def wants_figure(question: Question) -> bool:
    """Whether a question asks for a number: by its type, or because it names a measure."""
    if question.keywords and _NO_MEASURE.search(question.keywords[-1]):
        return False
    measure = any(_MEASURE_NAME.search(text) for text in (question.text, question.query))
    return question.kind in NUMERIC or (question.kind is AnswerType.WHAT and measure)


def may_want_figure(question: Question) -> bool:
    """Whether a number would answer, though the question does not ask for one: staff type mere keywords."""
    named = question.keywords and not _NO_MEASURE.search(question.keywords[-1])
    return wants_figure(question) or (question.kind is AnswerType.WHAT and bool(named))


def rank_figures(folded: str, concepts: Sequence[Concept], question: Question) -> list[Figure]:
    """The figures of a folded sentence as (score, start, end), best first, then in order; scores are from 0 to 1.

    >>> from retrieval.text.lexicon import Lexicon
    >>> from retrieval.question.analysis import analyse
    >>> asked, grain = analyse("粮食多少", (), Lexicon(), None), Concept("粮食", (), 1.0)
    >>> found = rank_figures("耕地9亩,粮食产量13亿斤", [grain], asked)
    >>> [(end - start, round(score, 1)) for score, start, end in found]
    [(4, 0.9), (2, 0.2)]
    """
    figures = find_figures(folded)
    if not figures:
        return []
    beside = ConceptNearness(folded, concepts, question.text)
    found = []
    for figure in figures:
        fit = _unit_fit(folded, figure, question) * position_factor(folded, (figure.start, figure.end), question)
        if fit:
            found.append((min(fit * beside.of((figure.start, figure.end)), 1.0), figure.start, figure.end))
    return sorted(found, key=lambda figure: (-figure[0], figure[1]))


def find_figures(folded: str) -> list[Value]:
    """The values of a folded text that a question for a number or a date may mean.

    Each has the word of change before it, and a multiple what it is a multiple of.

    >>> [(figure.start, figure.end) for figure in find_figures("产值30亿元,增长4%左右")]
    [(2, 6), (7, 13)]
    """
    return list(_figures(folded))


def _figures(folded: str) -> Iterator[Value]:
    values = (value for value in find_values(folded) if value.is_quantity or value.kind in _DATES)
    return (_with_change(folded, value) for value in values)


def _with_change(folded: str, value: Value) -> Value:
    """A value with the word of change right before it, if it has no sign of its own, or with the base of a multiple."""
    lead = _CHANGE.search(folded, max(value.start - _LEAD, 0), value.start)
    if lead is None or (value.low is not None and value.low < 0):
        start = start_with_base(folded, value)
    else:
        start = value.start - len(lead[0])
    return value if start == value.start else replace(value, start=start)


def _unit_fit(folded: str, figure: Value, question: Question) -> float:
    """1 for a figure of the unit that is asked for, less for another unit, 0 for a date that is not asked for."""
    kind, stated = question.kind, f"{folded[figure.start : figure.end]} {figure.unit}"
    asked = next((unit for unit in asked_units(question.text) if unit not in _UNSPECIFIC_UNITS), None)
    if asked:
        return 1.0 if any(unit in stated for unit in same_units(asked)) else _OTHER_UNIT
    if kind not in _TIMES and (figure.kind in _DATES or _is_year(figure)):
        return 0.0
    if kind in HARD:
        return 1.0 if figure.kind in ANSWER_FORMS[kind].values else _OTHER_TYPE
    wanted = implied_unit(question.text)
    if wanted:
        return 1.0 if wanted.search(stated) else _OTHER_UNIT
    return _OTHER_TYPE if _DIGITS.fullmatch(stated.rstrip()) else 1.0


def _is_year(figure: Value) -> bool:
    return figure.kind is ValueKind.BARE and figure.low in _YEARS


def position_factor(folded: str, figure: Span, question: Question) -> float:
    """A factor for the figure at a span: whether it starts or ends a change, and which of them is asked for.

    >>> from retrieval.text.lexicon import Lexicon
    >>> from retrieval.question.analysis import analyse
    >>> text, asked = "时限由20天压缩至5天", analyse("时限压缩至几天", (), Lexicon(), None)
    >>> position_factor(text, (3, 6), asked) < 1 < position_factor(text, (9, 11), asked)
    True
    """
    before = folded[max(figure[0] - _LEAD, 0) : figure[0]]
    starts = _STARTING_POINT.search(before) if question.kind is not AnswerType.DATE else None
    if starts and (not starts["from"] or _GOES_ON_TO.match(folded, figure[1])):
        return _TO_END if _START_ASKED.search(question.text) else _FROM_START
    return _TO_END if _END_POINT.search(before) and _END_POINT_ASKED.search(question.text) else 1.0


def has_asked_unit(folded: str, question: Question) -> bool:
    """Whether a folded sentence has a figure of the unit that a question asks for, if it asks for one."""
    return any(_unit_fit(folded, figure, question) == 1.0 for figure in _figures(folded))


class ConceptNearness:
    """How near the concepts of a question stand to figures of a sentence: by distance, separators and qualifiers."""

    def __init__(self, folded: str, concepts: Sequence[Concept], asked: str) -> None:
        """``asked`` is the text of the question; qualifiers that it names do not count."""
        self._folded = folded
        self._mass = sum(concept.weight for concept in concepts) or 1.0
        self._separators = separators(folded, _SEPARATOR)
        self._qualifiers = [match.start() for match in _QUALIFIER.finditer(folded) if match[0] not in asked]
        # Of each concept its spots by their weight, in order: of equal ones only the nearest on each side can count.
        self._spots = [(concept.weight, _by_weight(concept.occurrences(folded))) for concept in concepts]

    def of(self, figure: Span) -> float:
        """How near the concepts stand to a figure, 0 to 1."""
        return (
            sum(
                weight * max((self._nearest(spots, held, figure) for held, spots in by_weight.items()), default=0.0)
                for weight, by_weight in self._spots
            )
            / self._mass
        )

    def _nearest(self, spots: list[Span], weight: float, figure: Span) -> float:
        at = bisect_left(spots, figure[0], key=itemgetter(1))
        near = spots[max(at - 1, 0) : at + 2]
        return weight * max(self._closeness(spot, figure) for spot in near)

    def _closeness(self, spot: Span, figure: Span) -> float:
        """How near a spot stands to a figure: 1 within it, and less with what is between them."""
        start, end = spot
        if start < figure[1] and figure[0] < end:
            return 1.0
        behind = end <= figure[0]
        gap = (end, figure[0]) if behind else (figure[1], start)
        apart = _count(self._separators, *gap)
        score = 0.5**apart / (1 + (gap[1] - gap[0]) / _HALF_DISTANCE)
        if not behind:
            score *= _BEFORE_CONCEPT * (_BEFORE_AND_APART if apart else 1.0)
        return score * (
            _OTHER_QUALIFIER if self._qualifiers and self._is_qualified(start, figure[0] if behind else start) else 1.0
        )

    def _is_qualified(self, start: int, end: int) -> bool:
        """Whether a qualifier stands in the item before a spot that begins at ``start``, or from there to ``end``."""
        item = bisect_left(self._separators, start)
        opens = max(self._separators[item - 1] + 1 if item else 0, start - _QUALIFIER_LEAD)
        return _count(self._qualifiers, opens, end) > 0


def _by_weight(occurrences: Iterable[tuple[int, int, float]]) -> dict[float, list[Span]]:
    found: dict[float, list[Span]] = {}
    for start, end, weight in sorted(occurrences, key=itemgetter(1)):
        found.setdefault(weight, []).append((start, end))
    return found


def _count(positions: Sequence[int], start: int, end: int) -> int:
    """How many sorted positions are in ``[start, end)``."""
    return bisect_left(positions, end) - bisect_left(positions, start)


def figure_of(raw: str, concepts: Sequence[Concept], question: Question) -> str | None:
    """The figure of a sentence that answers a question, to the letter; None where none does.

    A question that does not ask for a number gets one only where it stands right beside a concept.
    """
    folded = FoldedText.of(raw)
    found = rank_figures(folded.text, concepts, question)
    if not found or (found[0][0] < _SURE and not may_want_figure(question)):
        return None
    start, end = folded.raw_span(*found[0][1:])
    return raw[start:end]
