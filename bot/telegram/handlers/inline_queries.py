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

from bot.dialogue.excerpts import matched_spans, snippet
from bot.dialogue.reply_blocks import BlockKind, ReplyBlock, citation_block
from bot.strings import mend, merge_spans
from bot.telegram.handlers.handler_services import Context, Handler, HandlerServices
from bot.telegram.outgoing import keyboards
from bot.telegram.outgoing.markup import LIMIT, clip, compose, cut_around
from bot.telegram.views.library_view import LibraryView
from bot.texts import chat, replies
from retrieval.models import Passage, SearchUnavailableError

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
        try:
            answer = await self._answer(words, offset, context.bot.username)
        except SearchUnavailableError as error:
            await asyncio.to_thread(self.services.outage.note, error)
            answer = _InlineAnswer([], "", chat.INLINE_AWAY, 0)
        button = InlineQueryResultsButton(answer.prompt, start_parameter="inline") if answer.prompt else None
        try:
            await query.answer(answer.results, answer.cached, next_offset=answer.following, button=button)
        except BadRequest as error:  # a person who types fast has sent the next query meanwhile
            if not self.services.sender.count_harmless(error):
                raise

    async def _answer(self, words: str, offset: int, username: str) -> _InlineAnswer:
        """A page of passages for these words, from this offset on."""
        view, wanted = self.services.library_view, min(offset + PER_PAGE + 1, FARTHEST)
        hits = await self.services.search(view.engine.search, words, wanted) if words else []
        page = [hit.passage for hit in hits[offset : offset + PER_PAGE]]
        following = str(offset + PER_PAGE) if len(hits) > offset + PER_PAGE else ""
        prompt = "" if page or offset else chat.INLINE_NOTHING if words else chat.INLINE_PROMPT
        articles = await asyncio.to_thread(lambda: [_article(view, passage, words, username) for passage in page])
        return _InlineAnswer(articles, following, prompt, CACHED)


@dataclass(frozen=True, slots=True)
class _InlineAnswer:
    """Results, the offset of the next page, the label of a button above them (empty: none), and seconds to cache."""

    results: list[InlineQueryResultArticle]
    following: str
    prompt: str
    cached: int


def _article(view: LibraryView, passage: Passage, words: str, username: str) -> InlineQueryResultArticle:
    key = view.contents.key(passage)
    found = _marks(passage.text, words)
    # A question as it was typed stands in no report, its words do.
    text, marks = cut_around(passage.text, matched_spans(passage.text, words), LIMIT - _AROUND, found)
    blocks = [
        ReplyBlock(BlockKind.QUOTE, text, marks),
        citation_block(passage, view.frame, full=True),
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
    return merge_spans(spans, len(text))
