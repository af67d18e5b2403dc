"""Questions about the document itself: every field of the header, the empty ones said to be empty."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval import Engine, Library
from retrieval.answering.documents.header_fields import asked_field
from retrieval.models import Lack, Outcome
from retrieval.text.question_text import plain
from tests.retrieval.invented import HARBOUR, LIBRARIES, library_of


@pytest.mark.parametrize(
    ("question", "field"),
    [
        ("发文机关是谁", "发文机关"),
        ("这份报告是谁发的", "发文机关"),
        ("哪个单位印发的这个文件", "发文机关"),
        ("文件所属单位", "文件所属单位"),
        ("这个文件归哪个部门管", "文件所属单位"),
        ("文号是多少", "文件发文字号"),
        ("这份报告的发文字号", "文件发文字号"),
        ("公文种类是什么", "公文种类"),
        ("这是哪种公文", "公文种类"),
        ("主题分类是什么", "主题分类"),
        ("文件类型是什么", "文件类型"),
        ("成文日期", "文件成文日期"),
        ("报告是哪天写成的", "文件成文日期"),
        ("什么时候发布的", "文件公开发布日期"),
        ("报告的发布日期是哪天", "文件公开发布日期"),
        ("这个文件几号公开的", "文件公开发布日期"),
        ("实施时间是哪天", "文件开始实施的时间"),
        ("文件什么时候开始生效", "文件开始实施的时间"),
        ("文件状态", "文件状态"),
        ("这个文件还有效吗", "文件状态"),
        ("文件废止时间", "文件废止时间"),
        ("这份报告什么时候废止", "文件废止时间"),
        ("失效时间是哪天", "文件失效时间"),
        ("报告什么时候失效", "文件失效时间"),
        ("請問發文字號是多少", "文件发文字号"),
        ("发布日期🤔", "文件公开发布日期"),
    ],
)
def test_every_field_of_the_header(library: Library, question: str, field: str) -> None:
    """Each field has questions that ask for it."""
    found = asked_field(plain(question), library.reports[0])
    assert found is not None
    assert found.name == field


@pytest.mark.parametrize(
    "question",
    [
        "真抓实干的通报是哪天发布的",
        "普法责任清单是谁发的",
        "规范性文件发布前要做什么",
        "法律顾问的编号",
        "废止了几件规范性文件",
        "信用信息是谁公布的",
        "公开发布了多少条信息",
        "宣布失效了多少件",
        "行政复议委员会什么时候成立的",
        "",
    ],
)
def test_questions_about_something_in_the_report(library: Library, question: str) -> None:
    """A question for the date, number or issuer of another thing is none for the header."""
    assert asked_field(plain(question), library.reports[0]) is None


def test_a_report_without_a_header(tmp_path: Path) -> None:
    """Where there is no header no field is meant."""
    report = library_of(tmp_path, {"b.txt": LIBRARIES}).reports[0]
    assert asked_field("文号是多少", report) is None


@pytest.mark.parametrize("name", ["文件状态", "文件废止时间", "文件失效时间"])
def test_an_empty_field_is_said_to_be_empty(engine: Engine, name: str) -> None:
    """The reply to a question for an empty field quotes its line and names the lack; it is no answer."""
    reply = engine.ask(f"{name}是哪天" if name.endswith("时间") else f"{name}是什么")
    assert reply.outcome is Outcome.RELATED
    assert reply.reason is not None
    assert (reply.reason.lack, reply.reason.what) == (Lack.EMPTY_FIELD, name)
    assert name in reply.quotes[0].text
    assert reply.short is None


def test_every_filled_field_is_answered(engine: Engine) -> None:
    """Asked for by its own name each field that has a value is answered with it, its line quoted."""
    for field in engine.library.reports[0].metadata:
        if field.value:
            reply = engine.ask(field.name)
            assert reply.outcome is Outcome.ANSWER, field.name
            assert reply.short == field.value
            assert field.name in reply.quotes[0].text
            assert reply.quotes[0].passage.clause.path == "元数据"


def test_an_invented_header(tmp_path: Path) -> None:
    """Fields of another report are read alike, with those that are empty."""
    engine = Engine(library_of(tmp_path, {"a.txt": HARBOUR}))
    assert engine.ask("文号是多少").short == "青政发〔2023〕7号"
    assert engine.ask("成文日期").short == "2024-01-15"
    reason = engine.ask("文件废止时间").reason
    assert reason is not None
    assert reason.lack is Lack.EMPTY_FIELD
