"""The right clause of the right report, or a word on what the library lacks."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval import Engine
from retrieval.models import Lack, Outcome
from tests.retrieval.invented import library_of
from tests.retrieval.invented_library import FILES


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """An engine over five invented reports."""
    return Engine(library_of(tmp_path_factory.mktemp("library"), FILES))


@pytest.mark.parametrize(
    ("question", "file", "short"),
    [
        ("云南今年GDP目标定多少", "2031-云南省", "增长6.5%左右"),
        ("贵州今年GDP目标定多少", "2031-贵州省", "增长7%左右"),
        ("云南2030年GDP增长多少", "2031-云南省", "增长6.1%"),
        ("贵州去年粮食产量多少斤", "2031-贵州省", "220亿斤"),
        ("云南 2031 城镇新增就业 目标", "2031-云南省", "48万人以上"),
        ("茶园风车设置许可 咨询电话", "2030-云南省农业", "0871-60000001"),
        ("风筝试飞许可承诺几天办完", "2030-云南省体育", "3(工作日)"),
        ("风筝试飞许可去哪里办", "2030-云南省体育", "昆明市官渡区纸鸢路8号"),
    ],
)
def test_the_named_report_answers_with_its_own_figure(desk: Engine, question: str, file: str, short: str) -> None:
    """Place, year and thing choose the report; targets are not results."""
    reply = desk.ask(question)
    assert reply.outcome is Outcome.ANSWER
    assert reply.quotes[0].passage.file.startswith(file)
    assert reply.short == short


@pytest.mark.parametrize(
    ("question", "lack", "what"),
    [
        ("湖南今年GDP目标是多少", Lack.PLACE, "湖南省"),
        ("云南2025年GDP增长多少", Lack.YEAR, "2025年"),
        ("云南和湖南今年GDP目标各是多少", Lack.PLACE, "湖南省"),
    ],
)
def test_what_is_not_held_is_said_and_no_other_report_answers(
    desk: Engine, question: str, lack: Lack, what: str
) -> None:
    """A place or a year without a report is lacking, also on one side of a comparison."""
    reply = desk.ask(question)
    assert reply.outcome is Outcome.SCOPE
    assert reply.reason is not None
    assert (reply.reason.lack, reply.reason.what) == (lack, what)
    assert desk.library.reports[0].title in reply.reason.held


@pytest.mark.parametrize(
    ("question", "shorts"),
    [
        ("云南和贵州今年GDP目标各是多少", ("6.5%", "7%")),
        ("云南跟贵州今年城镇新增就业目标分别多少", ("48万", "60万")),
        ("办茶园风车设置许可和办风筝试飞许可，法定时限各几天", ("20(", "15(")),
    ],
)
def test_a_comparison_has_one_quote_a_side(desk: Engine, question: str, shorts: tuple[str, str]) -> None:
    """Two places or two things give two quotes, in the order asked."""
    reply = desk.ask(question)
    assert reply.outcome is Outcome.ANSWER
    assert len({quote.passage.file for quote in reply.quotes}) == len(reply.quotes) == 2
    assert all(short in quote.text for short, quote in zip(shorts, reply.quotes, strict=True))


@pytest.mark.parametrize(
    ("before", "question", "file", "short"),
    [
        ("云南今年GDP目标定多少", "那贵州呢？", "2031-贵州省", "增长7%左右"),
        ("云南今年GDP目标是多少", "2030年的呢", "2031-云南省", "增长6.1%"),
        ("茶园风车设置许可法定几天办完", "风筝试飞那个呢", "2030-云南省体育", "15(工作日)"),
    ],
)
def test_a_follow_up_that_switches_keeps_the_rest(
    desk: Engine, before: str, question: str, file: str, short: str
) -> None:
    """Another place, year or thing takes the place of the one before."""
    reply = desk.ask(question, [before])
    assert reply.outcome is Outcome.ANSWER
    assert (reply.quotes[0].passage.file[: len(file)], reply.short) == (file, short)


@pytest.mark.parametrize("question", ["今年GDP增长目标是多少", "法定办结时限几天"])
def test_reports_that_fit_equally_are_choices(desk: Engine, question: str) -> None:
    """Where no place or thing is named, the reports of the genre are offered."""
    reply = desk.ask(question)
    assert reply.outcome is Outcome.CLARIFY
    assert len(reply.suggestions) == 2


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("风车守护办法的文号", "国办发〔2029〕77号"),
        ("风车守护办法啥时候起施行", "2029年10月1日"),
        ("贵州今年的政府工作报告是谁念的", "石远山"),
        ("贵州的政府工作报告是哪天作的", "2031年1月22日"),
    ],
)
def test_questions_about_a_document_find_its_line(desk: Engine, question: str, short: str) -> None:
    """Number, day in force, speaker: of the document that the question describes."""
    reply = desk.ask(question)
    assert (reply.outcome, reply.short) == (Outcome.ANSWER, short)


@pytest.mark.parametrize("question", ["云南今年最低工资涨到多少", "风筝试飞许可收费多少", "贵州今年招多少公务员"])
def test_a_near_miss_is_not_answered(desk: Engine, question: str) -> None:
    """The thing is there, what is asked of it is not."""
    assert desk.ask(question).outcome in {Outcome.RELATED, Outcome.NONE}


def test_reports_of_the_nation_differ_by_their_years(tmp_path: Path) -> None:
    """Which year is meant is asked where none is named; a year that is named answers."""
    head, body = "{}年国务院政府工作报告\n\n国务院办公厅", "一、{}年工作回顾\n\n风车发电量{}亿千瓦时。"
    reports: dict[str, str | bytes] = {
        f"{year}.txt": f"{head.format(year)}\n\n{body.format(year - 1, power)}\n\n二、今年工作\n\n修建堤坝。\n"
        for year, power in ((2030, 81), (2031, 94), (2032, 105))
    }
    engine = Engine(library_of(tmp_path, reports))
    reply = engine.ask("风车发电量")
    assert (reply.outcome, len(reply.suggestions), reply.short) == (Outcome.CLARIFY, 3, None)
    assert engine.ask("2030年风车发电量").short == "94亿千瓦时"
