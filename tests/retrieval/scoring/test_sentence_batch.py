"""Sentence batch: sentences of some passages in document order, with what stands around them and when they speak of."""

from __future__ import annotations

from itertools import groupby
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval import Library
from retrieval.models import Passage
from retrieval.parsing.metadata import read_metadata
from retrieval.parsing.report import passages
from retrieval.parsing.sentences import with_readings
from retrieval.resources import read_gazetteer
from retrieval.scoring.candidates import ONE_REPORT, SEVERAL_REPORTS, Sentence, SentenceLayout, sentences
from retrieval.scoring.sentence_batch import SentenceBatch
from retrieval.text.normalization import fold
from retrieval.text.timeframe import TimeFrame, heading_time_frame, time_frames
from tests.examples import examples
from tests.retrieval.invented import HARBOUR, LIBRARIES, library_of, report_of
from tests.retrieval.invented_library import FILES

LAYOUTS = pytest.mark.parametrize("layout", [ONE_REPORT, SEVERAL_REPORTS], ids=["one", "several"])
GAZETTEER = read_gazetteer()
FILE = "2026-云南省-政府工作报告.txt"
TITLE = """\
2026年云南省政府工作报告
——2026年1月20日在云南省第二十届人民代表大会第一次会议上
云南省人民政府省长 林青禾
各位代表:
现在,我代表省人民政府,向大会报告工作。
"""
HEADINGS = ("2025年工作回顾", "过去五年工作回顾", "“十五五”时期主要目标", "2026年重点工作", "加强自身建设", "工作回顾")
TOLD = (
    "新建风车9座。",
    "去年建成风车7座。",
    "过去五年,新建风车31座。",
    "今年预期目标是:新建风车12座。",
    "2025年,海塘增长5%。",
    "回首过去的五年,风车很多。",
    "一年来,灯塔发亮。",
    "(一)灯塔。灯塔4座。",
    "(二)海塘。过去的一年,海塘9里。",
    "一是风筝。风筝3只。",
    "「風車」１０座,㎡数①cafe\u0301。",
    "；".join(f"到2030年建成第{at}座风车,由青禾县的守护人每晚记录它的转速和油耗" for at in range(1, 7)) + "。",
    "——",
)
paragraphs = st.lists(st.sampled_from(TOLD), min_size=1, max_size=4).map("".join)
parts = st.tuples(st.sampled_from(HEADINGS), st.lists(paragraphs, max_size=4))
reports = st.tuples(st.lists(paragraphs, max_size=2), st.lists(parts, max_size=4)).map(
    lambda told: "\n\n".join(
        [
            TITLE,
            *told[0],
            *(f"{'一二三四'[at]}、{head}\n\n" + "\n\n".join(body) for at, (head, body) in enumerate(told[1])),
        ]
    )
)


def steady(count: int) -> settings:
    """Settings for a property: seeded, without a deadline."""
    return settings(max_examples=examples(count), deadline=None, derandomize=True)


def two_reports() -> list[Passage]:
    """The passages of two reports, numbered through, the later report first."""
    second = passages(report_of(LIBRARIES, "b.txt"))
    return [*second, *passages(report_of(HARBOUR, "a.txt"), len(second) + 1)]


@LAYOUTS
def test_sentences_stand_in_document_order(layout: SentenceLayout) -> None:
    """By file and place, in whatever order their passages come and whatever their ids are."""
    given_passages = two_reports()
    in_order = [passage for file in ("a.txt", "b.txt") for passage in given_passages if passage.file == file]
    expected = [sentence for passage in in_order for sentence in sentences(passage, layout.longest)]
    for order in (given_passages, given_passages[::-1], given_passages[1::2] + given_passages[::2]):
        batch = SentenceBatch(iter(order), layout)
        assert batch.passages == in_order
        assert batch.sentences == expected
        assert len(batch) == len(expected)


@LAYOUTS
def test_each_sentence_knows_its_passage_and_what_stands_above(layout: SentenceLayout) -> None:
    """Folded; the title where it is a heading."""
    batch = SentenceBatch(two_reports(), layout)
    for at, sentence in enumerate(batch.sentences):
        passage = sentence.passage
        title = [passage.title] if layout.titled else []
        assert batch.passages[batch.passage_of[at]] is passage
        assert batch.folded[at] == fold(sentence.text)
        assert batch.clause_of(at) == fold(passage.text)
        assert batch.headings_of(at) == fold(" ".join([*title, *passage.clause.headings]))


def test_the_texts_to_count_in_are_those_of_sentences_and_passages() -> None:
    """One a sentence, one a clause and one a heading, each as long as its text."""
    batch = SentenceBatch(two_reports(), SEVERAL_REPORTS)
    for counted, texts in (
        (batch.own_text, batch.folded),
        (batch.clause_text, batch.clauses),
        (batch.heading_text, batch.headings),
    ):
        assert len(counted) == len(texts)
        for term in ("泊位", "图书", "工作", "3"):
            assert counted.holds(term).tolist() == [term in text for text in texts]


