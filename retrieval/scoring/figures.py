"""Figures beside concepts: which number of a sentence answers a question for a number.

A figure scores higher the nearer it stands to the concepts of the question. Each comma between them halves its score,
and so does a qualifier that the question does not name (人均, 其中, 城镇).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from retrieval.models import Span
from retrieval.question.analysis import Question
from retrieval.question.concepts import Concept
from retrieval.text.answer_type import ANSWER_FORMS, HARD, NUMERIC, AnswerType
from retrieval.text.normalization import FoldedText
from retrieval.text.quantities import ISO_DATE, SCALE, UNITS, asked_units, implied_unit, same_units

# Without 份: it counts copies of documents, which stand beside many concepts.
_UNITS = UNITS.replace("份", "")
_NUMBER = rf"\d+(?:\.\d+)?(?:%?[-—~～–至到]\d+(?:\.\d+)?)?{SCALE}(?:{_UNITS})?"
_PREFIX = r"(?:(?:年均)?(?:增长|下降|上涨|提高|增加|减少)|不(?:少|低|高|多)于|不超过|超过|突破|近|约)?"
_SUFFIX = r"(?:以上|左右|以内|以下|之内)?"
_DATE = (
    rf"[自从到至]?(?:\d{{4}}年(?:\d{{1,2}}月)?(?:\d{{1,2}}日)?|\d{{1,2}}月\d{{1,2}}日|{ISO_DATE})"
    r"(?:底|初|末|中旬)?(?:前|起|开始)?"
)
FIGURE = re.compile(rf"{_DATE}|(?<![\d.a-z-]){_PREFIX}(?<![\d.a-z-]){_NUMBER}{_SUFFIX}")
_DIGIT = re.compile(r"\d")
_SEPARATOR = re.compile(r"[,，;；。]")
_QUALIFIER = re.compile(
    r"人均|城镇|农村|农民|城市|乡村|城乡|住宅|非公|限额以上|规模以上|每|中央|省级|市级|职工|新增|累计|占|待售|民间"
    r"|房地产|工业|年均"
)
# 个 counts anything, and no figure is read with the others.
_UNSPECIFIC_UNITS = frozenset({"个", "份", "大项", "小项"})
# A starting point, such as 由5%提高到8%, is seldom the answer.
_STARTING_POINT = re.compile(r"(?:[从由自][^,，;；。]{0,6}|[去上]年(?:同期)?的?)$")
# Narrower than the slot of a date: a year and month in digits, such as 2021-04, may be a range of years.
_DATE_UNIT = re.compile(r"\d[年月日]")
# A question that names a measure asks for its figure: 某市城镇化率.
_MEASURE_NAME = re.compile(
    r"(?:[^效]率|额|量|总值|面积|收入|支出|目标|增速|人口|规模|标准|浓度|里程|人数|户数|工资|价格|费用|时限|期限|周期)"
    r"(?:呢)?$"
)
_NO_MEASURE = re.compile(
    r"(?:部门|单位|机关|机构|责任人|负责人|名单|依据|内容|要求|条件|材料|地[点址]|范围|对象|方式|流程|定义|含义|措施"
    r"|原则)$"
)
_END_POINT_ASKED = re.compile(r"[提涨升增降高减加达压](?:到|至|为)多少|到多少了?$")
_END_POINT = re.compile(r"[到至为达]$")
# Dates and ordinals name something; they are no quantities.
_NAME = re.compile(r"^[自从到至]?(?:19|20)\d\d(?:年|$|-)|^\d{1,2}月|\d届$|^\d{1,2}日$")
_TIMES = frozenset({AnswerType.DATE, AnswerType.DURATION})
# Factors of a figure's score; the distance at which it is halved, in characters.
_OTHER_UNIT, _OTHER_TYPE, _BEFORE_CONCEPT, _BEFORE_AND_APART, _OTHER_QUALIFIER = 0.35, 0.1, 0.9, 0.4, 0.5
_FROM_START, _TO_END, _HALF_DISTANCE = 0.4, 1.4, 12.0
_SURE = 0.5

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
    figures = list(FIGURE.finditer(folded)) if _DIGIT.search(folded) else []
    if not figures:
        return []
    places = [(concept, concept.occurrences(folded)) for concept in concepts]
    mass = sum(concept.weight for concept in concepts) or 1.0
    found = []
    for match in figures:
        fit = _unit_fit(match[0], question) * _position_factor(folded[: match.start()], question)
        if not fit:
            continue
        nearness = sum(
            concept.weight * max((_nearness(folded, at, match.span(), question) for at in spots), default=0.0)
            for concept, spots in places
        )
        found.append((min(fit * nearness / mass, 1.0), match.start(), match.end()))
    return sorted(found, key=lambda figure: (-figure[0], figure[1]))


def _unit_fit(figure: str, question: Question) -> float:
    """1 for a figure of the unit that is asked for, less for another unit, 0 for a date that is not asked for."""
    kind = question.kind
    asked = next((unit for unit in asked_units(question.text) if unit not in _UNSPECIFIC_UNITS), None)
    if asked:
        return 1.0 if any(unit in figure for unit in same_units(asked)) else _OTHER_UNIT
    if _NAME.search(figure) and kind not in _TIMES:
        return 0.0
    slot = _DATE_UNIT if kind is AnswerType.DATE else ANSWER_FORMS[kind].slot if kind in HARD else None
    wanted = slot or implied_unit(question.text)
    if wanted:
        return 1.0 if wanted.search(figure) else _OTHER_TYPE if slot else _OTHER_UNIT
    return 1.0 if re.search(r"\D", figure) else _OTHER_TYPE


def _position_factor(before: str, question: Question) -> float:
    """A factor for a figure that starts or ends a change, by the folded text before it."""
    factor = _FROM_START if _STARTING_POINT.search(before[-10:]) and question.kind is not AnswerType.DATE else 1.0
    ends = _END_POINT_ASKED.search(question.text) and _END_POINT.search(before[-1:])
    return factor * _TO_END if ends else factor


def has_asked_unit(folded: str, question: Question) -> bool:
    """Whether a folded sentence has a figure of the unit that a question asks for, if it asks for one."""
    figures = FIGURE.finditer(folded) if _DIGIT.search(folded) else ()
    return any(_unit_fit(match[0], question) == 1.0 for match in figures)


def _nearness(folded: str, spot: tuple[int, int, float], figure: Span, question: Question) -> float:
    """How near a figure stands to a spot of a concept (start, end, weight), by distance, commas and qualifiers."""
    start, end, weight = spot
    if start < figure[1] and figure[0] < end:
        return weight
    behind = end <= figure[0]
    between = folded[end : figure[0]] if behind else folded[figure[1] : start]
    commas = len(_SEPARATOR.findall(between))
    score = weight * 0.5**commas / (1 + len(between) / _HALF_DISTANCE)
    if not behind:
        score *= _BEFORE_CONCEPT * (_BEFORE_AND_APART if commas else 1.0)
    item = _SEPARATOR.split(folded[max(0, start - 12) : start])[-1] + (between if behind else "")
    other = any(match[0] not in question.text for match in _QUALIFIER.finditer(item))
    return score * (_OTHER_QUALIFIER if other else 1.0)


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
