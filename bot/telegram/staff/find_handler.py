"""``/find``: look-up of passages by staff, with pages."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from telegram import CallbackQuery, Message, Update
from telegram.ext import CallbackQueryHandler, CommandHandler, filters

from bot.dialogue.excerpts import nothing_found
from bot.strings import mend, one_line
from bot.telegram.handlers.handler_services import Context, Handler, HandlerServices
from bot.telegram.outgoing.callback_data import ShowHitsPress, decode, pattern
from bot.telegram.outgoing.markup import text_markup, units
from bot.telegram.views.answer_view import MessageView
from bot.telegram.views.lookup_view import LONGEST, MOST, LookupResult, query_in
from bot.texts import chat, lookup, replies
from retrieval.search.syntax import QuerySyntaxError, parse_query


@dataclass(frozen=True, slots=True)
class FindHandler:
    """Handler of ``/find`` and of its pages. Checks the numeric id each time."""

    services: HandlerServices

    def handlers(self) -> list[Handler]:
        """The handlers of the command and of the presses on its page buttons."""
        private = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE
        return [
            CommandHandler("find", self.find, filters=private),
            CallbackQueryHandler(self.on_press, pattern=pattern(ShowHitsPress)),
        ]

    async def find(self, update: Update, context: Context) -> None:
        """Send the first page, as a reply to the command: the query is read from there while a passage is shown."""
        message = update.effective_message
        if message is None or not self.services.is_staff(update.effective_user):
            await self.services.say(update, context, replies.UNKNOWN_COMMAND)
            return
        written = one_line(mend(" ".join(context.args or ())))
        if not written or units(written) > LONGEST:
            problem = lookup.FIND_TOO_LONG.format(limit=LONGEST) if written else lookup.FIND_NEEDS_WORDS
            await self.services.say(update, context, problem)
            return
        view = await self._view(written, ShowHitsPress(0))
        await self.services.sender.send(context.bot, message.chat_id, view.markup, message.message_id, view.keyboard)

    async def on_press(self, update: Update, context: Context) -> None:
        """Show another page in the message's place."""
        query = update.callback_query
        if query is None:
            return
        message, press = query.message, decode(query.data)
        written = query_in(message) if isinstance(message, Message) else None
        if not (isinstance(press, ShowHitsPress) and message and written and self.services.is_staff(query.from_user)):
            await self._refuse(query)
            return
        await self.services.sender.acknowledge(query)
        view = await self._view(written, press)
        await self.services.sender.edit(context.bot, message.chat.id, message.message_id, view.markup, view.keyboard)

    async def _view(self, written: str, at: ShowHitsPress) -> MessageView:
        library_view = self.services.library_view
        try:
            query = parse_query(written)
        except QuerySyntaxError as error:
            return MessageView(text_markup(lookup.query_fault(error)))
        hits = await asyncio.to_thread(library_view.engine.look_up, query, MOST + 1)
        if not hits:
            return MessageView(text_markup(await asyncio.to_thread(nothing_found, query, library_view.engine.look_up)))
        return await asyncio.to_thread(LookupResult(written, query, hits).view, library_view.contents, at.page, at.key)

    async def _refuse(self, query: CallbackQuery) -> None:
        await self.services.sender.acknowledge(query, chat.STALE_BUTTON, alert=True)
