"""Texts that nobody prepared: each figure is the one asked for, and none is given where the text does not state it.

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
    ("行政复议 结案", "51件"),
    ("复议 受理 结案", "64件，已结案51件"),
    ("免予处罚了多少案件", "83件"),
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
    "行政诉讼二审几件",
    "处罚了多少家企业",
    "法律服务中心建在哪里",
    "律师去农村吗",
    "砀川信用点哪个",
]
# Rules: (question, short answer), and what they do not state.
RULED = [
    ("公安机关几天核发犬牌", "五个工作日内"),
    ("养犬登记有效期多长", "一年"),
    ("首次登记费多少钱", "三百元"),
    ("狗死了几天内注销", "七日内"),
    ("狗进商场罚多少", "一百元"),
    ("养烈性犬罚款多少", "二千元以上五千元以下"),
    ("养犬办法什么时候施行", "2021年5月1日"),
    ("养犬登记归谁管", "公安机关"),
    ("犬只防疫谁负责", "农业农村部门"),
    ("烈性犬目录谁公布", "公安机关会同农业农村部门"),
    ("滞纳金每天多少", "千分之五"),
    ("停水检修提前多久通知", "二十四小时"),
    ("居民水价多少", "二点八元"),
    ("拆水表罚多少", "三千元以上一万元以下"),
]
NOT_RULED = [
    "猫登记费多少钱",
    "养猫要登记吗",
    "犬牌多少钱",
    "疫苗多少钱",
    "狗粮补贴多少",
    "犬绳多少钱",
    "狗咬死人判几年",
    "养犬举报奖励多少",
    "公安局电话多少",
    "养狗多少岁可以",
    "每户限养几只猫",
    "商业用水价格",
    "水费几号交",
    "水表多少钱",
    "停水补偿多少",
    "停水罚供水企业多少",
    "谁来抓流浪狗",
    "流浪狗收容在哪",
    "登记费谁定的",
    "养犬登记要几张照片",
    "宠物店办证多少钱",
    "狗叫扰民罚多少",
    "遛狗几点到几点",
    "大型犬身高多少",
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


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """An engine over two sets of rules."""
    files = [REPORT.with_name(f"{name}.txt") for name in ("养犬管理办法", "供水条例")]
    return Engine(library_of(tmp_path_factory.mktemp("rules"), {file.name: file.read_text("utf-8") for file in files}))


@pytest.mark.parametrize(("question", "wanted"), RULED)
def test_what_the_rules_say(rules: Engine, question: str, wanted: str) -> None:
    """Periods, fees, fines, agencies and days, of two documents."""
    short = rules.ask(question).short
    assert short is not None
    assert wanted in short
    assert len(short) <= len(wanted) + 6


@pytest.mark.parametrize("question", NOT_RULED)
def test_no_figure_of_another_rule(rules: Engine, question: str) -> None:
    """A fine is no price, a dog no cat."""
    assert rules.ask(question).short is None
