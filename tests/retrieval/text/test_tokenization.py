"""Text for searching: folding, offsets, tokens."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.text.normalization import FoldedText, fold
from retrieval.text.tokenization import (
    STOPWORDS,
    _tokenizer,
    bigrams,
    dictionary_frequency,
    dictionary_words,
    plain_words,
    unigrams,
    words,
)
from tests.examples import examples

HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), max_size=30)


@pytest.mark.parametrize(
    ("raw", "folded"),
    [
        ("ＡＢｃ", "abc"),
        ("１２．５％", "12.5%"),
        ("行政複議", "行政复议"),
        ("執法記錄儀", "执法记录仪"),
        ("⻋", "车"),
        ("㎡", "m2"),
        ("（一）", "(一)"),
        ("Ⅳ", "iv"),
        ("文登区", "文登区"),
        ("", ""),
    ],
)
def test_fold(raw: str, folded: str) -> None:
    """Width, case, traditional characters, radicals and compatibility signs become one form."""
    assert fold(raw) == folded


@given(HAN)
@settings(deadline=None, max_examples=examples(100), derandomize=True)
def test_folding_han_keeps_the_length(text: str) -> None:
    """Each Han character folds to one character, so that offsets stay."""
    assert len(fold(text)) == len(text)


@given(st.text(max_size=40))
@settings(deadline=None, max_examples=examples(150), derandomize=True)
def test_folding_twice_is_folding_once(text: str) -> None:
    """What is folded already stays as it is."""
    once = fold(text)
    assert fold(once) == once or fold(fold(once)) == fold(once)


@given(st.text(max_size=40))
@settings(deadline=None, max_examples=examples(150), derandomize=True)
def test_every_folded_character_knows_its_raw_one(text: str) -> None:
    """The offsets of a folded text never fall, stay within the raw text, and lead to what folds to the character."""
    folded = FoldedText.of(text)
    assert len(folded.offsets) == len(folded.text)
    assert list(folded.offsets) == sorted(folded.offsets)
    assert all(folded.text[at] in fold(text[raw]) for at, raw in enumerate(folded.offsets))


def test_a_folded_span_leads_back_to_the_raw_characters() -> None:
    """A match in folded text is cut from the raw text by its raw span."""
    raw = "全区面积１２㎡,受理行政複議５０件"
    folded = FoldedText.of(raw)
    at = folded.text.index("行政复议50件")
    start, end = folded.raw_span(at, at + len("行政复议50件"))
    assert raw[start:end] == "行政複議５０件"


def test_an_empty_span_stays_empty() -> None:
    """An empty folded span is an empty raw span."""
    assert FoldedText.of("复议").raw_span(1, 1) == (1, 1)


def test_words_leave_out_punctuation_and_function_words() -> None:
    """Words are content: no marks, no 的, no 请问, no 多少."""
    assert words("请问,执法记录仪的数量是多少?") == ["执法", "记录", "记录仪", "数量"]


@pytest.mark.parametrize("text", ["", "。,!?", "的了吗呢", "   "])
def test_text_without_content_has_no_words(text: str) -> None:
    """Marks, blanks and function words alone give no word."""
    assert words(text) == []


@given(st.text(max_size=40))
@settings(deadline=None, max_examples=examples(100), derandomize=True)
def test_plain_words_make_up_the_text(text: str) -> None:
    """Cutting loses no character."""
    assert "".join(plain_words(text)) == text


def test_bigrams_do_not_cross_a_figure_or_a_mark() -> None:
    """Pairs are of neighbouring Han characters, not of those with something between."""
    assert bigrams("复议50件,结案a率") == ["复议", "结案"]


def test_unigrams_keep_figures_and_latin_words_whole() -> None:
    """Han characters stand alone; figures with their decimals, and Latin words, stay together."""
    assert unigrams("涨3.4%的gdp") == ["涨", "3.4", "的", "gdp"]


def test_dictionary_frequency() -> None:
    """A word of the language has a frequency, a chance sequence has none."""
    assert dictionary_frequency("政府") > dictionary_frequency("复议") > 0
    assert dictionary_frequency("议复政") == 0


@given(st.text(st.sampled_from("行政复议执法记录仪的了12.5%ab㐀𠮷ねж_，。;、 \n\t"), max_size=60))
@settings(deadline=None, max_examples=examples(200), derandomize=True)
def test_words_are_those_of_jieba(text: str) -> None:
    """A text that is cut run by run has the words that jieba finds in the whole."""
    whole = [word for word in _tokenizer().lcut_for_search(text) if any(map(str.isalnum, word))]
    assert words(text) == [word for word in whole if word not in STOPWORDS]


def test_a_run_without_a_break_is_cut_into_words_in_pieces() -> None:
    """Of thousands of characters without a mark no character is lost."""
    text = "行政复议办件" * 500
    assert "".join(dictionary_words(text)) == text
    assert set(dictionary_words(text)) >= {"行政复议"}
