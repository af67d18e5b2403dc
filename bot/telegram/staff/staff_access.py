"""What the handlers of the staff desk share: who is let in, and how a press is answered."""

from __future__ import annotations

from dataclasses import dataclass

from telegram import CallbackQuery, Message, Update

from bot.telegram.handlers.handler_context import Context, HandlerContext
from bot.telegram.outgoing.callback_data import Press, decode
from bot.telegram.views.answer_view import MessageView
from bot.texts import chat, talk


@dataclass(frozen=True, slots=True)
class StaffPress:
    """A press by one of the staff on a message of ours."""

    query: CallbackQuery
    message: Message
    press: Press
    person: int
    context: Context


@dataclass(frozen=True, slots=True)
class StaffAccess:
    """Checks the numeric id at every command, reply and press."""

    office: HandlerContext

    async def admits(self, update: Update, context: Context) -> bool:
        """Whether one of the staff gave this command; to anybody else it is unknown."""
        if self.office.is_staff(update.effective_user):
            return True
        await self.office.say(update, context, talk.UNKNOWN_COMMAND)
        return False

    async def pressed(self, update: Update, context: Context) -> StaffPress | None:
        """The press, if one of the staff made it in their own chat and it means something; otherwise it is stale."""
        query = update.callback_query
        if query is None:
            return None
        press, message, person = decode(query.data), query.message, query.from_user
        own = isinstance(message, Message) and message.chat.id == person.id
        if press and own and isinstance(message, Message) and self.office.is_staff(person):
            return StaffPress(query, message, press, person.id, context)
        await self.office.outbox.acknowledge(query, chat.STALE_BUTTON, alert=True)
        return None

    async def replace(self, pressed: StaffPress, view: MessageView, said: str | None = None) -> None:
        """Show this in the message's place."""
        await self.acknowledge(pressed, said)
        message = pressed.message
        await self.office.outbox.edit(
            pressed.context.bot, message.chat_id, message.message_id, view.markup, view.keyboard
        )

    async def acknowledge(self, pressed: StaffPress, said: str | None = None) -> None:
        """Stop the button's spinner, perhaps with a short notice."""
        await self.office.outbox.acknowledge(pressed.query, said)

    async def refuse(self, pressed: StaffPress, why: str) -> None:
        """Say why nothing is done; Telegram shows 200 characters of it."""
        await self.office.outbox.acknowledge(pressed.query, why[:200], alert=True)
