"""Questions for a cell: the cell is the short answer, and the row with its heads the quote, in all formats alike."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.dialogue.reply_blocks import ReplyFrame, quote_blocks
from retrieval import Engine, Library
from retrieval.models import Outcome
from tests.retrieval.conversion.word.word_files import cell, paragraph, row, table, word_file

TITLE, LEAD = "东岭县2019年度办件情况报告", "各单位全年办理各类事项的情况见下表，现予公布。"
ROWS = (("环保局", "排污许可", "27", "26"), ("环保局", "排污处罚", "310", "305"), ("水利局", "取水许可", "58", "51"))
HEADS = "单位 | 事项 | 办件｜受理数 | 办件｜办结数"


def _page() -> bytes:
    body = "".join(f"<tr><td>{'<td>'.join(cells)}</tr>" for cells in ROWS[2:])
    merged = (
        "<tr><td rowspan=2>单位<td rowspan=2>事项<td colspan=2>办件</tr><tr><td>受理数<td>办结数</tr>"
        "<tr><td rowspan=2>环保局<td>排污许可<td>27<td>26</tr><tr><td>排污处罚<td>310<td>305</tr>"
    )
    above = f"<h1>{TITLE}</h1><p>{LEAD}</p><h2>一、办件</h2>"
    return f"<html><body>{above}<table>{merged}{body}</table></body></html>".encode()


def _word() -> bytes:
    first, more, wide = '<w:vMerge w:val="restart"/>', "<w:vMerge/>", '<w:gridSpan w:val="2"/>'
    heads = row(cell("单位", properties=first), cell("事项", properties=first), cell("办件", properties=wide))
    below = row(cell(properties=more), cell(properties=more), "受理数", "办结数")
    office = row(cell("环保局", properties=first), *ROWS[0][1:]) + row(cell(properties=more), *ROWS[1][1:])
    content = [paragraph(TITLE), paragraph(LEAD), paragraph("一、办件"), table(heads, below, office, row(*ROWS[2]))]
    return word_file("".join(content))


def _markdown() -> bytes:
    lines = ["| 单位 | 事项 | 办件 | 办件 |", "| 单位 | 事项 | 受理数 | 办结数 |", "|---|---|---|---|"]
    lines += [f"| {' | '.join(cells)} |" for cells in ROWS]
    return "\n".join([f"# {TITLE}", "", LEAD, "", "## 一、办件", "", *lines, ""]).encode()


FILES = {"a.html": _page(), "a.docx": _word(), "a.md": _markdown()}


@pytest.fixture(scope="module", params=FILES)
def desk(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """An engine over the same table in one format after the other."""
    folder: Path = tmp_path_factory.mktemp("tables")
    (folder / request.param).write_bytes(FILES[request.param])
    return Engine(Library.open(folder))


@pytest.mark.parametrize(
    ("question", "short", "words"),
    [
        ("环保局排污许可办结多少件", "26", "环保局 | 排污许可 | 27 | 26"),
        ("环保局排污处罚受理多少件", "310", "环保局 | 排污处罚 | 310 | 305"),
        ("水利局取水许可办结数是多少", "51", "水利局 | 取水许可 | 58 | 51"),
        ("水利局取水许可受理数", "58", "水利局 | 取水许可 | 58 | 51"),
    ],
)
def test_a_question_for_a_cell(desk: Engine, question: str, short: str, words: str) -> None:
    """Its row is quoted under the heads of the columns, and the cell stands in bold."""
    reply = desk.ask(question)
    assert reply.outcome is Outcome.ANSWER
    assert reply.short == short
    assert reply.quotes[0].text.strip("| ") == words
    assert reply.quotes[0].to_json()["heads"] == HEADS
    shown = next(quote_blocks(reply.quotes, ReplyFrame()))
    assert shown.text == f"{HEADS}\n{reply.quotes[0].text}"
    assert all(shown.text[slice(*mark)] in words for mark in shown.marks)


def test_a_question_for_no_column_gets_the_row_alone(desk: Engine) -> None:
    """Which of two figures is meant is not guessed."""
    reply = desk.ask("环保局排污许可多少件")
    assert reply.short is None
