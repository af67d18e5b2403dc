"""Reports that fit equally are offered, and a pick among them answers the question before it."""

from __future__ import annotations

import pytest

from retrieval.answering.documents.choices import labels_of
from retrieval.models import Outcome
from retrieval.parsing.metadata import DocumentMetadata
from tests.retrieval.answering.documents.offices import OfficeLibrary

# A question for each genre, with what the report of a year states.
OPENERS = [
    ("行政复议案件多少件", "白塔县2022年度法治政府建设情况报告", "justice2022.txt", "23件"),
    ("茶叶产量多少吨", "白塔县2021年国民经济和社会发展统计公报", "figures2021.txt", "3620吨"),
    ("主动公开了多少条信息", "白塔县2023年政府信息公开工作年度报告", "open2023.txt", "267条"),
    ("改造老旧小区多少个", "白塔县2023年政府工作报告", "work2023.txt", "个"),
]


@pytest.mark.parametrize(("opener", "label", "file", "text"), OPENERS)
def test_a_label_and_its_number_answer_the_question_before(
    offices: OfficeLibrary, opener: str, label: str, file: str, text: str
) -> None:
    """As it was shown, in title marks, by its place in the list."""
    offered = offices.engine.ask(opener)
    assert offered.outcome is Outcome.CLARIFY
    number = offered.suggestions.index(label) + 1
    for pick in (label, f"《{label}》", str(number), f"第{number}个", f"选{number}"):
        outcome, found, quote = offices.first(pick, opener)
        assert (outcome, found) == ("answer", file), pick
        assert text in quote


def test_a_follow_up_stays_with_the_report_that_was_picked(offices: OfficeLibrary) -> None:
    """Unless it names another year; another pick is one of the first question's."""
    opener, label = "行政复议案件多少件", "白塔县2022年度法治政府建设情况报告"
    assert offices.first("那学法讲座呢", opener, label)[1:] == ("justice2022.txt", "举办学法讲座5场。")
    assert offices.first("2023年的呢", opener, label)[1] == "justice2023.txt"
    assert offices.first("白塔县2021年度法治政府建设情况报告", opener, label)[1] == "justice2021.txt"


def test_a_number_that_picks_nothing_is_none(offices: OfficeLibrary) -> None:
    """Behind an answer, or beyond the last choice."""
    assert offices.engine.ask("2", ["2022年茶叶产量多少吨"]).outcome is Outcome.SMALLTALK
    assert offices.engine.ask("9", ["茶叶产量多少吨"]).outcome is Outcome.SMALLTALK


def test_labels_tell_what_differs() -> None:
    """Version, year, place, agency: as few as tell one from the others."""
    first = DocumentMetadata("a.txt", "某某条例", version="2015-08-27", year=2015)
    second = DocumentMetadata("b.txt", "某某条例", version="2022-06-30", year=2022)
    third = DocumentMetadata("c.txt", "某某通知", agency="甲局", year=2022)
    fourth = DocumentMetadata("d.txt", "某某通知", agency="乙局", year=2022)
    assert labels_of([first, second]) == ("某某条例（2015年版）", "某某条例（2022年版）")
    assert labels_of([third, fourth]) == ("某某通知（甲局）", "某某通知（乙局）")
    assert labels_of([first, third]) == ("某某条例", "某某通知")


@pytest.mark.parametrize(
    ("question", "file", "text"),
    [
        ("2022年行政复议案件多少件", "justice2022.txt", "23件"),
        ("2023年学法讲座几场", "justice2023.txt", "7场"),
        ("2022年改造老旧小区多少个", "work2023.txt", "11个"),
        ("2022年计划改造老旧小区多少个", "work2022.txt", "12个"),
        ("2024年改造老旧小区多少个", "work2024.txt", "20个"),
        ("2022年主动公开了多少条信息", "open2022.txt", "212条"),
        ("海盐县低保标准多少", "allowances.txt", "1130"),
    ],
)
def test_a_year_that_is_held_is_answered_by_its_result(
    offices: OfficeLibrary, question: str, file: str, text: str
) -> None:
    """A result before a plan, a plan where it is asked for or nothing else is held; a county within a held city."""
    outcome, found, quote = offices.first(question)
    assert (outcome, found) == ("answer", file)
    assert text in quote


def test_a_comparison_of_years_has_the_results(offices: OfficeLibrary) -> None:
    """One quote a side."""
    reply = offices.engine.ask("2021年和2022年改造老旧小区各多少个")
    assert reply.outcome is Outcome.ANSWER
    assert [quote.passage.file for quote in reply.quotes] == ["work2022.txt", "work2023.txt"]


def test_the_last_one_is_picked_by_that(offices: OfficeLibrary) -> None:
    """Whatever its number is."""
    opener = OPENERS[0][0]
    assert offices.engine.ask(opener).suggestions[-1] == "白塔县2023年度法治政府建设情况报告"
    for pick in ("最后一个", "选最后一个吧"):
        assert offices.first(pick, opener)[1] == "justice2023.txt"
