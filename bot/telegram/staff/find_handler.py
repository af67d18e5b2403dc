"""``/find``: what staff look up, and the pages of it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from telegram import CallbackQuery, Message, Update
from telegram.ext import CallbackQueryHandler, CommandHandler, filters

from bot.dialogue.excerpts import nothing_found
from bot.strings import mend, one_line
from bot.telegram.handlers.handler_context import Context, Handler, HandlerContext
from bot.telegram.outgoing.callback_data import ShowHitsPress, decode, pattern
from bot.telegram.outgoing.markup import text_markup, units
from bot.telegram.views.answer_view import MessageView
from bot.telegram.views.lookup_view import LONGEST, MOST, LookupResult, written_in
from bot.texts import chat, lookup, talk
from retrieval.search.syntax import QuerySyntaxError, parse_query


@dataclass(frozen=True, slots=True)
class FindHandler:
    """From a command, or a press on what it showed, to a page of passages. The numeric id is checked each time."""

    office: HandlerContext

    def handlers(self) -> list[Handler]:
        """The command, and the presses of its pages."""
        private = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE
        return [
            CommandHandler("find", self.find, filters=private),
            CallbackQueryHandler(self.turned, pattern=pattern(ShowHitsPress)),
        ]

    async def find(self, update: Update, context: Context) -> None:
        """The first page, as a reply to the command: that keeps the words while a passage takes the page's place."""
        message = update.effective_message
        if message is None or not self.office.is_staff(update.effective_user):
            await self.office.say(update, context, talk.UNKNOWN_COMMAND)
            return
        written = one_line(mend(" ".join(context.args or ())))
        if not written or units(written) > LONGEST:
            wrong = lookup.FIND_TOO_LONG.format(limit=LONGEST) if written else lookup.FIND_NEEDS_WORDS
            await self.office.say(update, context, wrong)
            return
        view = await self._view(written, ShowHitsPress(0))
        await self.office.outbox.send(context.bot, message.chat_id, view.markup, message.message_id, view.keyboard)

    async def turned(self, update: Update, context: Context) -> None:
        """Another page in the message's place."""
        query = update.callback_query
        if query is None:
            return
        message, press = query.message, decode(query.data)
        written = written_in(message) if isinstance(message, Message) else None
        if not (isinstance(press, ShowHitsPress) and message and written and self.office.is_staff(query.from_user)):
            await self._refuse(query)
            return
        await self.office.outbox.acknowledge(query)
        view = await self._view(written, press)
        await self.office.outbox.edit(context.bot, message.chat.id, message.message_id, view.markup, view.keyboard)

    async def _view(self, written: str, at: ShowHitsPress) -> MessageView:
        held = self.office.held
        try:
            query = parse_query(written)
        except QuerySyntaxError as error:
            return MessageView(text_markup(lookup.query_fault(error)))
        hits = await asyncio.to_thread(held.engine.look_up, query, MOST + 1)
        if not hits:
            return MessageView(text_markup(await asyncio.to_thread(nothing_found, query, held.engine.look_up)))
        return await asyncio.to_thread(LookupResult(written, query, hits).view, held.contents, at.page, at.key)

    async def _refuse(self, query: CallbackQuery) -> None:
        await self.office.outbox.acknowledge(query, chat.STALE_BUTTON, alert=True)
