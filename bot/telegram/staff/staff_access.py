"""Staff access: authorization of staff members, and answers to their presses."""

from __future__ import annotations

from dataclasses import dataclass

from telegram import CallbackQuery, Message, Update

from bot.telegram.handlers.handler_services import Context, HandlerServices
from bot.telegram.outgoing.callback_data import Press, decode
from bot.telegram.views.answer_view import MessageView
from bot.texts import chat, replies


@dataclass(frozen=True, slots=True)
class StaffPress:
    """A staff member's press on a message of the bot."""

    query: CallbackQuery
    message: Message
    data: Press
    person: int
    context: Context


@dataclass(frozen=True, slots=True)
class StaffAccess:
    """Authorizes staff, by numeric id, at every command, reply and press."""

    services: HandlerServices

    async def admits(self, update: Update, context: Context) -> bool:
        """Whether a staff member sent this; to anybody else the command is unknown."""
        if self.services.is_staff(update.effective_user):
            return True
        await self.services.say(update, context, replies.UNKNOWN_COMMAND)
        return False

    async def read_press(self, update: Update, context: Context) -> StaffPress | None:
        """The press, if it is valid and a staff member made it in their own chat; any other is answered as stale."""
        query = update.callback_query
        if query is None:
            return None
        data, message, person = decode(query.data), query.message, query.from_user
        if data and isinstance(message, Message) and message.chat.id == person.id and self.services.is_staff(person):
            return StaffPress(query, message, data, person.id, context)
        await self.services.sender.acknowledge(query, chat.STALE_BUTTON, alert=True)
        return None

    async def replace(self, press: StaffPress, view: MessageView, notice: str | None = None) -> None:
        """Show a view in the message's place."""
        await self.acknowledge(press, notice)
        message = press.message
        await self.services.sender.edit(
            press.context.bot, message.chat_id, message.message_id, view.markup, view.keyboard
        )

    async def acknowledge(self, press: StaffPress, notice: str | None = None) -> None:
        """End the button's progress indicator, with a notice if there is one."""
        await self.services.sender.acknowledge(press.query, notice)

    async def refuse(self, press: StaffPress, reason: str) -> None:
        """Say why nothing is done, in an alert; Telegram shows 200 characters of it."""
        await self.services.sender.acknowledge(press.query, reason[:200], alert=True)
