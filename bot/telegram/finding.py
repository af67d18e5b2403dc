"""``/find``: what staff look up, and the pages of it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from telegram import CallbackQuery, Message, Update
from telegram.ext import CallbackQueryHandler, CommandHandler, filters

from bot import texts
from bot.lookup import nothing_found
from bot.replies import mend
from bot.telegram.callback_data import ShowHitsPress, decode, pattern
from bot.telegram.found import LONGEST, MOST, Found, one_line, written_in
from bot.telegram.markup import text_markup, units
from bot.telegram.office import Context, Handler, Office
from bot.telegram.views import View
from retrieval.lookup_query import QueryError, parse_query


@dataclass(frozen=True, slots=True)
class Finding:
    """From a command, or a press on what it showed, to a page of passages. The numeric id is checked each time."""

    office: Office

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
            await self.office.say(update, context, texts.UNKNOWN_COMMAND)
            return
        written = one_line(mend(" ".join(context.args or ())))
        if not written or units(written) > LONGEST:
            wrong = texts.FIND_TOO_LONG.format(limit=LONGEST) if written else texts.FIND_NEEDS_WORDS
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

    async def _view(self, written: str, at: ShowHitsPress) -> View:
        held = self.office.held
        try:
            query = parse_query(written)
        except QueryError as error:
            return View(text_markup(texts.query_fault(error)))
        hits = await asyncio.to_thread(held.engine.look_up, query, MOST + 1)
        if not hits:
            return View(text_markup(await asyncio.to_thread(nothing_found, query, held.engine.look_up)))
        return await asyncio.to_thread(Found(written, query, hits).view, held.contents, at.page, at.key)

    async def _refuse(self, query: CallbackQuery) -> None:
        await self.office.outbox.acknowledge(query, texts.STALE_BUTTON, alert=True)
