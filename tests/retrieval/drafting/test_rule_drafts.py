"""Drafts for sentences: which rules and figures are asked for by themselves, and in which everyday words."""

from __future__ import annotations

import pytest

from retrieval.drafting.figure_drafts import figure_drafts
from retrieval.drafting.lay_words import LayWords
from retrieval.drafting.rule_drafts import rule_drafts
from retrieval.text.lexicon import Lexicon, Term


@pytest.mark.parametrize(
    ("sentence", "question"),
    [
        ("养犬人可以携带犬只进入广场。", "谁可以携带犬只进入广场"),
        ("未办理登记的,责令限期改正。", "未办理登记怎么处罚"),
        ("养犬人应当办理登记。", "一定要办理登记吗"),
    ],
)
def test_what_is_allowed_punished_and_demanded(sentence: str, question: str) -> None:
    """A rule is asked for in its own words."""
    assert question in [asked for draft in rule_drafts(sentence) for asked in draft.questions]


def test_a_penalty_without_a_sum_is_not_asked_for_one() -> None:
    """How much is asked where there is a fine."""
    (draft,) = rule_drafts("未办理登记的,责令限期改正。")
    assert not any("多少钱" in question for question in draft.questions)


@pytest.mark.parametrize(
    "sentence",
    [
        "违反本办法第五条规定的,由城管部门处二百元以下罚款。",
        "任何人不得违反前款规定。",
        "本条例规定的机关可以查封财物。",
        "本法规定的单位应当办理登记。",
        "本办法所称犬,是指个人饲养的狗。",
    ],
    ids=["punished", "forbidden", "allowed", "demanded", "defined"],
)
def test_rules_that_tell_little_by_themselves(sentence: str) -> None:
    """What refers to another clause, and a term of one character, makes no draft."""
    assert list(rule_drafts(sentence)) == []


def test_everyday_words_that_do_not_mean_the_same() -> None:
    """A form that asks something itself, or stands for a term less surely, is not put into its place."""
    lay = {"诉讼几件": (Term("行政诉讼", 1.0),), "讼案": (Term("行政诉讼", 0.2),), "讼事": (Term("行政诉讼", 1.0),)}
    assert list(LayWords(Lexicon(lay)).variants("一共有几件行政诉讼", "行政诉讼")) == ["一共有几件讼事"]


def test_a_figure_behind_blanks() -> None:
    """The place that is asked of begins with a character that is seen."""
    text = "一是新建泊位12个;  维修码头5个"
    assert [text[slice(*draft.span)] for draft in figure_drafts(text)] == ["一是新建泊位12个", "维修码头5个"]
