"""Each kind of block as Telegram's HTML: what is bold, quoted, linked, escaped and clipped."""

from __future__ import annotations

import pytest

from bot.dialogue.reply_blocks import BlockKind, ReplyBlock
from bot.telegram.outgoing.markup import (
    LONG_QUOTE,
    clip,
    compose,
    units,
)
from bot.texts import replies
from tests.botapi import parse_html


@pytest.mark.parametrize(
    ("block", "html"),
    [
        (ReplyBlock(BlockKind.SHORT, "<189项>"), "<b>&lt;189项&gt;</b>"),
        (ReplyBlock(BlockKind.PART, "甲：\"12\"件 & '乙'", ((2, 6),)), "甲：<b>\"12\"</b>件 &amp; '乙'"),
        (ReplyBlock(BlockKind.QUOTE, "\"甲\"<'乙'>", ((4, 7),)), "<blockquote>\"甲\"&lt;<b>'乙'</b>&gt;</blockquote>"),
        (ReplyBlock(BlockKind.QUOTE, "甲", ((0, 9),)), "<blockquote><b>甲</b></blockquote>"),
        (ReplyBlock(BlockKind.LEAD, "\"甲\" & '乙'", ((0, 1),)), "\"甲\" &amp; '乙'"),
        (ReplyBlock(BlockKind.LEAD, "一\x00二\x1f三\t四\x7f五\n六"), "一 二 三 四 五\n六"),
        (
            ReplyBlock(BlockKind.LEAD, "一\ud800二\udbff三\udfff四\ud7ff\ue000"),
            "一\ufffd二\ufffd三\ufffd四\ud7ff\ue000",
        ),
        (ReplyBlock(BlockKind.PART, "一\x00二\ud800", ((1, 2), (3, 4))), "一<b> </b>二<b>\ufffd</b>"),
    ],
)
def test_each_kind_of_block_has_its_html(block: ReplyBlock, html: str) -> None:
    """What Telegram would take for markup is escaped, quotation marks are not, and what it refuses is replaced."""
    markup = compose([block])
    assert markup.html == html
    shown = parse_html(html)
    assert shown.text == markup.plain


@pytest.mark.parametrize("link", ["", 'https://a.example/?q="甲"&p=<1>\x00'])
def test_a_citation_is_escaped_within_its_link_and_without(link: str) -> None:
    """Quotation marks are escaped in the address alone, where they would end it."""
    markup = compose([ReplyBlock(BlockKind.CITATION, "《\"甲\"&'乙'》\x01一", link=link)])
    address = "https://a.example/?q=&quot;甲&quot;&amp;p=&lt;1&gt; "
    cited = "《\"甲\"&amp;'乙'》 一"
    assert markup.html == replies.CITED.format(citation=f'<a href="{address}">{cited}</a>' if link else cited)
    assert markup.plain == replies.CITED.format(citation="《\"甲\"&'乙'》 一")


def test_a_citation_without_a_word_is_no_link() -> None:
    """There would be nothing to press."""
    assert "<a" not in compose([ReplyBlock(BlockKind.CITATION, "\x00 ", link="https://a.example/")]).html


@pytest.mark.parametrize("kind", [kind for kind in BlockKind if kind not in (BlockKind.QUOTE, BlockKind.SUGGESTION)])
def test_what_we_say_beside_the_quotes_has_a_length(kind: BlockKind) -> None:
    """A part of a message that is far too long leaves room for the others; suggestions are buttons."""
    markup = compose([ReplyBlock(kind, "长" * 5000), ReplyBlock(BlockKind.SUGGESTION, "问"), ReplyBlock(kind, "完")])
    first, last = markup.plain.split("\n")
    assert (first.endswith("…"), last.endswith("完")) == (True, True)
    assert 200 <= units(first) <= 1600


def test_a_quotation_folds_beyond_its_length() -> None:
    """Not at it."""
    for size, tag in ((LONG_QUOTE, "<blockquote>"), (LONG_QUOTE + 1, "<blockquote expandable>")):
        assert compose([ReplyBlock(BlockKind.QUOTE, "长" * size)]).html.startswith(tag)


def test_the_first_marks_are_shown_where_there_are_too_many() -> None:
    """Telegram ignores entities beyond a hundred: 80 marks of all blocks together are bold."""
    marks = tuple((at, at + 1) for at in range(0, 60, 2))
    html = compose([ReplyBlock(BlockKind.QUOTE, "长" * 100, marks)] * 4).html
    assert [line.count("<b>") for line in html.split("\n")] == [30, 30, 20, 0]


def test_what_fits_is_not_clipped() -> None:
    """To the last unit; of nothing there is no ellipsis."""
    assert [clip("一二𠀀", most) for most in (4, 3, 2, 1, 0)] == ["一二𠀀", "一二…", "一…", "…", ""]


def test_a_mark_behind_what_is_shown_is_left_out() -> None:
    """Nothing empty is bold where a line was clipped."""
    assert "<b>" not in compose([ReplyBlock(BlockKind.PART, "长" * 300, ((250, 260),))]).html
