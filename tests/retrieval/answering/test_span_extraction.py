"""Short answers: the unit asked for, the item it stands in and the words beside it decide which figure is meant."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval import Engine
from retrieval.answering.span_extraction import ConceptExtractor, FormExtractor, short_answer
from retrieval.models import Span
from retrieval.question.analysis import analyse
from retrieval.text.lexicon import Lexicon
from tests.examples import examples

APPROVALS = "截至目前,共保留审批事项189项,其中行政许可144项,其他权力31项,行政确认4项,行政征收1项。"
DEVICES = "各执法部门共配备执法记录仪788台,录音/音像设备131台,专用存储设备55台,有17家单位建立审批手续。"
LIGHT = (
    "组织19个部门认领清单280项,办理不予处罚案件126件,涉及不予处罚金额855.6万元;"
    "办理减轻处罚案件164件,减轻处罚金额778.2万元。"
)
REVIEW = "共受理行政复议申请50件,已结案39件,行政诉讼案件共30件,已审结24件,出庭应诉比例100%。"
LAWYERS = "15名法律顾问累计代理诉讼案件144起、复议案件13起,出具法律意见书85份,参与审查合同500余份。"
LISTS = "公布8类“红名单”信息1507条,3类“黑名单”信息126条,形成联合奖惩案例5647个。"
TRAINING = "考试通过率达94%,852名执法人员持证上岗。"
EVENTS = "共开展普法宣传活动120多场次,举行法治讲座300多场次,惠及群众10万多人。"
NETWORK = "建成15个镇级分中心、24个行业调解委员会和674个村工作组,组建调解队伍2000多人,收案同比缩减3.3%。"
DAYS = "3月15日,成立港口安全委员会,5月7日召开现场会,11月11日和11月22日举办培训。"


def short(quote: str, question: str, facts: list[tuple[Span, float]] | None = None) -> str | None:
    """The short answer to a question that stands alone."""
    return short_answer(quote, analyse(question, (), Lexicon(), 2021), facts or [])


@pytest.mark.parametrize(
    ("quote", "question", "answer"),
    [
        (APPROVALS, "一共保留了多少审批事项", "189项"),
        (APPROVALS, "行政许可有多少项", "144项"),
        (APPROVALS, "其他权力有几项", "31项"),
        (APPROVALS, "行政确认几项", "4项"),
        (APPROVALS, "行政征收有多少", "1项"),
        (DEVICES, "执法记录仪有几台", "788台"),
        (DEVICES, "音像设备有多少台", "131台"),
        (DEVICES, "专用存储设备多少台", "55台"),
        (DEVICES, "多少家单位建立审批手续", "17家"),
        (LIGHT, "不予处罚案件办了多少件", "126件"),
        (LIGHT, "减轻处罚案件有几件", "164件"),
        (LIGHT, "认领清单的有几个部门", "19个部门"),
        (LIGHT, "认领清单多少项", "280项"),
        (REVIEW, "受理了多少件行政复议申请", "50件"),
        (REVIEW, "行政诉讼案件有多少件", "30件"),
        (REVIEW, "审结了几件", "24件"),
        (LAWYERS, "法律顾问有多少名", "15名"),
        (LAWYERS, "代理诉讼案件多少起", "144起"),
        (LAWYERS, "复议案件几起", "13起"),
        (LAWYERS, "出具法律意见书几份", "85份"),
        (LAWYERS, "审查合同多少份", "500余份"),
        (LISTS, "红名单信息有多少条", "1507条"),
        (LISTS, "黑名单信息几条", "126条"),
        (LISTS, "联合奖惩案例多少个", "5647个"),
        (TRAINING, "多少名执法人员持证上岗", "852名"),
        (EVENTS, "普法宣传活动多少场次", "120多场次"),
        (EVENTS, "法治讲座几场", "300多场次"),
        (NETWORK, "镇级分中心有几个", "15个"),
        (NETWORK, "行业调解委员会多少个", "24个"),
        (NETWORK, "村工作组有几个", "674个"),
        ("先后召开两次会议、四次座谈会。", "座谈会开了几次", "四次"),
    ],
)
def test_count(quote: str, question: str, answer: str) -> None:
    """Of several figures the one beside the words asked for is taken, with its unit."""
    assert short(quote, question) == answer


@pytest.mark.parametrize(
    ("question", "answer"),
    [("法律顾问有几个人", "15名"), ("法律顾问多少位", "15名")],
)
def test_units_that_mean_the_same(question: str, answer: str) -> None:
    """People are counted by 人, 名 or 位."""
    assert short(LAWYERS, question) == answer


@pytest.mark.parametrize(
    ("quote", "question", "answer"),
    [
        (LIGHT, "不予处罚涉及多少钱", "855.6万元"),
        (LIGHT, "减轻处罚金额", "778.2万元"),
        ("投入资金3亿元,其中自筹5000余万元。", "自筹花了多少钱", "5000余万元"),
        ("投入资金3亿元,其中自筹5000余万元。", "投入资金多少钱", "3亿元"),
    ],
)
def test_money(quote: str, question: str, answer: str) -> None:
    """An amount is taken whole, with 万 and 亿."""
    assert short(quote, question) == answer


@pytest.mark.parametrize(
    ("quote", "question", "answer"),
    [
        (TRAINING, "考试通过率是多少", "94%"),
        (REVIEW, "出庭应诉的比例", "100%"),
        (NETWORK, "收案降了多少", "3.3%"),
        ("满意率提高2.5个百分点,达到百分之九十八。", "满意率提高了几个百分点", "2.5个百分点"),
    ],
)
def test_percent(quote: str, question: str, answer: str) -> None:
    """A share is taken with its sign or word."""
    assert short(quote, question) == answer


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("哪天举办培训", "11月11日和11月22日"),
        ("现场会什么时候开的", "5月7日"),
        ("几月几号举办的培训", "11月11日和11月22日"),
    ],
)
def test_date(question: str, answer: str) -> None:
    """A day is the one beside what happened; two days of one event stay together."""
    assert short(DAYS, question) == answer


@pytest.mark.parametrize(
    ("quote", "question", "answer"),
    [
        ("征求意见的时间不少于30日。", "征求意见要多少天", "不少于30日"),
        ("办理时限压缩至3个工作日。", "办理时限是多久", "3个工作日"),
        ("施工历时6个月。", "施工用了多长时间", "6个月"),
    ],
)
def test_duration(quote: str, question: str, answer: str) -> None:
    """A span of time is taken with its bound."""
    assert short(quote, question) == answer


@pytest.mark.parametrize(
    ("quote", "question", "answer"),
    [
        ("印发《2021年第3号清单》,明确了80多个单位的责任。", "明确了多少个单位", "80多个单位"),
        ("按照《关于检查12家企业的通知》检查企业7家。", "检查企业多少家", "7家"),
        ("印发《关于开展12项检查的通知》。", "开展了多少项检查", None),
    ],
)
def test_figures_in_a_title_are_no_answer(quote: str, question: str, answer: str | None) -> None:
    """What stands within 《》 is a name, not a figure."""
    found = short(quote, question)
    assert found == answer


@pytest.mark.parametrize(
    ("quote", "question"),
    [
        ("码头建设进展顺利。", "建了几个泊位"),
        ("购置起重机8台。", "起重机多少钱"),
        ("购置起重机8台。", "起重机什么时候购置的"),
        ("投入340万元。", "占比是多少"),
        ("", "多少项"),
    ],
)
def test_no_figure_of_the_kind(quote: str, question: str) -> None:
    """Where the sentence has nothing of the kind asked for there is no short answer."""
    assert short(quote, question) is None


@pytest.mark.parametrize("question", ["为什么要建码头", "怎么建码头", "码头好不好", "谁建的码头"])
def test_questions_without_a_figure_need_a_fact(question: str) -> None:
    """Why, how, whether and who have a short answer only where staff gave one."""
    quote = "县港务局为方便渔民新建码头。"
    assert short(quote, question) is None
    at = quote.index("县港务局")
    assert short(quote, question, [((at, at + 4), 1.0)]) == "县港务局"


def test_a_fact_that_fits_tips_the_balance() -> None:
    """Between figures that the words cannot tell apart the one that staff gave is taken."""
    quote = "东港12个,西港5个。"
    at = quote.index("5个")
    assert short(quote, "那边有几个", [((at, at + 2), 3.0)]) == "5个"


def test_the_context_tells_which_item() -> None:
    """A follow-up takes the figure beside its own words, of the kind that it asks for."""
    question = analyse("那减轻的有几件", ("不予处罚案件多少件",), Lexicon(), 2021)
    assert short_answer(LIGHT, question, []) in ("164件", "126件")


@given(st.text(max_size=60), st.text(max_size=20))
@settings(deadline=None, max_examples=examples(150), derandomize=True)
def test_a_short_answer_is_a_slice_of_its_quote(quote: str, question: str) -> None:
    """Whatever is asked of whatever sentence, the answer stands in it or there is none."""
    found = short(quote, question + "多少")
    assert found is None or (found and found in quote)


@given(st.integers(1, 9999), st.integers(1, 9999), st.sampled_from("项件台名份"))
@settings(deadline=None, max_examples=examples(80), derandomize=True)
def test_any_figures(one: int, other: int, unit: str) -> None:
    """Whatever the figures are, each item's own is taken."""
    quote = f"新建泊位{one}{unit},购置渔船{other}{unit}。"
    assert short(quote, f"新建泊位多少{unit}") == f"{one}{unit}"
    assert short(quote, f"购置渔船多少{unit}") == f"{other}{unit}"


def test_concepts_decide_only_where_no_known_question_points(engine: Engine) -> None:
    """A sentence that staff wrote phrasings for gets its short answer by form and by theirs, whatever the library."""
    known = engine.parts.known
    forms = FormExtractor()
    concepts = ConceptExtractor(forms)
    reply = engine.ask("一共保留了多少审批事项")
    reader = engine.pipeline.reader
    evidence = reader.evidence(reader.analyzer.analyse(reply.question))
    assert known.phrasings_of(evidence.best.sentence.key)
    reading = engine.parts.extractor.read(reply.quotes[0], evidence)
    assert concepts.extract(reading) == forms.extract(reading) == reply.short == "189项"
