"""Meaning: what means nearly the same comes before what only shares a word; nothing else changes."""

from __future__ import annotations

import pytest

from retrieval import Engine, Library
from retrieval.composition import EngineParts
from retrieval.models import Outcome
from retrieval.resources import read_word_vectors
from retrieval.scoring.evidence import Evidence
from retrieval.scoring.meaning import MeaningReranker
from tests.retrieval.invented import library_of

HANDBOOK = """\
2021年度风车县便民手册

一、养犬
饲养犬只应当办理登记。

二、劳动
用人单位应当按时足额支付劳动报酬。

三、集市
赶集的日子由镇里公布。
"""
RULES = """\
2021年度砀山县办事规程

一、值守
值守人员应当按时到岗。
"""
RERANKER = MeaningReranker(read_word_vectors())


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """Two small reports."""
    return library_of(tmp_path_factory.mktemp("meaning"), {"风车.txt": HANDBOOK, "砀山.txt": RULES})


def evidence(library: Library, question: str) -> Evidence:
    """What is found by the words alone."""
    reader = Engine.of(EngineParts.of(library)).pipeline.reader
    return reader.evidence(reader.analyzer.analyse(question))


def test_the_nearest_comes_first_among_those_that_share_a_word(library: Library) -> None:
    """应当 stands in all of them; of the rest of the question no word stands anywhere."""
    found = evidence(library, "老板应当给工钱吗")
    again = RERANKER.rerank(found)
    assert again.best.sentence.text == "用人单位应当按时足额支付劳动报酬。"
    assert again.best.meaning == max(each.meaning for each in again.ranking) > 0.3
    assert {each.sentence for each in again.ranking} == {each.sentence for each in found.ranking}


def test_a_clear_lead_stays(library: Library) -> None:
    """Words count first."""
    question = "赶集的日子由谁公布"
    found = evidence(library, question)
    assert RERANKER.rerank(found).best.sentence == found.best.sentence


def test_a_question_without_a_known_word_changes_nothing(library: Library) -> None:
    """There is nothing to go by."""
    found = evidence(library, "应当")
    unknown = RERANKER.rerank(
        Evidence(evidence(library, "zzz").question, found.candidates, (), found.ranking, found.nearness)
    )
    assert unknown.ranking == found.ranking


def test_what_is_answered_by_its_words_is_not_put_in_order_again(library: Library) -> None:
    """Only what no sentence answers is; there the near sentence is shown though it shares no word but a common one."""
    parts = EngineParts.of(library)
    engine = Engine.of(parts)
    answered = engine.ask("饲养犬只应当办理什么")
    assert answered.outcome is Outcome.ANSWER
    assert answered.quotes[0].text == "饲养犬只应当办理登记。"
    shown = engine.ask("老板应当给工钱吗")
    assert shown.outcome is Outcome.RELATED
    assert shown.quotes[0].text == "用人单位应当按时足额支付劳动报酬。"
