"""Lists: whole or not at all, with their noun and the number that the sentence gives."""

from __future__ import annotations

import pytest

from retrieval.statements.roles.clauses import clauses_around, clauses_of
from retrieval.statements.roles.lists import lists_of


def items(text: str) -> list[list[str]]:
    """The items of the lists that surely are whole."""
    return [[text[slice(*item)] for item in each.items] for each in lists_of(text) if each.sure]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("涵盖教育、医疗、养老等民生领域", ["教育", "医疗", "养老"]),
        ("从摸清底数、明确责任、限期整改三个方面推进", ["摸清底数", "明确责任", "限期整改"]),
        ("运用提醒、约谈、通报“三步法”督促整改", ["提醒", "约谈", "通报"]),
        ("坚持“便民高效、公开透明”的原则", ["便民高效", "公开透明"]),
        ("将“老旧小区改造”“水厂迁建”列入目录", ["“老旧小区改造”", "“水厂迁建”"]),
        ("在微博、微信和抖音上发布", ["微博", "微信", "抖音"]),
        ("组织律师进乡村、进社区、进军营", ["进乡村", "进社区", "进军营"]),
        ("由发改、财政及审计部门会商", ["发改", "财政", "审计部门"]),
        ("保留事项20项,其中许可12项,确认5项,征收3项", ["许可12项", "确认5项", "征收3项"]),
        ("拍摄了30多个歌曲、小品、快板等形式的短片", ["歌曲", "小品", "快板"]),
    ],
)
def test_whole_list(text: str, expected: list[str]) -> None:
    """A list goes from its first item to its last, whatever joins them."""
    assert expected in items(text)


@pytest.mark.parametrize(
    ("text", "head", "count", "is_open"),
    [
        ("涵盖教育、医疗、养老等民生领域", "民生领域", None, True),
        ("从摸清底数、明确责任、限期整改三个方面推进", "方面", 3, False),
        ("坚持“便民高效、公开透明”的原则", "原则", None, False),
        ("明确了许可、处罚、强制等8类事项", "事项", 8, True),
    ],
)
def test_noun_and_number(text: str, head: str, count: int | None, is_open: bool) -> None:
    """A list knows what its items are, how many there are, and whether there are more."""
    found = lists_of(text)[0]
    assert (found.head, found.count, found.open) == (head, count, is_open)


@pytest.mark.parametrize(
    "text",
    [
        "考核负责人出庭应诉、重大决策履行程序情况",
        "成立以县级中心为主体,20个分中心为支撑,9个协会和30个工作站为补充的网络",
    ],
)
def test_half_a_list_is_none(text: str) -> None:
    """Where it is not told where the first item begins or the last one ends, no list is given."""
    assert items(text) == []


def test_clauses_of_a_sentence() -> None:
    """A clause begins behind the blanks and the mark of an enumeration; a span behind all has none around it."""
    text = "一是新建泊位, 维修码头"
    assert [text[clause.start : clause.end] for clause in clauses_of(text)] == ["新建泊位", "维修码头"]
    assert clauses_around(text, (99, 99)) == (99, 99)
