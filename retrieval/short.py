"""The answer in the fewest characters: 189项, 855.6万元, 4月28日; always a slice of the quote.

24 means five things in one report: the unit asked for, the item that the figure stands in and the words beside it
decide which one is meant. Where staff wrote phrasings, the fact that the question resembles most has the last word.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.question import Kind, Question
from retrieval.text import STOPWORDS, bigrams, fold
from retrieval.types import Span

_UNIT = (
    "个百分点|个工作日|个大类|万元|亿元|场次|人次|小时|公里|平方米|个月|%|[元项件条家台名人位场次户起份个类种部套笔届期处座间所"
    "支辆头亩吨岁天日年月周米步片]"
)
_NUMBER = rf"(?:\d+(?:\.\d+)?|[一两二三四五六七八九十]+)[万亿千百]?[余多]?[万亿]?(?:{_UNIT})"
_DATE = (
    r"\d{4}-\d{1,2}-\d{1,2}|(?:\d{4}年)?\d{1,2}月\d{1,2}日(?:[和、至](?:\d{1,2}月)?\d{1,2}日)*|\d{4}年(?:\d{1,2}月)?"
)
_PATTERNS = {
    Kind.COUNT: re.compile(_NUMBER),
    Kind.MONEY: re.compile(r"\d+(?:\.\d+)?[余多]?[万亿]?[余多]?元"),
    Kind.PERCENT: re.compile(r"\d+(?:\.\d+)?[余多]?(?:%|个百分点)|百分之[一二三四五六七八九十]+"),
    Kind.DATE: re.compile(_DATE),
    Kind.DURATION: re.compile(r"(?:不少于|不超过|至少|最多)?\d+(?:个工作日|个月|天|日|年|小时|分钟)"),
    Kind.DOCUMENT: re.compile(r"《[^《》]{2,80}》(?:[（(][^（）()]{2,20}号[)）])?"),
    Kind.LIST: re.compile(r"[^,，。；;：:、]{1,30}(?:、[^,，。；;：:、]{1,30})+"),
}
_ITEM_END = "，,；;：:。、"
_ASKED_UNIT = re.compile(r"(?:多少|几)[个多来]?(场次|人次|[个项件条家台名人位场次户起份类种部套笔天日年月])")
_QUANTITY_NOUN = re.compile(r"([项件条家台人场次户起份个笔名])(?:数|次)")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A span of the quote that may be the short answer, with its score."""

    span: Span
    score: float


def short_answer(quote: str, question: Question, facts: Sequence[tuple[Span, float]]) -> str | None:
    """The best short answer within ``quote``, or None where no span of the wanted kind stands out.

    ``facts`` are spans of the quote that staff gave as short answers, with how well the question fits each.

    >>> from retrieval.question import analyse
    >>> short_answer("配备仪器788台,设备131台", analyse("仪器多少台", (), {}, None), [])
    '788台'
    """
    best_fact = max(facts, key=lambda fact: fact[1], default=None)
    if best_fact and _fits(quote[slice(*best_fact[0])], question):
        return quote[slice(*best_fact[0])]
    pattern = _PATTERNS.get(question.kind)
    if pattern is None:
        return None
    candidates = [Candidate(match.span(), _local(quote, match.span(), question)) for match in pattern.finditer(quote)]
    best = max(candidates, key=lambda candidate: candidate.score, default=None)
    return quote[slice(*best.span)] if best and best.score > 0 else None


def _fits(text: str, question: Question) -> bool:
    """Whether a short answer is of the wanted kind; kinds without a form of their own take any."""
    if question.kind in (Kind.DOCUMENT, Kind.LIST) or question.kind not in _PATTERNS:
        return True
    return bool(_PATTERNS[question.kind].search(text))


def _local(quote: str, span: Span, question: Question) -> float:
    """How much of the question stands near a span: beside it, in its item, earlier in the quote."""
    start = max((quote.rfind(end, 0, span[0]) for end in _ITEM_END), default=-1) + 1
    ends = [at for end in _ITEM_END if (at := quote.find(end, span[1])) >= 0]
    item = (start, min(ends, default=len(quote)))
    asked = {pair for pair in bigrams(question.text) if not any(pair in STOPWORDS for _ in pair)}
    before, beside = fold(quote[max(0, item[0] - 40) : item[0]]), fold(quote[slice(*item)])
    after = fold(quote[span[1] : span[1] + 8])
    score = sum(0.8 * (pair in beside) + 0.4 * (pair in before) + 0.5 * (pair in after) for pair in asked)
    unit = _ASKED_UNIT.search(question.text) or _QUANTITY_NOUN.search(question.text)
    if unit and quote[slice(*span)].endswith(unit[1]):
        score += 2.0
    return score
