"""Lexicon, phrasings and gaps: what they mean, and errors that say where, what was wanted and what was found."""

from __future__ import annotations

import pytest

from retrieval.conversion.decoding import decode
from retrieval.corpus.sources.annotations import formal_question, parse_gaps, parse_phrasings
from retrieval.models import ReportError
from retrieval.resources import DATA
from retrieval.text.lexicon import Lexicon, Term, content_lines, merge_lexicons, parse_lexicon
from tests.retrieval.invented import HARBOUR, HARBOUR_GAPS, HARBOUR_PHRASINGS, report_of

LEXICON = "# wenda-lexicon 1\n"
PHRASINGS = "# wenda-phrasings 1\n"
GAPS = "# wenda-gaps 1\n"


def test_every_lay_form_of_a_line_gets_every_term() -> None:
    """Forms on the left share the terms and weights on the right."""
    entries = parse_lexicon(LEXICON + "民告官, 告政府 => 行政诉讼, 行政应诉*0.7\n", "a.txt")
    assert entries == {form: (Term("行政诉讼", 1.0), Term("行政应诉", 0.7)) for form in ("民告官", "告政府")}


def test_a_lexicon_is_folded() -> None:
    """Traditional characters, full width and 、 between forms are read like their plain spellings."""
    assert parse_lexicon(LEXICON + "打官司、民告官 => 行政訴訟＊０.５\n", "a.txt") == {
        "打官司": (Term("行政诉讼", 0.5),),
        "民告官": (Term("行政诉讼", 0.5),),
    }


def test_remarks_and_blank_lines_carry_nothing() -> None:
    """Lines that begin with # and blank ones are left out."""
    assert parse_lexicon(LEXICON + "\n# 诉讼\n\n甲 => 乙\n", "a.txt") == {"甲": (Term("乙", 1.0),)}


@pytest.mark.parametrize(
    ("text", "where", "wanted", "found"),
    [
        ("", "a.txt:1", "# wenda-lexicon 1", "''"),
        ("甲 => 乙\n", "a.txt:1", "# wenda-lexicon 1", "甲 => 乙"),
        ("# wenda-lexicon 2\n", "a.txt:1", "# wenda-lexicon 1", "# wenda-lexicon 2"),
        (LEXICON + "甲 => 乙\n甲 乙\n", "a.txt:3", "=>", "甲 乙"),
        (LEXICON + "=> 乙\n", "a.txt:2", "=>", "=> 乙"),
        (LEXICON + "甲 =>\n", "a.txt:2", "=>", "甲 =>"),
        (LEXICON + "甲 => 乙*2\n", "a.txt:2", "weight", "乙*2"),
        (LEXICON + "甲 => 乙*0\n", "a.txt:2", "weight", "乙*0"),
        (LEXICON + "甲 => 乙*-1\n", "a.txt:2", "weight", "乙*-1"),
        (LEXICON + "甲 => 乙*高\n", "a.txt:2", "weight", "乙*高"),
        (LEXICON + "甲 => 乙*nan\n", "a.txt:2", "weight", "乙*nan"),
        (LEXICON + "甲 => *0.5\n", "a.txt:2", "weight", "*0.5"),
    ],
)
def test_a_broken_lexicon_line(text: str, where: str, wanted: str, found: str) -> None:
    """An error names file and line, what was wanted and what stands there."""
    with pytest.raises(ReportError) as caught:
        parse_lexicon(text, "a.txt")
    message = str(caught.value)
    assert message.startswith(where)
    assert wanted in message
    assert found in message.partition("found")[2]


def test_a_form_in_two_lexicons_keeps_each_term_with_its_best_weight() -> None:
    """Merging keeps one entry a form, its terms best first."""
    one = Lexicon({"甲": (Term("乙", 0.5), Term("丙", 0.4))})
    two = Lexicon({"甲": (Term("丙", 0.9),), "丁": (Term("戊", 1.0),)})
    assert merge_lexicons([one, two]) == {"甲": (Term("丙", 0.9), Term("乙", 0.5)), "丁": (Term("戊", 1.0),)}


def test_merging_nothing_is_nothing() -> None:
    """No lexicon is an empty lexicon."""
    assert merge_lexicons([]) == {}


def test_the_shipped_lexicon_is_large_and_sound() -> None:
    """Each file of the shipped lexicon parses, and together they hold at least 3,000 lay forms."""
    files = sorted((DATA / "lexicon").glob("*.txt"))
    entries = merge_lexicons(parse_lexicon(decode(f.read_bytes(), f.name), f.name) for f in files)
    assert len(entries) >= 3000
    assert all(terms and all(0 < term.weight <= 1 for term in terms) for terms in entries.values())


