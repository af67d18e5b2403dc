"""``/find``: look-up of passages by staff, with pages."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from telegram import Message, Update

from bot.dialogue.excerpts import nothing_found
from bot.strings import mend, one_line
from bot.telegram.handlers.handler_services import Context, Handler
from bot.telegram.outgoing.callback_data import ShowHitsPress
from bot.telegram.outgoing.markup import text_markup, units
from bot.telegram.staff.staff_access import StaffAccess, StaffPress
from bot.telegram.views.answer_view import MessageView
from bot.telegram.views.lookup_view import LONGEST, MOST, LookupResult, query_in
from bot.texts import chat, lookup
from retrieval.search.syntax import QuerySyntaxError, parse_query


@dataclass(frozen=True, slots=True)
class FindHandler:
    """Handler of ``/find`` and of its pages."""

    access: StaffAccess

    def handlers(self) -> list[Handler]:
        """The handlers of the command and of the presses on its page buttons."""
        return [self.access.command("find", self.find), self.access.presses(self.on_press, ShowHitsPress)]

    async def find(self, update: Update, context: Context, message: Message) -> None:
        """Send the first page, as a reply to the command: the query is read from there while a passage is shown."""
        written = one_line(mend(" ".join(context.args or ())))
        if not written or units(written) > LONGEST:
            problem = lookup.FIND_TOO_LONG.format(limit=LONGEST) if written else lookup.FIND_NEEDS_WORDS
            await self.access.services.say(update, context, problem)
            return
        view, sender = await self._view(written, ShowHitsPress(0)), self.access.services.sender
        await sender.send(context.bot, message.chat_id, view.markup, message.message_id, view.keyboard)

    async def on_press(self, press: StaffPress, at: ShowHitsPress) -> None:
        """Show another page in the message's place."""
        written = query_in(press.message)
        if not written:
            await self.access.refuse(press, chat.STALE_BUTTON)
            return
        await self.access.acknowledge(press)
        await self.access.edit(press, await self._view(written, at))

    async def _view(self, written: str, at: ShowHitsPress) -> MessageView:
        library_view = self.access.services.library_view
        try:
            query = parse_query(written)
        except QuerySyntaxError as error:
            return MessageView(text_markup(lookup.query_fault(error)))
        search = self.access.services.search
        hits = await search(library_view.engine.look_up, query, MOST + 1)
        if not hits:
            return MessageView(text_markup(await search(nothing_found, query, library_view.engine.look_up)))
        return await asyncio.to_thread(LookupResult(written, query, hits).view, library_view.contents, at.page, at.key)
