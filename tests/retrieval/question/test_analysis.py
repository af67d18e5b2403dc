"""What a question asks: years, courtesies, expansions, whether it leans on the one before."""

from __future__ import annotations

import pytest

from retrieval.question.analysis import analyse, expand
from retrieval.text.answer_type import AnswerType
from retrieval.text.lexicon import Lexicon, Term
from retrieval.text.question_text import plain, strip_politeness


@pytest.mark.parametrize(
    "question",
    [
        "请问法律顾问有几名",
        "您好,请问法律顾问有几名?",
        "你好！麻烦问下法律顾问有几名,谢谢",
        "法律顾问有几名,谢谢您了!",
        "想知道法律顾问有几名",
        "帮查下法律顾问有几名,辛苦了",
        "法律顾问有几名🙏🙏",
        "  法律顾问 有几名 ？？",
        "法律顧問有幾名",
        "【法律顾问】有几名……",
    ],
)
def test_plain(question: str) -> None:
    """Courtesies, emoji, marks, blanks and traditional spelling leave one and the same question."""
    assert plain(question) == "法律顾问有几名"


@pytest.mark.parametrize("question", ["谢谢", "请问", "你好"])
def test_courtesy_alone_stays(question: str) -> None:
    """Where nothing else is said the courtesy is the question."""
    assert strip_politeness(question) == question


@pytest.mark.parametrize(
    ("raw", "text"), [("涨了3.4%吗", "涨了3.4%吗"), ("GDP 2021", "gdp 2021"), ("🤔", ""), ("", "")]
)
def test_plain_keeps_what_means_something(raw: str, text: str) -> None:
    """Decimals, percent signs and blanks between Latin words stay; a text of signs alone is empty."""
    assert plain(raw) == text


def test_context_is_the_last_question_where_one_points_back() -> None:
    """The last of the history becomes the context, plain; a question that stands alone has none."""
    history = ("新建泊位几个", "请问起重机几台?")
    assert analyse("那叉车呢", history, Lexicon(), None).context == "起重机几台"
    assert analyse("港口安全委员会是哪天成立的", history, Lexicon(), None).context == ""
    assert analyse("那叉车呢", (), Lexicon(), None).context == ""


def test_a_follow_up_asks_for_what_was_asked_before() -> None:
    """A follow-up that names only another thing wants the kind of answer of the question before it."""
    assert analyse("那叉车呢", ("起重机几台",), Lexicon(), None).kind is AnswerType.COUNT
    assert analyse("那叉车呢", ("起重机花了多少钱",), Lexicon(), None).kind is AnswerType.MONEY


def test_a_chain_of_things_asks_what_the_first_question_asked() -> None:
    """那叉车呢, 那灯塔呢: each is about its own thing, and asks what the last real question asked."""
    asked = analyse("那灯塔呢", ("起重机几台", "那叉车呢"), Lexicon(), None)
    assert (asked.text, asked.thing, asked.earlier, asked.kind) == ("灯塔", "灯塔", "起重机几台", AnswerType.COUNT)
    assert asked.asking == "起重机几台"


def test_a_question_that_asks_takes_nothing_over() -> None:
    """Its own words say what is asked; of what it points at, the context tells."""
    asked = analyse("那花了多少钱呢", ("起重机几台",), Lexicon(), None)
    assert (asked.text, asked.thing, asked.earlier, asked.kind) == ("花了多少钱", "", "", AnswerType.MONEY)
    assert (asked.asking, asked.context) == ("花了多少钱", "起重机几台")


def test_expansions_read_the_longest_form_first() -> None:
    """A form within a longer one does not count; forms follow one another from left to right, once each."""
    lexicon = Lexicon({"告政府": (Term("行政诉讼", 1.0),), "政府": (Term("机关", 0.5),), "红本": (Term("证书", 1.0),)})
    assert [form for form, _ in expand("告政府要红本吗,告政府", lexicon)] == ["告政府", "红本"]


def test_expansions_of_nothing() -> None:
    """No lexicon or no text, no expansion."""
    assert expand("告政府", Lexicon()) == ()
    assert expand("", Lexicon({"告政府": (Term("行政诉讼", 1.0),)})) == ()


@pytest.mark.parametrize("question", ["明年干什么", "来年有啥打算", "下一步怎么做", "今后的安排"])
def test_plan(question: str) -> None:
    """Words for what is to come are seen."""
    assert analyse(question, (), Lexicon(), 2021).plan


@pytest.mark.parametrize("question", ["有哪些不足", "短板在哪", "存在什么问题", "差距是什么"])
def test_shortcoming(question: str) -> None:
    """Words for what is lacking are seen."""
    assert analyse(question, (), Lexicon(), 2021).shortcoming


def test_clerks_type_keywords() -> None:
    """Words with blanks between are keywords; a sentence is not."""
    assert analyse("法律顾问 人数", (), Lexicon(), None).keywords
    assert not analyse("法律顾问有几名", (), Lexicon(), None).keywords