def test_phrasings_are_tied_to_the_fact_and_the_answer_above_them() -> None:
    """Each question has the span of its fact and of its short answer, to the letter."""
    report = report_of()
    found = parse_phrasings(HARBOUR_PHRASINGS, "港务.phrasings", report)
    first = found[0]
    assert first.question == "盖了几个停船的位置"
    assert report.text[slice(*first.span)] == "全年新建泊位12个"
    assert first.short is not None
    assert report.text[slice(*first.short)] == "12个"
    assert len(found) == 9


def test_a_fact_without_an_answer_line_has_no_short_answer() -> None:
    """The short answer of the fact before is not carried over."""
    text = PHRASINGS + "> 全年新建泊位12个\n= 12个\n甲\n> 引航员数量不足\n乙\n"
    assert [p.short is None for p in parse_phrasings(text, "p", report_of())] == [False, True]


def test_the_answer_is_sought_within_its_fact() -> None:
    """An answer that also stands earlier in the report is found in the fact."""
    report = report_of("三、工作\n\n新建5个。维修5个。\n")
    short = parse_phrasings(PHRASINGS + "> 维修5个\n= 5个\n修了几个\n", "p", report)[0].short
    assert short is not None
    assert short[0] > report.text.index("维修")


@pytest.mark.parametrize(
    ("lines", "number", "found"),
    [
        ("> 全年新建泊位13个\n问\n", 2, "全年新建泊位13个"),
        ("问在前面\n> 全年新建泊位12个\n", 2, "问在前面"),
        ("> 全年新建泊位12个\n= 5个\n问\n", 3, "5个"),
        ("# 备注\n\n> 不在报告里\n", 4, "不在报告里"),
    ],
)
def test_a_broken_phrasings_file(lines: str, number: int, found: str) -> None:
    """A fact or an answer that does not stand in the report is an error with file and line."""
    with pytest.raises(ReportError, match=rf"^港务\.phrasings:{number}: wanted .*{found}"):
        parse_phrasings(PHRASINGS + lines, "港务.phrasings", report_of())


def test_gaps_know_the_nearest_fact_and_where_to_turn() -> None:
    """Each gap has its block's nearest span and advice; a block may have one of them or neither."""
    report = report_of()
    gaps = parse_gaps(HARBOUR_GAPS, "港务.gaps", report)
    assert [gap.turn_to for gap in gaps] == ["请向县港务局咨询"] * 3 + ["请向县应急局咨询"] * 2 + ["请拨打12345"]
    assert gaps[0].nearest is not None
    assert report.text[slice(*gaps[0].nearest)] == "购置起重机8台"
    assert gaps[-1].nearest is None
    assert len({gap.block for gap in gaps}) == 3


def test_a_gap_may_stand_without_fact_and_advice() -> None:
    """A bare question is a gap of its own."""
    gap = parse_gaps(GAPS + "明天下雨吗\n", "g", report_of())[0]
    assert (gap.question, gap.nearest, gap.turn_to) == ("明天下雨吗", None, "")


def test_a_gap_near_words_that_are_not_there() -> None:
    """A nearest fact that does not stand in the report is an error with file and line."""
    with pytest.raises(ReportError, match=r"^港务\.gaps:2: wanted .*港务\.txt.*没有的话"):
        parse_gaps(GAPS + "> 没有的话\n问\n", "港务.gaps", report_of())


def test_a_byte_order_mark_before_the_format_is_read_over() -> None:
    """Files saved by Windows editors announce themselves as well."""
    assert list(content_lines("\ufeff# x 1\r\n甲\r\n", "a", "# x 1")) == [(2, "甲")]


@pytest.mark.parametrize(
    ("fact", "short", "question"),
    [
        ("全年新建泊位12个", "12个", "全年新建泊位多少个"),
        ("投入资金340.5万元", "340.5万元", "投入资金多少元"),
        ("成立时间为2023年3月15日", "2023年3月15日", "成立时间为什么时候"),
        ("引航员数量不足", None, "引航员数量不足"),
    ],
)
def test_a_fact_as_an_official_would_ask_for_it(fact: str, short: str | None, question: str) -> None:
    """The figure or day of a fact is asked for in the report's own words."""
    text = HARBOUR + fact
    report = report_of(text)
    at = text.rindex(fact)
    answer = text.index(short, at) if short else 0
    assert formal_question(report, (at, at + len(fact)), (answer, answer + len(short)) if short else None) == question


@pytest.mark.parametrize("line", [">购置起重机8台", "=8台", "@请咨询"])
def test_a_marker_without_a_blank_is_refused(line: str) -> None:
    """It might be the beginning of a question."""
    with pytest.raises(ReportError, match=f"^a.gaps:2: wanted a blank after {line[0]!r}, found {line!r}$"):
        parse_gaps(f"{GAPS}{line}\n", "a.gaps", report_of())
