"""Respectively: what 分别 ties is told apart, item by item."""

from __future__ import annotations

import pytest

from retrieval import Engine
from retrieval.models import Outcome
from retrieval.statements.respectively import share_of
from tests.retrieval.invented import library_of

INDUSTRIES = "工业、建筑业、服务业增加值分别为120.5亿元、30.2亿元、88亿元,同比分别增长4.1%、2.2%、7%。"
SECTORS = "第一、二、三产业增加值分别增长3.1%、5.2%和6.4%。"
INCOMES = "城镇和农村居民人均可支配收入分别达到5.1万元和2.3万元。"
MEETINGS = "4月26日和6月4日分别召开了常务会议和座谈会。"
CASES = "全年受理行政复议、行政诉讼案件分别为50件、30件。"


@pytest.mark.parametrize(
    ("sentence", "chosen", "question", "wanted"),
    [
        (INDUSTRIES, "120.5亿元", "建筑业增加值多少", "30.2亿元"),
        (INDUSTRIES, "120.5亿元", "服务业增加值是多少", "88亿元"),
        (INDUSTRIES, "4.1%", "服务业增长多少", "7%"),
        (SECTORS, "3.1%", "第二产业增长多少", "5.2%"),
        (SECTORS, "3.1%", "第三产业增加值增长百分之几", "6.4%"),
        (INCOMES, "5.1万元", "农村居民人均收入多少", "2.3万元"),
        (INCOMES, "5.1万元", "城镇居民人均可支配收入多少", "5.1万元"),
        (MEETINGS, "4月26日和6月4日", "座谈会什么时候开的", "6月4日"),
        (CASES, "50件", "行政诉讼案件多少件", "30件"),
    ],
)
def test_the_item_that_is_asked_for(sentence: str, chosen: str, question: str, wanted: str) -> None:
    """Figures and days, before and behind 分别; an item without its common noun, an ordinal without its 第."""
    at = sentence.index(chosen)
    assert sentence[slice(*share_of(sentence, (at, at + len(chosen)), question))] == wanted


@pytest.mark.parametrize("question", ["增加值分别是多少", "建筑业和服务业的增加值是多少"])
def test_all_of_them_where_none_or_several_are_asked_for(question: str) -> None:
    """One figure alone would not say whose it is."""
    at = INDUSTRIES.index("120.5亿元")
    assert INDUSTRIES[slice(*share_of(INDUSTRIES, (at, at + 7), question))] == "120.5亿元、30.2亿元、88亿元"


@pytest.mark.parametrize(
    ("sentence", "chosen"),
    [
        # No 分别, lists of different length, a comma between, 分别 in another sentence.
        ("受理行政复议、行政诉讼50件、30件。", "50件"),
        ("行政复议、行政诉讼、信访分别为50件、30件。", "50件"),
        ("与行政复议、行政诉讼分别不同,共50件、30件。", "50件"),
        ("行政复议、行政诉讼分别登记;共50件、30件。", "50件"),
    ],
)
def test_what_is_not_tied_stays(sentence: str, chosen: str) -> None:
    """Nothing says which figure belongs to which."""
    span = (sentence.index(chosen), sentence.index(chosen) + len(chosen))
    assert share_of(sentence, span, "行政诉讼多少件") == span


def test_the_short_answer_is_that_of_the_asked_item(tmp_path_factory: pytest.TempPathFactory) -> None:
    """The whole way, over two reports that nobody prepared."""
    report = f"2021年度风车县统计公报\n\n一、经济\n{INDUSTRIES}\n{INCOMES}\n"
    other = "2021年度砀山县办事规程\n\n一、值守\n值守人员应当按时到岗。\n"
    engine = Engine(library_of(tmp_path_factory.mktemp("tied"), {"风车.txt": report, "砀山.txt": other}))
    reply = engine.ask("风车县建筑业增加值多少亿元")
    assert reply.outcome is Outcome.ANSWER
    assert reply.short == "30.2亿元"
