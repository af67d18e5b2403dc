"""Figures beside concepts: which number of a sentence a question for a number means.

The nearer a figure stands to what was asked, the likelier it is meant; each comma between them halves that, and so
does a qualifier that nobody asked for (人均, 其中, 城镇).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from retrieval.question.analysis import Question
from retrieval.question.answer_type import AnswerType
from retrieval.question.concepts import Concept
from retrieval.text.normalization import FoldedText

_UNITS = (
    "个百分点|微克/立方米|毫克/立方米|吨标准煤|平方公里|平方米|立方米|人公里|个工作日|\\(?工作日\\)?|个月|人次|场次|架次|亿斤|公里|公顷|千瓦时|千瓦|千米|"
    "美元|元/人月|元|吨|斤|亩|米|℃|%|‰|小时|分钟|年|月|日|天|周|岁|头|只|株|辆|台|套|户|张|件|起|所|座|家|处|项|名|位|人|个|条|次|场|部|笔|幅|枚|片|间|栋|届|"
    "支|门|种|类|期|班|艘|架|倍|度|分"
)
_NUMBER = rf"\d+(?:\.\d+)?(?:%?[-—~～–至到]\d+(?:\.\d+)?)?[余多]?(?:[千百]?[万亿]亿?)?[余多]?(?:{_UNITS})?"
_HEAD = r"(?:(?:年均)?(?:增长|下降|上涨|提高|增加|减少)|不(?:少|低|高|多)于|不超过|超过|突破|近|约)?"
_TAIL = r"(?:以上|左右|以内|以下|之内)?"
_DATE = r"[自从到至]?(?:\d{4}年(?:\d{1,2}月)?(?:\d{1,2}日)?|\d{1,2}月\d{1,2}日|\d{4}-\d{1,2}-\d{1,2})(?:底|初|末|中旬)?(?:前|起|开始)?"
FIGURE = re.compile(rf"{_DATE}|(?<![\d.a-z-]){_HEAD}(?<![\d.a-z-]){_NUMBER}{_TAIL}")
_SPLIT = re.compile(r"[,，;；。]")
_QUALIFIER = re.compile(
    r"人均|城镇|农村|农民|城市|乡村|城乡|住宅|非公|限额以上|规模以上|每|中央|省级|市级|职工|新增|累计|占|待售|民间|房地产|工业|年均"
)
_ASKED_UNIT = re.compile(
    r"(?:多少|几)(?:[万亿]|个(?!百分点|工作日|点)|来)?(百分点|个点|工作日|公里|人次|平方米|[斤吨亩米元人名位户家所套台辆张件起头项条次场天年月枚座只]|块钱|钱)"
)
_SAME = {
    "人": "人名位", "名": "人名位", "位": "人名位", "天": "天日", "块钱": "元", "钱": "元", "个点": "%点", "百分点": "%点", "工作日": "日", "起": "起件",
    "斤": "斤吨", "户": "户家", "家": "家户个", "所": "所家个",
}  # fmt: skip
# What a question names besides the number often settles its unit.
_IMPLIED = tuple(
    (re.compile(asks), re.compile(unit))
    for asks, unit in (
        (r"率|比例|比重|占比|几个点|增速|增幅|涨幅|降幅", r"%|‰|百分点"),
        (
            r"多少(?:资金|经费|投资|收入)|资金|经费|投资额|金额|工资|薪|收入(?!.*[涨增降率])|支出(?!.*[涨增降率])|价[格钱]|费用|[报学运电水话]费|预算|产值",
            r"元",
        ),
        (r"面积|多大", r"平方|亩|公顷|米"),
        (r"里程|多长|多远", r"公里|千米|米"),
        (r"人数|人口", r"人|名"),
        (r"周期|有效期", r"年|月|日|天"),
        (r"浓度|pm", r"克"),
    )
)
_FROM = re.compile(r"(?:[从由自][^,，;；。]{0,6}|[去上]年(?:同期)?的?)$")
_OF_KIND = {
    AnswerType.MONEY: re.compile(r"元"),
    AnswerType.PERCENT: re.compile(r"%|‰|百分点|倍"),
    AnswerType.DATE: re.compile(r"年|月|日"),
    AnswerType.DURATION: re.compile(r"日|天|月|年|小时|分钟|周"),
}
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
NUMERIC = frozenset({AnswerType.COUNT, *_OF_KIND})
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
    asked = _ASKED_UNIT.search(question.text)
    if asked:
        return 1.0 if re.search(f"[{_SAME.get(asked[1], asked[1][-1])}]", figure) else _OTHER_UNIT
    wanted = _OF_KIND.get(question.kind) or next((unit for asks, unit in _IMPLIED if asks.search(question.text)), None)
    if _NAMING.search(figure) and question.kind not in _TIMES:
        return 0.0
    if wanted:
        return 1.0 if wanted.search(figure) else _OTHER_KIND if question.kind in _OF_KIND else _OTHER_UNIT
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
