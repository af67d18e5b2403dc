"""Number slots: what a question wants to know, in the terms in which sentences state figures."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from retrieval.question.analysis import Question
from retrieval.statements.change import asked_change, without_change
from retrieval.statements.number_statements import NARROWING
from retrieval.statements.polarity import Negation, asked_negations, asks_remainder, exclusions
from retrieval.statements.statement import AskedWord, Slot
from retrieval.text.answer_type import NUMERIC, AnswerType
from retrieval.text.lexicon import Term
from retrieval.text.normalization import fold
from retrieval.text.tokenization import words
from retrieval.text.values.asked_units import MEASURE_WORDS, asked_units, same_units, units_of_totals

# What only asks: 多少件, 有几个, 百分之几, 是多少.
_ASKING = re.compile(
    r"(?:有|是|占|达|到|了|共|总共|一共|大概|大约|究竟|到底){0,3}(?:多少|几)"
    rf"(?:个?(?:百分点|工作日|月|小时)|[万亿]?[{MEASURE_WORDS}天年元次]|块?钱)?"
    r"|百分之几|多大比例|几成|数量|总数|是?什么|哪[些个几家]?|谁|多久|多长时间|(?:总|件|个|人|家|次|户)数(?=\s|$)"
)
_COUNTED = re.compile(rf"(?:多少|几)[多来]?(?:个|[{MEASURE_WORDS}])?(?P<noun>[\u4e00-\u9fff]{{2,8}})")
# 律师有多少个, 有几个民警: who is counted by 个 is counted in 名 and 人 as well, and in nothing else.
_PERSONS = (
    r"(?:人员|律师|顾问|老师|教师|讲师|专家|干部|民警|警察|职工|员工|代表|委员|党员|队员|学员|学生|医生|护士"
    r"|司机|工人|农民|居民|村民|老人|儿童|志愿者|劳动者|经营者|调解员|网格员|执法员|工作者|负责人|领导)"
)
_PERSONS_COUNTED = re.compile(
    rf"{_PERSONS}(?:一共|总共|现在|大概|到底)?(?:有|请了|聘了|配了)?(?:多少|几)个?(?:[啊呀呢了]|\Z)"
    rf"|(?:多少|几)个{_PERSONS}(?!的)"
)
_NOUN_END = re.compile(r"[的被在有是了没不参报建搞把和跟与给来去为]|参加|负责|认领|配备|退出|完成|办理|出台|通过")
_QUANTITY = NUMERIC | {AnswerType.LIST, AnswerType.WHO}
# Alone these say how many or that something is not, and not of what.
_LONE = frozenset(f"{MEASURE_WORDS}未没不无非")
_EMPTY = frozenset("还有 还剩 还差 今年 去年 全年 全区 全市 年 全部 报告 人数 件数 数目 数字 统计".split())


@lru_cache(maxsize=64)
def number_slot(question: Question) -> Slot:
    """The slot of a question.

    >>> from retrieval.question.analysis import analyse
    >>> from retrieval.text.lexicon import Lexicon
    >>> slot = number_slot(analyse("还有多少件复议没办结", (), Lexicon(), None))
    >>> [word.text for word in slot.words], slot.units, slot.negated, slot.remainder
    (['复议', '办结'], (('起', '件', '宗'),), ('办结',), True)
    """
    text = question.text
    negated = asked_negations(text)
    own = _asked_words(_without_marks(text, negated), question)
    named = {word.text for word in own}
    # 涉及金额呢 after 不予处罚案件 is not about punishments.
    denied = [each.scope for each in asked_negations(question.context)]
    leaned = [
        word
        for word in _asked_words(question.context, question)
        if word.text not in named and not any(scope.startswith(word.text) for scope in denied)
    ]
    direction, end = asked_change(text)
    counted = _COUNTED.search(text)
    return Slot(
        kind=question.kind,
        words=(*own, *leaned),
        own_words=own,
        units=_units(text),
        noun=_NOUN_END.split(counted["noun"])[0] if counted else "",
        qualifiers=frozenset(match[0] for match in NARROWING.finditer(text)),
        negated=tuple(each.scope for each in negated),
        excluded=exclusions(fold(question.raw)),
        remainder=asks_remainder(text),
        direction=direction,
        end=end,
        planned=question.plan,
    )


def _units(text: str) -> tuple[tuple[str, ...], ...]:
    """The units that a question asks for, each with its equals."""
    if _PERSONS_COUNTED.search(text):
        return ((*same_units("人"), "个"),)
    return tuple(same_units(unit) for unit in asked_units(text) or units_of_totals(text))


def asks_quantity(question: Question) -> bool:
    """Whether a question asks how many, which or who, or is typed in keywords."""
    return question.kind in _QUANTITY or (question.kind is AnswerType.WHAT and bool(question.keywords))


def _without_marks(text: str, negated: Iterable[Negation]) -> str:
    """A question without its negating words, which no statement needs to share."""
    for each in negated:
        text = text[: each.start] + " " * (each.end - each.start) + text[each.end :]
    return text


def _asked_words(text: str, question: Question) -> tuple[AskedWord, ...]:
    """The content words of a question with their official terms."""
    content = (word for piece in _ASKING.sub(" ", without_change(text)).split() for word in words(piece))
    found = dict.fromkeys(_content(content))
    # 行政 within 行政处罚 says nothing of its own. Looked for in all words at once: a long message has hundreds.
    every = "\n".join(found)
    whole = [word for word in found if every.count(word) == 1]
    return tuple(AskedWord(word, tuple(terms_for(word, question))) for word in whole)


def _content(found: Iterable[str]) -> Iterable[str]:
    return (word for word in found if word not in _EMPTY and (len(word) > 1 or word not in _LONE))


def terms_for(word: str, question: Question) -> Iterable[Term]:
    """The official terms of the lay forms of a question that hold a word, or that it holds."""
    return (term for form, terms in question.expansions if word in form or form in word for term in terms)
