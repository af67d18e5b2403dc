"""Answer spans: the values of a sentence that can be a short answer of a type."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from operator import itemgetter

from retrieval.models import Span
from retrieval.question.analysis import Question
from retrieval.text.answer_type import ANSWER_FORMS, NUMERIC, AnswerType
from retrieval.text.values.asked_units import asked_units
from retrieval.text.values.grammar import find_values
from retrieval.text.values.shares import start_with_base
from retrieval.text.values.value import Value, ValueKind, in_series

# A long quotation is a name, as a title is.
_QUOTATION = re.compile(r"“[^“”]{11,200}”")
_ORDINAL_ASKED = re.compile("第几|几[届号期]|排名?第?几|多少名次|名次")
_DATES = frozenset({ValueKind.DATE, ValueKind.DATE_SPAN})
_NUMBER_ASKED = re.compile(r"文号|字号|几号文|第几号")
_NUMBER_BEHIND = re.compile(r"\([^()]{2,20}号\)")


def answer_spans(folded: str, kind: AnswerType, question: Question) -> list[Span]:
    """The spans of a folded sentence that can be a short answer of a type, in order.

    >>> from retrieval.text.lexicon import Lexicon
    >>> from retrieval.question.analysis import analyse
    >>> asked = analyse("参保多少人", (), Lexicon(), None)
    >>> answer_spans("2021年参保1,250人,占比98%", AnswerType.COUNT, asked)
    [(7, 13), (16, 19)]
    """
    wanted = ANSWER_FORMS[kind].values
    if kind is AnswerType.COUNT and _ORDINAL_ASKED.search(question.text):
        wanted = wanted | {ValueKind.ORDINAL, ValueKind.RANK}
    if kind is AnswerType.DOCUMENT and _NUMBER_ASKED.search(question.text):
        wanted = frozenset({ValueKind.DOCUMENT_NUMBER})
    values = [value for value in find_values(folded) if value.kind in wanted]
    if wanted == ANSWER_FORMS[AnswerType.DOCUMENT].values:
        return [_with_number(folded, value) for value in values]
    if wanted & _DATES:
        # Two days of one event are one answer.
        spans = [(series[0].start, series[-1].end) for series in in_series(values, folded)]
    else:
        spans = [
            (start_with_base(folded, value), value.end) for value in values if not _is_one(folded, value, question)
        ]
    return outside_names(folded, spans) if kind in NUMERIC else spans


def outside_names(folded: str, spans: Sequence[Span]) -> list[Span]:
    """The spans that stand in no title and in no long quotation.

    >>> outside_names("《关于2020年检查的通报》,5月7日", [(3, 8), (14, 18)])
    [(14, 18)]
    """
    names = [(value.start, value.end) for value in find_values(folded) if value.kind is ValueKind.TITLE]
    names = sorted([*names, *(match.span() for match in _QUOTATION.finditer(folded))])
    held = (bisect_right(names, span[0], key=itemgetter(0)) - 1 for span in spans)
    return [span for span, at in zip(spans, held, strict=True) if at < 0 or span[1] > names[at][1]]


def _with_number(folded: str, title: Value) -> Span:
    """A title with the document number in brackets behind it."""
    match = _NUMBER_BEHIND.match(folded, title.end)
    return title.start, match.end() if match else title.end


def _is_one(folded: str, value: Value, question: Question) -> bool:
    """Whether a value is no more than 一 with a unit that is not asked for: it may be an article."""
    one = folded[value.start] == "一" and value.low == value.high == 1
    return one and not any(unit in value.unit for unit in asked_units(question.text))
