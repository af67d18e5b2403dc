"""Figures beside concepts: which number of a sentence a question for a number means.

The nearer a figure stands to what was asked, the likelier it is meant; each comma between them halves that, and so
does a qualifier that nobody asked for (人均, 其中, 城镇).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from retrieval.question.analysis import Question
from retrieval.question.concepts import Concept
from retrieval.text.answer_type import ANSWER_FORMS, HARD, NUMERIC, AnswerType
from retrieval.text.normalization import FoldedText
from retrieval.text.quantities import ISO_DATE, SCALE, UNITS, asked_units, implied_unit, same_units

# A concept's figure is not read with 份: as a unit it would count the copies of any document beside the concept.
_UNITS = UNITS.replace("份", "")
_NUMBER = rf"\d+(?:\.\d+)?(?:%?[-—~～–至到]\d+(?:\.\d+)?)?{SCALE}(?:{_UNITS})?"
_HEAD = r"(?:(?:年均)?(?:增长|下降|上涨|提高|增加|减少)|不(?:少|低|高|多)于|不超过|超过|突破|近|约)?"
_TAIL = r"(?:以上|左右|以内|以下|之内)?"
_DATE = rf"[自从到至]?(?:\d{{4}}年(?:\d{{1,2}}月)?(?:\d{{1,2}}日)?|\d{{1,2}}月\d{{1,2}}日|{ISO_DATE})(?:底|初|末|中旬)?(?:前|起|开始)?"
FIGURE = re.compile(rf"{_DATE}|(?<![\d.a-z-]){_HEAD}(?<![\d.a-z-]){_NUMBER}{_TAIL}")
_SPLIT = re.compile(r"[,，;；。]")
_QUALIFIER = re.compile(
    r"人均|城镇|农村|农民|城市|乡村|城乡|住宅|非公|限额以上|规模以上|每|中央|省级|市级|职工|新增|累计|占|待售|民间|房地产|工业|年均"
)
# 个 counts anything, and the others are not read as units of a figure.
_UNDISTINCTIVE = frozenset({"个", "份", "大项", "小项"})
_FROM = re.compile(r"(?:[从由自][^,，;；。]{0,6}|[去上]年(?:同期)?的?)$")
# A day of the calendar, not a span of figures such as 2019-12.
_DATE_UNIT = re.compile(r"\d[年月日]")
# A phrase that names a measure wants its figure: 某市城镇化率.
_MEASURED = re.compile(
    r"(?:[^效]率|额|量|总值|面积|收入|支出|目标|增速|人口|规模|标准|浓度|里程|人数|户数|工资|价格|费用|时限|期限|周期)(?:呢)?$"
)
_NO_NUMBER = re.compile(
    r"(?:部门|单位|机关|机构|责任人|负责人|名单|依据|内容|要求|条件|材料|地[点址]|范围|对象|方式|流程|定义|含义|措施|原则)$"
)
_REACHED = re.compile(r"[提涨升增降高减加达压](?:到|至|为)多少|到多少了?$")
_NAMING = re.compile(r"^[自从到至]?(?:19|20)\d\d(?:年|$|-)|^\d{1,2}月|\d届$|^\d{1,2}日$")
_TIMES = frozenset({AnswerType.DATE, AnswerType.DURATION})
_REACH, _OTHER_UNIT, _OTHER_KIND, _BEHIND, _UNASKED, _STARTING, _AT_LAST = 12.0, 0.35, 0.1, 0.9, 0.5, 0.4, 1.4
_SURE = 0.5

Figure = tuple[float, int, int]


def wants_figure(question: Question) -> bool:
    """Whether a question asks for a number: by its kind, or because it names a measure."""
    if question.keywords and _NO_NUMBER.search(question.keywords[-1]):
        return False
    measured = any(_MEASURED.search(text) for text in (question.text, question.query))
    return question.kind in NUMERIC or (question.kind is AnswerType.WHAT and measured)


def may_want_figure(question: Question) -> bool:
    """Whether a number would answer, though the question may want something else: a clerk's keywords."""
    named = question.keywords and not _NO_NUMBER.search(question.keywords[-1])
    return wants_figure(question) or (question.kind is AnswerType.WHAT and bool(named))


