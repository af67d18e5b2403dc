"""Polarity: negations and how far they reach, set phrases that negate nothing, denials, and what holds of all."""

from __future__ import annotations

import pytest

from retrieval.statements.polarity import asked_negations, asks_remainder, denials, exclusions, negations, universals
from tests.pace import growth


@pytest.mark.parametrize(
    ("question", "scopes"),
    [
        ("没结清的账目有几笔", ["结清"]),
        ("还有几条河未治理", ["治理"]),
        ("不达标的企业有多少家", ["达标"]),
        ("有几家无照经营", ["照经营"]),
        ("尚未验收的项目数", ["验收"]),
        ("没能按期交付的有几套", ["按期交付"]),
        ("未检未修的车辆有几辆", ["检", "修"]),
        ("有没有验收", []),
        ("验收了没", []),
        ("验收没有", []),
        ("能不能退", []),
        ("用不用押金", []),
        ("不少于几天", []),
        ("不动产登记几件", []),
        ("未成年人有几名", []),
        ("无障碍设施有几处", []),
        ("不用预约的事项有几项", []),
        ("没收的物品几件", []),
        ("不同部门有几个", []),
        ("没废止仅修改的几件", ["废止"]),
    ],
)
def test_what_a_question_negates(question: str, scopes: list[str]) -> None:
    """The predicate behind the negating word, as far as the words that ask."""
    assert [each.scope for each in asked_negations(question)] == scopes


@pytest.mark.parametrize(
    ("sentence", "scopes"),
    [
        ("立案31件,未结案4件", ["结案4件"]),
        ("办理不予许可决定6件", ["许可决定6件"]),
        ("3人因公未到会", ["到会"]),
        ("期限不超过20日,费用不低于5元", []),
        ("建成无障碍通道8处", []),
    ],
)
def test_what_a_sentence_negates(sentence: str, scopes: list[str]) -> None:
    """What stands behind a negating word up to the next mark."""
    assert [each.scope for each in negations(sentence)] == scopes


@pytest.mark.parametrize(
    ("sentence", "denied"),
    [
        ("全年未发生火灾事故,处置隐患40处", ["未发生火灾事故"]),
        ("复议后无被撤销案件", []),
        ("连续三年实现零上访", ["零上访"]),
        ("未有单位拒不整改的情况", ["未有单位拒不整改的情况"]),
        ("没有出现超标排放", ["没有出现超标排放"]),
        ("抽检50批次,均无不合格", ["无不合格"]),
        ("零售额3亿元,零距离服务", []),
        ("未经批准不得占用", []),
    ],
)
def test_what_a_sentence_denies(sentence: str, denied: list[str]) -> None:
    """That there is none of something, with the words that say so."""
    assert [sentence[each.start : each.end] for each in denials(sentence)] == denied


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("6个项目均已验收", "均已验收"),
        ("申报的材料全部通过初审", "全部通过初审"),
        ("实现村级站点全覆盖", "实现村级站点全覆盖"),
        ("窗口事项网办率达到100%", "网办率达到100%"),
        ("人均公园面积12平方米", None),
        ("按期率98%", None),
    ],
)
def test_what_holds_of_all(sentence: str, said: str | None) -> None:
    """The words that say that there is no exception."""
    assert [sentence[each.start : each.end] for each in universals(sentence)] == ([said] if said else [])


def test_what_a_question_leaves_out_and_what_is_left() -> None:
    """除了…外, 不算, and 还有几个."""
    assert exclusions("除了乡道以外还有哪些道路") == ("乡道",)
    assert exclusions("不算退休的有多少人") == ("退休",)
    assert exclusions("道路有哪些") == ()
    assert asks_remainder("还差几处没修")
    assert not asks_remainder("修了几处")


@pytest.mark.parametrize("unit", ["未", "没有", "不同", "无,", "零事故", "均已", "除了外"])
def test_time_grows_with_the_length(unit: str) -> None:
    """Whatever a line repeats."""
    for read in (negations, asked_negations, denials, universals, exclusions):
        assert growth(lambda size: read(unit * size), 2_000) < 10  # noqa: B023 - called at once


def test_a_denial_within_another_is_part_of_it() -> None:
    """What a denied phrase denies itself is not denied once more; of very many denials the first are read."""
    assert [each.denied for each in denials("全年未发生没有无事故的案件")] == ["没有无事故的案件"]
    assert len(denials("未发生事故," * 60)) == 50
