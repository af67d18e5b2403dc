"""Sanctions and grants: an amount of another sort than the one asked for, or behind another condition.

Laws state conditions before what follows from them: 违反第二款的,罚一千元;违反第三款的,罚五千元. An amount that stands
before the condition that a question describes does not follow from it; nor is a fine the reward that is asked for.
"""

from __future__ import annotations

import re

from retrieval.answering.contradictions.quote_parts import CLAUSE, SEGMENT, part_around
from retrieval.answering.quote_reading import QuoteReading
from retrieval.models import Span
from retrieval.text.answer_type import NUMERIC, AnswerType
from retrieval.text.values.asked_units import asked_units
from retrieval.text.values.grammar import find_values
from retrieval.text.values.value import ValueKind

# What is paid: how a question asks for it, and how a sentence says it.
_SORTS = tuple(
    (re.compile(asked), re.compile(said))
    for asked, said in (
        (r"罚", r"罚"),
        (r"奖(?![牌状])", r"奖"),
        (r"补[贴助]|补(?=多少|几)|贴息", r"补|资助|救助|贴息|发放"),
        (r"赔|补偿", r"赔|补偿"),
        (r"保证金|押金", r"保证金|押金"),
        (r"工资|薪", r"工资|薪|报酬"),
        (r"收费|费用|[交缴]多少|门票", r"费|收取|缴|票|价"),
    )
)
_FINE = re.compile("罚款|罚金")
_FINE_ASKED = re.compile("罚|处[理分置]|后果|责任|追究|违|惩|犯|收拾|[交缴扣]|赔|咋办|怎么办|怎么样|会怎|严重")
# By what a sum is asked for, and how a sentence says that it is by that.
_RATES = (
    (re.compile(r"(?:每个?|一个)月|月均"), re.compile(r"月(?!底|末|初|\d)")),
    (re.compile(r"每[天日]|一天|日均"), re.compile(r"[日天]")),
    (re.compile(r"每个?人(?!员)|一个人|人均"), re.compile(r"[人名]")),
)
_SUMS = frozenset({ValueKind.MONEY, ValueKind.MULTIPLE})
_TIME_ASKED = re.compile(r"多久|时间|期限|[天年月日]")
# A condition behind an amount that holds so much more of a question than all before it is the one that is described.
_MORE = 0.25


def contradicts(span: Span, reading: QuoteReading) -> bool:
    """Whether a span is a time where a number of something else is asked for, or an amount of another sort."""
    if reading.row is not None or reading.kind not in NUMERIC:
        return False
    inside = [each for each in find_values(reading.text) if span[0] <= each.start < span[1]]
    kinds = {each.kind for each in inside}
    if kinds == {ValueKind.DURATION} and _asks_no_time(reading):
        return True
    checks = (_of_another_sort, _of_another_rate, _of_a_later_condition)
    return bool(kinds & _SUMS) and any(speaks_against(span, reading) for speaks_against in checks)


def _asks_no_time(reading: QuoteReading) -> bool:
    """Whether a question asks how many, and for no time: 罚多少."""
    asked = reading.question
    return asked.kind is AnswerType.COUNT and not _TIME_ASKED.search(asked.text) and not asked_units(asked.text)


def later_amount(span: Span, reading: QuoteReading) -> Span | None:
    """The amount that follows from the described condition, where this one stands before it; None where none does."""
    if reading.row is not None or not _of_a_later_condition(span, reading):
        return None
    later = ((each.start, each.end) for each in find_values(reading.text) if each.start >= span[1])
    amounts = (each for each in later if any(v.kind in _SUMS for v in find_values(reading.text[slice(*each)])))
    return next((each for each in amounts if not contradicts(each, reading)), None)


def _of_another_sort(span: Span, reading: QuoteReading) -> bool:
    """Whether the segment of an amount names another sort of payment than the question, and not that one.

    A fine is the answer only to a question about what follows from a wrong.
    """
    asked, beside = reading.question.text, _part_of(span, reading.text, SEGMENT)
    wanted = [said for asks, said in _SORTS if asks.search(asked)]
    if _FINE.search(_part_of(span, reading.text, CLAUSE)) and not _FINE_ASKED.search(asked):
        return True
    return (
        bool(wanted)
        and not any(said.search(beside) for said in wanted)
        and any(said.search(beside) for _, said in _SORTS)
    )


def _of_a_later_condition(span: Span, reading: QuoteReading) -> bool:
    """Whether what stands behind the segment of an amount describes what was asked far better than all before it."""
    text = reading.text
    before, behind = text[: span[1]], text[part_around(span, text, SEGMENT)[1] :]
    gains = (c.weight * max(c.coverage(behind) - c.coverage(before), 0.0) for c in reading.concepts)
    return sum(gains) >= _MORE * (sum(concept.weight for concept in reading.concepts) or 1.0)


def _of_another_rate(span: Span, reading: QuoteReading) -> bool:
    """Whether a sum by the month, the day or the head is asked for, and no word beside the amount says so."""
    beside = _part_of(span, reading.text, CLAUSE)
    return any(asked.search(reading.question.text) and not said.search(beside) for asked, said in _RATES)


def _part_of(span: Span, text: str, ends: re.Pattern[str]) -> str:
    """What stands around a span between two separators."""
    return text[slice(*part_around(span, text, ends))]
