"""Acts: words that belong to another act or another day than the one that was asked about, or to its opposite."""

from __future__ import annotations

import re

from retrieval.answering.contradictions.asked_acts import asked_act, tells_of
from retrieval.answering.quote_reading import QuoteReading
from retrieval.models import Span
from retrieval.statements.number_statements import PLANNED
from retrieval.statements.roles.clauses import clauses_around, words_of
from retrieval.text.values.grammar import find_values
from retrieval.text.values.value import Value, ValueKind, in_series

_TO_COME = re.compile(r"明年|来年|下一?年|下一步|今后|接下来")
_BY, _LONGEST_VERB = re.compile(r"[被遭]\Z|受到\Z"), 4
_OPPOSITES = (
    *(("原告", "被告"), ("胜诉", "败诉"), ("收入", "支出"), ("线上", "线下"), ("城镇", "农村"), ("城市", "农村")),
    *(("男", "女"), ("上级", "下级"), ("出口", "进口"), ("红名单", "黑名单"), ("增加", "减少"), ("购买", "出售")),
    *(("甲方", "乙方"), ("申请人", "被申请人"), ("供给", "需求"), ("公立", "民办"), ("公办", "民办"), ("学前", "高等")),
)


def contradicts(span: Span, reading: QuoteReading) -> bool:
    """Whether a span belongs to another act than the asked one, by its clause, its day, or what the quote is of."""
    asked, clauses = reading.question.text, reading.text[slice(*clauses_around(reading.text, span, behind=1))]
    if _TO_COME.search(asked) and not reading.is_plan and not PLANNED.search(reading.text):
        return True
    checks = (_of_another_day, _of_another_act, _of_the_opposite)
    return not tells_of(asked_act(asked), clauses) or any(speaks_against(span, reading) for speaks_against in checks)


def _of_another_day(span: Span, reading: QuoteReading) -> bool:
    """Whether words stand behind another day than the one that the question, else the one before it, names."""
    asked = reading.question.text if _days(reading.question.text) else reading.question.context
    if _days(reading.text[slice(*span)]):
        return False
    named = {asked[slice(*value.core)] for value in _days(asked)}
    groups = in_series(_days(reading.text), reading.text)
    meant = [any(reading.text[slice(*value.core)] in named for value in group) for group in groups]
    before = [at for at, group in enumerate(groups) if group[0].start < span[0]]
    return any(meant) and bool(before) and not meant[before[-1]]


def _days(folded: str) -> list[Value]:
    return [value for value in find_values(folded) if value.kind is ValueKind.DATE]


def _of_another_act(span: Span, reading: QuoteReading) -> bool:
    """Whether words name by whom something was done (被某平台收录) that the question does not ask for: 谁演的."""
    if not _BY.search(reading.text, max(span[0] - 2, 0), span[0]):
        return False
    verb = words_of(reading.text[span[1] : span[1] + _LONGEST_VERB])[:1]
    return bool(verb) and not any(char in reading.question.text for char in verb[0].text)


def _of_the_opposite(span: Span, reading: QuoteReading) -> bool:
    """Whether the clause of a span has the opposite of a word of the question, and not the word: 原告 and 被告."""
    asked = reading.question.text
    clause = reading.text[slice(*clauses_around(reading.text, span))]
    return any(
        one in asked and one not in clause and other in clause and other not in asked
        for pair in _OPPOSITES
        for one, other in (pair, pair[::-1])
    )
