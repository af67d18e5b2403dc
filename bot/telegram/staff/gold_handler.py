"""Gold questions in one tap: under an answer in a staff member's own chat, and under a topic."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from telegram import Update
from telegram.ext import CallbackQueryHandler

from bot.curation.moderation import ModerationService
from bot.telegram.handlers.handler_context import Context, Handler
from bot.telegram.outgoing.callback_data import MarkAnswerPress, MarkTopicPress, pattern
from bot.telegram.staff.staff_access import StaffAccess, StaffPress
from bot.telegram.staff.unanswered_queue import UnansweredHandler
from bot.texts import chat, desk
from retrieval.models import Reply


@dataclass(frozen=True, slots=True)
class GoldHandler:
    """From a tap to a gold question, and back."""

    clerk: StaffAccess
    desk: ModerationService
    unanswered: UnansweredHandler

    def handlers(self) -> list[Handler]:
        """The presses."""
        return [CallbackQueryHandler(self.pressed, pattern=pattern(MarkAnswerPress, MarkTopicPress))]

    async def pressed(self, update: Update, context: Context) -> None:
        """Keep the exchange, or drop it again."""
        pressed = await self.clerk.pressed(update, context)
        if pressed is None:
            return
        match pressed.press:
            case MarkAnswerPress(choice):
                await self._answer(pressed, choice)
            case MarkTopicPress(choice, interaction, topic, page):
                await self._topic(pressed, choice, interaction, topic, page)

    async def _answer(self, pressed: StaffPress, choice: str) -> None:
        """The exchange whose reply carries the button."""
        message, memory = pressed.message, self.clerk.office.memory
        past = await asyncio.to_thread(memory.find_by_reply, message.chat_id, message.message_id)
        if past is None or past.reply is None:
            await self.clerk.refuse(pressed, desk.STAR_OLD if past else chat.STALE_BUTTON)
            return
        if choice == "undo":
            await asyncio.to_thread(self.desk.remove_gold_question, past.row)
            await self._show(pressed, past.reply, False, desk.UNSTARRED)
            return
        kept = await asyncio.to_thread(self.desk.add_gold_question, past, pressed.person)
        if kept or await asyncio.to_thread(self.desk.is_gold_question, past.row):
            await self._show(pressed, past.reply, True, desk.STARRED if kept else desk.STARRED_BEFORE)
        else:
            await self.clerk.refuse(pressed, chat.STALE_BUTTON if kept is None else desk.STARRED_BEFORE)

    async def _show(self, pressed: StaffPress, reply: Reply, starred: bool, said: str) -> None:
        """The answer again, with the button that fits now."""
        office = self.clerk.office
        view = office.views(pressed.context.bot.bot).answer(reply)
        await self.clerk.replace(pressed, office.for_staff(view, reply, pressed.message.chat_id, starred), said)

    async def _topic(self, pressed: StaffPress, choice: str, interaction: int, topic: int, page: int) -> None:
        """The newest exchange of a topic, unless another one has come since it was shown."""
        opened = await asyncio.to_thread(self.desk.topic_details, topic)
        if opened is None or opened.newest.row != interaction:
            if opened is None:
                await self.clerk.refuse(pressed, desk.TOPIC_GONE)
            else:
                await self.unanswered.open(pressed, topic, page, desk.TOPIC_CHANGED)
        elif choice == "undo":
            await asyncio.to_thread(self.desk.remove_gold_question, interaction)
            await self.unanswered.open(pressed, topic, page, desk.UNSTARRED)
        else:
            kept = await asyncio.to_thread(self.desk.add_gold_question, opened.newest, pressed.person)
            if kept is None:
                await self.clerk.refuse(pressed, desk.STAR_OLD)
            else:
                await self.unanswered.open(pressed, topic, page, desk.STARRED if kept else desk.STARRED_BEFORE)
