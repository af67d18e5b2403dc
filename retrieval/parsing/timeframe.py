"""Targets are not results: which of them a question asks for, and which a sentence of a work report gives.

A work report of year Y looks back on Y-1 and sets out Y, and in the first year of a plan also looks five years back
and five ahead. The same words stand in all of these parts with other figures; the part they stand in tells them
apart, and where a part mixes them, the words that open its paragraphs do.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum

from retrieval.text.normalization import fold


class TimeFrame(StrEnum):
    """What a figure is: last year's result, this year's target, or one of several years."""

    NONE = ""
    RESULT = "result"
    TARGET = "target"
    PERIOD = "period"


_PERIOD_ASKED = re.compile(
    r"十[二三四五六七]五|五年规划|规划期|(?:过去|今后|未来|这)[五几]年|五年来|远景|到20[2-5]\d年"
)
_TARGET_ASKED = re.compile(
    r"目标|预期|打算|计划|准备|力争|争取|安排|今年|本年|想[涨增达]|[要将拟再](?:新?[涨增建招办打修达压保完减降]|控制)|定[在的到多]|控制在|压到|保住"
)
_RESULT_ASKED = re.compile(
    r"去年|前年|上年|完成了|实现了|达到了|[涨降增减建办来收发花生死招]了|了(?:多少|几)|目前|现在|已经?|实际|是多少年"
)
_PERIOD_HEAD = re.compile(r"十[二三四五六七]五|五年|时期")
_BACK = re.compile(r"回顾|成就|过去|取得|成效|所做的工作|完成情况")
_AHEAD = re.compile(r"重点工作|工作(?:总体)?(?:部署|安排|要求|任务|重点|打算)|目标任务|主要任务|预期目标|今年|重点任务")
_PERIOD_SAID = re.compile(
    r"过去的?五年|五年来|这五年|5年来|十[二三四五]五|年均|今后五年|未来五年|到20[2-5]\d年|20[3-5]\d年"
)
_TARGET_SAID = re.compile(r"预期目标|今年.{0,12}(?:要|将|拟|再|确保|力争|目标)|今年拟|目标为|目标是")
_RESULT_SAID = re.compile(r"去年|过去的?一年|一年来|刚刚过去的|这一年")


def asked_tense(folded: str, years: tuple[int, ...], newest: int | None) -> TimeFrame:
    """What a folded question asks for; ``newest`` is the year of the report that it is put to.

    >>> asked_tense("今年gdp目标多少", (), 2026), asked_tense("2025年gdp涨了多少", (2025,), 2026)
    (<TimeFrame.TARGET: 'target'>, <TimeFrame.RESULT: 'result'>)
    """
    if _PERIOD_ASKED.search(folded):
        return TimeFrame.PERIOD
    if newest and years and years[-1] == newest - 1:
        return TimeFrame.RESULT
    if _TARGET_ASKED.search(folded) and not re.search(r"完成了|实现了|去年|前年", folded):
        return TimeFrame.TARGET
    if _RESULT_ASKED.search(folded):
        return TimeFrame.RESULT
    return TimeFrame.TARGET if newest and years and years[-1] == newest else TimeFrame.NONE


def tenses(sentences: Iterable[tuple[str, str, bool]], year: int) -> list[TimeFrame]:
    """What the figures of a work report's sentences are, in order.

    Each sentence comes with the heading of its part and whether it opens a paragraph.

    >>> part = "一、2025年工作回顾"
    >>> tenses([("过去五年很不平凡。", part, True), ("新增就业六万人。", part, False), ("2025年增长5%。", part, True)], 2026)
    [<TimeFrame.PERIOD: 'period'>, <TimeFrame.PERIOD: 'period'>, <TimeFrame.RESULT: 'result'>]
    """
    found: list[TimeFrame] = []
    part, at_part, running = "", TimeFrame.NONE, TimeFrame.NONE
    for text, heading, opens in sentences:
        folded = fold(text)
        if heading != part:
            part, at_part = heading, of_heading(fold(heading), year)
            running = at_part
        if at_part is TimeFrame.RESULT and opens:
            running = _opened(folded, year) or running
        found.append(_said(folded, year, at_part) or running)
    return found


def of_heading(folded: str, year: int) -> TimeFrame:
    """What the part under a folded heading gives.

    >>> of_heading("2025年和“十四五”时期工作回顾", 2026), of_heading("“十五五”时期主要目标", 2026)
    (<TimeFrame.RESULT: 'result'>, <TimeFrame.PERIOD: 'period'>)
    """
    if re.search(r"回顾", folded):
        return TimeFrame.RESULT
    if _PERIOD_HEAD.search(folded) and f"{year}年" not in folded:
        return TimeFrame.PERIOD
    if _BACK.search(folded) and f"{year}年" not in folded:
        return TimeFrame.RESULT
    if _AHEAD.search(folded) or f"{year}年" in folded:
        return TimeFrame.TARGET
    return TimeFrame.RESULT if f"{year - 1}年" in folded else TimeFrame.NONE


def _opened(folded: str, year: int) -> TimeFrame:
    """What a paragraph that opens with this sentence goes on to give."""
    head = folded[:40]
    if re.search(rf"{year - 1}年|过去的?一年|一年来|刚刚过去的", head):
        return TimeFrame.RESULT
    if re.search(r"过去的?五年|五年来|这五年|5年来|回首.{0,6}五", head):
        return TimeFrame.PERIOD
    return TimeFrame.NONE


def _said(folded: str, year: int, part: TimeFrame) -> TimeFrame:
    """What a sentence itself says that its figures are; within a plan of years only this year is a target."""
    if part is TimeFrame.PERIOD and not re.search(rf"今年|{year}年", folded):
        return TimeFrame.PERIOD
    if _TARGET_SAID.search(folded):
        return TimeFrame.TARGET
    if _PERIOD_SAID.search(folded):
        return TimeFrame.PERIOD
    if _RESULT_SAID.search(folded) or f"{year - 1}年" in folded[:30]:
        return TimeFrame.RESULT
    return TimeFrame.NONE
