"""What a report says of itself: year, agency, genre."""

from __future__ import annotations

import pytest

from retrieval.parsing.identity.attribution import agency_of, report_year
from retrieval.parsing.identity.genre import genre_of
from retrieval.parsing.report import parse_report


@pytest.mark.parametrize(
    ("text", "year", "agency", "genre"),
    [
        ("某省办公厅关于同意申办2009年某运动会的复函\n某办函〔2004〕36号\n同意。", 2004, "某省办公厅", "复函"),
        (
            "某市2022年国民经济和社会发展统计公报\n某市统计局  某调查队\n（2023年4月12日）\n产值增长。",
            2022,
            "某市统计局",
            "统计公报",
        ),
        (
            (
                "政府工作报告\n——2026年1月26日在某东省第十四届人民代表大会第五次会议上\n"
                "各位代表：\n我代表省人民政府，向大会报告工作。"
            ),
            2026,
            "某东省人民政府",
            "工作报告",
        ),
        ("某市交通委员会2018年部门预算情况说明\n一、情况\n好。", 2018, "某市交通委员会", "预算"),
        ("某区通报\n情况如下。\n某区办公室\n二〇〇四年一月十六日", 2004, "某区办公室", "通报"),
        ("某某办法（试行）\n第一条　好。\n第二条　好。", None, None, "办法"),
        ("随手写的一段话。", None, None, ""),
    ],
)
def test_what_a_report_says_of_itself(text: str, year: int | None, agency: str | None, genre: str) -> None:
    """Year, agency and genre are read from title, number, byline and signature."""
    report = parse_report(text, "x.txt")
    assert (report_year(report), agency_of(report), genre_of(report)) == (year, agency, genre)


_REPORTS = "\n各位代表：\n我代表{}人民政府，向大会报告工作。"


@pytest.mark.parametrize(
    ("text", "agency"),
    [
        ("政府工作报告" + _REPORTS.format("省"), None),
        ("某东省政府工作报告" + _REPORTS.format("省"), "某东省人民政府"),
        ("政府工作报告" + _REPORTS.format("某东省"), "某东省人民政府"),
        ("中华人民共和国国务院令\n第321号\n某某条例\n第一条 好。\n第二条 好。", "国务院"),
    ],
    ids=["which province is not told", "in the title", "where it is named", "a decree"],
)
def test_whose_a_report_or_a_decree_is(text: str, agency: str | None) -> None:
    """A government that only calls itself that of the province is told by the place of the title."""
    assert agency_of(parse_report(text, "x.txt")) == agency
