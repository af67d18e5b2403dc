"""The vocabulary of an index: the words of its segments by their sound, like a plain list of the same words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from retrieval.index.report_tokens import ReportTokens
from retrieval.index.segments import Segment
from retrieval.index.term_statistics import SentenceTerms, TermCounter, without_reports
from retrieval.index.vocabulary import IndexedVocabulary, VocabularyCounter, WordList, words_by_sound
from retrieval.models import PassageReading
from retrieval.parsing.report import parse_report, passages
from retrieval.question.spelling import SpellingCorrector
from retrieval.text.normalization import fold
from tests.retrieval.invented import HARBOUR, LIBRARIES

ROADS = "2023年度道路工作报告\n\n一、公式\n\n公式3项。公示1项。\n\n二、公示\n\n公示2项。公示4项。\n"
QUESTIONS = [
    "起仲机有几台",
    "码头建社投入多少",
    "xinjian泊位几个",
    "读者政办了几张",
    "gongshi几项",
    "藏书多少册",
    "隐患整盖率多少",
]


class Tokenized:
    """A report with its tokens."""

    def __init__(self, text: str) -> None:
        report = parse_report(text, "a.txt")
        read = [
            replace(each, reading=PassageReading(fold(each.text), ((each.start, each.end),)))
            for each in passages(report)
        ]
        self.tokens = ReportTokens(report, read)


def segment(texts: Sequence[str], removed: Sequence[str] = ()) -> Segment:
    """A segment of some reports, of which some count no longer."""
    parts = TermCounter(), VocabularyCounter()
    for text in texts:
        for part in parts:
            part.add(Tokenized(text))
    arrays = {name: array for part in parts for name, array in part.arrays().items()}
    if removed:
        arrays |= without_reports(arrays, [Tokenized(text) for text in removed])
    return Segment(arrays, len(texts), 0)


def vocabulary(*segments: Segment) -> IndexedVocabulary:
    """The vocabulary of some segments."""
    return IndexedVocabulary(segments, SentenceTerms(segments))


TEXTS = [HARBOUR, LIBRARIES, ROADS]
ONE = vocabulary(segment(TEXTS))


def test_words_of_the_library_are_known() -> None:
    """No others, and no pieces of them that no sentence has as a word."""
    assert ONE.known(["泊位", "起重机", "机叉", "火星"]) == {"泊位", "起重机"}
    assert ONE.known([]) == set()


def test_the_word_that_most_sentences_hold_is_meant() -> None:
    """公示 stands in more sentences than 公式."""
    sound = ONE.sound("公示")
    assert sound == ONE.sound("公式")
    assert ONE.sounding_like([sound, "xyz"]) == {sound: "公示"}


@pytest.mark.parametrize("question", QUESTIONS)
def test_segments_are_one_vocabulary(question: str) -> None:
    """However the reports are spread over segments, the repairs are the same."""
    several = vocabulary(*(segment([text]) for text in TEXTS))
    two = vocabulary(segment(TEXTS[:2]), segment(TEXTS[2:]))
    expected = SpellingCorrector(ONE)(question)
    assert SpellingCorrector(several)(question) == expected
    assert SpellingCorrector(two)(question) == expected


def test_slips_are_put_right_by_the_index() -> None:
    """As by a list of the same words."""
    listed = WordList(["公示", "起重机", "建设", "新建", "泊位", "读者证", "读者", "隐患", "整改", "码头"])
    for slip in ("起仲机有几台", "gongshi几项", "码头建社投入多少"):
        repaired, changes = SpellingCorrector(ONE)(slip)
        assert changes
        assert (repaired, changes) == SpellingCorrector(listed)(slip)


def test_a_word_whose_reports_are_removed_is_no_word() -> None:
    """Its row stays in the segment, and no sentence holds it."""
    left = vocabulary(segment(TEXTS, removed=[HARBOUR]))
    assert left.known(["起重机", "图书"]) == {"图书"}
    assert left.sounding_like([left.sound("起重机")]) == {}


def test_an_index_without_reports_has_no_words() -> None:
    """And still tells sounds."""
    assert vocabulary().known(["泊位"]) == set()
    assert vocabulary().sounding_like(["bowei"]) == {}
    assert vocabulary().sound("泊位") == ONE.sound("泊位")


def test_the_arrays_are_sorted_by_sound() -> None:
    """So that a mapped file can be searched."""
    counter = VocabularyCounter()
    counter.add(Tokenized(HARBOUR))
    sounds = counter.arrays()["vocabulary/sounds"]
    assert len(sounds) > 20
    assert np.all(sounds[:-1] <= sounds[1:])


def test_words_of_one_sound_in_all_segments() -> None:
    """Each word stands once, under its sound, in the order of the segments."""
    found = words_by_sound([segment([ROADS]), segment([HARBOUR]), segment([ROADS])])
    assert [words for words in found.values() if len(words) > 1] == [["公式", "公示"]]
    assert ["泊位"] in found.values()
