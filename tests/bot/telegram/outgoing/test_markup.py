"""Telegram's HTML: always valid, always within the limit, nothing lost that is needed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.dialogue.reply_blocks import BlockKind, ReplyFrame
from bot.telegram.outgoing.markup import (
    LIMIT,
    LONGEST,
    Markup,
    answering_spans,
    clip,
    cut_around,
    pages_of,
    reply_markup,
    text_markup,
    units,
    with_notes,
)
from bot.texts import replies
from retrieval.models import Lack, Outcome, Part, Quote, Reason, Reply, Span
from retrieval.parsing.metadata import DocumentMetadata
from tests.bot.conftest import passage_at
from tests.botapi import parse_html, utf16_len
from tests.examples import examples
from tests.shipped import library

Make = Callable[..., Quote]
FRAME = ReplyFrame({}, "12345")
CLAUSE = "一/(一)/一是"
PASSAGE = passage_at(library(), CLAUSE)
NASTY = st.text(st.one_of(st.characters(codec=None), st.sampled_from("<>&\"'/b𠀀😀\n\t\x00\u200b。")), max_size=60)
LONG = st.builds(lambda text, times: text * times, NASTY, st.sampled_from([1, 1, 1, 5, 300]))
MARKS = st.lists(st.tuples(st.integers(0, 90), st.integers(0, 90)), max_size=12).map(tuple)
QUOTES = st.lists(
    st.builds(
        lambda text, title, marks: Quote(text, 0, len(text), replace(PASSAGE, title=title, text=text), marks),
        LONG, LONG, MARKS,
    ),
    max_size=6,
).map(tuple)  # fmt: skip
REASONS = st.none() | st.builds(Reason, st.sampled_from(Lack), LONG, st.lists(LONG, max_size=2).map(tuple), LONG)
PARTS = st.lists(
    st.builds(Part, LONG.filter(bool), st.none() | LONG.filter(bool), st.none() | st.integers(0, 5), REASONS),
    max_size=8,
).map(tuple)
REPLIES = st.builds(
    Reply, LONG, st.sampled_from(Outcome), QUOTES, st.none() | LONG,
    st.lists(st.tuples(NASTY, LONG), max_size=3).map(tuple), st.lists(NASTY, max_size=3).map(tuple), REASONS,
    parts=st.just(()) | PARTS,
).filter(lambda reply: reply.quotes or reply.outcome is not Outcome.ANSWER)  # fmt: skip


def check(markup: Markup, most: int = LIMIT) -> None:
    """Telegram accepts it, and what it shows is what we counted."""
    shown = parse_html(markup.html)
    assert 0 < utf16_len(shown.text) <= most
    assert shown.text.strip() == markup.plain.strip()
    assert utf16_len(markup.plain) <= most
    assert len(shown.entities) <= 100


@given(LONG, st.lists(st.text("注", max_size=90), max_size=3), st.lists(st.text("迟", max_size=90), max_size=3))
def test_notes_stand_around_a_message_as_far_as_there_is_room(text: str, below: list[str], above: list[str]) -> None:
    """Telegram takes the whole, the message itself is never cut, and a few short notes always fit."""
    noted = with_notes(text_markup(text), below, above)
    if noted.plain.strip():
        check(noted, LONGEST)
    assert text_markup(text).plain in noted.plain
    if sum(map(len, below + above)) < 180:
        assert noted.plain.count("注") - text_markup(text).plain.count("注") == sum(map(len, below))
        assert noted.plain.startswith(above[-1] if above else "")


@settings(max_examples=examples(150), deadline=None)
@given(REPLIES, LONG)
def test_any_reply_is_valid_html_within_the_limit(reply: Reply, asked: str) -> None:
    """Any texts, any marks and any number of quotes make one message that Telegram takes."""
    for buttons in (False, True):
        check(reply_markup(reply, FRAME, asked, buttons)[0])


def test_an_answer_reads_from_short_to_source(quote_of: Make) -> None:
    """The short answer is bold, the quotation a blockquote with its marks bold, then citation and disclaimer."""
    quote = quote_of(CLAUSE, "共保留审批事项189项<含>", ((3, 7), (7, 10)))
    html = reply_markup(Reply("问", Outcome.ANSWER, (quote,), "189项"), FRAME)[0].html
    assert html.split("\n") == [
        "<b>189项</b>",
        "<blockquote>共保留<b>审批事项189</b>项&lt;含&gt;</blockquote>",
        "出处：《2021年度法治政府建设情况报告》一、(一)一是",
    ]


@pytest.mark.parametrize(
    ("link", "shown"),
    [
        ("https://example.gov.cn/a?b=1&c=2", "https://example.gov.cn/a?b=1&c=2"),
        ("HTTP://example.gov.cn", "http://example.gov.cn/"),
        ("http://oa/1.html", None),
        ("http://[::1", None),
        ("ftp://example.gov.cn/", None),
        ("javascript:alert(1)", None),
        ("", None),
    ],
)
def test_a_citation_leads_to_its_document(link: str, shown: str | None, quote_of: Make) -> None:
    """By a web address that Telegram takes; any other that a manifest may hold leaves the citation as it is."""
    reply = Reply("问", Outcome.ANSWER, (quote_of(CLAUSE),))
    markup, _ = reply_markup(reply, ReplyFrame({PASSAGE.file: DocumentMetadata(PASSAGE.file, PASSAGE.title, url=link)}))
    check(markup)
    links = [entity.url for entity in parse_html(markup.html).entities if entity.type == "text_link"]
    assert links == ([shown] if shown else [])
    assert "出处：《2021年度法治政府建设情况报告》" in markup.plain


def test_a_long_quotation_folds(quote_of: Make) -> None:
    """A quotation of more than a few lines is expandable."""
    html = reply_markup(Reply("问", Outcome.ANSWER, (quote_of(CLAUSE, "长" * 300),)), FRAME)[0].html
    assert "<blockquote expandable>" in html


def test_quotes_are_cut_between_quotes_and_the_rest_is_counted(quote_of: Make) -> None:
    """Of a list that no message holds, the first items stay whole and a line says how many are left out."""
    items = tuple(quote_of(CLAUSE, f"{i}" + "项" * 700) for i in range(9))
    said = reply_markup(Reply("问", Outcome.ANSWER, items), FRAME)[0].plain
    assert [item.text in said for item in items] == [True] * 5 + [False] * 4
    assert replies.MORE_QUOTES.format(count=4) in said
    assert "出处：" in said


def test_all_quotes_that_fit_are_shown_below_the_question(quote_of: Make) -> None:
    """To the last unit of a message; who asked by a button reads the question above them."""
    for count in (2, 3, 4):
        items = [quote_of(CLAUSE, f"{i}项。" + "甲" * 100) for i in range(count)]
        rest = LIMIT - reply_markup(Reply("问", Outcome.ANSWER, tuple(items)), FRAME, "问了什么")[0].units
        items[0] = quote_of(CLAUSE, items[0].text + "长" * rest)
        markup, shown = reply_markup(Reply("问", Outcome.ANSWER, tuple(items)), FRAME, "问了什么")
        assert (markup.units, shown) == (LIMIT, count)
        assert "问了什么" in markup.plain.splitlines()[0]
        items[0] = quote_of(CLAUSE, items[0].text + "长" * 9)
        assert reply_markup(Reply("问", Outcome.ANSWER, tuple(items)), FRAME, "问了什么")[1] == count - 1


def test_who_has_buttons_for_the_rest_is_told_no_number(quote_of: Make) -> None:
    """The line about quotes that are left out stands only where nothing leads to them."""
    reply = Reply("问", Outcome.ANSWER, tuple(quote_of(CLAUSE, f"{i}" + "项" * 700) for i in range(9)))
    told = replies.MORE_QUOTES.format(count=4)
    assert told in reply_markup(reply, FRAME)[0].plain
    markup, shown = reply_markup(reply, FRAME, buttons=True)
    assert (told in markup.plain, shown) == (False, 5)


def test_without_an_answer_one_quote_is_shown_where_buttons_lead_to_others(quote_of: Make) -> None:
    """Also where the message asked several things; an answer, and a reader without buttons, get all that fit."""
    quotes = tuple(quote_of(CLAUSE, f"第{i}处。") for i in range(3))
    for outcome, buttons, count in (
        (Outcome.RELATED, True, 1),
        (Outcome.RELATED, False, 3),
        (Outcome.ANSWER, True, 3),
        (Outcome.ANSWER, False, 3),
    ):
        markup, shown = reply_markup(Reply("问", outcome, quotes, parts=(Part("甲"),)), FRAME, buttons=buttons)
        assert (shown, markup.html.count("<blockquote>")) == (count, count)


def test_notes_stand_in_their_order_and_within_the_length() -> None:
    """Below the message in turn, above it the last one first; what would be one unit too long is left out."""
    text = text_markup("文" * 10)
    noted = with_notes(text, ["下一", "", "下二"], ["上一", "", "上二"])
    assert noted.plain == noted.html == f"上二\n\n上一\n\n{text.plain}\n\n下一\n\n下二"
    assert with_notes(text, ["注注注"], longest=15).plain == f"{text.plain}\n\n注注注"
    assert with_notes(text, ["注注注"], longest=14) == text
    assert with_notes(text, ["注" * 300]).plain == f"{text.plain}\n\n{'注' * 199}…"


def test_a_single_quotation_that_is_too_long_is_cut_and_still_cited(quote_of: Make) -> None:
    """Even then the message has its citation and its disclaimer."""
    markup, _ = reply_markup(Reply("问", Outcome.ANSWER, (quote_of(CLAUSE, "长" * 9000, ((0, 9000),)),)), FRAME)
    check(markup)
    assert "…" in markup.plain
    assert "出处：" in markup.plain
    assert markup.units == LIMIT


@pytest.mark.parametrize(
    ("text", "around", "most", "shown", "marks"),
    [
        ("一二三四", (1, 2), 4, "一二三四", ((1, 2),)),
        ("一二三四五", (0, 1), 3, "一二…", ((0, 1),)),
        ("一二三四五", (4, 5), 3, "…四五", ((2, 3),)),
        ("一二三四", (3, 4), 2, "…四", ((1, 2),)),
        ("一二三四五六七八九", (4, 5), 5, "…五六七…", ((1, 2),)),
        ("一二三四五六七八九", (4, 9), 5, "…五六七…", ((1, 4),)),
        ("𠀀" * 10, (0, 2), 9, "𠀀𠀀𠀀𠀀…", ((0, 2),)),
        ("𠀀一" * 6, (4, 6), 8, "…𠀀一𠀀一…", ((1, 3),)),
        ("一二三", (1, 2), 2, "一…", ()),
        ("一二三", (1, 2), 1, "…", ()),
    ],
)
def test_a_text_is_cut_around_what_answers(
    text: str, around: Span, most: int, shown: str, marks: tuple[Span, ...]
) -> None:
    """As much is shown as there is room for, ellipses stand where text is left out, and none of them is marked."""
    assert cut_around(text, [around], most, [around]) == (shown, marks)


def test_marks_outside_of_what_is_shown_are_left_out() -> None:
    """Of several marks those that are shown stay where they were, also one that is cut at an edge."""
    shown, marks = cut_around("一二三四五六七八九", [(4, 5)], 5, [(0, 2), (2, 5), (6, 9), (8, 9)])
    assert (shown, [shown[a:b] for a, b in marks]) == ("…五六七…", ["五", "七"])


@given(st.text("一二𠀀", min_size=1, max_size=60), st.data(), st.integers(3, 40))
def test_hardly_any_room_is_left_where_a_text_is_cut(text: str, data: st.DataObject, most: int) -> None:
    """Whatever the characters, there is no room for another one with its ellipsis."""
    at = data.draw(st.integers(0, len(text) - 1))
    shown, _ = cut_around(text, [(at, at + 1)], most)
    assert units(shown) <= most
    assert shown == text or units(shown) >= most - 3


def test_the_short_answer_nearest_to_the_marks_is_what_answers() -> None:
    """Of several places of the same figure that one counts; without a short answer in the text, the marks do."""
    assert answering_spans("15人，其中15项许可，另15件", [(8, 10)], "15") == ((6, 8),)
    assert answering_spans("15人，其中15项许可", [(8, 10)], "16") == [(8, 10)]
    assert answering_spans("15人", [(0, 3)], None) == [(0, 3)]


def test_a_quotation_is_cut_around_its_short_answer(quote_of: Make) -> None:
    """Not around the first of its marks, and the marks in what is left stay at their words."""
    text = "首" * 40 + "长" * 9000 + "共保留189项" + "尾" * 3000
    at = text.index("189项")
    quote = quote_of(CLAUSE, text, ((0, 3), (at - 3, at)))
    html = reply_markup(Reply("问", Outcome.ANSWER, (quote,), "189项"), FRAME)[0].html
    assert "<b>共保留</b>189项" in html
    assert "首" not in html


def test_the_short_answer_of_a_part_guides_the_cut(quote_of: Make) -> None:
    """Of several parts the one that stands in the first quote."""
    text = "长" * 9000 + "共保留189项" + "尾" * 3000
    parts = (Part("甲", None, None), Part("乙", "12件", 1), Part("丙", "189项", 0))
    reply = Reply("问", Outcome.ANSWER, (quote_of(CLAUSE, text, ((0, 3),)),), "长长", parts=parts)
    assert "189项尾" in reply_markup(reply, FRAME)[0].plain


def test_pages_are_filled_to_the_last_unit() -> None:
    """A line that does not fit is divided, one that fills a page is not followed by an empty one."""
    for text, pages in (
        ("甲乙丙\n丁戊\n己庚辛壬癸子\n", ["甲乙丙\n丁", "戊\n己庚辛", "壬癸子\n"]),
        ("甲乙丙丁\n", ["甲乙丙丁\n"]),
    ):
        found = pages_of(replace(PASSAGE, text=text), 5)
        assert [(page.kind, page.text) for page in found] == [(BlockKind.QUOTE, page) for page in pages]


def test_of_several_quotations_that_are_too_long_the_first_is_cut(quote_of: Make) -> None:
    """The question stands above it, and a line counts the others where no buttons lead to them."""
    reply = Reply("问", Outcome.ANSWER, tuple(quote_of(CLAUSE, f"{i}" + "长" * 9000) for i in range(2)))
    for buttons in (False, True):
        markup, shown = reply_markup(reply, FRAME, "问了什么", buttons)
        assert (markup.units, markup.html.count("<blockquote"), shown) == (LIMIT, 1, 1)
        assert "问了什么" in markup.plain.splitlines()[0]
        assert (replies.MORE_QUOTES.format(count=1) in markup.plain) is not buttons


def test_a_long_passage_loses_nothing_between_its_pages() -> None:
    """The pages of a passage, put together, are the passage."""
    text = "甲乙丙丁戊己庚辛壬癸\n" * 900
    pages = pages_of(replace(PASSAGE, text=text), 3000)
    assert len(pages) == 4
    assert "".join(page.text for page in pages) == text


@given(st.text(max_size=40), st.integers(0, 50))
def test_clipped_text_is_a_beginning_within_its_length(text: str, most: int) -> None:
    """Counted in UTF-16 units, a clipped text never exceeds its length and never splits a character."""
    kept = clip(text, most)
    assert units(kept) <= most
    assert kept == text or text.startswith(kept.removesuffix("…"))


def test_our_own_words_are_escaped() -> None:
    """A file name or title in our own words cannot break out of them."""
    assert text_markup("<b>&").html == "&lt;b&gt;&amp;"
    assert text_markup("《\"甲\"》'乙'").html == "《\"甲\"》'乙'"
