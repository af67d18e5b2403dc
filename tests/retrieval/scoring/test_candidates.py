"""Candidate sentences: how passages are cut, what stands above them, and which sentence a span stands in."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval import Library
from retrieval.models import Clause, Passage, Span
from retrieval.parsing.report import passages
from retrieval.parsing.sentences import SentenceKey, sentence_keys, sentence_spans
from retrieval.scoring.candidates import (
    ONE_REPORT,
    SEVERAL_REPORTS,
    folded_sentences,
    headings_above,
    is_plan,
    reading_of,
    sentences,
)
from retrieval.text.normalization import fold
from tests.examples import examples
from tests.retrieval.invented import HARBOUR, passage_of, report_of

LONGEST = SEVERAL_REPORTS.longest
CHAIN = "；".join(f"建成第{at}座风车，由青禾县的守护人每晚记录它的转速和油耗" for at in range(1, 12)) + "。"
CUTS = pytest.mark.parametrize("longest", [None, LONGEST, 10])
# Characters that become several, several that become one, and those that look at what stands beside them.
ODD = "行複議。；;\n ㎡①ﬁ½㈱…é e\u0301ΑΣ.Bİ ǅ⺠\u1100\u1161\u11a8가Ａ１，“”·—\u302b\uff9e\uff76"


def steady(count: int) -> settings:
    """Settings for a property: seeded, without a deadline."""
    return settings(max_examples=examples(count), deadline=None, derandomize=True)


def whole_text(text: str, start: int = 0) -> Passage:
    """A passage that is a text and nothing else, at an offset of its report."""
    return Passage(
        "p1", "a.txt", "报告", None, Clause("一", (), start, start + len(text), start), start, start + len(text), text
    )


@CUTS
def test_sentences_are_slices_of_the_source(library: Library, longest: int | None) -> None:
    """The offsets of a sentence cut its text from the report, in order and apart from each other."""
    report = library.reports[0]
    for passage in library.passages:
        at = passage.start
        for sentence in sentences(passage, longest):
            assert report.text[sentence.start : sentence.end] == sentence.text
            assert at <= sentence.start < sentence.end <= passage.end
            assert sentence.passage is passage
            assert sentence.key == (passage.id, sentence.start)
            at = sentence.end


@CUTS
def test_sentences_lose_no_word(library: Library, longest: int | None) -> None:
    """All letters and figures of a clause's body are in one of its sentences, however they are cut."""
    for passage in library.passages:
        body = passage.text[max(passage.clause.body - passage.start, 0) :]
        quoted = "".join(sentence.text for sentence in sentences(passage, longest))
        assert [c for c in body if c.isalnum()] == [c for c in quoted if c.isalnum()]


def test_uncut_sentences_are_those_of_the_reading() -> None:
    """Whether it was worked out before or not."""
    for passage in passages(report_of()):
        expected = list(sentence_spans(passage))
        read = replace(passage, reading=reading_of(passage))
        for one in (passage, read):
            assert [(s.start, s.end) for s in sentences(one)] == expected


def test_what_was_read_is_not_worked_out_again() -> None:
    """The reading of a passage is taken as it is."""
    passage = whole_text("风车9座。灯塔4座。")
    reading = replace(reading_of(passage), sentences=((0, 3),), folded="別")
    read = replace(passage, reading=reading)
    assert reading_of(read) is reading
    assert [sentence.text for sentence in sentences(read)] == ["风车9"]


def test_a_long_sentence_is_cut_behind_its_semicolons() -> None:
    """A short piece takes the next along; together they are the sentence."""
    passage = whole_text(f"前言。{CHAIN}", 7)
    assert [sentence.text for sentence in sentences(passage)] == ["前言。", CHAIN]
    first, *pieces = [sentence.text for sentence in sentences(passage, LONGEST)]
    assert first == "前言。"
    assert "".join(pieces) == CHAIN
    assert len(pieces) > 2
    assert all(piece.endswith("；") and len(piece) >= 60 for piece in pieces[:-1])


def test_only_what_is_too_long_is_cut() -> None:
    """A sentence of as many characters as are allowed is not, one of more is."""
    text = f"{'风' * 59}；{'车' * 49}。"
    assert len(text) == LONGEST == 110
    assert [s.text for s in sentences(whole_text(text), LONGEST)] == [text]
    longer = text.replace("车。", "车车。")
    assert [s.text for s in sentences(whole_text(longer), LONGEST)] == [longer[:60], longer[60:]]


