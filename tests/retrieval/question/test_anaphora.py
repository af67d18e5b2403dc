"""Anaphora: which questions point back, and the things that they name."""

from __future__ import annotations

import pytest

from retrieval.question.anaphora import leans, thing_named, without_pointing

FORMS = [
    "那{}呢",
    "{}呢",
    "还有{}呢",
    "那{}的呢",
    "换成{}呢",
    "那要是{}呢",
    "{}方面呢",
    "那{}方面的呢",
    "其中{}呢",
    "那么{}呢",
    "那如果是{}呢",
    "至于{}呢",
    "那关于{}的呢",
    "那{}的话呢",
    "那{}这块呢",
    "那个{}呢",
    "{}那个呢",
    "另外{}呢",
    "里面的{}呢",
    "那{}怎么样",
    "那{}呢呀",
]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("thing", ["泊位", "起重机", "港口安全委员会", "换届选举", "多媒体教室", "几乎全部的船"])
def test_the_thing_that_a_follow_up_names(form: str, thing: str) -> None:
    """Whatever leads to it or follows it."""
    asked = form.format(thing)
    assert thing_named(asked) == thing
    assert without_pointing(asked) == thing


@pytest.mark.parametrize(
    "question",
    [
        "为什么",
        "什么时候的事",
        "谁负责",
        "完成了没有",
        "结了多少",
        "修好了没",
        "那去年呢",
        "2020年的呢",
        "那有几台呢",
        "他们呢",
        "那这个呢",
        "那是怎么回事呢",
        "那起重机有没有呢",
        "起重机花了多少钱",
        "港口安全委员会",
    ],
)
def test_a_follow_up_that_names_no_thing(question: str) -> None:
    """It asks something, says only when or who, or stands by itself."""
    assert thing_named(question) == ""


def test_a_bare_thing_is_one_where_that_is_known() -> None:
    """港口安全委员会 by itself may be a question of its own."""
    assert thing_named("港口安全委员会", bare=True) == "港口安全委员会"
    assert thing_named("哪天成立的", bare=True) == ""


@pytest.mark.parametrize("question", ["那行政许可呢", "他们代理了几起", "结案的呢", "为什么", "其中泊位几个", "这次呢"])
def test_a_question_that_points_back(question: str) -> None:
    """Short or pointing questions lean on the one before."""
    assert leans(question)


@pytest.mark.parametrize(
    "question", ["全年一共新建了多少个停船的泊位", "港口安全委员会是哪天成立的", "这份报告是谁发的"]
)
def test_a_question_that_stands_alone(question: str) -> None:
    """A question that names its thing needs no other."""
    assert not leans(question)


def test_long_texts_take_no_time() -> None:
    """A text without end is looked at once."""
    assert thing_named("那" * 100_000 + "呢") == ""
    assert thing_named("其中" * 50_000) == ""
