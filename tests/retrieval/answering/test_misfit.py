"""Misfits: what a sentence denies, says the other way round, holds of all, or does not state, in whole replies."""

from __future__ import annotations

import pytest

from retrieval import Engine
from retrieval.answering.misfit import TiedQuestions, misfit
from retrieval.models import Lack, Outcome
from retrieval.question.analysis import analyse
from retrieval.text.lexicon import Lexicon
from tests.retrieval.invented import HARBOUR, library_of

REPORT = """\
云岭县人民政府

云岭县2025年度政务工作报告

云政发〔2026〕2号

一、总体情况

(一)仲裁。全年收到劳动仲裁申请96件,审结71件,其中裁决38件、调解33件,未出现超期案件。
(二)投诉。景区投诉量同比上升8.4%,游客满意度下降2个百分点。
(三)物价。蔬菜价格指数为101.2,高于全省0.3个百分点。
(四)走访。来访总量比上年增加37人次,没有接到集体上访。
(五)时限。施工许可审批时限由18个工作日压缩至4个工作日。
(六)药品。抽检药品320批次,抽检不合格率1.5%。
(七)会议。代表出席率92%,14人请假未出席。
(八)检查。检查网吧45家,其中12家被责令整改。
(九)站点。各镇均已设立便民站,窗口事项进驻率100%。
(十)权力。公布权力事项60项,其中许可25项,确认20项,奖励15项。

云岭县人民政府
2026年2月1日
"""
FILE = "2025-云岭县-政务工作报告.txt"

DENIED = [
    ("出现了几件超期案件", "未出现超期案件"),
    ("接到了多少起集体上访", "没有接到集体上访"),
    ("有几件超期的", "未出现超期案件"),
]
OTHER_WAY_ROUND = [
    ("景区投诉量下降了多少", "同比上升8.4%", Lack.WENT_UP),
    ("游客满意度提高了几个百分点", "下降2个百分点", Lack.WENT_DOWN),
    ("来访总量减少了多少人次", "比上年增加37人次", Lack.WENT_UP),
]
OF_ALL = [
    ("哪些镇还没设立便民站", "均已设立便民站"),
    ("窗口事项还有百分之几没进驻", "进驻率100%"),
]
NOT_STATED = [
    ("还有多少件仲裁没审结", Lack.COMPLEMENT),
    ("没有裁决的劳动仲裁有多少件", Lack.COMPLEMENT),
    ("没被责令整改的网吧有几家", Lack.COMPLEMENT),
    ("出席的有多少人", Lack.COMPLEMENT),
    ("蔬菜价格指数上升了多少", Lack.CHANGE),
    ("审批时限压缩了多少个工作日", Lack.DIFFERENCE),
    ("景区投诉量上升到多少", Lack.LEVEL),
]
STATED = [
    ("审批时限压缩到几个工作日", "4个工作日"),
    ("审批时限原来是多少个工作日", "18个工作日"),
    ("景区投诉量上升了多少", "8.4%"),
    ("没出席的有几个人", "14人"),
    ("审结了多少件仲裁", "71件"),
    ("除了许可还有哪些权力事项", "确认20项,奖励15项"),
    ("药品抽检不合格率是多少", "1.5%"),
]


@pytest.fixture(scope="module", params=["one report", "a library of two"])
def yunling(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """The engine over the report, alone and beside another."""
    files: dict[str, str | bytes] = {FILE: REPORT}
    if request.param != "one report":
        files["2023-青禾县-港务工作报告.txt"] = HARBOUR
    return Engine(library_of(tmp_path_factory.mktemp("reports"), files))


@pytest.mark.parametrize(("question", "short"), [*DENIED, *OF_ALL, *STATED])
def test_what_is_stated_is_answered(yunling: Engine, question: str, short: str) -> None:
    """With the figure that fits, the denial of what was taken for granted, or what holds of all."""
    reply = yunling.ask(question)
    assert (reply.outcome, reply.short, reply.reason) == (Outcome.ANSWER, short, None)


@pytest.mark.parametrize(("question", "short", "lack"), OTHER_WAY_ROUND)
def test_the_other_way_round_is_told(yunling: Engine, question: str, short: str, lack: Lack) -> None:
    """The change that the report states, with the word that it is the contrary."""
    reply = yunling.ask(question)
    assert reply.outcome is Outcome.ANSWER
    assert (reply.short, reply.reason.lack if reply.reason else None) == (short, lack)


@pytest.mark.parametrize(("question", "lack"), NOT_STATED)
def test_what_would_have_to_be_computed_is_not_stated(yunling: Engine, question: str, lack: Lack) -> None:
    """The quote holds the figures that there are, none is given for another, and the reason names what is missing."""
    reply = yunling.ask(question)
    assert (reply.outcome, reply.short) == (Outcome.RELATED, None)
    assert reply.reason
    assert reply.reason.lack is lack
    assert reply.quotes[0].passage.file == FILE


@pytest.mark.parametrize(
    ("question", "history"),
    [
        ("那没审结的呢", ("仲裁审结了多少件",)),
        ("那没整改的呢", ("检查的网吧里责令整改的有几家",)),
        ("那行政强制呢", ("权力事项里许可有几项",)),
        ("为什么", ("景区投诉量上升了多少",)),
    ],
)
def test_a_follow_up_never_takes_over_the_figure_before(
    yunling: Engine, question: str, history: tuple[str, ...]
) -> None:
    """What it asks for itself must be what the figure measures."""
    assert yunling.ask(question, list(history)).short is None


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("全年办理不予处罚案件31件。", "没罚的案子有几件"),
        ("帮助9家企业退出名单。", "有没有企业退出名单"),
        ("评估期限不少于20日。", "评估期限最少多少天"),
        ("新建无障碍坡道52处。", "无障碍坡道建了多少处"),
        ("企业14家因故未参会。", "没参会的企业有几家"),
        ("新增登记业务8项。", "新增了多少项登记业务"),
        ("减轻处罚金额31万元。", "减轻处罚多少钱"),
    ],
)
def test_set_phrases_and_names_negate_nothing(text: str, question: str) -> None:
    """A sentence that fits is left alone, whatever characters of negation or change stand in it."""
    assert misfit(analyse(question, (), Lexicon(), 2025), text) is None


def test_what_staff_tied_to_the_sentence_in_these_words_fits() -> None:
    """Who wrote a phrasing with a negation knew what it asks for."""
    text = "梳理告知承诺事项31项,已办理证明12件。"
    asked = analyse("没办证明的有几项", (), Lexicon(), 2025)
    found = misfit(asked, text)
    assert found
    assert found.lacks
    assert misfit(asked, text, TiedQuestions(alike=("没办证明的事项数",))) is None
