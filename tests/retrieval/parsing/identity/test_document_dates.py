"""When a document was adopted, revised, issued, and what its version is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.parsing.identity.attribution import agency_of, report_year
from retrieval.parsing.identity.document_dates import DocumentDates, dates_of, document_events, file_day
from retrieval.parsing.report import parse_report
from tests.retrieval.parsing.identity.bodies import ARTICLES

CASES = {
    "revised twice": (
        "1999年4月29日 第九届某会第九次会议通过\n2009年8月27日 某会第十次会议《关于修改部分法律的决定》第一次修正\n"
        "2023年9月1日 第十四届某会第五次会议修订",
        DocumentDates("1999-04-29", "2023-09-01", "", "", "2023-09-01"),
    ),
    "in one pair of brackets": (
        "（2008年9月8日某会第1452次会议通过，根据2020年12月23日某会第1823次会议通过的《关于修改〈关于某某问题的规定〉"
        "等十八件解释的决定》修正，自2021年1月1日起施行）",
        DocumentDates("2008-09-08", "2020-12-23", "", "2021-01-01", "2020-12-23"),
    ),
    "approved months later": (
        "2001年6月21日 某市第十一届人民代表大会常务委员会第二十次会议通过\n"
        "2001年7月27日 某省第九届人民代表大会常务委员会批准",
        DocumentDates("2001-06-21", "", "", "", "2001-07-27"),
    ),
    "adopted anew": (
        "2003年12月4日 某会第1299次会议通过\n2022年2月15日 某会第1864次会议通过\n2022年5月1日 施行",
        DocumentDates("2003-12-04", "2022-02-15", "", "2022-05-01", "2022-02-15"),
    ),
    "issued by decree": (
        "2019年10月8日 国务院第66次常务会议通过\n2019年10月22日 中华人民共和国国务院令第722号公布\n2020年1月1日 施行",
        DocumentDates("2019-10-08", "", "2019-10-22", "2020-01-01", "2019-10-22"),
    ),
    "in numerals": (
        "（一九九八年三月五日某会通过　二〇一二年十二月三十一日某会修正）",
        DocumentDates("1998-03-05", "2012-12-31", "", "", "2012-12-31"),
    ),
    "broken over two lines": (
        "2015年10月30日 某市某会通过\n2015年12月3\n日某省第十二届人民代表大会常务委员会第十七次会议批准",
        DocumentDates("2015-10-30", "", "", "", "2015-12-03"),
    ),
    "none": ("某某部", DocumentDates()),
}


@pytest.mark.parametrize("case", CASES)
def test_the_last_change_dates_the_version(case: str) -> None:
    """Whatever came before, and whenever it comes into force."""
    notes, dates = CASES[case]
    report = parse_report(f"某某条例\n{notes}\n{ARTICLES}", "a.txt")
    assert dates_of(report) == dates
    assert report_year(report, dates) == (int(dates.version[:4]) if dates.version else None)


def test_a_day_in_the_text_is_no_history() -> None:
    """What the articles or their preface tell of other laws dates nothing."""
    preface = "为落实2021年12月1日某会通过的某某法，制定本条例。"
    report = parse_report(f"某某条例\n2010年3月4日 某会通过\n{preface}\n{ARTICLES}", "a.txt")
    assert dates_of(report).version == "2010-03-04"


def test_a_newer_day_in_the_name_of_the_file_is_a_guess() -> None:
    """The text of a law may not tell of its last revision; an older day in the name tells nothing."""
    text = f"某某条例\n2010年3月4日 某会通过\n{ARTICLES}"
    assert dates_of(parse_report(text, "某某条例(2017-03-01).txt")) == DocumentDates(
        "2010-03-04", version="2017-03-01", version_guessed=True
    )
    assert dates_of(parse_report(text, "某某条例_20090301.docx")).version == "2010-03-04"
    assert (file_day("某某条例(2017-13-01).txt"), file_day("2017-03-01.txt")) == ("", "")


def test_who_passed_a_law_issued_it() -> None:
    """Without the number of its term; of a court the court, not its committee."""
    local = parse_report(
        f"某省某某条例\n2010年3月4日 某省第九届人民代表大会常务委员会第二次会议通过\n{ARTICLES}", "a.txt"
    )
    assert agency_of(local) == "某省人民代表大会常务委员会"
    court = parse_report(f"某某规则\n2010年3月4日 最高人民法院审判委员会第7次会议通过\n{ARTICLES}", "a.txt")
    assert agency_of(court) == "最高人民法院"


@given(st.text("12年月日十〇修订通过公布自施行《》〈〉\n ，（", max_size=200))
def test_any_note_gives_days_that_exist(text: str) -> None:
    """Whatever stands there."""
    for event in document_events(text):
        year, month, day = event.day.split("-")
        assert (len(year), 1 <= int(month) <= 12, 1 <= int(day) <= 31) == (4, True, True)
