"""Telegram's markup as HTML of the page."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from bot.demo.message_html import BOT_USERNAME, DrawnText
from bot.telegram.outgoing.keyboards import deep_link

PIECES = [
    *"<>&\"'/= abu#;x甲\n",
    "script",
    "blockquote",
    "onclick",
    "href",
    "https://a.b",
    "/help",
    "<a ",
    "</b>",
    "<b>",
]
KNOWN = {"div", "b", "strong", "i", "em", "u", "s", "code", "pre", "blockquote", "a", "button"}


@pytest.mark.parametrize(
    ("source", "drawn"),
    [
        ("<b>甲</b>\n乙", "<b>甲</b>\n乙"),
        ("1 &lt; 2 &amp; 3", "1 &lt; 2 &amp; 3"),
        ("<blockquote>甲</blockquote>\n乙", "<blockquote>甲</blockquote>乙"),
        ("<blockquote expandable>甲<b>乙</b></blockquote>", '<blockquote class="expandable">甲<b>乙</b></blockquote>'),
        ("<script>alert(1)</script>", "alert(1)"),
        ('<b onclick="x" style="y">甲</b>', "<b>甲</b>"),
        ("<img src=x onerror=y>甲", "甲"),
        ("<b>甲", "<b>甲</b>"),
        ("甲</b>", "甲"),
        ('<a href="javascript:alert(1)">甲</a>', "甲"),
        ('<a href="//b.example">甲</a>', "甲"),
        ('<a href="http://[::1">甲</a>', "甲"),
        ("<a>甲</a>", "甲"),
        ("<a href>甲</a>", "甲"),
    ],
)
def test_only_listed_tags_without_attributes_get_through(source: str, drawn: str) -> None:
    """What Telegram draws is drawn; everything else is left out, and what is open is closed."""
    assert DrawnText.of_markup(source).html == drawn


def test_the_address_of_a_report_opens_elsewhere() -> None:
    """A link leaves the page in a window of its own, which cannot reach back."""
    drawn = DrawnText.of_markup('<a href="https://a.example/?b=&quot;c&amp;d">甲</a>').html
    opening = '<a href="https://a.example/?b=&quot;c&amp;d" target="_blank" rel="noopener noreferrer">'
    assert drawn == f"{opening}甲</a>"


@pytest.mark.parametrize(
    "address",
    [
        "http://a.example/",
        "https://t.me/a_channel",
        f"https://a.example/{BOT_USERNAME}",
        f"https://t.me/X{BOT_USERNAME}",
    ],
)
def test_any_other_address_of_the_web_leaves_the_page(address: str) -> None:
    """Without encryption too; others in Telegram, and this bot's name on another host, are no start of this bot."""
    assert DrawnText.of_markup(f'<a href="{address}">甲</a>').html.startswith(f'<a href="{address}" target="_blank"')


def test_a_link_to_this_bot_without_a_start_opens_the_chat() -> None:
    """It sends the bare command."""
    assert 'data-send="/start"' in DrawnText.of_markup(f'<a href="https://t.me/{BOT_USERNAME}">甲</a>').html


def test_what_a_link_says_is_no_second_link() -> None:
    """An address or a command within a link, bold or not, is the link's words."""
    for words in ("https://b.example/", "/help", "<b>/help</b>"):
        drawn = DrawnText.of_markup(f'<a href="https://a.example/">{words}</a>').html
        assert drawn == f'<a href="https://a.example/" target="_blank" rel="noopener noreferrer">{words}</a>'
    assert "<button" in DrawnText.of_markup("<b>/help</b>").html


def test_a_text_without_markup_stays_whole() -> None:
    """Each command in it can be pressed, and the plain text is the text."""
    drawn = DrawnText.of_plain("先 /help 后 /start。")
    assert drawn.plain == "先 /help 后 /start。"
    assert html.fromstring(f"<div>{drawn.html}</div>").xpath("string()") == drawn.plain
    assert html.fromstring(f"<div>{drawn.html}</div>").xpath("//@data-send") == ["/help", "/start"]


def test_addresses_and_commands_in_the_text_can_be_pressed() -> None:
    """As in Telegram; a link to this bot sends its start, and words that only contain a command stay words."""
    link = deep_link(BOT_USERNAME, "abc")
    assert 'data-send="/start p_abc"' in DrawnText.of_plain(f"分享：{link}").html
    assert 'href="https://a.example/b"' in DrawnText.of_plain("见https://a.example/b。").html
    assert 'data-send="/help"' in DrawnText.of_plain("发送 /help 看说明").html
    assert "<button" not in DrawnText.of_plain("甲/help /helpful https").html


def test_the_text_is_what_stands_between_the_tags() -> None:
    """The plain text has no tags and no references."""
    assert DrawnText.of_markup("<b>1 &lt; 2</b>\n<i>甲</i>").plain == "1 < 2\n甲"


@given(st.lists(st.sampled_from(PIECES)).map("".join))
def test_whatever_comes_nothing_but_listed_tags_comes_out(source: str) -> None:
    """No text, taken as markup or as plain text, makes a tag that is not listed, nor an attribute that runs."""
    for drawn in (DrawnText.of_markup(source), DrawnText.of_plain(source)):
        for element in html.fragment_fromstring(drawn.html, create_parent="div").iter():
            assert element.tag in KNOWN
            assert set(element.keys()) <= {"class", "href", "target", "rel", "type", "data-send"}
            assert element.get("href", "https://").startswith(("http://", "https://"))
    # Not as a fragment, of which lxml drops what is blank.
    assert html.fromstring(f"<div>{DrawnText.of_plain(source).html}</div>").xpath("string()") == source
