"""Sanctions and grants: an amount of the asked sort, by the asked rate, behind the described condition."""

from __future__ import annotations

import pytest

from retrieval import Engine
from tests.retrieval.invented import library_of

RULES = """\
砀山县市容管理办法

第一条 占道经营拒不改正的，处二百元以上五百元以下罚款；乱倒垃圾拒不改正的，处一千元以上三千元以下罚款。
第二条 擅自砍伐城市树木的，处五万元以上十万元以下或者树木价值三倍以上五倍以下的罚款，限三个月内补种。
第三条 举报违法倾倒渣土的，经查证属实给予奖励，每件最高五千元；倾倒渣土的，处二万元罚款。
第四条 对从事环卫工作的人员发放高温补贴，补贴标准为每人每月三百元，全年共发放120万元。
"""
OTHER = "砀川县值守办法\n\n第一条 值守人员应当按时到岗。\n"


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """An engine over two sets of rules."""
    return Engine(library_of(tmp_path_factory.mktemp("sanctions"), {"砀山.txt": RULES, "砀川.txt": OTHER}))


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("占道经营拒不改正罚款多少", "二百元以上五百元以下"),
        ("乱倒垃圾拒不改正罚款多少", "一千元以上三千元以下"),
        ("擅自砍伐城市树木罚款多少", "五万元以上十万元以下或者树木价值三倍以上五倍以下"),
        ("举报违法倾倒渣土每件最高奖励多少钱", "五千元"),
        ("倾倒渣土罚款多少元", "二万元"),
    ],
)
def test_the_amount_that_follows(engine: Engine, question: str, wanted: str) -> None:
    """Conditions stand before what follows from them; alternatives are given together; or nothing is given."""
    short = engine.ask(question).short
    assert short is None or wanted in short


def test_alternatives_are_whole(engine: Engine) -> None:
    """Half of them would be another sanction."""
    assert engine.ask("擅自砍伐城市树木罚款多少").short == "五万元以上十万元以下或者树木价值三倍以上五倍以下"


@pytest.mark.parametrize(
    ("question", "wrong"),
    [
        ("擅自砍伐城市树木罚多少", "三个月内"),
        ("举报占道经营奖励多少钱", "二百元以上五百元以下"),
        ("环卫高温补贴每天多少钱", "三百元"),
        ("环卫高温补贴一个月多少钱", "120万元"),
    ],
)
def test_no_amount_of_another_sort_or_rate(engine: Engine, question: str, wrong: str) -> None:
    """A time is no fine, a fine no reward, a sum of a year none of a month."""
    assert wrong not in (engine.ask(question).short or "")
