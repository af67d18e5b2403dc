"""The segmentation dictionary: texts are cut as with all of jieba's, of which only what they need is loaded."""

from __future__ import annotations

import logging
from functools import cache
from pathlib import Path
from typing import Any

import jieba
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.text.dictionary import SegmentationDictionary
from retrieval.text.normalization import fold
from tests.retrieval.invented import HARBOUR, LIBRARIES, SHIPPED


@cache
def whole() -> Any:
    """jieba's own tokenizer over the whole dictionary."""
    jieba.setLogLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    return tokenizer


def assert_cut_alike(dictionary: SegmentationDictionary, text: str) -> None:
    """Whole text and questions, with and without words that the dictionary lacks."""
    dictionary.load(text)
    ours = dictionary.tokenizer()
    assert ours.lcut_for_search(text) == whole().lcut_for_search(text)
    assert ours.lcut(text) == whole().lcut(text)
    assert ours.lcut(text, HMM=False) == whole().lcut(text, HMM=False)


@pytest.mark.parametrize("text", [HARBOUR, LIBRARIES, SHIPPED.read_text("utf-8")])
def test_reports_are_cut_alike(text: str) -> None:
    """Line by line, with a dictionary of which nothing else is loaded."""
    dictionary = SegmentationDictionary()
    for line in fold(text).splitlines():
        assert_cut_alike(dictionary, line)


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF) | st.sampled_from("at&c+3.5%的了 \n，")))
def test_any_text_is_cut_alike(text: str) -> None:
    """Of rare characters, letters and signs too."""
    assert_cut_alike(SegmentationDictionary(), text)


def test_only_what_a_text_needs_is_loaded() -> None:
    """Words that begin with its characters, and no others."""
    dictionary = SegmentationDictionary()
    assert dictionary.frequencies == {}
    dictionary.load("执法")
    assert {word[0] for word in dictionary.frequencies} == {"执", "法"}
    assert dictionary.frequencies["执法"] == whole().FREQ["执法"]


@pytest.mark.slow
def test_all_is_the_whole_dictionary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Made anew, in a home without a cache."""
    monkeypatch.setenv("HOME", str(tmp_path))
    dictionary = SegmentationDictionary()
    dictionary.load_all()
    assert dictionary.frequencies == whole().FREQ
    assert dictionary.total == whole().total
