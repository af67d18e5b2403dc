"""Spelling correction: slips are put right, clean words are left alone."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.index.vocabulary import WordList
from retrieval.question.spelling import SpellingCorrector
from tests.examples import examples

WORDS = ["行政复议", "行政", "复议", "执法", "记录仪", "执法记录仪", "审批", "事项", "调解", "委员会", "起重机"]


@pytest.fixture(scope="module")
def corrector() -> SpellingCorrector:
    """A corrector with a few words of reports."""
    return SpellingCorrector(WordList(WORDS))


@pytest.mark.parametrize(
    ("written", "meant", "changes"),
    [
        ("行政付议几件", "行政复议几件", (("行政付议", "行政复议"),)),
        ("执法记路仪几台", "执法记录仪几台", (("执法记路仪", "执法记录仪"),)),
        ("审批是项几项", "审批是项几项", ()),
        ("xingzheng复议几件", "行政复议几件", (("xingzheng", "行政"),)),
        ("xingzhengfuyi几件", "行政复议几件", (("xingzhengfuyi", "行政复议"),)),
        ("shenpi多少", "审批多少", (("shenpi", "审批"),)),
        ("起仲机有几台", "起重机有几台", (("起仲机", "起重机"),)),
        ("起重机有多少抬", "起重机有多少台", (("抬", "台"),)),
        ("演练几厂", "演练几场", (("厂", "场"),)),
    ],
)
def test_slips(corrector: SpellingCorrector, written: str, meant: str, changes: tuple[tuple[str, str], ...]) -> None:
    """Homophones, pinyin and measure words become the library's words; function words bar a guess."""
    assert corrector(written) == (meant, changes)


@pytest.mark.parametrize(
    "question",
    [
        "行政复议受理了几件",
        "执法记录仪有多少台",
        "审批事项一共多少项",
        "购置起重机几台",
        "什么时候成立的委员会",
        "covid怎么防",
        "a4纸",
        "",
        "12345",
        "🤔",
    ],
)
def test_clean_text_is_left_alone(corrector: SpellingCorrector, question: str) -> None:
    """Text that is written right comes back as it is, with nothing noted."""
    assert corrector(question) == (question, ())


@given(st.lists(st.sampled_from(WORDS), max_size=6))
@settings(deadline=None, max_examples=examples(60), derandomize=True)
def test_words_of_the_library_stay(words: list[str]) -> None:
    """Any text of the library's own words, with marks between, stays."""
    text = ",".join(words)
    assert SpellingCorrector(WordList(WORDS))(text) == (text, ())


@given(st.text(max_size=40))
@settings(deadline=None, max_examples=examples(100), derandomize=True)
def test_changes_are_told(text: str) -> None:
    """Where nothing is noted nothing has changed, and what is noted stood in the text."""
    repaired, changes = SpellingCorrector(WordList(WORDS))(text)
    assert bool(changes) == (repaired != text)
    assert all(written != meant for written, meant in changes)


def test_of_two_that_sound_alike_the_first_is_meant() -> None:
    """Words come most important first."""
    assert SpellingCorrector(WordList(["公示", "公式"]))("gongshi多少") == ("公示多少", (("gongshi", "公示"),))
    assert SpellingCorrector(WordList(["公式", "公示"]))("gongshi多少") == ("公式多少", (("gongshi", "公式"),))


def test_without_words_nothing_is_repaired() -> None:
    """An empty vocabulary leaves Han and Latin text alone."""
    assert SpellingCorrector(WordList([]))("行政付议xingzheng") == ("行政付议xingzheng", ())


def test_only_what_is_not_too_long_is_corrected(corrector: SpellingCorrector) -> None:
    """The same slip at the end of a hundred characters, and of more."""
    slip, meant = "执法记路仪几台", "执法记录仪几台"
    assert corrector("事项" * 46 + slip)[0] == "事项" * 46 + meant
    assert corrector("事项" * 48 + slip) == ("事项" * 48 + slip, ())