def figures(folded: str, concepts: Sequence[Concept], question: Question) -> list[Figure]:
    """The figures of a folded sentence with how surely each is meant (0 to 1), the surest first, then in order.

    >>> from retrieval.text.lexicon import Lexicon
    >>> from retrieval.question.analysis import analyse
    >>> asked = analyse("粮食多少", (), Lexicon(), None)
    >>> [(end - start, round(score, 1)) for score, start, end in figures("耕地9亩,粮食产量13亿斤", [Concept("粮食", (), 1.0)], asked)]
    [(4, 0.9), (2, 0.2)]
    """
    spots = [(concept, concept.spots(folded)) for concept in concepts]
    mass = sum(concept.weight for concept in concepts) or 1.0
    found = []
    for match in FIGURE.finditer(folded):
        fit = _fit(match[0], question)
        if not fit:
            continue
        near = sum(
            c.weight * max((_near(folded, spot, match.span(), question) for spot in at), default=0.0) for c, at in spots
        )
        if _FROM.search(folded[: match.start()][-10:]) and question.kind is not AnswerType.DATE:
            fit *= _STARTING
        if _REACHED.search(question.text) and re.search(r"[到至为达]$", folded[: match.start()]):
            fit *= _AT_LAST
        found.append((min(fit * near / mass, 1.0), match.start(), match.end()))
    return sorted(found, key=lambda figure: (-figure[0], figure[1]))


def _fit(figure: str, question: Question) -> float:
    """1 where the figure's unit is the one asked for, less where it is another, 0 for a date nobody asked for."""
    kind = question.kind
    asked = next((unit for unit in asked_units(question.text) if unit not in _UNDISTINCTIVE), None)
    if asked:
        return 1.0 if any(unit in figure for unit in same_units(asked)) else _OTHER_UNIT
    if _NAMING.search(figure) and kind not in _TIMES:
        return 0.0
    slot = _DATE_UNIT if kind is AnswerType.DATE else ANSWER_FORMS[kind].slot if kind in HARD else None
    wanted = slot or implied_unit(question.text)
    if wanted:
        return 1.0 if wanted.search(figure) else _OTHER_KIND if slot else _OTHER_UNIT
    return 1.0 if re.search(r"\D", figure) else _OTHER_KIND


def fitting(folded: str, question: Question) -> bool:
    """Whether a folded sentence has a figure of the unit that a question asks for, if it asks for one."""
    return any(_fit(match[0], question) == 1.0 for match in FIGURE.finditer(folded))


def _near(folded: str, spot: tuple[int, int, float], span: tuple[int, int], question: Question) -> float:
    start, end, weight = spot
    if end <= span[0]:
        between, factor = folded[end : span[0]], 1.0
    elif start >= span[1]:
        between, factor = folded[span[1] : start], _BEHIND
    else:
        return weight
    commas = len(_SPLIT.findall(between))
    score = factor * weight * 0.5**commas / (1 + len(between) / _REACH)
    if factor == _BEHIND and commas:
        score *= 0.4
    item = _SPLIT.split(folded[max(0, start - 12) : start])[-1] + ("" if factor == _BEHIND else between)
    unasked = [m[0] for m in _QUALIFIER.finditer(item) if m[0] not in question.text]
    return score * (_UNASKED if unasked else 1.0)


def figure_of(raw: str, concepts: Sequence[Concept], question: Question) -> str | None:
    """The figure of a sentence that a question means, as it stands there; None where none does.

    A question that does not ask for a number gets one only where it stands right beside what was asked.
    """
    folded = FoldedText.of(raw)
    found = figures(folded.text, concepts, question)
    if not found or (found[0][0] < _SURE and not may_want_figure(question)):
        return None
    start, end = folded.raw_span(*found[0][1:])
    return raw[start:end]
