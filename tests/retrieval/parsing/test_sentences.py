"""Sentences of passages: what can be quoted, what cannot, and what is worked out of a report's passages once."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval import Library
from retrieval.models import Passage, Region
from retrieval.parsing.metadata import DocumentMetadata, read_metadata
from retrieval.parsing.report import passages
from retrieval.parsing.sentences import opening, part_heading, part_time_frame, sentence_spans, with_readings
from retrieval.resources import read_gazetteer
from retrieval.text.normalization import fold
from retrieval.text.timeframe import TimeFrame, heading_time_frame
from tests.examples import examples
from tests.retrieval.invented import HARBOUR, passage_of, report_of
from tests.retrieval.invented_library import RULES, TEA_GUIDE, YUNNAN

FILE = "2031-云南省-政府工作报告.txt"


def texts(passage: Passage) -> list[str]:
    """The texts of a passage's sentences."""
    return [passage.text[start - passage.start : end - passage.start] for start, end in sentence_spans(passage)]


def read(text: str, file: str = FILE) -> tuple[tuple[Passage, ...], DocumentMetadata]:
    """The passages of a report with their readings, and what the report is."""
    report = report_of(text, file)
    metadata = read_metadata(report, read_gazetteer())
    return with_readings(passages(report), metadata), metadata


def test_a_passage_is_cut_into_sentences() -> None:
    """A clause gives its sentences in order, without its mark and heading."""
    assert texts(passage_of(HARBOUR, "一/(二)")) == [
        "3月15日,成立港口安全委员会。",
        "全年组织演练46场次,参加人员1200余人,隐患整改率98.5%。",
    ]


def test_headings_are_never_sentences() -> None:
    """No mark and no heading can be quoted, of a part, a section or an item."""
    found = [text for passage in passages(report_of()) for text in texts(passage)]
    for heading in ("主要工作", "码头建设", "新建泊位。", "更新设备", "安全管理", "存在的不足", "2024年工作安排"):
        assert not any(text.startswith(heading) for text in found)
    assert not any(text.startswith(("一、", "(一)", "(二)", "一是", "二是")) for text in found)


def test_headings_of_the_shipped_report_are_never_sentences(library: Library) -> None:
    """In the shipped report no sentence of a clause begins before the clause's body."""
    for passage in library.passages:
        assert all(start >= passage.clause.body for start, _ in sentence_spans(passage))


def test_sentences_are_slices_of_the_source(library: Library) -> None:
    """The offsets of a sentence cut its text from the report, without blanks at its ends."""
    report = library.reports[0]
    for passage in library.passages:
        for (start, end), text in zip(sentence_spans(passage), texts(passage), strict=True):
            assert report.text[start:end] == text == text.strip()
            assert passage.start <= start < end <= passage.end


def test_sentences_do_not_overlap(library: Library) -> None:
    """Within a passage each sentence ends before the next begins."""
    for passage in library.passages:
        assert all(one[1] <= other[0] for one, other in pairwise(sentence_spans(passage)))


def test_sentences_lose_no_word(library: Library) -> None:
    """All letters and figures of a clause's body are in one of its sentences."""
    for passage in library.passages:
        body = passage.text[max(passage.clause.body - passage.start, 0) :]
        assert [c for c in body if c.isalnum()] == [c for c in "".join(texts(passage)) if c.isalnum()]


def test_a_header_gives_its_lines() -> None:
    """Each line of a metadata header can be quoted by itself."""
    assert texts(passage_of(HARBOUR, "元数据")) == [
        "发文机关:青禾县人民政府",
        "文件发文字号:青政发〔2023〕7号",
        "文件成文日期:2024-01-15",
        "文件废止时间:",
    ]


def test_a_lead_in_ends_with_its_line() -> None:
    """Lines end sentences where no mark does."""
    text = "工作报告\n\n一、成效\n\n第一行没有句号\n第二行也没有\n"
    assert texts(passage_of(text, "一")) == ["第一行没有句号", "第二行也没有"]


def test_closing_quotation_marks_belong_to_the_sentence() -> None:
    """A quotation mark or bracket after the full stop is not torn off."""
    found = texts(passage_of("工作报告\n\n一、成效\n\n他说:“码头建得快。”大家都同意。(详见附表。)\n", "一"))
    assert (found[0], found[-1]) == ("他说:“码头建得快。”", "(详见附表。)")


def test_marks_alone_are_no_sentence() -> None:
    """A line of dashes or dots holds nothing to quote."""
    assert texts(passage_of("工作报告\n\n一、成效\n\n码头建得快。\n——————\n……\n", "一")) == ["码头建得快。"]


