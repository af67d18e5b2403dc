"""Which known questions may be shown to a person."""

from __future__ import annotations

import pytest

from retrieval import Engine
from retrieval.question.presentable import is_presentable


@pytest.mark.parametrize(
    "question",
    [
        "执法记录仪有多少台",
        "复议受理了多少件",
        "法律顾问给谁服务",
        "明年要推什么调解模式",
        "这份报告的文号是什么",
        "政府网站开了多少个民生栏目？",
    ],
)
def test_a_whole_question_may_be_shown(question: str) -> None:
    """One that a person would ask aloud."""
    assert is_presentable(question)


@pytest.mark.parametrize(
    "question",
    [
        "记录仪 台数",
        "类型栏 内容",
        "法治讲座的次数",
        "免罚案件",
        "那其他的有几个",
        "它的文号是多少",
        "还剩多少件",
        "第二条短板是什么",
        "头头开了几回会",
        "定了的规划瞒不瞒百姓",
        "调解的有",
        "几台",
        "起草跟做生意的人有关系的各种文件之前有没有听一听商会和企业的意见和建议",
        "",
    ],
)
def test_keywords_fragments_and_slang_may_not(question: str) -> None:
    """Nor what leans on something that the reader does not see."""
    assert not is_presentable(question)


def test_no_keyword_string_of_the_shipped_phrasings_is_shown(engine: Engine) -> None:
    """Most facts have a question that may be shown; none that may has a blank in it."""
    known = engine.parts.known
    shown = [at for at, each in enumerate(known.phrasings) if not each.own_words and is_presentable(each.question)]
    assert not any(" " in known.phrasings[at].question for at in shown)
    assert len({int(known.fact_of[at]) for at in shown}) > 0.7 * len(known.facts)
