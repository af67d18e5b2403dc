"""Staff access: authorization of staff members, and answers to their presses."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from telegram import CallbackQuery, Message, Update
from telegram.ext import CallbackQueryHandler, CommandHandler

from bot.telegram.handlers.handler_services import PRIVATE, Context, Handler, HandlerServices
from bot.telegram.outgoing.callback_data import Press, decode, pattern
from bot.telegram.views.answer_view import MessageView
from bot.texts import chat, replies

_P = TypeVar("_P", bound=Press)


@dataclass(frozen=True, slots=True)
class StaffPress:
    """A staff member's press on a message of the bot."""

    query: CallbackQuery
    message: Message
    person: int
    context: Context


@dataclass(frozen=True, slots=True)
class StaffAccess:
    """Authorizes staff, by numeric id, at every command, reply and press."""

    services: HandlerServices

    def command(self, name: str, run: Callable[[Update, Context, Message], Awaitable[None]]) -> Handler:
        """The handler of a command in private chats."""

        async def on_command(update: Update, context: Context) -> None:
            message = update.effective_message
            if message and await self.admits(update, context):
                await run(update, context, message)

        return CommandHandler(name, on_command, filters=PRIVATE)

    def presses(self, run: Callable[[StaffPress, _P], Awaitable[None]], *kinds: type[_P]) -> Handler:
        """The handler of presses of these kinds, given with their data; one that is invalid, or not by staff, is
        answered as stale.
        """

        async def on_press(update: Update, context: Context) -> None:
            query = update.callback_query
            if query is None:
                return
            data, message, person = decode(query.data), query.message, query.from_user
            is_own_chat = message is not None and message.chat.id == person.id
            is_by_staff = is_own_chat and self.services.is_staff(person)
            if isinstance(data, kinds) and isinstance(message, Message) and is_by_staff:
                await run(StaffPress(query, message, person.id, context), data)
            else:
                await self.services.sender.acknowledge(query, chat.STALE_BUTTON, alert=True)

        return CallbackQueryHandler(on_press, pattern=pattern(*kinds))

    async def admits(self, update: Update, context: Context) -> bool:
        """Whether a staff member sent this; to anybody else the command is unknown."""
        if self.services.is_staff(update.effective_user):
            return True
        await self.services.say(update, context, replies.UNKNOWN_COMMAND)
        return False

    async def replace(self, press: StaffPress, view: MessageView, notice: str | None = None) -> None:
        """Show a view in the message's place."""
        await self.acknowledge(press, notice)
        await self.edit(press, view)

    async def edit(self, press: StaffPress, view: MessageView) -> None:
        """Show a view in the message's place, after the press was acknowledged."""
        bot, message = press.context.bot, press.message
        await self.services.sender.edit(bot, message.chat_id, message.message_id, view.markup, view.keyboard)

    async def acknowledge(self, press: StaffPress, notice: str | None = None) -> None:
        """End the button's progress indicator, with a notice if there is one."""
        await self.services.sender.acknowledge(press.query, notice)

    async def refuse(self, press: StaffPress, reason: str) -> None:
        """Say why nothing is done, in an alert; Telegram shows 200 characters of it."""
        await self.services.sender.acknowledge(press.query, reason[:200], alert=True)
