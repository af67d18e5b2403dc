"""What a reply looks like: the blocks, plain text, JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dialogue.reply_blocks import (
    BlockKind,
    ReplyBlock,
    ReplyFrame,
    lay_out,
    runs,
    short_citation,
    to_plain,
)
from bot.dialogue.reply_json import to_json
from bot.strings import merge_spans
from bot.texts import replies
from retrieval import Library
from retrieval.models import DialogueAct, Lack, Outcome, Part, Quote, Reason, Reply
from tests.shipped import REPORTS

Make = Callable[..., Quote]
FIRST, SECOND = "一/(一)/一是", "一/(五)/一是"
SPANS = st.lists(st.tuples(st.integers(-3, 40), st.integers(-3, 40)), max_size=8)


@pytest.fixture
def frame(library: Library) -> ReplyFrame:
    """The dates of the library and the hotline."""
    return ReplyFrame(library.catalog.metadata, "12345")


def kinds(blocks: list[ReplyBlock]) -> list[BlockKind]:
    """What the blocks are, from top to bottom."""
    return [block.kind for block in blocks]


def test_an_answer_leads_with_the_short_answer_and_ends_with_the_disclaimer(frame: ReplyFrame, quote_of: Make) -> None:
    """Short answer, quotation, short citation, and, where it is said, that the original prevails."""
    answer = Reply("问", Outcome.ANSWER, (quote_of(FIRST),), "一是")
    blocks = lay_out(answer, replace(frame, disclaims=True))
    assert kinds(blocks) == [BlockKind.SHORT, BlockKind.QUOTE, BlockKind.CITATION, BlockKind.NOTE]
    assert blocks[2].text == "《2021年度法治政府建设情况报告》一、(一)一是"
    assert blocks[3].text == replies.DISCLAIMER
    assert lay_out(answer, frame) == blocks[:3]


def test_a_full_citation_has_the_number_and_the_date(frame: ReplyFrame, quote_of: Make) -> None:
    """It stands where nothing else leads to it."""
    answer = Reply("问", Outcome.ANSWER, (quote_of(FIRST),), "一是")
    blocks = lay_out(answer, replace(frame, cites_in_full=True))
    assert blocks[2].text == "《2021年度法治政府建设情况报告》(威文政发〔2021〕13号)一、(一)一是，2021年12月31日"


@pytest.mark.parametrize(
    ("title", "number", "citation"),
    [
        ("2021年度某某报告", "某政发〔2021〕1号", "《2021年度某某报告》一、(一)一是"),
        ("二〇二一年某某公报", None, "《二〇二一年某某公报》一、(一)一是"),
        ("某某条例", "国令第706号", "《某某条例》(国令第706号)一、(一)一是"),
        ("政府工作报告", None, "《政府工作报告》一、(一)一是，2021年12月31日"),
    ],
)
def test_a_short_citation_tells_versions_apart(
    frame: ReplyFrame, quote_of: Make, title: str, number: str | None, citation: str
) -> None:
    """By the year in the title, else by number or date."""
    passage = replace(quote_of(FIRST).passage, title=title, number=number)
    assert short_citation(passage, frame) == citation


def test_a_refusal_shows_the_nearest_quote_alone(frame: ReplyFrame, quote_of: Make) -> None:
    """One quote, and no list of further places."""
    reply = Reply("问", Outcome.RELATED, (quote_of(FIRST), quote_of(SECOND)), suggestions=("甲", "乙"))
    assert kinds(lay_out(reply, frame)) == [
        BlockKind.LEAD,
        BlockKind.QUOTE,
        BlockKind.CITATION,
        BlockKind.SUGGESTION,
        BlockKind.SUGGESTION,
        BlockKind.NOTE,
    ]


def test_far_from_everything_two_lines_are_enough(frame: ReplyFrame) -> None:
    """That nothing is written of it, and the hotline; the disclaimer has nothing to stand below."""
    reply = Reply("问", Outcome.NONE, reason=Reason(Lack.NOTHING))
    said = to_plain(lay_out(reply, replace(frame, disclaims=True)))
    assert said == "这里的报告没有写到您问的事。\n如需进一步了解，可拨打 12345 咨询。"


def test_a_short_answer_needs_one_quote_and_names_the_other_places(frame: ReplyFrame, quote_of: Make) -> None:
    """Further evidence for a short answer is named by its clause, not shown whole."""
    blocks = lay_out(Reply("问", Outcome.ANSWER, (quote_of(FIRST), quote_of(SECOND)), "一是"), frame)
    assert kinds(blocks).count(BlockKind.QUOTE) == 1
    assert replies.ALSO.format(places="一、(五)一是") in [block.text for block in blocks]


def test_a_list_shows_every_quote_and_cites_a_clause_once(frame: ReplyFrame, quote_of: Make) -> None:
    """Without a short answer all quotes are shown; those of one clause share their citation."""
    quotes = (quote_of(FIRST), quote_of(FIRST, "二"), quote_of(SECOND))
    blocks = lay_out(Reply("问", Outcome.ANSWER, quotes), frame)
    assert kinds(blocks) == [
        BlockKind.QUOTE,
        BlockKind.QUOTE,
        BlockKind.CITATION,
        BlockKind.QUOTE,
        BlockKind.CITATION,
    ]


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        (Reason(Lack.WORD, "地铁"), "报告没有提到“地铁”，最接近的是："),
        (Reason(Lack.ATTRIBUTE, "联系电话"), "报告没有写明联系电话，最接近的是："),
        (Reason(Lack.YEAR, "2023年", ("2021年度法治政府建设情况报告",)),
         "这里没有2023年的报告，现有《2021年度法治政府建设情况报告》。其中最接近的是："),
        (Reason(Lack.PLACE, "荣成市", ("文登区",)), "这里没有荣成市的报告，现有文登区。其中最接近的是："),
        (Reason(Lack.YEAR, "2023年", ("第一号办事指南", "第二号办事指南"), held_count=2),
         "这里没有2023年的报告，现有《第一号办事指南》、《第二号办事指南》。其中最接近的是："),
        (Reason(Lack.YEAR, "2023年", ("第一号办事指南", "第二号办事指南"), held_count=24_000),
         "这里没有2023年的报告，本库共有24000份报告，例如《第一号办事指南》、《第二号办事指南》。其中最接近的是："),
        (Reason(Lack.EMPTY_FIELD, "文件失效时间"), "文件信息里的“文件失效时间”一栏是空白的："),
        (Reason(Lack.UNSURE), "报告没有明确写到这一点，最接近的是："),
        (Reason(Lack.COMPLEMENT, "没办结"), "报告没有单独写明“没办结”的部分，最接近的是："),
        (Reason(Lack.CHANGE), "报告没有写明增减了多少，最接近的是："),
        (Reason(Lack.DIFFERENCE), "报告只写了前后的数，没有写明相差多少，最接近的是："),
        (Reason(Lack.LEVEL), "报告只写了增减的幅度，没有写明前后的数，最接近的是："),
        (None, "报告没有明确写到这一点，最接近的是："),
    ],
)  # fmt: skip
def test_a_related_reply_says_what_is_lacking(
    frame: ReplyFrame, quote_of: Make, reason: Reason | None, said: str
) -> None:
    """The reason comes first and leads over to what comes nearest."""
    blocks = lay_out(Reply("问", Outcome.RELATED, (quote_of(FIRST),), reason=reason), frame)
    assert (blocks[0].kind, blocks[0].text) == (BlockKind.LEAD, said)


@pytest.mark.parametrize("lack", list(Lack))
def test_every_lack_has_a_sentence(lack: Lack) -> None:
    """With and without a word to name, each kind of lack reads as a sentence without a gap."""
    for what in ("词", ""):
        said = replies.lacking(Reason(lack, what))
        assert said
        assert "“”" not in said


@pytest.mark.parametrize(
    ("lack", "said"),
    [(Lack.WENT_DOWN, "报告写的是下降"), (Lack.WENT_UP, "报告写的是上升"), (Lack.UNCHANGED, "报告写的是持平")],
)
def test_an_answer_the_other_way_round_says_so(frame: ReplyFrame, quote_of: Make, lack: Lack, said: str) -> None:
    """Above the short answer, and as the reason in JSON; any other answer has no reason."""
    reply = Reply("问", Outcome.ANSWER, (quote_of(FIRST),), "三", reason=Reason(lack))
    blocks = lay_out(reply, frame)
    assert [(each.kind, each.text) for each in blocks[:2]] == [
        (BlockKind.LEAD, f"{said}："),
        (BlockKind.SHORT, "三"),
    ]
    assert to_json(reply, "问")["reason"] == f"{said}。"
    assert to_json(replace(reply, reason=None), "问")["reason"] == ""


def test_a_person_is_told_where_to_turn(frame: ReplyFrame) -> None:
    """Advice from the reason comes before the hotline, and an answer needs neither."""
    notes = [block.text for block in lay_out(Reply("问", Outcome.NONE), frame)]
    assert "12345" in notes[-1]
    advised = Reply("问", Outcome.NONE, reason=Reason(Lack.UNSURE, turn_to="请向区司法局咨询"))
    assert lay_out(advised, frame)[-1].text == "请向区司法局咨询，也可拨打 12345。"
    assert "12345" not in to_plain(lay_out(Reply("问", Outcome.ANSWER), frame))


def test_what_was_understood_is_said_and_what_was_written_is_not_repeated(frame: ReplyFrame) -> None:
    """Words that were taken for another are named; words taken as written are not."""
    reply = Reply("问", Outcome.NONE, understood=(("告官", "行政复议"), ("证", "证")))
    assert lay_out(reply, frame)[0].text == "已按“行政复议”理解。"
    assert kinds(lay_out(replace(reply, understood=(("证", "证"),)), frame))[0] is not BlockKind.UNDERSTOOD


@pytest.mark.parametrize("greeting", [*DialogueAct, "never heard of"])
def test_small_talk_is_met_with_a_sentence(frame: ReplyFrame, greeting: str) -> None:
    """Each kind has its words, and an unknown kind the general ones; nothing is cited."""
    blocks = lay_out(Reply("你好", Outcome.SMALLTALK, greeting=greeting, suggestions=("甲",)), frame)
    assert kinds(blocks) == [BlockKind.LEAD, BlockKind.SUGGESTION]


def test_plain_text_is_a_line_a_block(frame: ReplyFrame, quote_of: Make) -> None:
    """A pipe gets the reply without styling, the quotation to the letter."""
    quote = quote_of(FIRST)
    lines = to_plain(lay_out(Reply("问", Outcome.ANSWER, (quote,), "一是"), frame)).split("\n")
    assert lines[:2] == ["一是", f"原文：{quote.text}"]


def test_suggestions_stand_under_one_heading(frame: ReplyFrame) -> None:
    """The heading of the suggestions comes once."""
    said = to_plain(lay_out(Reply("问", Outcome.CLARIFY, suggestions=("甲", "乙")), frame))
    assert said.endswith(f"{replies.SUGGEST}\n· 甲\n· 乙")


@pytest.mark.parametrize(
    ("reason", "lead"),
    [
        (None, replies.CLARIFY),
        (Reason(Lack.WHICH_PLACE, held_count=31), replies.CLARIFY_PLACE),
        (Reason(Lack.WHICH_YEAR, held_count=20), replies.CLARIFY_YEAR),
    ],
)
def test_a_question_back_says_in_its_first_line_what_tells_the_reports_apart(
    frame: ReplyFrame, reason: Reason | None, lead: str
) -> None:
    """The report itself where they are few, else the place or the year."""
    reply = Reply("问", Outcome.CLARIFY, suggestions=("甲", "乙"), reason=reason)
    assert to_plain(lay_out(reply, frame)).split("\n")[0] == lead
    assert to_json(reply, "问")["reason"] == lead


def test_json_is_what_the_interface_fixes(quote_of: Make) -> None:
    """The keys, the types, and a quote that stands in the file at its offsets."""
    reply = Reply("问", Outcome.ANSWER, (quote_of(FIRST),), "一是", (("甲", "乙"),), elapsed_ms=1.23456)
    found = json.loads(json.dumps(to_json(reply, "问", "q1")))
    assert list(found) == [
        "id", "question", "understood", "outcome", "short", "quotes", "parts", "suggestions", "reason",
        "elapsed_ms",
    ]  # fmt: skip
    assert (found["id"], found["outcome"], found["elapsed_ms"], found["reason"]) == ("q1", "answer", 1.235, "")
    assert found["understood"] == "已按“乙”理解。"
    quote = found["quotes"][0]
    assert (REPORTS / quote["file"]).read_text("utf-8")[quote["start"] : quote["end"]] == quote["text"]


def in_parts(quote_of: Make) -> Reply:
    """A reply to a message of three questions: one answered, one that its quote states, one not stated."""
    lacking = Part("多少钱", reason=Reason(Lack.ATTRIBUTE, "费用"))
    parts = (Part("几台", "一是", 0), Part("怎么办的", None, 1), lacking)
    return Reply("几台，怎么办的，多少钱", Outcome.ANSWER, (quote_of(FIRST), quote_of(SECOND)), "一是", parts=parts)


def test_each_part_of_a_message_has_its_line(frame: ReplyFrame, quote_of: Make) -> None:
    """What was asked, and the answer emphasised, where it is quoted, or why it is not; all quotes stand below."""
    blocks = lay_out(in_parts(quote_of), frame)
    assert [(block.kind, block.text) for block in blocks[:3]] == [
        (BlockKind.PART, "几台：一是"),
        (BlockKind.PART, "怎么办的：见下面第 2 处原文"),
        (BlockKind.PART, "多少钱：未写明（报告没有写明费用）"),
    ]
    assert [list(runs(block)) for block in blocks[:2]] == [
        [("几台：", False), ("一是", True)],
        [("怎么办的：见下面第 2 处原文", False)],
    ]
    assert kinds(blocks[3:]) == [BlockKind.QUOTE, BlockKind.CITATION] * 2
    alone = replace(in_parts(quote_of), quotes=(quote_of(FIRST),), parts=(Part("怎么办的", None, 0),))
    assert lay_out(alone, frame)[0].text == "怎么办的：见下面的原文"


def test_a_long_part_is_repeated_by_its_beginning(frame: ReplyFrame, quote_of: Make) -> None:
    """The answer stands in its line whole all the same."""
    reply = replace(in_parts(quote_of), parts=(Part("长" * 200 + "几台", "一是", 0),))
    assert lay_out(reply, frame)[0].text == "长" * 59 + "…：一是"


def test_parts_in_json_are_what_the_interface_fixes(quote_of: Make) -> None:
    """The asked words, the short answer, the index of the quote, and a reason only where it is not stated."""
    assert to_json(in_parts(quote_of), "问")["parts"] == [
        {"asked": "几台", "short": "一是", "quote": 0},
        {"asked": "怎么办的", "short": None, "quote": 1},
        {"asked": "多少钱", "short": None, "quote": None, "reason": "报告没有写明费用。"},
    ]
    assert to_json(replace(in_parts(quote_of), parts=()), "问")["parts"] == []


@given(st.text(max_size=30), SPANS)
def test_runs_join_to_the_text(text: str, marks: list[tuple[int, int]]) -> None:
    """The emphasised and the plain pieces are the text, nothing twice and nothing lost."""
    assert "".join(piece for piece, _ in runs(ReplyBlock(BlockKind.QUOTE, text, merge_spans(marks, len(text))))) == text
