"""Look-up view: a page of passages, each with its citation and an excerpt with the matches in bold. Pure.

The query does not fit into buttons, which hold 64 bytes. It is read from the first line of the message, or, while a
passage is shown instead, from the command that the message replies to. Both exist after a restart.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from telegram import Message

from bot.dialogue.excerpts import hit_excerpt
from bot.dialogue.reply_blocks import BlockKind, ReplyBlock
from bot.strings import one_line
from bot.telegram.outgoing import keyboards
from bot.telegram.outgoing.callback_data import DEEP_LINK_PREFIX, Origin, ShowHitsPress, ShowPassagePress, decode
from bot.telegram.outgoing.keyboards import button
from bot.telegram.outgoing.markup import clip, compose
from bot.telegram.views.answer_view import MessageView, page_buttons
from bot.telegram.views.contents_view import TableOfContents
from bot.texts import chat, lookup
from retrieval.models import Hit, Passage
from retrieval.search.query import LookupQuery

PER_PAGE = 8
MOST = 200  # hits that can be paged through
LONGEST = 300  # units of a query, which is repeated above its hits
_CITATION = 200  # units of a citation: those of a page, and the excerpts, must fit a message
_SIGN = lookup.SEARCHED.format(query="").strip()
_COMMAND = re.compile(r"/find(?:@\w+)?\s+", re.IGNORECASE)
_LINK = re.compile(rf"[?&]start={DEEP_LINK_PREFIX}([\w-]{{12}})(?![\w-])", re.ASCII)


@dataclass(frozen=True, slots=True)
class LookupResult:
    """Hits of a look-up, one more than `MOST` where there are more, and the query as text and parsed."""

    written: str
    query: LookupQuery
    hits: Sequence[Hit]

    def view(self, contents: TableOfContents, page: int, key: str = "") -> MessageView:
        """A page of the hits; with a key, the page that holds that passage."""
        shown = self.hits[:MOST]
        pages = -(-len(shown) // PER_PAGE)
        if wanted := contents.find(key) if key else None:
            page = next((at // PER_PAGE for at, hit in enumerate(shown) if hit.passage.id == wanted.id), page)
        page = min(max(page, 0), pages - 1)
        here = list(enumerate(shown, 1))[page * PER_PAGE : (page + 1) * PER_PAGE]
        leads = (lookup.SEARCHED.format(query=self.written), self._count(shown))
        blocks = [ReplyBlock(BlockKind.LEAD, lead) for lead in leads]
        if pages > 1:
            blocks.append(ReplyBlock(BlockKind.NOTE, chat.PAGE_OF.format(number=page + 1, count=pages)))
        for rank, hit in here:
            blocks += _item(rank, hit, self.query)
        numbers = [button(str(rank), ShowPassagePress(Origin.FOUND, contents.key(hit.passage))) for rank, hit in here]
        rows = [*keyboards.in_rows(numbers, 4), page_buttons(page, pages, ShowHitsPress)]
        return MessageView(compose(blocks), keyboards.keyboard(rows))

    def _count(self, shown: Sequence[Hit]) -> str:
        more = len(self.hits) > len(shown)
        if self.query.text:
            return (lookup.FOUND_MORE if more else lookup.FOUND).format(count=len(shown))
        return (lookup.FOUND_LISTED_MORE if more else lookup.FOUND_LISTED).format(count=len(shown))


def _item(rank: int, hit: Hit, query: LookupQuery) -> list[ReplyBlock]:
    line, marks = hit_excerpt(hit, query).marked_line
    lead = lookup.FOUND_ITEM.format(rank=rank, citation=clip(one_line(hit.passage.citation), _CITATION))
    return [ReplyBlock(BlockKind.LEAD, lead), ReplyBlock(BlockKind.QUOTE, line, marks, hit.passage.id)]


def query_in(message: Message) -> str | None:
    """The query that a message of the bot belongs to; None where neither the message nor its command has one."""
    first = (message.text or "").partition("\n")[0]
    if first.startswith(_SIGN):
        return first.removeprefix(_SIGN).strip() or None
    asked = message.reply_to_message.text if message.reply_to_message else None
    command = _COMMAND.match(asked or "")
    return one_line((asked or "")[command.end() :]) or None if command else None


def passages_in(message: Message, contents: TableOfContents) -> list[Passage]:
    """The passages that a message of the bot shows by a link to share, or as a page of a look-up."""
    text = message.text or ""
    keys = _LINK.findall(text)[-1:]
    if text.startswith(_SIGN) and message.reply_markup:
        buttons = (each for row in message.reply_markup.inline_keyboard for each in row)
        presses = (decode(str(each.callback_data)) for each in buttons)
        keys = [press.key for press in presses if isinstance(press, ShowPassagePress)]
    return [passage for key in keys if (passage := contents.find(key))]
