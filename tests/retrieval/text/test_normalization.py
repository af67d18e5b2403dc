"""Normalization: one folded form of a text, whole or by character, in which raised figures stay apart from numbers."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.text.normalization import FoldedText, fold
from tests.examples import examples


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("5120²项", "5120²项"),
        ("１０⁸立方米", "10⁸立方米"),
        ("5m²、3㎡", "5m2、3m2"),
        ("产值¹3473亿元", "产值¹3473亿元"),
        ("②2023年", "②2023年"),
        ("②推进", "2推进"),
        ("共50①件", "共50①件"),
        ("x¹²", "x12"),
    ],
)
def test_raised_figures_do_not_join_a_number(text: str, folded: str) -> None:
    """Beside digits they stay what they are; elsewhere they are found as figures are."""
    assert fold(text) == folded


@settings(max_examples=examples(500), deadline=None)
@given(st.text("12９²⁸①⑴甲龍m㎡½ａ", max_size=12))
def test_a_text_folded_whole_and_by_character(text: str) -> None:
    """Both ways give the same text, and every part of it has its place in the raw one."""
    found = FoldedText.of(text)
    assert found.text == fold(text)
    assert len(found.offsets) == len(found.text)
    assert sorted(found.offsets) == list(found.offsets)
