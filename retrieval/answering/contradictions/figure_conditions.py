"""Conditions: figures by which a question says which case it means (货值一万元以上), exceptions, and codes.

A figure behind another condition of the same measure is that of another case, one within an exception (但…的除外) is
not the rule; one that the question itself names is no answer to it; part of a code (GB/T 36073-2018) states no amount.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from retrieval.answering.contradictions.quote_parts import CLAUSE, SEGMENT, part_around
from retrieval.answering.quote_reading import QuoteReading
from retrieval.models import Span
from retrieval.statements.number_slots import terms_for
from retrieval.text.answer_type import AnswerType
from retrieval.text.values.grammar import find_values, separators
from retrieval.text.values.value import Value, ValueKind

# A clause that says when the following holds.
_WHEN = re.compile(r"(?:的[\u4e00-\u9fff]{0,6}|时|后|情况下)\Z")
# 一人一票, 一户一宅: how something is shared out, and no count.
_SHARED_OUT = re.compile(r"一([\u4e00-\u9fff])一[\u4e00-\u9fff]")
_CODE_BEFORE, _CODE_BEHIND = re.compile(r"[A-Za-z][/ ]?\Z|\d[-–./]\Z"), re.compile(r"[-–/]\d|[A-Za-z]")
_EXCEPTION = re.compile(r"但是?[^;。!?]{1,80}?除外|除[^,;:。!?]{1,60}外")
# The case in which more time is given, up to the figure.
_SPECIAL = re.compile(r"特殊|特别(?:复杂|疑难)|复杂|疑难|紧急|确有困难|不可抗力|延长|延期")
_EXTENDED = re.compile(r"(?:延长|放宽|顺延)(?:至|到|为)?\Z")
_ASKS_EXCEPTION = re.compile("除外|例外|以外|之外|特殊|特别|复杂|疑难|急|困难|不可抗力|延|放宽|再|拖|最[长晚迟多大]")
# What is measured by a term or a rate, named right before it: 许可证有效期.
_TERM = re.compile(
    r"(?P<thing>[\u4e00-\u9fff]{2,20}?)的?(?:有效期限?|有效时间|期限|时限|标准|限额|额度)(?:[是为]|多|几|怎|如|$)"
)
_LEAST = Decimal(0)


def contradicts(span: Span, reading: QuoteReading) -> bool:
    """Whether a span has figures of another case than that of the question, of the question itself, or of a code."""
    asked = [each for each in find_values(reading.question.text) if each.is_quantity and each.unit]
    beside = [each for each in find_values(reading.text) if each.start < span[1] and span[0] < each.end]
    inside = [each for each in beside if span[0] <= each.start]
    if any(_is_code(each, reading.text) for each in inside) or _is_shared_out(span, reading.text):
        return True
    if beside and (_is_exception(span, reading) or _of_unnamed_thing(reading)):
        return True
    if not asked:
        return False
    only_figures = sum(each.end - each.start for each in inside) >= span[1] - span[0]
    restates = only_figures and _restates(inside, asked, reading)
    return restates or _of_another_condition(span, asked, reading)


def _is_code(value: Value, text: str) -> bool:
    """Whether a bare number is part of a code."""
    bare = value.kind is ValueKind.BARE
    before, behind = text[max(value.start - 2, 0) : value.start], text[value.end : value.end + 2]
    return bare and bool(_CODE_BEFORE.search(before) or _CODE_BEHIND.match(behind))


def _is_exception(span: Span, reading: QuoteReading) -> bool:
    """Whether a span has a figure of an exception to the rule that its sentence states, and none is asked for."""
    text = reading.text
    if _ASKS_EXCEPTION.search(reading.question.text):
        return False
    within = (each.start() <= span[0] and span[1] <= each.end() for each in _EXCEPTION.finditer(text))
    start, _ = part_around(span, text, SEGMENT)
    special = _SPECIAL if reading.kind is AnswerType.DURATION else _EXTENDED
    return any(within) or bool(special.search(text[start : span[0]]))


def _of_unnamed_thing(reading: QuoteReading) -> bool:
    """Whether the thing whose term or rate is asked for stands neither in the quote nor above it.

    Official terms are looked for in the quote alone: the title of a law has what all of it is about.
    """
    question = reading.question
    asked = _TERM.search(question.text)
    if asked is None or question.context or reading.facts:
        return False
    thing, head = asked["thing"], asked["thing"][-2:]
    if head in reading.text or head in reading.above:
        return False
    return not any(term.text in reading.text for term in (*terms_for(head, question), *terms_for(thing, question)))


def _is_shared_out(span: Span, text: str) -> bool:
    """Whether a span is part of a set phrase of two ones."""
    return any(each.start() <= span[0] and span[1] <= each.end() for each in _SHARED_OUT.finditer(text))


def _restates(inside: Sequence[Value], asked: Sequence[Value], reading: QuoteReading) -> bool:
    """Whether all figures of a span are figures of the question, which does not ask whether they are right."""
    figures = [each for each in inside if each.is_quantity]
    named = {(number, each.unit) for each in asked for number in (each.low, each.high) if number is not None}
    told = [{(number, each.unit) for number in (each.low, each.high) if number is not None} for each in figures]
    return reading.kind is not AnswerType.YES_NO and bool(told) and all(each and each <= named for each in told)


def _of_another_condition(span: Span, asked: Sequence[Value], reading: QuoteReading) -> bool:
    """Whether the last condition before a span sets limits of a measure in which the question names another case."""
    text = reading.text
    start, _ = part_around(span, text, SEGMENT)
    ends = [at for at in separators(text, CLAUSE) if start <= at < span[0]]
    for first, end in reversed([*zip([start, *(at + 1 for at in ends)], ends, strict=False)]):
        if not _WHEN.search(text, first, end):
            continue
        limits = [each for each in find_values(text) if first <= each.start < end and each.is_quantity]
        for case in asked:
            same = [each for each in limits if each.unit == case.unit]
            if same:
                return not any(_holds(limit, case) for limit in same)
    return False


def _holds(limit: Value, case: Value) -> bool:
    """Whether a case lies within limits: a number in them, a range by more than one of its ends.

    >>> small, large = find_values("不足一万元")[0], find_values("一万元以上")[0]
    >>> exact = find_values("八千元")[0]
    >>> _holds(small, large), _holds(large, large), _holds(small, exact), _holds(large, exact)
    (False, True, True, False)
    """
    lows = [each.low for each in (limit, case) if each.low is not None]
    highs = [each.high for each in (limit, case) if each.high is not None]
    low, high = max(lows, default=_LEAST), min(highs, default=None)
    point = case.low is not None and case.low == case.high
    return high is None or (low <= high if point else low < high)
