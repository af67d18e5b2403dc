"""Which figure of a sentence a question means."""

from __future__ import annotations

import pytest

from retrieval.question.analysis import analyse
from retrieval.question.concepts import Concept
from retrieval.scoring.figures import figure_of, wants_figure
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
    """With its unit, its bounds and the word of change before it."""
    asked = analyse(question, (), Lexicon(), None)
    assert figure_of(sentence, [Concept(concept, (), 1.0)], asked) == figure


@pytest.mark.parametrize(("question", "wanted"), [("审批事项 数量", True), ("审批事项 名单", False)])
def test_keywords_that_name_no_measure_want_no_figure(question: str, wanted: bool) -> None:
    """The last keyword says what is asked for."""
    assert wants_figure(analyse(question, (), Lexicon(), None)) is wanted
