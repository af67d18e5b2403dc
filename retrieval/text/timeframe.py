"""Time frame of figures: result, target or period of several years, for questions and for sentences of work reports.

A work report of year Y reviews Y-1 and sets targets for Y. In the first year of a five-year plan it also covers the
five years before and after. The same words stand in all of these parts with different figures. The heading of the
part decides the time frame; within a part that mixes them, the first sentence of each paragraph decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class TimeFrame(StrEnum):
    """Time frame of a figure: last year's result, this year's target, or a period of several years."""

    NONE = ""
    RESULT = "result"
    TARGET = "target"
    PERIOD = "period"


@dataclass(frozen=True, slots=True)
class TimeFrames:
    """The time frame of each of some sentences, and the one that the last paragraph leaves behind."""

    of_sentences: tuple[TimeFrame, ...]
    left: TimeFrame


_QUESTION_PERIOD = re.compile(
    r"十[二三四五六七]五|五年规划|规划期|(?:过去|今后|未来|这)[五几]年|五年来|远景|到20[2-5]\d年"
)
_QUESTION_TARGET = re.compile(
    r"目标|预期|打算|计划|准备|力争|争取|安排|今年|本年|想[涨增达]"
    r"|[要将拟再](?:新?[涨增建招办打修达压保完减降]|控制)|定[在的到多]|控制在|压到|保住"
)
_QUESTION_RESULT = re.compile(
    r"去年|前年|上年|完成了|实现了|达到了|[涨降增减建办来收发花生死招]了|了(?:多少|几)|目前|现在|已经?|实际|是多少年"
)
_HEADING_PERIOD = re.compile(r"十[二三四五六七]五|五年|时期")
_HEADING_RESULT = re.compile(r"回顾|成就|过去|取得|成效|所做的工作|完成情况")
_HEADING_TARGET = re.compile(
    r"重点工作|工作(?:总体)?(?:部署|安排|要求|任务|重点|打算)|目标任务|主要任务|预期目标|今年|重点任务"
)
_SENTENCE_PERIOD = re.compile(
    r"过去的?五年|五年来|这五年|5年来|十[二三四五]五|年均|今后五年|未来五年|到20[2-5]\d年|20[3-5]\d年"
)
_SENTENCE_TARGET = re.compile(r"预期目标|今年.{0,12}(?:要|将|拟|再|确保|力争|目标)|今年拟|目标为|目标是")
_SENTENCE_RESULT = re.compile(r"去年|过去的?一年|一年来|刚刚过去的|这一年")


def question_time_frame(folded: str, years: tuple[int, ...], newest: int | None) -> TimeFrame:
    """The time frame that a folded question asks for; ``newest`` is the year of the report that it is put to.

    >>> question_time_frame("今年gdp目标多少", (), 2026), question_time_frame("2025年gdp涨了多少", (2025,), 2026)
    (<TimeFrame.TARGET: 'target'>, <TimeFrame.RESULT: 'result'>)
    """
    if _QUESTION_PERIOD.search(folded):
        return TimeFrame.PERIOD
    if newest and years and years[-1] == newest - 1:
        return TimeFrame.RESULT
    if _QUESTION_TARGET.search(folded) and not re.search(r"完成了|实现了|去年|前年", folded):
        return TimeFrame.TARGET
    if _QUESTION_RESULT.search(folded):
        return TimeFrame.RESULT
    return TimeFrame.TARGET if newest and years and years[-1] == newest else TimeFrame.NONE


def time_frames(sentences: Iterable[tuple[str, bool]], part: TimeFrame, entered: TimeFrame, year: int) -> TimeFrames:
    """The time frames of the figures in successive folded sentences of one part of a work report.

    Each sentence comes with whether it opens a paragraph. ``part`` is the time frame of the part's heading, ``entered``
    the one that the paragraph before left behind.

    >>> told = [("过去五年很不平凡。", True), ("新增就业六万人。", False), ("2025年增长5%。", True)]
    >>> [frame.value for frame in time_frames(told, TimeFrame.RESULT, TimeFrame.RESULT, 2026).of_sentences]
    ['period', 'period', 'result']
    """
    found: list[TimeFrame] = []
    for folded, opens_paragraph in sentences:
        if part is TimeFrame.RESULT and opens_paragraph:
            entered = _paragraph_time_frame(folded, year) or entered
        found.append(_sentence_time_frame(folded, year, part) or entered)
    return TimeFrames(tuple(found), entered)


def heading_time_frame(folded: str, year: int) -> TimeFrame:
    """The time frame of the part under a folded heading.

    >>> heading_time_frame("2025年和“十四五”时期工作回顾", 2026), heading_time_frame("“十五五”时期主要目标", 2026)
    (<TimeFrame.RESULT: 'result'>, <TimeFrame.PERIOD: 'period'>)
    """
    if re.search(r"回顾", folded):
        return TimeFrame.RESULT
    if _HEADING_PERIOD.search(folded) and f"{year}年" not in folded:
        return TimeFrame.PERIOD
    if _HEADING_RESULT.search(folded) and f"{year}年" not in folded:
        return TimeFrame.RESULT
    if _HEADING_TARGET.search(folded) or f"{year}年" in folded:
        return TimeFrame.TARGET
    return TimeFrame.RESULT if f"{year - 1}年" in folded else TimeFrame.NONE


def _paragraph_time_frame(folded: str, year: int) -> TimeFrame:
    """The time frame of a paragraph by its first sentence."""
    head = folded[:40]
    if re.search(rf"{year - 1}年|过去的?一年|一年来|刚刚过去的", head):
        return TimeFrame.RESULT
    if re.search(r"过去的?五年|五年来|这五年|5年来|回首.{0,6}五", head):
        return TimeFrame.PERIOD
    return TimeFrame.NONE


def _sentence_time_frame(folded: str, year: int, part: TimeFrame) -> TimeFrame:
    """The time frame that a sentence itself states. Within a period of years only this year's figures are targets."""
    if part is TimeFrame.PERIOD and not re.search(rf"今年|{year}年", folded):
        return TimeFrame.PERIOD
    if _SENTENCE_TARGET.search(folded):
        return TimeFrame.TARGET
    if _SENTENCE_PERIOD.search(folded):
        return TimeFrame.PERIOD
    if _SENTENCE_RESULT.search(folded) or f"{year - 1}年" in folded[:30]:
        return TimeFrame.RESULT
    return TimeFrame.NONE
