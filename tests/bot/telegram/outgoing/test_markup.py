"""Telegram's HTML: always valid, always within the limit, nothing lost that is needed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.dialogue.reply_blocks import ReplyFrame
from bot.telegram.outgoing.markup import (
    LIMIT,
    LONGEST,
    Markup,
    clip,
    pages_of,
    reply_markup,
    text_markup,
    units,
    with_notes,
)
from bot.texts import replies
from retrieval.models import Lack, Outcome, Part, Quote, Reason, Reply
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
        "出处：《2021年度法治政府建设情况报告》(威文政发〔2021〕13号)一、(一)一是",
        replies.DISCLAIMER,
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


def test_a_single_quotation_that_is_too_long_is_cut_and_still_cited(quote_of: Make) -> None:
    """Even then the message has its citation and its disclaimer."""
    markup, _ = reply_markup(Reply("问", Outcome.ANSWER, (quote_of(CLAUSE, "长" * 9000, ((0, 9000),)),)), FRAME)
    check(markup)
    assert "…" in markup.plain
    assert "出处：" in markup.plain
    assert markup.units == LIMIT


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
