"""Time frames: whether a question, a part and a sentence speak of a target, a result or a period."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.text.timeframe import TimeFrame, TimeFrames, heading_time_frame, question_time_frame, time_frames
from tests.examples import examples

NONE, RESULT, TARGET, PERIOD = TimeFrame.NONE, TimeFrame.RESULT, TimeFrame.TARGET, TimeFrame.PERIOD
TOLD = (
    "新建风车9座。",
    "去年建成7座。",
    "过去五年，新建31座。",
    "今年目标是新建12座。",
    "2030年，海塘增长5%。",
    "2031年要再建2座。",
    "回首这五年，风车很多。",
)


@pytest.mark.parametrize(
    ("question", "years", "tense"),
    [
        ("今年风车要新建几座", (), TARGET),
        ("去年风车建了几座", (), RESULT),
        ("风车几座", (2030,), RESULT),
        ("风车几座", (2031,), TARGET),
        ("十七五风车几座", (), PERIOD),
        ("风车几座", (), NONE),
    ],
)
def test_a_question_asks_for_a_target_or_a_result(question: str, years: tuple[int, ...], tense: TimeFrame) -> None:
    """By its words, else by the year of the report that it is put to."""
    assert question_time_frame(question, years, 2031) is tense


@pytest.mark.parametrize(
    ("heading", "tense"),
    [
        ("2030年工作回顾", RESULT),
        ("“十七五”时期主要目标", PERIOD),
        ("2031年重点工作", TARGET),
        ("加强自身建设", NONE),
    ],
)
def test_a_part_gives_targets_or_results(heading: str, tense: TimeFrame) -> None:
    """As its heading says."""
    assert heading_time_frame(heading, 2031) is tense


def test_a_sentence_can_leave_the_tense_of_its_part() -> None:
    """去年 within the plan of this year is a result, and leaves nothing behind."""
    told = [("新建风车9座。", True), ("去年建成7座。", False), ("再建2座。", False)]
    assert time_frames(told, TARGET, TARGET, 2031) == TimeFrames((TARGET, RESULT, TARGET), TARGET)


def test_the_first_sentence_of_a_paragraph_decides_in_a_review() -> None:
    """Until another paragraph says otherwise; a sentence within one leaves nothing behind."""
    told = [
        ("过去五年很不平凡。", True),
        ("新建风车31座。", False),
        ("去年建成7座。", False),
        ("灯塔4座。", True),
        ("过去一年又有新风车。", True),
        ("建成9座。", False),
        ("过去五年，灯塔8座。", False),
        ("海塘9里。", True),
    ]
    frames = time_frames(told, RESULT, RESULT, 2031)
    assert frames == TimeFrames((PERIOD, PERIOD, RESULT, PERIOD, RESULT, RESULT, PERIOD, RESULT), RESULT)


def test_no_paragraph_decides_in_another_part() -> None:
    """What one says holds for its own sentence alone."""
    told = [("过去五年很不平凡。", True), ("新建风车31座。", False)]
    assert time_frames(told, TARGET, TARGET, 2031) == TimeFrames((PERIOD, TARGET), TARGET)
    assert time_frames(told, NONE, NONE, 2031) == TimeFrames((PERIOD, NONE), NONE)


def test_within_a_period_only_this_year_has_targets() -> None:
    """All else is of the period."""
    told = [("去年建成7座。", True), ("今年要新建9座。", False), ("到2035年建成90座。", True)]
    assert time_frames(told, PERIOD, PERIOD, 2031).of_sentences == (PERIOD, TARGET, PERIOD)


def test_no_sentences_leave_what_was_entered() -> None:
    """Nothing is said, nothing changes."""
    assert time_frames([], RESULT, PERIOD, 2031) == TimeFrames((), PERIOD)


@given(
    st.lists(st.tuples(st.sampled_from(TOLD), st.booleans()), max_size=8),
    st.sampled_from(TimeFrame),
    st.sampled_from(TimeFrame),
    st.integers(0, 8),
)
@settings(deadline=None, max_examples=examples(200), derandomize=True)
def test_a_part_can_be_read_in_pieces(
    told: list[tuple[str, bool]], part: TimeFrame, entered: TimeFrame, cut: int
) -> None:
    """What the first piece leaves behind is entered into the second."""
    whole = time_frames(told, part, entered, 2031)
    first = time_frames(told[:cut], part, entered, 2031)
    second = time_frames(told[cut:], part, first.left, 2031)
    assert (first.of_sentences + second.of_sentences, second.left) == (whole.of_sentences, whole.left)


@pytest.mark.parametrize(("heading", "frame"), [("工作完成情况", RESULT), ("2031年工作完成情况", TARGET)])
def test_a_heading_of_what_was_done(heading: str, frame: TimeFrame) -> None:
    """Of the year that a report plans it is a target."""
    assert heading_time_frame(heading, 2031) is frame
