"""Lines that a page broke at its width are joined; lines that their authors ended are not."""

from __future__ import annotations

import textwrap
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.parsing.metadata import read_metadata
from retrieval.parsing.report import parse_report, passages
from retrieval.parsing.sentences import with_readings
from retrieval.text.gazetteer import Gazetteer
from retrieval.text.segmentation import split_blocks, wrap_width

PARAGRAPHS = [
    "第一条　为了保护灯塔，维护航行安全，规范灯塔的建设、使用、维修和拆除，根据有关法律和行政法规，"
    "结合本市的实际，制定本办法。",
    "第二条　灯塔管理机关应当每年对灯塔检查四次以上，检查的结果应当在二十日以内告知所有人和使用人，并且向社会公布。",
    "所有人接到告知以后应当在三十日以内修好灯塔；逾期没有修好的，由灯塔管理机关代为修理，所需的费用由所有人承担。",
    "第三条　任何单位和个人发现灯塔损坏的，应当立即告诉灯塔管理机关，灯塔管理机关应当给予表扬或者奖励。",
]


def wrapped(width: int, indent: str = "") -> str:
    """The paragraphs as a page of some width shows them."""
    lines = (textwrap.wrap(indent + paragraph, width, drop_whitespace=False) for paragraph in PARAGRAPHS * 3)
    return "\n".join(line for each in lines for line in each) + "\n"


@pytest.mark.parametrize("width", [20, 24, 28, 31])
@pytest.mark.parametrize("indent", ["", "\u3000\u3000"])
def test_broken_lines_are_joined(width: int, indent: str) -> None:
    """Whatever the width of the page, with its paragraphs indented or not."""
    text = wrapped(width, indent)
    joined = ["".join(text[block.start : block.end].split("\n")) for block in split_blocks(text)]
    assert joined == PARAGRAPHS * 3


def test_clauses_and_sentences_of_a_wrapped_text_are_whole() -> None:
    """No line becomes a paragraph of an article, and no sentence ends with a line."""
    report = parse_report("某市灯塔办法\n" + wrapped(24), "a.txt")
    assert [clause.path for clause in report.clauses][:5] == [
        "标题",
        "第一条",
        "第二条/第一款",
        "第二条/第二款",
        "第三条",
    ]
    read = with_readings(passages(report), read_metadata(report, Gazetteer([], {})))
    spans = read[2].reading.sentences if read[2].reading else ()
    assert ["".join(report.text[a:b].split("\n")) for a, b in spans] == [PARAGRAPHS[1].removeprefix("第二条　")]


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(PARAGRAPHS),
        "\n".join(f"第{n}号渔船所有人李某某住某市某区某路第{n}号某室" for n in range(3)),
        "\n".join(["甲单位", "乙单位"] * 20),
        "",
    ],
)
def test_lines_of_authors_stay(text: str) -> None:
    """Whole paragraphs, short lists and a few lines alike are no page."""
    assert wrap_width(text) == 0


def test_page_marks_and_list_marks_begin_anew() -> None:
    """A page number belongs to no sentence, and an item to none before it."""
    text = wrapped(24).replace("\n", "\n— 2 —\n", 1) + "一、应当保护的灯塔，是指为了船舶的安全在\n二、另行规定。\n"
    blocks = [text[block.start : block.end] for block in split_blocks(text)]
    assert "— 2 —" in blocks
    assert "二、另行规定。" in blocks


@given(st.text("某市。，；：\n 12ab|—\u3000", max_size=300))
def test_blocks_hold_every_character_but_white_space(text: str) -> None:
    """In order and without overlap, whatever is joined."""
    blocks = split_blocks(text)
    assert all(a.end <= b.start for a, b in pairwise(blocks))
    outside = text[: blocks[0].start] if blocks else text
    assert not outside.strip().strip("|- #*_")
