"""Follow-ups that name a thing, on the shipped report and on a library of two: the reply is about that thing."""

from __future__ import annotations

import pytest

from retrieval import Engine
from retrieval.models import Lack, Outcome, Reply
from tests.retrieval.follow_ups import is_about, is_denied, things
from tests.retrieval.invented import library_of
from tests.retrieval.question.test_anaphora import FORMS

OPENERS = [
    "执法记录仪有几台",
    "法律顾问有多少名",
    "几个部门报了不罚清单",
    "行政复议受理了多少件",
    "减轻处罚了多少钱",
    "考试通过率是多少",
    "民商事收案降了百分之几",
    "复议调解和解委员会哪天成立的",
    "征求意见不少于几天",
    "防诈骗的相声是谁拍的",
    "法治公园建在哪里",
    "人民调解网络有哪几级",
    "为什么要开发市场监管平台",
    "怎么申请行政复议",
    "政府官司输过没有",
    "区长是谁",
    "执法记录仪多少钱一台",
    "信用码上见是干什么的",
    "明年普法打算怎么做",
    "文号是多少",
]
# The nouns that make test takes, one of so many.
_SAMPLED = 60

FERRIES = """\
2024年度嵊泗县轮渡工作报告

一、主要工作

(一)航线和船只。新开岛际航线3条,更换老旧渡轮4艘,投入购船资金2,350万元,渡轮准点率97.2%。

(二)安全检查。组织消防演练12场次,排查隐患86处,已整改81处。5月9日,成立水上救援队。

二、存在的不足

候船大厅无障碍设施不够完善。

三、2025年工作安排

计划建设夜航灯标,开通网上购票。
"""

ORCHARDS = """\
2024年度砀山县果园工作报告

一、主要工作

(一)品种改良。引进早熟梨苗1,200株,嫁接老树310棵,聘请农艺师8名。

(二)冷链仓储。新建冷库5座,冷藏车增至14辆,果农合作社覆盖率88%。

二、存在的不足

果品分级仍靠人工。

三、2025年工作安排

筹建采摘驿站,推广节水滴灌。
"""

LIBRARY_OPENERS = [
    "嵊泗县新开了几条航线",
    "轮渡准点率多少",
    "水上救援队哪天成立的",
    "买船花了多少钱",
    "嵊泗县明年打算干什么",
    "砀山县聘了几名农艺师",
    "冷库有几座",
    "合作社覆盖率是多少",
    "谁负责嫁接",
    "梨苗是从哪里引进的",
]


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """An engine over two invented reports."""
    return Engine(library_of(tmp_path_factory.mktemp("two"), {"a.txt": FERRIES, "b.txt": ORCHARDS}))


def denied(engine: Engine, asked: list[str], opener: str, form: str = "那{}呢") -> list[str]:
    """The things that a follow-up to an opener is told are not there, or is shown nothing about."""
    return [thing for thing in asked if is_denied(engine, engine.ask(form.format(thing), [opener]), thing)]


def answers(reply: Reply, short: str) -> bool:
    """Whether a reply answers by the sentence that states a short answer, and gives no other one."""
    return reply.outcome is Outcome.ANSWER and short in reply.quotes[0].text and reply.short in (short, None)


def test_the_things_of_a_report_are_many(engine: Engine, two: Engine) -> None:
    """Nouns of headings and of facts, each once."""
    assert len(things(engine)) > 400
    assert {"公共服务", "法律顾问", "执法监督"} <= set(things(engine))
    assert {"渡轮", "冷库", "资金"} <= set(things(two))


@pytest.mark.parametrize("opener", OPENERS)
def test_a_thing_of_the_report_is_never_denied(engine: Engine, opener: str) -> None:
    """A part of them, after each opener."""
    assert denied(engine, things(engine)[OPENERS.index(opener) :: _SAMPLED], opener) == []


@pytest.mark.slow
@pytest.mark.parametrize("opener", OPENERS)
def test_no_thing_of_the_report_is_ever_denied(engine: Engine, opener: str) -> None:
    """All of them, after each opener."""
    assert denied(engine, things(engine), opener) == []


@pytest.mark.parametrize("opener", LIBRARY_OPENERS)
def test_no_thing_of_a_library_is_ever_denied(two: Engine, opener: str) -> None:
    """Also where the opener speaks of the other report."""
    assert denied(two, things(two), opener) == []


@pytest.mark.parametrize("form", FORMS)
def test_however_a_thing_is_named(engine: Engine, form: str) -> None:
    """The same follow-up in other words."""
    for opener, thing in [("执法记录仪有几台", "法律顾问"), ("法律顾问有多少名", "公共服务"), ("文号是多少", "冬泳")]:
        assert is_denied(engine, engine.ask(form.format(thing), [opener]), thing) is (thing == "冬泳")