@LAYOUTS
def test_nothing_of_no_passages(layout: SentenceLayout) -> None:
    """Nor of passages without a sentence."""
    bare = [passage for passage in passages(report_of("报告\n\n一、成效\n\n——\n\n……\n")) if not sentences(passage)]
    assert bare
    for given_passages in ([], bare):
        batch = SentenceBatch(given_passages, layout)
        assert (len(batch), batch.sentences, batch.folded, batch.passage_of.tolist()) == (0, [], [], [])
        assert batch.spread({("p1", 0): 1.0}).tolist() == []
        assert batch.own_text.counts("成效").tolist() == []


def test_values_are_spread_by_sentence() -> None:
    """Each at its own position, 0 at all others; what is no candidate is left out."""
    batch = SentenceBatch(two_reports(), SEVERAL_REPORTS)
    third, last = batch.sentences[2], batch.sentences[-1]
    values = batch.spread({third.key: 2.5, last.key: 1.0, (third.passage.id, -1): 7.0, ("p999", third.start): 9.0})
    assert values[2] == 2.5
    assert values[-1] == 1.0
    assert values.sum() == 3.5
    assert not batch.spread({}).any()


def test_no_two_sentences_have_one_key() -> None:
    """Spreading the position of each gives the positions."""
    batch = SentenceBatch(two_reports(), SEVERAL_REPORTS)
    keyed = {sentence.key: float(at) for at, sentence in enumerate(batch.sentences)}
    assert batch.spread(keyed).tolist() == list(range(len(batch)))


def whole_reading(own: list[Passage], layout: SentenceLayout, year: int) -> dict[Sentence, TimeFrame]:
    """The time frame of each sentence of a report, read from its first sentence to its last."""
    told: list[tuple[Sentence, str, bool]] = []
    for passage in own:
        before = -1
        for sentence in sentences(passage, layout.longest):
            start = sentence.start - passage.start
            heading = passage.clause.headings[0] if passage.clause.headings else ""
            told.append((sentence, heading, before < 0 or "\n" in passage.text[before:start]))
            before = start
    found: dict[Sentence, TimeFrame] = {}
    for heading, group in groupby(told, key=lambda each: each[1]):
        part = list(group)
        frame = heading_time_frame(fold(heading), year) if heading else TimeFrame.NONE
        frames = time_frames(
            [(fold(sentence.text), opens) for sentence, _, opens in part], frame, frame, year
        ).of_sentences
        found |= dict(zip((sentence for sentence, _, _ in part), frames, strict=True))
    return found


@given(text=reports, drawn=st.randoms(use_true_random=False))
@steady(150)
@LAYOUTS
def test_time_frames_are_those_of_the_whole_report(layout: SentenceLayout, text: str, drawn: Random) -> None:
    """However few passages of it are candidates."""
    report = report_of(text, FILE)
    metadata = read_metadata(report, GAZETTEER)
    assert (metadata.year, metadata.family.traits.has_time_frames) == (2026, True)
    own = list(with_readings(passages(report), metadata))
    expected = whole_reading(own, layout, 2026)
    some = [passage for passage in own if drawn.random() < 0.6]
    batch = SentenceBatch(some, layout)
    found: dict[int, TimeFrame] = {}
    for at, passage in enumerate(batch.passages):
        frames = batch.time_frames(at, 2026)
        assert all(batch.sentences[position].passage == passage for position in frames)
        found |= frames
    assert found == {at: expected[sentence] for at, sentence in enumerate(batch.sentences)}


@LAYOUTS
def test_time_frames_of_a_library(tmp_path_factory: pytest.TempPathFactory, layout: SentenceLayout) -> None:
    """Passages come with the time frames that they begin in."""
    library: Library = library_of(tmp_path_factory.mktemp("several"), FILES)
    frames = set()
    for report in library.reports:
        metadata = library.catalog.metadata[report.file]
        if not metadata.family.traits.has_time_frames or metadata.year is None:
            continue
        own = list(library.passages.of_report(report.file))
        expected = whole_reading(own, layout, metadata.year)
        for passage in own:
            batch = SentenceBatch([passage], layout)
            found = batch.time_frames(0, metadata.year)
            assert found == {at: expected[sentence] for at, sentence in enumerate(batch.sentences)}
            frames |= set(found.values())
    assert frames == set(TimeFrame)


@given(st.lists(st.text("行複議。；\n㎡①e\u0301ΑΣ.B Ａ", max_size=25), max_size=4))
@steady(200)
@LAYOUTS
def test_folded_sentences_are_the_sentences_folded(layout: SentenceLayout, told: list[str]) -> None:
    """Whatever the texts are."""
    batch = SentenceBatch(passages(report_of("\n\n".join(["报告", *told]), "x.txt")), layout)
    assert batch.folded == [fold(sentence.text) for sentence in batch.sentences]
