"""Labelled values: the telephone that is asked for, and what a label names in a line (办理地点：某路5号) or a form.

A form is a table whose cells are labels and values by turns. Where staff tied facts to the sentence, these tell more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from retrieval.answering.quote_reading import QuoteReading
from retrieval.answering.short_answers.answer_spans import answer_spans
from retrieval.lazy_pattern import lazy_pattern
from retrieval.models import Span
from retrieval.question.concepts import covered_share
from retrieval.scoring.service_guide import line_fit
from retrieval.text.answer_type import NUMERIC, AnswerType
from retrieval.text.segmentation import strip_span
from retrieval.text.values.grammar import find_values
from retrieval.text.values.value import Value, ValueKind, in_series

_ASKS_TELEPHONE = lazy_pattern(
    r"(?<![么些条个部啥])(?:电话|热线|手机|座机|传真)号?码?(?:[是为有](?!不|没))?(?:多少|什么|啥|几号?|哪个|哪些)?"
    r"号?码?[呢呀啊]?[?？。]?$|(?:打|拨)(?:哪个|什么|啥|几|多少)(?:电话|号码?|热线)"
)
# How much of a question its words, the label or what stands above must hold.
_LEAST_HELD, _LEAST_LABEL = 0.6, 0.6
_LABEL = lazy_pattern(r"(?:^|(?<=[\s,;。|]))(?P<label>[\u4e00-\u9fff][\u4e00-\u9fff()]{1,13}) ?:")
_VALUE_ENDS = lazy_pattern("[;。\n]|$")
_LONGEST_LABEL, _LONGEST_VALUE = 14, 60
# A table of so many columns is a form even under heads (项目 | 内容).
_FORM = 2
# Such questions want more than a value.
_OTHERWISE = frozenset({AnswerType.YES_NO, AnswerType.WHY, AnswerType.HOW})
_WEEKDAY = lazy_pattern("周[一二三四五六日]|星期|工作日")
_TIMES = frozenset({ValueKind.DATE, ValueKind.DATE_SPAN, ValueKind.CLOCK, ValueKind.DURATION})


@dataclass(frozen=True, slots=True)
class _Labelled:
    """A label and the span of its value in the folded quote."""

    label: str
    span: Span


def asks_telephone(folded: str) -> bool:
    """Whether a folded question asks for the number of a telephone, and not how many there are or were.

    >>> [asks_telephone(text) for text in ("监督电话多少", "投诉打什么号", "接了多少个电话", "粮食打多少斤")]
    [True, True, False, False]
    """
    return bool(_ASKS_TELEPHONE.search(folded))


def labelled_value(reading: QuoteReading) -> str | None:
    """The value that a question asks for by its label, or the telephone; None where none is surely meant."""
    if reading.facts or reading.kind in _OTHERWISE or not reading.concepts:
        return None
    asks = _telephone if asks_telephone(reading.question.text) else _value
    span = asks(reading)
    return reading.raw[slice(*reading.folded.raw_span(*span))] if span else None


def _telephone(reading: QuoteReading) -> Span | None:
    """The telephones, one behind the other, whose own words say most of what was asked."""
    found = [value for value in find_values(reading.text) if value.kind is ValueKind.TELEPHONE]
    series = in_series(found, reading.text)
    before = [
        _words_before(reading.text, each[0], series[at - 1][-1] if at else None) for at, each in enumerate(series)
    ]
    best = _best(reading, before)
    return (series[best][0].start, series[best][-1].end) if best is not None else None


def _words_before(folded: str, telephone: Value, last: Value | None) -> str:
    """What stands before a telephone in its sentence, from the one before it on."""
    return re.split("[;。\n]", folded[last.end if last else 0 : telephone.start])[-1]


def _value(reading: QuoteReading) -> Span | None:
    question = reading.question.text
    asked = [each for each in _labelled(reading) if _is_asked(each.label, reading) and _fits(each, reading)]
    asked = [each for each in asked if reading.text[slice(*each.span)] not in question]
    best = _best(reading, [each.label for each in asked])
    return asked[best].span if best is not None else None


def _best(reading: QuoteReading, labels: Sequence[str]) -> int | None:
    """The place of the label that says most of what was asked; None where none does, or two do alike.

    Quote and what stands above it must hold the question nearly whole.
    """
    concepts, around = reading.concepts, (reading.text, reading.above)
    held = [max(concept.coverage(text) for text in around) for concept in concepts]
    if not labels or covered_share(concepts, held) < _LEAST_HELD:
        return None
    scores = [sum(concept.weight * concept.coverage(label) for concept in concepts) for label in labels]
    best = max(range(len(labels)), key=scores.__getitem__)
    return best if scores[best] > 0 and scores.count(scores[best]) == 1 else None


def _labelled(reading: QuoteReading) -> Iterator[_Labelled]:
    """The labels of a quote with their values: those of a form, else those before colons."""
    if reading.row:
        cells = [each.cell for each in reading.row.cells]
        if len(cells) > _FORM and any(each.head for each in cells):
            return  # a table, whose cells say what they are by the heads above them
        for label, value in zip(cells[::2], cells[1::2], strict=False):
            yield _Labelled(reading.text[label.start : label.end].strip(" :"), (value.start, value.end))
        return
    matches = list(_LABEL.finditer(reading.text))
    for at, match in enumerate(matches):
        ends = _VALUE_ENDS.search(reading.text, match.end())
        following = (each.start() for each in matches[at + 1 : at + 2])
        end = min([ends.start() if ends else len(reading.text), *following])
        start, end = strip_span(reading.text, match.end(), end)
        while end > start and reading.text[end - 1] in ",、 ":
            end -= 1
        yield _Labelled(match["label"], (start, end))


def _is_asked(label: str, reading: QuoteReading) -> bool:
    """Whether a question names a label, or asks for what it is the usual name of: 在哪办理 for 办理地点."""
    if not 2 <= len(label) <= _LONGEST_LABEL:
        return False
    question = reading.question.text
    if label in question or line_fit(f"{label}:", question) == 1:
        return True
    said = {char for each in reading.concepts for text in (each.form, *(t.text for t in each.terms)) for char in text}
    named = any(concept.coverage(label) >= _LEAST_LABEL for concept in reading.concepts)
    return named and not set(label) - said - set("()的")


def _fits(labelled: _Labelled, reading: QuoteReading) -> bool:
    """Whether a value has the form that is asked for, and is not found by that form alone."""
    value = reading.text[slice(*labelled.span)]
    if not 0 < len(value) <= _LONGEST_VALUE:
        return False
    if reading.kind is AnswerType.DATE:
        return bool(_WEEKDAY.search(value)) or any(each.kind in _TIMES for each in find_values(value))
    if reading.kind in NUMERIC:
        return any(map(str.isdecimal, value)) and not answer_spans(value, reading.kind, reading.question)
    return True
