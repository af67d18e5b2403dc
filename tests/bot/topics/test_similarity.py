"""How alike two questions are."""

from __future__ import annotations

import pytest

from bot.topics.clustering import MIN_SIMILARITY
from bot.topics.similarity import (
    MOST_WORDS,
    QuestionReader,
    index_keys,
    question_similarity,
    shared_key_counts,
)
from retrieval import Engine, Library
from retrieval.text.lexicon import Lexicon
from tests.hostile import SHAPES, text_of
from tests.pace import cost


@pytest.fixture(scope="module")
def reader(engine: Engine, library: Library) -> QuestionReader:
    """The shipped lexicon and places."""
    return QuestionReader(library.lexicon, library.gazetteer)


def alike(reader: QuestionReader, first: str, second: str) -> float:
    """The likeness, which must be the same either way round."""
    ours, theirs = reader.read(first), reader.read(second)
    assert question_similarity(ours, theirs) == pytest.approx(question_similarity(theirs, ours))
    return question_similarity(ours, theirs)


def test_a_question_of_too_many_words_is_found_by_its_text_alone(reader: QuestionReader) -> None:
    """It is compared with nothing else, so that nobody waits for it."""
    question = reader.read("".join(map(chr, range(0x4E00, 0x4E00 + 20 * MOST_WORDS))))
    assert index_keys(question) == {question.text}


def test_rare_keys_are_looked_up_first_and_frequent_ones_as_far_as_the_limit() -> None:
    """One key is always looked up; what would go beyond the limit after it is not."""
    postings = {"rare": [7], "known": [7, 8], "everywhere": [7, 8, 9, 10]}
    wanted = ["everywhere", "known", "rare", "nowhere"]
    assert shared_key_counts(wanted, postings, limit=3) == {7: 2, 8: 1}
    assert shared_key_counts(["everywhere"], postings, limit=3) == {7: 1, 8: 1, 9: 1, 10: 1}


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


@pytest.mark.parametrize("name", SHAPES)
def test_any_two_questions_are_compared_in_no_time(reader: QuestionReader, name: str) -> None:
    """Of the most words that are compared, and of more, whatever they are."""
    for length in (60, 100, 500):
        ours, theirs = (reader.read(text_of(name, length, seed), (text_of(name, length, seed + 2),)) for seed in (1, 2))
        assert cost(lambda: question_similarity(ours, theirs), 0.02) < 0.02, length  # noqa: B023 - called at once
        assert len(ours.words) <= MOST_WORDS
        assert len(index_keys(ours)) <= 3_000


def test_a_question_of_very_many_words_is_only_like_itself(reader: QuestionReader) -> None:
    """In any order, with or without courtesies; one with a word more or less is another question."""
    words = "垃圾 分类 投放 站点 开放 时段 公示 牌匾 照明 维修 经费 预算 道路 绿化 供水 供暖 公厕 路灯 车位".split()
    words += (
        "护照 社保 医保 低保 婚姻 生育 养老 残疾 殡葬 户籍 签证 驾照 车牌 房产 公证 仲裁 审计 统计 招标 采购".split()
    )
    words += "气象 地震 防汛 森林 渔业 农机 种子 化肥 畜牧 兽医".split()
    assert len(words) > MOST_WORDS
    whole = "、".join(words)
    assert not reader.read(whole).is_comparable
    assert alike(reader, whole, "请问" + "、".join(reversed(words))) == 1.0
    assert alike(reader, whole, "、".join(words[:-1])) == 0.0
    assert alike(reader, whole, words[0]) == 0.0


@pytest.mark.parametrize("text", ["", "？？？", "🤔", "的", "多少"])
def test_questions_of_nothing_are_compared_all_the_same(reader: QuestionReader, text: str) -> None:
    """A question without content is like itself and not like one that has some."""
    assert alike(reader, text, text) == 1.0
    assert alike(reader, text, "营业执照怎么注销") < MIN_SIMILARITY
