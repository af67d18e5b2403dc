"""Answer spans: which values of a sentence can be a short answer of each type."""

from __future__ import annotations

import pytest

from retrieval.answering.short_answers.answer_spans import answer_spans
from retrieval.question.analysis import analyse
from retrieval.text.answer_type import AnswerType
from retrieval.text.lexicon import Lexicon


@pytest.mark.parametrize(
    ("kind", "quote", "spans"),
    [
        (AnswerType.COUNT, "共189项,近百名,第三次,30余万亩", ["189项", "近百名", "30余万亩"]),
        (AnswerType.COUNT, "召开十二场次会议", ["十二场次"]),
        (AnswerType.COUNT, "十九届全会后,2021年3月建港", []),
        (AnswerType.MONEY, "855.6万元和3.65万亿元,共9家", ["855.6万元", "3.65万亿元"]),
        (AnswerType.PERCENT, "增长5%,提高1.2个百分点,百分之八", ["5%", "1.2个百分点", "百分之八"]),
        (AnswerType.DATE, "2021年4月28日和30日", ["2021年4月28日和30日"]),
        (AnswerType.DURATION, "不少于30日", ["不少于30日"]),
        (AnswerType.DOCUMENT, "《某办法》(某发〔2021〕1号)", ["《某办法》(某发〔2021〕1号)"]),
    ],
)
def test_answer_spans(kind: AnswerType, quote: str, spans: list[str]) -> None:
    """A short answer has the number with its scale, unit and bounds; names are none."""
    question = analyse("有多少", (), Lexicon(), None)
    assert [quote[start:end] for start, end in answer_spans(quote, kind, question)] == spans


def test_ordinals_are_answers_where_they_are_asked_for() -> None:
    """第几 wants an ordinal."""
    quote = "这是第7届渔火节,到场3000人"
    asked = analyse("第几届渔火节", (), Lexicon(), None)
    assert (2, 5) in answer_spans(quote, AnswerType.COUNT, asked)


def test_one_is_an_article_unless_its_unit_is_asked_for() -> None:
    """一名 is taken for a number only by a question for 名."""
    quote = "由一名渔民看守8座灯塔"
    spans = [answer_spans(quote, AnswerType.COUNT, analyse(q, (), Lexicon(), None)) for q in ("几名渔民", "几座灯塔")]
    assert [(1, 3) in found for found in spans] == [True, False]
