"""A report that nobody prepared: each figure is the one asked for, and none is given where what is asked is not stated.

One sentence states many figures; a question names one of them in its own words, or a thing beside them.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval import Engine
from retrieval.models import Outcome
from tests.retrieval.invented import library_of

REPORT = Path(__file__).parent / "reports" / "砀川县.txt"
GIVEN = [
    ("今年新增就业多少人", "4,312人"),
    ("新增就业比去年多多少", "326人"),
    ("就业目标完成了百分之几", "107.8%"),
    ("失业率多少", "3.1%"),
    ("失业率控制目标是多少", "4.5%"),
    ("农民工培训了多少", "8,600人次"),
    ("退役军人培训多少人次", "420人次"),
    ("职业培训一共多少人次", "2.1万人次"),
    ("工伤保险参保多少人", "7.5万人"),
    ("失业保险参保人数", "6.8万人"),
    ("养老保险多少人参加", "31.2万人"),
    ("低保标准现在多少钱", "680元"),
    ("低保提高了多少", "9.7%"),
    ("临时救助发了多少钱", "386.5万元"),
    ("临时救助人均多少", "1,326元"),
    ("临时救助惠及多少人", "2,915人次"),
    ("新建了几所幼儿园", "3所"),
    ("中小学改扩建几所", "5所"),
    ("新增学位多少", "3,200个"),
    ("巩固率提高了多少", "0.2个百分点"),
    ("义务教育巩固率多少", "99.6%"),
    ("高中毛入学率", "98.3%"),
    ("新医院什么时候启用的", "6月18日"),
    ("新院区多少床位", "800张"),
    ("新院区花了多少钱", "5.2亿元"),
    ("每千人多少医生", "3.4名"),
    ("签约率从多少提高的", "52%"),
    ("家庭医生签约率现在多少", "61%"),
    ("老旧小区改造了几个", "12个"),
    ("老旧小区任务是几个", "10个"),
    ("老旧小区改造涉及多少户", "2,340户"),
    ("保障性租赁住房建了多少套", "500套"),
    ("保障房竣工了多少套", "320套"),
    ("农村公路修了多少公里", "86公里"),
    ("危桥改造几座", "4座"),
    ("智能停车位多少", "300个"),
    ("停车位新增多少", "1,150个"),
    ("更新了多少辆公交车", "45辆"),
    ("新能源公交占比", "82%"),
    ("优良天数多少天", "301天"),
    ("优良天数增加了多少", "减少7天"),
    ("PM2.5降了多少", "5.6%"),
    ("PM2.5浓度多少", "34微克/立方米"),
    ("环保罚了多少钱", "213万元"),
    ("环境案件查处几件", "27件"),
    ("移送公安几件", "2件"),
    ("造林多少亩", "3.5万亩"),
    ("森林覆盖率", "26.4%"),
    ("医师缺多少", "47名"),
    ("明年改造几个老旧小区", "15个"),
    ("明年计划新增就业多少", "4,500人"),
    ("明年建几所幼儿园", "2所"),
    ("水质达标率多少", "100%"),
]
NOT_STATED = [
    "县医院在哪里",
    "县长是谁",
    "小学新建了几所",
    "高中新建几所",
    "公交车一共多少辆",
    "停车收费多少钱",
    "失业人数多少",
    "罚款最多的企业是哪家",
    "移送检察院几件",
    "低保有多少人",
    "幼儿园学费多少",
    "新院区谁建的",
    "造林花了多少钱",
    "优良天数排第几",
    "女职工培训了多少人次",
    "改造了几个新小区",
    "农村公路花了多少钱",
    "医院有多少医生",
    "食品安全案件多少件",
    "环境违法案件罚款最多多少",
]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """An engine over the report alone."""
    return Engine(library_of(tmp_path_factory.mktemp("unprepared"), {REPORT.name: REPORT.read_text("utf-8")}))


@pytest.mark.parametrize(("question", "wanted"), GIVEN)
def test_the_figure_that_is_asked_for(engine: Engine, question: str, wanted: str) -> None:
    """By its thing, act, change, end of a change, whole or part; hardly a character more."""
    reply = engine.ask(question)
    assert reply.outcome is Outcome.ANSWER
    assert reply.short is not None
    assert wanted in reply.short
    assert len(reply.short) <= len(wanted) + 6


@pytest.mark.parametrize("question", NOT_STATED)
def test_no_figure_of_something_else(engine: Engine, question: str) -> None:
    """小学 is no 幼儿园, 检察院 no 公安机关; a quote may be shown, a short answer may not."""
    assert engine.ask(question).short is None
