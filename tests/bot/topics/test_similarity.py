"""How alike two questions are."""

from __future__ import annotations

import pytest

from bot.topics.clustering import MIN_SIMILARITY
from bot.topics.similarity import QuestionReader, question_similarity
from retrieval import Engine, Library
from retrieval.text.lexicon import Lexicon


@pytest.fixture(scope="module")
def reader(engine: Engine, library: Library) -> QuestionReader:
    """The shipped lexicon and places."""
    return QuestionReader(library.lexicon, library.gazetteer)


def alike(reader: QuestionReader, first: str, second: str) -> float:
    """The likeness, which must be the same either way round."""
    ours, theirs = reader.read(first), reader.read(second)
    assert question_similarity(ours, theirs) == pytest.approx(question_similarity(theirs, ours))
    return question_similarity(ours, theirs)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("请问一共配备了多少台执法记录仪？", "执法记录仪一共配备了多少台"),
        ("執法記錄儀有幾台", "执法记录仪有几台呢"),
        ("低保金每月发多少", "你好，低保金每月发多少啊，谢谢"),
        ("营业执照怎么注销", "如何注销营业执照"),
        ("公租房申请条件是什么", "公租房申请的条件有哪些"),
        ("怎么申请残疾人补贴", "怎么申请残疾人卜贴"),
        ("怎么移出黑名单", "怎么信用修复"),
    ],
)
def test_same_question_in_other_words(reader: QuestionReader, first: str, second: str) -> None:
    """Courtesies, particles, order, width, traditional characters, slips and lay words make no other question."""
    assert alike(reader, first, second) >= MIN_SIMILARITY


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("2021年行政复议受理了多少件", "2020年行政复议受理了多少件"),
        ("一台执法记录仪有多少台", "一台执法记录仪多少钱"),
        ("男职工满多少岁可以办理退休手续", "女职工满多少岁可以办理退休手续"),
        ("为什么能在网上办理居住证", "为什么不能在网上办理居住证"),
        ("有没有法律顾问", "没有法律顾问"),
        ("荣成市法律顾问有多少名", "乳山市法律顾问有多少名"),
        ("第二季度财政收入是多少", "第三季度财政收入是多少"),
        ("低保怎么申请", "居住证怎么申请"),
    ],
)
def test_one_difference_that_decides(reader: QuestionReader, first: str, second: str) -> None:
    """Another number, kind of answer, side, place, thing or a denial makes another question."""
    assert alike(reader, first, second) < MIN_SIMILARITY


def test_follow_up_is_read_with_the_question_before() -> None:
    """The same short words after different questions are different questions."""
    reader = QuestionReader(Lexicon())
    one = reader.read("那废止的呢", ("规范性文件清理了多少件",))
    other = reader.read("那废止的呢", ("养犬登记证办了多少张",))
    assert question_similarity(one, reader.read("那废止的呢", ("规范性文件清理了多少件",))) == 1.0
    assert question_similarity(one, other) < MIN_SIMILARITY


@pytest.mark.parametrize("text", ["", "？？？", "🤔", "的", "多少"])
def test_questions_of_nothing_are_compared_all_the_same(reader: QuestionReader, text: str) -> None:
    """A question without content is like itself and not like one that has some."""
    assert alike(reader, text, text) == 1.0
    assert alike(reader, text, "营业执照怎么注销") < MIN_SIMILARITY
