"""Gold handler: adds gold questions by a button under an answer in a staff member's own chat, or under a topic."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from bot.curation.moderation import ModerationService
from bot.dialogue.exchange_history import PastExchange
from bot.telegram.handlers.handler_services import Handler
from bot.telegram.outgoing.callback_data import MarkAnswerPress, MarkTopicPress
from bot.telegram.staff.staff_access import StaffAccess, StaffPress
from bot.telegram.staff.unanswered_queue import UnansweredHandler
from bot.texts import chat, staff_chat
from retrieval.models import Reply


@dataclass(frozen=True, slots=True)
class GoldHandler:
    """Handler of the buttons that add and remove gold questions."""

    access: StaffAccess
    moderation: ModerationService
    unanswered: UnansweredHandler

    def handlers(self) -> list[Handler]:
        """The handlers of the presses."""
        presses = self.access.presses
        return [presses(self.mark_answer, MarkAnswerPress), presses(self.mark_topic, MarkTopicPress)]

    async def mark_answer(self, press: StaffPress, data: MarkAnswerPress) -> None:
        """Add the exchange whose reply carries the button to the gold questions, or remove it."""
        message, history = press.message, self.access.services.history
        past = await asyncio.to_thread(history.find_by_reply, message.chat_id, message.message_id)
        if past is None or past.reply is None:
            await self.access.refuse(press, staff_chat.STAR_OLD if past else chat.STALE_BUTTON)
            return
        if data.choice == "undo":
            await asyncio.to_thread(self.moderation.remove_gold_question, past.row)
            await self._show(press, past, past.reply, False, staff_chat.UNSTARRED)
            return
        kept = await asyncio.to_thread(self.moderation.add_gold_question, past, press.person)
        if kept or await asyncio.to_thread(self.moderation.is_gold_question, past.row):
            await self._show(press, past, past.reply, True, staff_chat.STARRED if kept else staff_chat.STARRED_BEFORE)
        else:
            await self.access.refuse(press, chat.STALE_BUTTON if kept is None else staff_chat.STARRED_BEFORE)

    async def _show(self, press: StaffPress, past: PastExchange, reply: Reply, is_gold: bool, notice: str) -> None:
        """Show the answer again, with the button for the new state."""
        services = self.access.services
        views = services.views(press.context.bot.bot)
        view = await asyncio.to_thread(lambda: views.answer(reply, disclaims=past.disclaims))
        await self.access.replace(press, services.for_staff(view, reply, press.message.chat_id, is_gold), notice)

    async def mark_topic(self, press: StaffPress, data: MarkTopicPress) -> None:
        """The same for the newest exchange of a topic, unless a newer one has come since it was shown."""
        interaction, topic, page = data.interaction, data.topic, data.page
        details = await asyncio.to_thread(self.moderation.topic_details, topic)
        if details is None:
            await self.access.refuse(press, staff_chat.TOPIC_GONE)
        elif details.newest.row != interaction:
            await self.unanswered.open(press, topic, page, staff_chat.TOPIC_CHANGED)
        elif data.choice == "undo":
            await asyncio.to_thread(self.moderation.remove_gold_question, interaction)
            await self.unanswered.open(press, topic, page, staff_chat.UNSTARRED)
        else:
            kept = await asyncio.to_thread(self.moderation.add_gold_question, details.newest, press.person)
            if kept is None:
                await self.access.refuse(press, staff_chat.STAR_OLD)
            else:
                note = staff_chat.STARRED if kept else staff_chat.STARRED_BEFORE
                await self.unanswered.open(press, topic, page, note)