@pytest.mark.parametrize(
    ("text", "file"), [(YUNNAN, FILE), (HARBOUR, "港务.txt"), (TEA_GUIDE, "茶.txt"), ("", "空.txt")]
)
def test_a_reading_is_what_is_worked_out_of_the_passage(text: str, file: str) -> None:
    """The folded text and the sentences; passages are otherwise the same, in their order."""
    found, _ = read(text, file)
    plain = passages(report_of(text, file))
    assert list(found) == plain
    for passage in found:
        assert passage.reading is not None
        assert passage.reading.folded == fold(passage.text)
        assert passage.reading.sentences == sentence_spans(passage)


def test_passages_are_equal_with_and_without_a_reading() -> None:
    """A reading says nothing that the passage does not."""
    passage = read(YUNNAN)[0][0]
    assert passage.reading is not None
    assert replace(passage, reading=None) == passage


def entered(found: tuple[Passage, ...]) -> list[tuple[str, str]]:
    """The path of each clause with the time frame that it begins in."""
    return [(each.clause.path, each.reading.time_frame) for each in found if each.reading]


def test_a_passage_begins_in_the_time_frame_of_its_part() -> None:
    """Before the first part in none."""
    found, metadata = read(YUNNAN)
    assert metadata.year == 2031
    assert [(path, frame) for path, frame in entered(found) if path in "一二三"] == [
        ("一", "result"),
        ("二", "period"),
        ("三", "target"),
    ]
    assert [frame for path, frame in entered(found) if path in ("标题", "前言")] == ["", ""]


REVIEW = """\
2031年云南省政府工作报告
——2031年1月20日在云南省第二十届人民代表大会第一次会议上
云南省人民政府省长 林青禾
各位代表:
现在,我代表省人民政府,向大会报告工作。

一、工作回顾

过去五年,很不平凡。

(一)风车。新建风车31座。

(二)灯塔。2030年,新建灯塔4座。

(三)海塘。修海塘9里。

二、2031年重点工作

新建风车2座。

加强自身建设

三、其他

风筝9只。
"""


def test_a_paragraph_lasts_over_the_passages_of_its_part() -> None:
    """What the last paragraph of a passage leaves behind the next passage begins in; a new part begins anew."""
    frames = dict(entered(read(REVIEW)[0]))
    assert {path: frames[path] for path in ("一", "一/(一)", "一/(二)", "一/(三)", "二", "三")} == {
        "一": "result",
        "一/(一)": "period",
        "一/(二)": "period",
        "一/(三)": "result",
        "二": "target",
        "三": "",
    }


@pytest.mark.parametrize(("text", "file"), [(RULES, "2029-规则.txt"), (TEA_GUIDE, "茶.txt")])
def test_only_work_reports_have_time_frames(text: str, file: str) -> None:
    """Passages of other documents begin in none."""
    found, metadata = read(text, file)
    assert not metadata.family.traits.has_time_frames
    assert {frame for _, frame in entered(found)} == {""}


def test_a_report_without_a_year_has_no_time_frames() -> None:
    """There is no year to count from."""
    report = report_of(REVIEW, FILE)
    metadata = replace(read_metadata(report, read_gazetteer()), year=None)
    assert {frame for _, frame in entered(with_readings(passages(report), metadata))} == {""}


def test_a_part_without_a_heading_has_no_time_frame() -> None:
    """One with a heading has that of it, folded."""
    assert part_time_frame("", 2031) is TimeFrame.NONE
    assert part_time_frame("２０３１年重點工作", 2031) is heading_time_frame("2031年重点工作", 2031) is TimeFrame.TARGET


def test_the_part_is_the_outermost_heading() -> None:
    """Of a title there is none."""
    found = {passage.clause.path: part_heading(passage) for passage in passages(report_of())}
    assert (found["一/(一)/二是"], found["二"], found["标题"]) == ("主要工作", "存在的不足", "")


def test_a_sentence_after_a_line_break_opens_a_paragraph() -> None:
    """So does the first of a passage; those behind them do not."""
    passage = passage_of("工作报告\n\n一、成效\n\n甲事一件。乙事二件。\n丙事三件。丁事四件。\n", "一")
    spans = sentence_spans(passage)
    found = list(opening(passage, spans))
    assert [span for span, _ in found] == list(spans)
    assert texts(passage) == ["甲事一件。", "乙事二件。", "丙事三件。", "丁事四件。"]
    assert [opens for _, opens in found] == [True, False, True, False]
    assert [opens for _, opens in opening(passage, spans[1:])] == [True, True, False]


@given(st.text("一二、(一)。\n；;•-·  甲事9件:|a\u3000e\u0301", max_size=60))
@settings(deadline=None, max_examples=examples(200), derandomize=True)
def test_sentences_of_any_text(text: str) -> None:
    """Slices within their passage, in order, apart from each other, each with a letter or a figure."""
    for passage in passages(report_of(text, "x.txt")):
        spans = sentence_spans(passage)
        assert all(passage.start <= start < end <= passage.end for start, end in spans)
        assert all(one[1] <= other[0] for one, other in pairwise(spans))
        for found in texts(passage):
            assert any(char.isalnum() for char in found)
            assert found == found.strip() or passage.clause.place is Region.HEADER