@pytest.mark.parametrize(
    ("opener", "question", "short"),
    [
        # Another thing, of which the same is asked.
        ("几个部门报了不罚清单", "那公共服务呢", "1项"),
        ("执法记录仪有几台", "那法律顾问呢", "15名"),
        ("法律顾问有几名", "换成执法记录仪呢", "788台"),
        ("法律顾问有几名", "那法制审核人员呢", "44名"),
        ("热线办理量下降了多少", "那民商事收案呢", "3.3%"),
        ("考试通过率是多少", "那出庭应诉比例呢", "100%"),
        ("防诈骗相声是谁拍的", "安全生产法知识竞赛呢", "区应急管理局"),
        # Another thing of the same sentence.
        ("受理多少件行政复议", "那结案呢", "39件"),
        ("行政复议受理多少件", "还有行政诉讼呢", "30件"),
        ("执法记录仪有几台", "存储设备方面呢", "55台"),
        ("执法记录仪有几台", "那录音设备的呢", "131台"),
        ("法律顾问代理了多少起诉讼案件", "那意见书呢", "85份"),
        ("不予处罚涉及多少钱", "那减轻处罚呢", "778.2万元"),
        ("依治区委员会开了几次会", "协调小组呢", "四次"),
        ("人民调解队伍多少人", "那镇级分中心呢", "15个"),
        ("复议调解和解委员会什么时候成立的", "那咨询委员会呢", "4月28日"),
        # A part of the thing before.
        ("规范性文件清理了多少件", "其中政府的呢", "47件"),
        ("规范性文件清理了多少件", "其中废止的呢", "11件"),
        ("归集了多少条信用信息", "其中行政处罚的呢", "1380条"),
        # What asks by itself.
        ("不予处罚案件办了多少件", "涉及金额呢", "855.6万元"),
        ("法律顾问有几名", "他们代理了几起诉讼案件", "144起"),
    ],
)
def test_what_is_asked_of_another_thing(engine: Engine, opener: str, question: str, short: str) -> None:
    """What was asked before, where the report states it of that thing too."""
    assert answers(engine.ask(question, [opener]), short)


def test_a_chain_of_things(engine: Engine) -> None:
    """Each is asked what the first question asked, not what was named in between."""
    history = ["法律顾问有几名", "那法制审核人员呢"]
    assert answers(engine.ask("那执法记录仪呢", history), "788台")
    assert answers(engine.ask("那存储设备呢", [*history, "那执法记录仪呢"]), "55台")


@pytest.mark.parametrize(
    ("opener", "question", "missing"),
    [
        ("执法记录仪多少钱一台", "那法律顾问呢", "价格"),
        ("法律顾问叫什么名字", "那法制审核人员呢", "名称"),
        ("司法局电话是多少", "那审批服务局呢", "电话"),
        ("减轻处罚了多少钱", "那法律顾问呢", "金额"),
    ],
)
def test_what_is_not_stated_of_another_thing(engine: Engine, opener: str, question: str, missing: str) -> None:
    """The attribute that was asked for is told to be missing, beside a sentence about the thing."""
    reply = engine.ask(question, [opener])
    assert (reply.outcome, reply.short) == (Outcome.RELATED, None)
    assert reply.reason is not None
    assert (reply.reason.lack, reply.reason.what) == (Lack.ATTRIBUTE, missing)
    assert is_about(reply, [question.removeprefix("那").removesuffix("呢")])


@pytest.mark.parametrize("thing", ["无人机", "区长", "地铁", "冬泳"])
def test_a_thing_that_no_report_names(engine: Engine, thing: str) -> None:
    """It is named whole, and the earlier figure is not given for it."""
    reply = engine.ask(f"那{thing}呢", ["执法记录仪有几台"])
    assert reply.outcome is not Outcome.ANSWER
    assert reply.short is None
    if reply.outcome is Outcome.RELATED:
        assert reply.reason is not None
        assert (reply.reason.lack, reply.reason.what) == (Lack.WORD, thing)


@pytest.mark.parametrize(
    ("opener", "question", "short", "place"),
    [
        ("嵊泗县新开了几条航线", "那冷库呢", "5座", "b.txt"),
        ("砀山县聘了几名农艺师", "那渡轮呢", "4艘", "a.txt"),
        ("嵊泗县轮渡准点率多少", "那合作社覆盖率呢", "88%", "b.txt"),
        ("嵊泗县组织了几场演练", "那隐患呢", "86处", "a.txt"),
    ],
)
def test_a_thing_of_the_other_report(two: Engine, opener: str, question: str, short: str, place: str) -> None:
    """The report of the question before comes first; a thing that it does not name is looked for in all."""
    reply = two.ask(question, [opener])
    assert answers(reply, short)
    assert reply.quotes[0].passage.file == place


def test_a_question_that_begins_with_what_it_asks(engine: Engine) -> None:
    """几个部门报了不罚清单 after another question: it is answered as by itself where the earlier one does not help."""
    alone = engine.ask("几个部门报了不罚清单")
    after = engine.ask("几个部门报了不罚清单", ["防诈骗的相声是谁拍的"])
    assert answers(alone, "19个")
    assert answers(after, "19个")
