"""Roles of official sentences: who acts, for whom, where, when, why, by what means."""

from __future__ import annotations

import time

import pytest

from retrieval.statements.roles.role_reading import RoleKind, read_roles


def fillers(text: str, kind: RoleKind, carried: bool = False) -> list[str]:
    """What fills a role in the clauses that state it themselves, or that take it over."""
    return [text[slice(*role.span)] for role in read_roles(text) if role.kind is kind and role.carried is carried]


@pytest.mark.parametrize(
    ("text", "agents"),
    [
        ("区水务局组织志愿者开展河道巡查6次", ["区水务局", "志愿者"]),
        ("经费全部由县财政局承担", ["县财政局"]),
        ("该项目被市住建局评选为示范工程", ["市住建局"]),
        ("县教育局和团县委、县妇联等部门联合举办法治夏令营", ["县教育局和团县委、县妇联等部门"]),
        ("邀请省法院专家就民法典开展辅导", ["省法院专家"]),
        ("有12家单位建立值班制度", ["12家单位"]),
        ("落实县委书记关于“开门办案”的批示", ["县委书记"]),
        ("按照《省人民政府办公厅关于做好防汛工作的通知》部署演练", ["省人民政府办公厅"]),
    ],
)
def test_agent(text: str, agents: list[str]) -> None:
    """The agent stands before its verb, behind 由 or 被, behind a verb that has it act, or is who issued a document."""
    assert fillers(text, RoleKind.AGENT) == agents


@pytest.mark.parametrize(
    "text",
    [
        "在县委、县政府的坚强领导下,扎实推进依法行政",
        "法治政府建设在考核中的比重不高",
        "公共服务由线下搬到线上",
        "未有行政机关不履行判决的情况",
    ],
)
def test_no_agent(text: str) -> None:
    """Who leads, a name that a verb ends, a point of departure and who is denied are no agents."""
    assert fillers(text, RoleKind.AGENT) == []


def test_agent_is_carried_to_clauses_without_one() -> None:
    """An agent serves the clauses behind it until another one comes or a semicolon ends the part."""
    text = "县司法局制定方案,开展宣讲9场;印发手册,县民政局核查名单"
    assert fillers(text, RoleKind.AGENT, carried=True) == ["县司法局"]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("处罚结果在政府门户网站公示", ["政府门户网站"]),
        ("在8个乡镇便民服务中心设置窗口", ["8个乡镇便民服务中心"]),
        ("依托“清风某县”公众号,推送典型案例", ["“清风某县”公众号"]),
        ("组织律师进乡村、进学校宣讲", ["乡村、进学校"]),
        ("将矛盾化解在基层", ["基层"]),
    ],
)
def test_place(text: str, places: list[str]) -> None:
    """A place stands behind 在, 依托 or 进, up to the verb."""
    assert fillers(text, RoleKind.PLACE) == places


@pytest.mark.parametrize(
    "text",
    [
        "下发《关于加强人民调解工作的意见》",
        "在综合考核中的比重提高",
        "在全省率先启动改革",
        "在推进过程中发现问题",
        "建设滨河法治公园",
    ],
)
def test_no_place(text: str) -> None:
    """A document's title, a field, a scope, a course and the thing itself are no places."""
    assert fillers(text, RoleKind.PLACE) == []


def test_time_governs_the_clauses_behind_it() -> None:
    """A date at the head holds for what follows, until another date comes."""
    text = "3月2日,县政府召开会议,部署防汛,6月9日县应急局开展演练"
    found = [(text[slice(*role.span)], role.clause) for role in read_roles(text) if role.kind is RoleKind.TIME]
    assert found == [("3月2日", 0), ("3月2日", 1), ("3月2日", 2), ("6月9日", 3)]


@pytest.mark.parametrize(
    ("text", "kind", "filler"),
    [
        ("为方便老年人就医,开通绿色通道", RoleKind.PURPOSE, "方便老年人就医"),
        ("着眼于解决停车难问题,新建泊位300个", RoleKind.PURPOSE, "解决停车难问题"),
        ("因连日暴雨,工程暂停施工", RoleKind.REASON, "连日暴雨"),
        ("由于资金不到位,项目未能开工", RoleKind.REASON, "资金不到位"),
        ("开展排查,有效消除了安全隐患", RoleKind.RESULT, "消除了安全隐患"),
        ("通过视频连线方式开展庭审", RoleKind.MEANS, "视频连线方式"),
        ("以乡镇为单位建立台账", RoleKind.MEANS, "乡镇"),
    ],
)
def test_why_and_how(text: str, kind: RoleKind, filler: str) -> None:
    """Reason, purpose, result and means are those that their words mark."""
    assert filler in fillers(text, kind)


def test_no_reason_without_its_word() -> None:
    """A cause is not guessed: 同比下降 says nothing of why."""
    assert fillers("热线办理量同比下降3.4%,存在的原因有待分析", RoleKind.REASON) == []


@pytest.mark.parametrize(
    ("text", "filler"),
    [
        ("向县人大常委会报告工作", "县人大常委会"),
        ("与20个县市签订协议", "20个县市"),
        ("为困难群众提供援助", "困难群众"),
        ("听取了行业协会的意见", "行业协会"),
        ("邀请群众代表列席会议", "群众代表"),
    ],
)
def test_counterpart(text: str, filler: str) -> None:
    """Whom an act is done to, with or for, stands behind its preposition or verb."""
    assert filler in fillers(text, RoleKind.COUNTERPART)


def test_long_sentences_take_linear_time() -> None:
    """A sentence of 10,000 characters is read in a moment."""
    text = "区司法局在政府网站公示处罚结果120件,由各镇街负责核查,为群众提供服务;" * 300
    started = time.process_time()
    read_roles(text[:10_000])
    assert time.process_time() - started < 2
