"""What a quote says against words of it as the short answer: each kind beside one that nothing speaks against."""

from __future__ import annotations

import pytest

from retrieval.answering.contradictions.contradiction import is_contradicted
from retrieval.answering.quote_reading import QuoteReading
from retrieval.question.analysis import analyse
from retrieval.text.lexicon import Lexicon
from retrieval.text.normalization import FoldedText

CASES = "县法院为被告的案件受理80件,已审结62件,无一败诉。"
LEVELS = "认领省级清单210项、市级清单45项,抽查农村食堂33家。"
DAYS = "3月8日和4月9日,邀请县委党校教师开展宪法讲座,9月2日邀请市委讲师团作专题报告。"
OPENED = "6月18日,率先建立物业纠纷调解室,就《条例的修订》开展讨论。"
PRAISED = "省水利厅通报表扬青禾县,编排的短剧被某视频平台收录,组建护河联盟。"
EXCEPT = "县政府会议讨论的事项,除涉密的以外,全部公开,邀请居民代表旁听。"
LISTS = "与12个乡镇联合,各有关部门认领清单,设立法律、医疗、住房三个窗口。"


def reading(text: str, question: str, history: tuple[str, ...] = (), is_plan: bool = False) -> QuoteReading:
    """A quote as it is read for a question, without anything that staff tied to it."""
    return QuoteReading(
        text, FoldedText.of(text), analyse(question, history, Lexicon(), None), lambda word: 1.0, is_plan=is_plan
    )


def speaks_against(text: str, question: str, words: str, history: tuple[str, ...] = ()) -> bool:
    """Whether a text speaks against words of it as the short answer."""
    at = text.index(words)
    return is_contradicted((at, at + len(words)), reading(text, question, history))


@pytest.mark.parametrize(
    ("text", "question", "right", "wrong"),
    [
        (CASES, "县法院当被告的案子审完了几件", "62件", "80件"),
        (LEVELS, "省级清单多少项", "210项", "45项"),
        (LEVELS, "市级清单有几项", "45项", "210项"),
        (LEVELS, "清单多少项", "210项", "33家"),
        (DAYS, "4月9日是谁来讲的", "县委党校教师", "市委讲师团"),
        (DAYS, "9月2日请了谁", "市委讲师团", "县委党校教师"),
        (PRAISED, "短剧被谁收录了", "某视频平台", "护河联盟"),
        (PRAISED, "谁通报表扬了青禾县", "省水利厅", "护河联盟"),
        (EXCEPT, "会议讨论的事项都公开吗", "全部公开", "县政府会议"),
    ],
)
def test_the_neighbour_is_spoken_against(text: str, question: str, right: str, wrong: str) -> None:
    """Of two values or names of a sentence the other one is ruled out, and the asked one is not."""
    assert (speaks_against(text, question, right), speaks_against(text, question, wrong)) == (False, True)


@pytest.mark.parametrize(
    ("text", "question", "words"),
    [
        # an act that the sentence does not tell of
        (LEVELS, "清单丢了几项", "210项"),
        (LEVELS, "清单退了多少项", "45项"),
        (OPENED, "调解室换届是哪天", "6月18日"),
        (OPENED, "条例是哪天修订的", "6月18日"),
        (PRAISED, "短剧是谁演的", "某视频平台"),
        # a difference, or one figure for several things
        (LEVELS, "省级清单比市级多几项", "210项"),
        (LEVELS, "省级清单和市级清单分别多少项", "210项"),
        # who counts is no thing, and a number no share
        ("代理诉讼案件144起,通过率98%。", "律师有多少个", "144起"),
        ("镇街公示率100%,县级规范性文件12件。", "镇街的多少", "100%"),
        # the object of the act, or what the question says itself
        (PRAISED, "表扬了谁", "省水利厅"),
        (PRAISED, "护河联盟是谁组建的", "护河联盟"),
        (LISTS, "清单是哪些部门认领的", "各有关部门"),
        # a thing where it was asked whether, the opposite, the year to come
        (PRAISED, "青禾县是不是受到了表扬", "某视频平台"),
        (CASES, "县法院当原告的案件几件", "80件"),
        (LEVELS, "明年认领多少项省级清单", "210项"),
        # what is not so, of which the clause says nothing
        (EXCEPT, "哪些人没参加会议", "居民代表"),
    ],
)
def test_what_is_not_told_is_spoken_against(text: str, question: str, words: str) -> None:
    """A value or name that stands in the sentence and is not what was asked for."""
    assert speaks_against(text, question, words)


@pytest.mark.parametrize(
    ("text", "question", "words"),
    [
        (OPENED, "调解室是哪天成立的", "6月18日"),
        (LISTS, "联合了几个乡镇", "12个"),
        (LISTS, "设了哪三个窗口", "法律、医疗、住房三个窗口"),
        ("选聘15名法律顾问,服务64个部门。", "法律顾问有几个", "15名"),
        ("热线办理量同比下降3.4%。", "热线办理量降了多少", "3.4%"),
        ("2022年计划新建学校6所。", "明年建几所学校", "6所"),
        ("通报(青政发〔2020〕7号)已印发。", "通报的文号是多少", "青政发〔2020〕7号"),
    ],
)
def test_what_answers_is_left_alone(text: str, question: str, words: str) -> None:
    """In other words, other units or a plan the same is told."""
    assert not speaks_against(text, question, words)


def test_a_follow_up_keeps_the_day_of_the_question_before() -> None:
    """是谁讲的 after a question on a day is asked about that day, unless it names another one."""
    assert speaks_against(DAYS, "那是谁讲的", "市委讲师团", ("3月8日讲了什么",))
    assert not speaks_against(DAYS, "那是谁讲的", "县委党校教师", ("3月8日讲了什么",))
    assert not speaks_against(DAYS, "那9月2日是谁讲的", "市委讲师团", ("3月8日讲了什么",))


def test_a_plan_may_be_asked_about_the_year_to_come() -> None:
    """What stands among what is still to be done answers 明年 without a word for it."""
    text, question = "建设护河公园,新建泵站3座。", "明年新建几座泵站"
    span = (text.index("3座"), text.index("3座") + 2)
    assert is_contradicted(span, reading(text, question))
    assert not is_contradicted(span, reading(text, question, is_plan=True))


@pytest.mark.parametrize("question", ["一共多少件", "增长多少", "有几个"])
def test_a_figure_of_nothing_is_not_given(question: str) -> None:
    """A question that names nothing that a figure measures has none of the figures of a quote."""
    assert speaks_against(CASES, question, "80件")
    assert not speaks_against(CASES, "案件受理多少件", "80件")
