"""Who, where, when, why, how and lists in whole replies over a report of the test's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.texts.replies import lacking
from retrieval import Engine
from retrieval.models import Lack, Outcome, Reason
from tests.retrieval.invented import library_of

REPORT = """\
临溪县人民政府

临溪县2025年度法治宣传工作报告

临政发〔2026〕5号

一、总体情况

(一)演练。县应急管理局组织沿河乡镇开展防汛演练8场,由县财政局保障经费。
(二)公示。行政处罚结果在县政府门户网站公示,接受社会监督。
(三)讲座。3月6日,邀请省法学会专家为乡镇干部开展水法讲座,9月1日组织骨干参加考试。
(四)系统。为解决取水计量不准等问题,自主开发“临溪水务通”系统。
(五)栏目。县电视台新开设普法栏目12个,收视率稳步提升。
(六)督查。从明确任务、划定时限、通报结果三个方面加强督查。
(七)短片。拍摄了30多个快板、小品、动画等形式的短片。
(八)热线。全年热线来电同比下降7.2%。
(九)竞赛。县水利局举办节水知识竞赛,46支队伍参加。
(十)公园。建设临溪节水主题公园,进一步提升群众节水意识。
(十一)顾问。选聘22名法律顾问为全县38个部门服务。

临溪县人民政府
2026年1月9日
"""
FILE = "2025-临溪县-法治宣传工作报告.txt"


@pytest.fixture(scope="module")
def linxi(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """An engine over the report, without phrasings."""
    folder: Path = tmp_path_factory.mktemp("linxi")
    return Engine(library_of(folder, {FILE: REPORT}))


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("防汛演练是谁组织的", "县应急管理局"),
        ("演练经费由谁保障", "县财政局"),
        ("行政处罚结果在哪公示", "县政府门户网站"),
        ("水法讲座邀请谁讲的", "省法学会专家"),
        ("水法讲座哪天开展的", "3月6日"),
        ("骨干考试是哪天", "9月1日"),
        ("为什么要开发临溪水务通系统", "解决取水计量不准等问题"),
        ("督查从哪三个方面加强", "明确任务、划定时限、通报结果"),
        ("短片有哪些形式", "快板、小品、动画"),
    ],
)
def test_stated(linxi: Engine, question: str, short: str) -> None:
    """The filler of the asked role of the asked act stands in bold."""
    reply = linxi.ask(question)
    assert (reply.outcome, reply.short) == (Outcome.ANSWER, short)


@pytest.mark.parametrize(
    ("question", "role"),
    [
        ("普法栏目12个分别叫什么", "names"),
        ("节水知识竞赛谁得了第一", "who"),
        ("节水主题公园建在哪条路上", "where"),
        ("热线来电为什么下降", "reason"),
        ("法律顾问都叫什么名字", "person"),
    ],
)
def test_not_stated(linxi: Engine, question: str, role: str) -> None:
    """A role that the sentence leaves open is not answered, and the reason says which."""
    reply = linxi.ask(question)
    assert (reply.outcome, reply.short) == (Outcome.RELATED, None)
    assert reply.reason is not None
    if reply.reason.lack is Lack.ROLE:
        assert reply.reason.what == role


@pytest.mark.parametrize(
    ("question", "wrong"),
    [
        ("临溪节水主题公园建在哪", "临溪节水主题公园"),
        ("怎么申请防汛演练", "8场"),
        ("法律顾问是谁", "38个部门"),
        ("怎么找法律顾问", "选聘"),
        ("防汛演练去哪里参加", "县财政局"),
    ],
)
def test_never_another_role(linxi: Engine, question: str, wrong: str) -> None:
    """What fills another role, or only says the question again, is never in bold."""
    assert linxi.ask(question).short != wrong


@pytest.mark.parametrize("role", ["person", "reason", "procedure", "names", "list", "who", "counterpart", "where"])
def test_every_open_role_has_words(role: str) -> None:
    """What a reply says of a role that is left open names that role."""
    assert lacking(Reason(Lack.ROLE, role)) not in (lacking(None), lacking(Reason(Lack.ROLE)))
