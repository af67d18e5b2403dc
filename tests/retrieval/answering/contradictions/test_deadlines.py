"""Deadlines: the time of another one, or for another deed, answers no question for a deadline."""

from __future__ import annotations

import pytest

from tests.retrieval.answering.contradictions.test_contradiction import speaks_against

NOTICE = "申领人应当自收到补充材料通知之日起九日内提交补充材料。"
DESK = "窗口应当在收到答复意见之日起四日内,将答复意见副本寄给申领人;申领人可以在八日内提出异议。"
LONGER = "因特殊情况耽误申领期限的,在情况消除后六日内,可以重新申领。"
BEFORE = "停办的,应当在停办五十日前向备案的登记所报告,并在七日内公告。"
RECORDS = "区政府应当建立服务时长登记、兑换等机制,由社工站登记时长。"
HOURS = "区政府应当建立服务时长登记、兑换等机制。"
WATER = "供水企业应当对水质负责,由一家供水企业报送资料,由区水务局监督。"
OFFICE = "下级登记所认为需要由上级登记所复核的,可以报请上级登记所决定。"


@pytest.mark.parametrize(
    ("text", "question", "wrong"),
    [
        (NOTICE, "补充材料要在几天内通知", "九日内"),
        (NOTICE, "材料不全多久内告知", "九日内"),
        (DESK, "评审员多少天内寄答复意见", "四日内"),
        (DESK, "窗口几天之内应当公示答复意见", "四日内"),
        (LONGER, "申领期限是多久", "六日内"),
        (BEFORE, "备案要在多少天内办", "五十日"),
        (BEFORE, "公告要提前多少天", "七日"),
        (RECORDS, "服务时长由谁登记", "区政府"),
        (HOURS, "服务时长由谁登记", "区政府"),
        (OFFICE, "登记由谁复核", "下级登记所"),
        (WATER, "水质由哪个部门管", "供水企业"),
        (WATER, "资料由哪家企业报送", "一家"),
    ],
)
def test_nobody_elses_time(text: str, question: str, wrong: str) -> None:
    """What somebody else has, for another deed, or in a special case; and who asks for a deed that others do."""
    assert speaks_against(text, question, wrong)


@pytest.mark.parametrize(
    ("text", "question", "right"),
    [
        (NOTICE, "补充材料几天内提交", "九日内"),
        (NOTICE, "补充材料多久内交", "九日内"),
        (NOTICE, "补充材料要在几天内办", "九日内"),
        (NOTICE, "收到通知后几天内要提交补充材料", "九日内"),
        (DESK, "窗口多少天内寄答复意见", "四日内"),
        (DESK, "申领人几天内提异议", "八日内"),
        (LONGER, "特殊情况消除后几天内可以重新申领", "六日内"),
        (BEFORE, "停办要提前多少天报告", "五十日"),
        (BEFORE, "停办几天内公告", "七日"),
        (RECORDS, "服务时长由谁登记", "社工站"),
        (HOURS, "登记机制由谁建立", "区政府"),
        (OFFICE, "登记由谁复核", "上级登记所"),
        (WATER, "水质由哪个部门监督", "区水务局"),
    ],
)
def test_the_time_that_is_asked_for(text: str, question: str, right: str) -> None:
    """Nothing speaks against it, in everyday words either."""
    assert not speaks_against(text, question, right)
