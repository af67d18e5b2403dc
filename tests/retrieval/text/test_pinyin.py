"""Pinyin from the table: that of pypinyin, with the sounds made equal that people confuse."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypinyin import lazy_pinyin

from retrieval.text.normalization import fold
from retrieval.text.pinyin import PinyinTable, merge_sounds, pinyin_table
from retrieval.text.tokenization import words
from tests.retrieval.invented import HARBOUR, LIBRARIES, SHIPPED

TABLE = PinyinTable(pinyin_table())


@pytest.mark.parametrize("text", [HARBOUR, LIBRARIES, SHIPPED.read_text("utf-8")])
def test_words_of_reports_sound_as_pypinyin_reads_them(text: str) -> None:
    """Every word."""
    found = sorted({word for word in words(fold(text)) if all("\u4e00" <= char <= "\u9fff" for char in word)})
    assert found
    assert {word: TABLE.sound(word) for word in found} == {
        word: merge_sounds("".join(lazy_pinyin(word))) for word in found
    }


@pytest.mark.parametrize("phrase", ["银行", "重庆", "参差", "成长", "音乐", "调解", "重复", "率领", "效率"])
def test_characters_that_are_read_in_two_ways(phrase: str) -> None:
    """As in the phrase that they stand in."""
    assert TABLE.sound(phrase) == merge_sounds("".join(lazy_pinyin(phrase)))


@pytest.mark.parametrize(
    ("one", "other"),
    [("执法记路仪", "执法记录仪"), ("审批", "省批"), ("资", "知"), ("民", "名"), ("shenpi", "审批")],
)
def test_sounds_that_people_mix_up_are_equal(one: str, other: str) -> None:
    """Flat and retroflex initials, front and back nasals sound the same."""
    assert TABLE.sound(one) == TABLE.sound(other)


@pytest.mark.parametrize(("one", "other"), [("行政", "信访"), ("复议", "诉讼"), ("审批", "调解")])
def test_other_words_sound_different(one: str, other: str) -> None:
    """Words that nobody mixes up do not sound the same."""
    assert TABLE.sound(one) != TABLE.sound(other)


@given(st.text(max_size=20))
def test_any_text_has_a_sound(text: str) -> None:
    """Signs and letters stay, in lower case."""
    assert TABLE.sound(text) == TABLE.sound(text).lower()