def test_one_report_is_not_cut_and_its_title_is_no_heading() -> None:
    """Among several reports sentences are cut and the title stands above."""
    assert (ONE_REPORT.longest, ONE_REPORT.titled) == (None, False)
    assert SEVERAL_REPORTS.titled
    passage = passage_of(HARBOUR, "一/(一)/二是")
    assert headings_above(passage, ONE_REPORT.titled) == "主要工作 码头建设 更新设备"
    assert headings_above(passage, SEVERAL_REPORTS.titled) == "2023年度港务工作报告 主要工作 码头建设 更新设备"


def test_what_comes_next_is_a_plan() -> None:
    """By the outermost heading."""
    plans = {passage.clause.path for passage in passages(report_of()) if is_plan(passage)}
    assert plans == {"三"}


@given(st.text(ODD, max_size=40) | st.text(max_size=30))
@steady(600)
@CUTS
def test_a_folded_sentence_is_the_sentence_folded(longest: int | None, text: str) -> None:
    """Whatever the characters of its passage become."""
    passage = whole_text(text)
    for one in (passage, replace(passage, reading=reading_of(passage))):
        found = sentences(one, longest)
        assert folded_sentences(one, found) == [fold(sentence.text) for sentence in found]


@pytest.mark.parametrize(
    "text",
    [
        "新建㎡。cafe\u0301开张。",  # One character becomes two, two become one: the length stays.
        "㎡café风车9座。\ncafe\u0301e\u0301灯塔4座。",
        "受理行政複議５０件，結案Ａ类。",
    ],
)
def test_folded_sentences_where_offsets_move(text: str) -> None:
    """Of texts that fold otherwise by themselves than within their passage."""
    passage = whole_text(text)
    found = sentences(passage)
    assert folded_sentences(passage, found) == [fold(sentence.text) for sentence in found]


def test_folded_sentences_of_the_shipped_report(library: Library) -> None:
    """Every one of them."""
    for passage in library.passages:
        found = sentences(passage, LONGEST)
        assert folded_sentences(passage, found) == [fold(sentence.text) for sentence in found]


def first_that_overlaps(own: list[Passage], span: Span, longest: int | None) -> SentenceKey | None:
    """The first sentence of all that holds some of a span, searched from the beginning."""
    every = (sentence for passage in own for sentence in sentences(passage, longest))
    return next((s.key for s in every if s.start < span[1] and span[0] < s.end), None)


@CUTS
def test_the_sentence_of_any_span_is_that_of_a_linear_search(longest: int | None) -> None:
    """Every span of up to forty characters, beyond both ends of the report too."""
    own = passages(report_of())
    find = sentence_keys(own, longest)
    for start in range(-3, len(HARBOUR) + 5):
        for size in (0, 1, 2, 7, 40):
            span = start, start + size
            assert find(span) == first_that_overlaps(own, span, longest), span


@given(
    st.integers(0, 60),
    st.integers(0, 60),
    st.lists(st.tuples(st.integers(0, 9), st.sampled_from(["", "——", "甲1。乙2；丙3。", "丁4"])), max_size=6),
)
@steady(300)
@CUTS
def test_the_sentence_of_a_span_among_any_passages(
    longest: int | None, start: int, size: int, told: list[tuple[int, str]]
) -> None:
    """With gaps between them, and with passages that have no sentence."""
    own: list[Passage] = []
    at = 0
    for number, (gap, text) in enumerate(told):
        own.append(replace(whole_text(text, at + gap), id=f"p{number}"))
        at = own[-1].end
    span = start, start + size
    assert sentence_keys(own, longest)(span) == first_that_overlaps(own, span, longest)


def test_a_span_stands_in_its_sentence() -> None:
    """Between sentences, and in no report, nowhere."""
    passage = passage_of(HARBOUR, "一/(一)/二是")
    find = sentence_keys(passages(report_of()), None)
    start = HARBOUR.index("8台")
    assert find((start, start + 2)) == (passage.id, HARBOUR.index("购置"))
    assert find((len(HARBOUR) + 5, len(HARBOUR) + 7)) is None
    assert sentence_keys([], None)((0, 5)) is None
