"""Inline mode: ``@bot 执法记录仪`` in any chat offers passages, which are inserted with their citations."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass

from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    Update,
)
from telegram.error import BadRequest
from telegram.ext import InlineQueryHandler

from bot.dialogue.excerpts import snippet
from bot.dialogue.reply_blocks import BlockKind, ReplyBlock, citation_block
from bot.strings import mend, merge_spans
from bot.telegram.handlers.handler_services import Context, Handler, HandlerServices
from bot.telegram.outgoing import keyboards
from bot.telegram.outgoing.markup import LIMIT, clip, compose
from bot.texts import chat, replies
from retrieval.models import Passage

PER_PAGE = 50  # Telegram's limit
FARTHEST = 500
CACHED = 60  # seconds that Telegram may show the same results again
_WORDS = 200
_AROUND = 700


@dataclass(frozen=True, slots=True)
class InlineSearch:
    """Handler of inline queries."""

    services: HandlerServices

    def handlers(self) -> list[Handler]:
        """The handler of all inline queries."""
        return [InlineQueryHandler(self.search)]

    async def search(self, update: Update, context: Context) -> None:
        """Answer with a page of passages; Telegram asks for the next one when the person scrolls to its end."""
        query = update.inline_query
        if query is None:
            return
        words, offset = mend(query.query.strip()[:_WORDS]), _offset(query.offset)
        wanted = min(offset + PER_PAGE + 1, FARTHEST)
        hits = await asyncio.to_thread(self.services.library_view.engine.search, words, wanted) if words else []
        page = hits[offset : offset + PER_PAGE]
        following = str(offset + PER_PAGE) if len(hits) > offset + PER_PAGE else ""
        prompt = chat.INLINE_NOTHING if words else chat.INLINE_PROMPT
        button = None if page or offset else InlineQueryResultsButton(prompt, start_parameter="inline")
        results = [self._article(hit.passage, words, context.bot.username) for hit in page]
        try:
            await query.answer(results, cache_time=CACHED, next_offset=following, button=button)
        except BadRequest as error:  # a person who types fast has sent the next query meanwhile
            if not self.services.sender.count_harmless(error):
                raise

    def _article(self, passage: Passage, words: str, username: str) -> InlineQueryResultArticle:
        key = self.services.library_view.contents.key(passage)
        blocks = [
            ReplyBlock(BlockKind.QUOTE, clip(passage.text, LIMIT - _AROUND), _marks(passage.text, words)),
            citation_block(passage, self.services.library_view.frame),
            ReplyBlock(BlockKind.NOTE, replies.DISCLAIMER),
        ]
        button = InlineKeyboardButton(chat.INLINE_SOURCE, url=keyboards.deep_link(username, key))
        title, content = clip(passage.citation, 200) or passage.id, InputTextMessageContent(compose(blocks).html)
        shown, keyboard = snippet(passage.text, words), InlineKeyboardMarkup([[button]])
        return InlineQueryResultArticle(key, title, content, description=shown, reply_markup=keyboard)


def _offset(written: str) -> int:
    return int(written) if written.isascii() and written.isdecimal() and len(written) < 6 else 0


def _marks(text: str, words: str) -> tuple[tuple[int, int], ...]:
    """The spans of the words as they were typed."""
    spans = [found.span() for word in words.split() for found in re.finditer(re.escape(word), text)]
    return merge_spans(spans, min(len(text), LIMIT - _AROUND - 1))
