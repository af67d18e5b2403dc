"""Inline mode: ``@bot 执法记录仪`` in any chat offers passages, each of which inserts its words with its citation."""

from __future__ import annotations

import asyncio
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
from bot.telegram.handlers.handler_context import Context, Handler, HandlerContext
from bot.telegram.outgoing import keyboards
from bot.telegram.outgoing.markup import LIMIT, clip, compose
from bot.texts import chat, talk
from retrieval.models import Passage

PER_PAGE = 50  # Telegram's limit
FARTHEST = 500
CACHED = 60  # seconds; the library changes rarely, and a typo is typed again at once
_WORDS = 200
_AROUND = 700


@dataclass(frozen=True, slots=True)
class InlineSearch:
    """From words to passages."""

    office: HandlerContext

    def handlers(self) -> list[Handler]:
        """One for all inline queries."""
        return [InlineQueryHandler(self.looked_up)]

    async def looked_up(self, update: Update, context: Context) -> None:
        """A page of passages; Telegram asks for the next one when a person has scrolled that far."""
        query = update.inline_query
        if query is None:
            return
        words, offset = mend(query.query.strip()[:_WORDS]), _offset(query.offset)
        wanted = min(offset + PER_PAGE + 1, FARTHEST)
        hits = await asyncio.to_thread(self.office.held.engine.search, words, wanted) if words else []
        page = hits[offset : offset + PER_PAGE]
        following = str(offset + PER_PAGE) if len(hits) > offset + PER_PAGE else ""
        prompt = chat.INLINE_NOTHING if words else chat.INLINE_PROMPT
        button = None if page or offset else InlineQueryResultsButton(prompt, start_parameter="inline")
        results = [self._article(hit.passage, words, context.bot.username) for hit in page]
        try:
            await query.answer(results, cache_time=CACHED, next_offset=following, button=button)
        except BadRequest as error:  # who types fast has sent the next one meanwhile
            self.office.outbox.excuse(error)

    def _article(self, passage: Passage, words: str, username: str) -> InlineQueryResultArticle:
        key = self.office.held.contents.key(passage)
        shown = snippet(passage.text, words)
        blocks = [
            ReplyBlock(BlockKind.QUOTE, clip(passage.text, LIMIT - _AROUND), _marks(passage.text, words)),
            citation_block(passage, self.office.held.frame),
            ReplyBlock(BlockKind.NOTE, talk.DISCLAIMER),
        ]
        button = InlineKeyboardButton(chat.INLINE_SOURCE, url=keyboards.link(username, key))
        return InlineQueryResultArticle(
            key,
            clip(passage.citation, 200) or passage.id,
            InputTextMessageContent(compose(blocks).html),
            description=shown,
            reply_markup=InlineKeyboardMarkup([[button]]),
        )


def _offset(written: str) -> int:
    return int(written) if written.isascii() and written.isdecimal() and len(written) < 6 else 0


def _marks(text: str, words: str) -> tuple[tuple[int, int], ...]:
    """Where the words stand, as they were typed."""
    spans = []
    for word in words.split():
        at = text.find(word)
        while at >= 0:
            spans.append((at, at + len(word)))
            at = text.find(word, at + len(word))
    return merge_spans(spans, min(len(text), LIMIT - _AROUND - 1))
