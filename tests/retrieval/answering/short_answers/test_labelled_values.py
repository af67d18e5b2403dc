"""Telephones and values behind labels are short answers, in lines, sentences and forms of every format alike."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from retrieval import Engine, Library
from retrieval.models import Outcome
from tests.retrieval.conversion.made_pages import Column, Sheet, pdf_of, typeset
from tests.retrieval.conversion.word.word_files import paragraph, row, table, word_file

LINES = [
    "青禾县2019年度海员服务情况报告",
    "一、服务",
    "全年办理海员证310件，每人补助300-500元。",
    "二、联系方式",
    "办公地址：青禾县灯塔路12号",
    "办公时间：周一至周五上午9:00-12:00",
    "监督电话：0631-8452345；咨询电话：0631-8450001",
    "联系人：张三",
    "邮政编码：264400",
    "三、投诉",
    "船员欠薪投诉电话为0631-8459999、0631-8459998，接待室电话(0631)8451234转801。",
    "四、保障",
    "各站开通热线电话12部，受理来电4500个。",
]
FORM = [
    *(("事项名称", "海员证补发", "承办人", "李四"), ("办理地点", "港务大厅三楼5号窗口", "联系电话", "0631-8457777")),
    ("收费标准", "不收费", "申请材料", "身份证、申请表、照片2张"),
]
FORM_TITLE, FORM_LEAD = "海员证补发办事指南", "本指南适用于海员证补发的申请与办理。"


def _text() -> bytes:
    return "\n".join(LINES).encode()


def _page() -> bytes:
    head, *lines = LINES
    return f"<html><body><h1>{head}</h1>{''.join(f'<p>{line}</p>' for line in lines)}</body></html>".encode()


def _word() -> bytes:
    return word_file("".join(map(paragraph, LINES)))


def _pdf() -> bytes:
    return pdf_of(Sheet(typeset(LINES, Column(indent=0))[0]))


@pytest.fixture(scope="module", params=[("a.txt", _text), ("a.html", _page), ("a.docx", _word), ("a.pdf", _pdf)])
def lines(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """An engine over the same lines in one format after the other."""
    return _engine(tmp_path_factory.mktemp("lines"), *request.param)


def _engine(folder: Path, name: str, content: Callable[[], bytes]) -> Engine:
    (folder / name).write_bytes(content())
    return Engine(Library.open(folder))


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("监督电话多少", "0631-8452345"),
        ("咨询电话", "0631-8450001"),
        ("欠薪投诉打什么电话", "0631-8459999、0631-8459998"),
        ("接待室电话是多少", "(0631)8451234转801"),
        ("办公地址在哪里", "青禾县灯塔路12号"),
        ("在哪办公", "青禾县灯塔路12号"),
        ("办公时间", "周一至周五上午9:00-12:00"),
        ("联系人是谁", "张三"),
        ("邮政编码是多少", "264400"),
        ("开通热线电话多少部", "12部"),
        ("每人补助多少钱", "300-500元"),
    ],
)
def test_what_a_line_names(lines: Engine, question: str, short: str) -> None:
    """The value alone, to the letter; a figure beside it is still found by its unit."""
    reply = lines.ask(question)
    assert reply.outcome is Outcome.ANSWER
    assert reply.short == short
    assert short in reply.quotes[0].text


@pytest.mark.parametrize("question", ["举报电话多少", "维修电话是多少"])
def test_another_telephone_is_no_answer(lines: Engine, question: str) -> None:
    """Nor is any figure."""
    assert lines.ask(question).short is None


def _form_in_word() -> bytes:
    return word_file(paragraph(FORM_TITLE) + paragraph(FORM_LEAD) + table(*(row(*cells) for cells in FORM)))


def _form_in_page() -> bytes:
    rows = "".join(f"<tr><td>{'<td>'.join(cells)}</tr>" for cells in FORM)
    return f"<html><body><h1>{FORM_TITLE}</h1><p>{FORM_LEAD}</p><table>{rows}</table></body></html>".encode()


@pytest.fixture(scope="module", params=[("a.docx", _form_in_word), ("a.html", _form_in_page)])
def form(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """An engine over a form."""
    return _engine(tmp_path_factory.mktemp("form"), *request.param)


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("承办人是谁", "李四"),
        ("在哪办理", "港务大厅三楼5号窗口"),
        ("联系电话多少", "0631-8457777"),
        ("收费标准是什么", "不收费"),
        ("申请材料有哪些", "身份证、申请表、照片2张"),
    ],
)
def test_what_a_form_names(form: Engine, question: str, short: str) -> None:
    """The cell behind its label, from the first row on: a form has no header."""
    reply = form.ask(question)
    assert reply.short == short
    assert reply.quotes[0].heads == ""
