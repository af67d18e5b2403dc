"""Questions that continue or compare."""

from __future__ import annotations

import pytest

from retrieval.question.follow_up import only_slots, topic_of, without_slots, without_title
from retrieval.text.gazetteer import Place

_YUNNAN = (Place("云南省", ()),)


@pytest.mark.parametrize(
    ("question", "rest"),
    [("云南省2031年gdp目标", "gdp目标"), ("2031年云南的政府工作报告里风车几座", "风车几座"), ("云南", "云南")],
)
def test_what_selects_documents_leaves_the_query(question: str, rest: str) -> None:
    """Unless nothing else is left."""
    assert without_slots(question, _YUNNAN) == rest


@pytest.mark.parametrize(("question", "only"), [("那云南呢", True), ("云南的呢", True), ("云南的风车呢", False)])
def test_a_bare_place_asks_nothing_else(question: str, only: bool) -> None:
    """那云南呢 needs the question before it."""
    assert only_slots(question, _YUNNAN) is only


@pytest.mark.parametrize(
    ("question", "topic"),
    [("那风筝试飞许可的呢", "风筝试飞许可"), ("风筝试飞那个呢", "风筝试飞"), ("风筝试飞几天办好", "")],
)
def test_a_bare_thing_asks_nothing_else(question: str, topic: str) -> None:
    """A question word makes it a question of its own."""
    assert topic_of(question) == topic


def test_the_title_of_the_thing_before_leaves_the_query() -> None:
    """What remains is asked of the other thing."""
    assert without_title("茶园风车设置许可法定几天办完", ["茶园风车设置许可办事指南"]) == "法定几天办完"
    assert without_title("几天办完", ["茶园风车设置许可办事指南"]) == "几天办完"
