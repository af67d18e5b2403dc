"""Role slots: what a question wants, by the way in which people ask."""

from __future__ import annotations

import pytest

from retrieval.question.analysis import analyse
from retrieval.statements.roles.role_slots import AskedRole, RoleSlot, role_slot
from retrieval.text.lexicon import Lexicon


def slot(question: str, *history: str) -> RoleSlot | None:
    """The slot of a question, in a thread or alone."""
    return role_slot(analyse(question, history, Lexicon(), 2025))


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("渔港清淤是谁牵头的", AskedRole.WHO),
        ("补贴方案由哪个部门制定", AskedRole.WHO),
        ("这个片子被哪家媒体转载了", AskedRole.WHO),
        ("县长叫什么名字", AskedRole.PERSON),
        ("宣讲员是哪位", AskedRole.PERSON),
        ("法律顾问是谁", AskedRole.PERSON),
        ("整改情况向谁报告", AskedRole.COUNTERPART),
        ("协议是跟哪些县市签的", AskedRole.COUNTERPART),
        ("在谁的领导下开展的", AskedRole.COUNTERPART),
        ("处罚决定在哪公示", AskedRole.WHERE),
        ("办事指南放在哪个平台上", AskedRole.WHERE),
        ("灯塔建在哪条路上", AskedRole.WHERE),
        ("码头哪天开工", AskedRole.WHEN),
        ("为什么要建智慧渔港", AskedRole.PURPOSE),
        ("来访量为什么会下降", AskedRole.REASON),
        ("改造以后起了什么作用", AskedRole.RESULT),
        ("用什么办法催缴", AskedRole.MEANS),
        ("怎么申请法律援助", AskedRole.PROCEDURE),
        ("公众号叫什么", AskedRole.NAME),
        ("渔港功能有哪些", AskedRole.LIST),
        ("那12个泊位分别叫什么", AskedRole.NAMES),
        ("推广了什么模式", AskedRole.WHAT),
        ("渔民能不能在线申报", AskedRole.DEED),
        ("督查用不用通报", AskedRole.DEED),
        ("两家谁更快吗", AskedRole.DEED),
        ("渔政执法 原则", AskedRole.LIST),
        ("渔政宣讲 牵头单位", AskedRole.WHO),
    ],
)
def test_role(question: str, asked: AskedRole) -> None:
    """The wording tells the role."""
    found = slot(question)
    assert found is not None
    assert found.asked is asked


@pytest.mark.parametrize(
    "question", ["受理了多少件", "花了多少钱", "通过率百分之几", "多久办结", "依据哪个文件", "检查单位数"]
)
def test_no_role(question: str) -> None:
    """A figure and a document are no roles."""
    assert slot(question) is None


def test_what_the_words_say() -> None:
    """The noun, the number, the preposition and the act are those of the question."""
    wanted = slot("督查要从哪六个方面推进")
    assert wanted is not None
    assert (wanted.noun[:2], wanted.count, wanted.each) == ("方面", 6, True)
    toward = slot("整改情况向谁报告")
    assert toward is not None
    assert toward.marker == "向"
    first = slot("知识竞赛谁得了第一")
    assert first is not None
    assert first.act.strip() == "得了第一"


def test_a_follow_up_asks_for_the_role_of_the_question_before_it() -> None:
    """那下半年的呢 after 上半年的讲座是谁讲的 asks who."""
    found = slot("那下半年的呢", "上半年的讲座是谁讲的")
    assert found is not None
    assert found.asked is AskedRole.WHO
