"""Answer types: what asks for each, and what states it."""

from __future__ import annotations

import pytest

from retrieval.text.answer_type import ANSWER_FORMS, HARD, NUMERIC, AnswerType, kind_of


def test_every_type_has_a_row() -> None:
    """Each type stands in the table once, and all but the last resort say what asks for them."""
    assert set(ANSWER_FORMS) == set(AnswerType)
    assert [kind for kind, form in ANSWER_FORMS.items() if form.asks is None] == [AnswerType.WHAT]


def test_what_is_required_can_be_found() -> None:
    """A hard type says what a sentence must hold, and a numeric one which values its figure may be."""
    assert all(ANSWER_FORMS[kind].slot for kind in HARD)
    assert all(ANSWER_FORMS[kind].values for kind in NUMERIC)
    assert HARD < NUMERIC


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("新建泊位多少个", AnswerType.COUNT),
        ("有几台起重机", AnswerType.COUNT),
        ("参加演练的人数", AnswerType.COUNT),
        ("泊位数量", AnswerType.COUNT),
        ("起重机花了多少钱", AnswerType.MONEY),
        ("涉及的金额", AnswerType.MONEY),
        ("投入多少万", AnswerType.MONEY),
        ("考试合格率是多少", AnswerType.PERCENT),
        ("占比多大", AnswerType.PERCENT),
        ("收案降了多少", AnswerType.PERCENT),
        ("考试通过率", AnswerType.PERCENT),
        ("委员会哪天成立的", AnswerType.DATE),
        ("什么时候开的会", AnswerType.DATE),
        ("几月几号培训", AnswerType.DATE),
        ("公示多久", AnswerType.DURATION),
        ("征求意见要几天", AnswerType.DURATION),
        ("办结时限", AnswerType.DURATION),
        ("谁来培训的", AnswerType.WHO),
        ("哪个部门负责", AnswerType.WHO),
        ("由哪些单位牵头", AnswerType.WHO),
        ("在哪里办", AnswerType.WHERE),
        ("依据什么文件", AnswerType.DOCUMENT),
        ("出台了哪个意见", AnswerType.DOCUMENT),
        ("包括哪些内容", AnswerType.LIST),
        ("分别是什么", AnswerType.LIST),
        ("为什么要改革", AnswerType.WHY),
        ("图啥", AnswerType.WHY),
        ("怎么加强管理", AnswerType.HOW),
        ("用什么办法解决", AnswerType.HOW),
        ("能网上办吗", AnswerType.YES_NO),
        ("有没有败诉", AnswerType.YES_NO),
        ("是否公开", AnswerType.YES_NO),
        ("法律顾问", AnswerType.WHAT),
    ],
)
def test_kind(question: str, kind: AnswerType) -> None:
    """The kind of answer follows from how the question asks."""
    assert kind_of(question) is kind


@pytest.mark.parametrize("question", ["谁执法谁普法责任制落实得怎么样", "几乎全部公开了没有"])
def test_words_that_only_look_like_a_question_word(question: str) -> None:
    """谁执法谁普法 asks for nobody and 几乎 for no number."""
    assert kind_of(question) not in (AnswerType.WHO, AnswerType.COUNT)


@pytest.mark.parametrize(
    ("kind", "sentence", "stated"),
    [
        (AnswerType.MONEY, "减免罚款855.6万元", True),
        (AnswerType.MONEY, "债券3.65万亿元", True),
        (AnswerType.MONEY, "减免罚款5起", False),
        (AnswerType.PERCENT, "增长5%", True),
        (AnswerType.PERCENT, "死亡率3‰", True),
        (AnswerType.PERCENT, "三分之一", True),
        (AnswerType.PERCENT, "增长5起", False),
        (AnswerType.DATE, "4月28日", True),
        (AnswerType.DATE, "十月召开", True),
        (AnswerType.DATE, "2021-04-28", True),
        (AnswerType.DATE, "28起", False),
        (AnswerType.DURATION, "30个工作日", True),
        (AnswerType.DURATION, "三个月", True),
        (AnswerType.DURATION, "3日前", False),
        (AnswerType.COUNT, "召开两次会议", True),
        (AnswerType.COUNT, "召开会议", False),
        (AnswerType.DOCUMENT, "印发《某办法》", True),
        (AnswerType.DOCUMENT, "印发某办法", False),
        (AnswerType.WHO, "由某某律师担任", True),
        (AnswerType.WHO, "已经完成", False),
    ],
)
def test_slot(kind: AnswerType, sentence: str, stated: bool) -> None:
    """A sentence that states an answer of a type holds its slot, and others do not."""
    slot = ANSWER_FORMS[kind].slot
    assert slot is not None
    assert bool(slot.search(sentence)) is stated
