"""Which figure of a sentence a question means, and whether it is a target or a result."""

from __future__ import annotations

import pytest

from retrieval.parsing.timeframe import TimeFrame, heading_time_frame, question_time_frame, sentence_time_frames
from retrieval.question.analysis import analyse
from retrieval.question.concepts import Concept
from retrieval.scoring.figures import figure_of
from retrieval.text.lexicon import Lexicon


@pytest.mark.parametrize(
    ("sentence", "concept", "question", "figure"),
    [
        ("风车9座,海塘产量13亿斤以上", "海塘产量", "海塘产量多少", "13亿斤以上"),
        ("人均海塘7米,海塘总长4.5—5公里", "海塘", "海塘多少公里", "4.5—5公里"),
        ("灯费率从去年的2.1%提高到2.3%", "灯费率", "灯费率是多少", "2.3%"),
        ("灯费收入30亿元,增长4%左右", "灯费收入", "灯费收入涨几个点", "增长4%左右"),
        ("于2031年4月底前组织风车验收", "风车验收", "风车什么时候验收", "2031年4月底前"),
        ("灯油浓度29微克/立方米", "灯油浓度", "灯油浓度多少", "29微克/立方米"),
    ],
)
def test_the_figure_beside_the_concept_is_meant(sentence: str, concept: str, question: str, figure: str) -> None:
    """With its unit, its bounds and the verb before it."""
    asked = analyse(question, (), Lexicon(), None)
    assert figure_of(sentence, [Concept(concept, (), 1.0)], asked) == figure


@pytest.mark.parametrize(
    ("question", "years", "tense"),
    [
        ("今年风车要新建几座", (), TimeFrame.TARGET),
        ("去年风车建了几座", (), TimeFrame.RESULT),
        ("风车几座", (2030,), TimeFrame.RESULT),
        ("风车几座", (2031,), TimeFrame.TARGET),
        ("十七五风车几座", (), TimeFrame.PERIOD),
        ("风车几座", (), TimeFrame.NONE),
    ],
)
def test_a_question_asks_for_a_target_or_a_result(question: str, years: tuple[int, ...], tense: TimeFrame) -> None:
    """By its words, else by the year of the report that it is put to."""
    assert question_time_frame(question, years, 2031) is tense


@pytest.mark.parametrize(
    ("heading", "tense"),
    [
        ("2030年工作回顾", TimeFrame.RESULT),
        ("“十七五”时期主要目标", TimeFrame.PERIOD),
        ("2031年重点工作", TimeFrame.TARGET),
        ("加强自身建设", TimeFrame.NONE),
    ],
)
def test_a_part_gives_targets_or_results(heading: str, tense: TimeFrame) -> None:
    """As its heading says."""
    assert heading_time_frame(heading, 2031) is tense


def test_a_sentence_can_leave_the_tense_of_its_part() -> None:
    """去年 within the plan of this year is a result."""
    part = "三、2031年重点工作"
    told = [("新建风车9座。", part, True), ("去年建成7座。", part, False)]
    assert sentence_time_frames(told, 2031) == [TimeFrame.TARGET, TimeFrame.RESULT]
