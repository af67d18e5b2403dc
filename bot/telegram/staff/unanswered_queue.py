"""``/unanswered``: the queue of unanswered topics, their details, and decisions on them."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from telegram import Message, Update

from bot.curation.curated_answers import CuratedAnswerError
from bot.curation.moderation import ModerationService, TopicDetails
from bot.telegram.handlers.handler_services import Context, Handler
from bot.telegram.outgoing import callback_data as presses
from bot.telegram.outgoing.callback_data import TopicsPage
from bot.telegram.outgoing.markup import text_markup
from bot.telegram.staff.draft_handler import DraftHandler
from bot.telegram.staff.staff_access import StaffAccess, StaffPress
from bot.telegram.views import moderation_view
from bot.telegram.views.answer_view import MessageView
from bot.texts import chat, staff_chat
from bot.topics.topics import TopicAction
from retrieval.models import Passage

NEAREST, POINTABLE = 3, 8
_PUT_OFF = {"beyond": TopicAction.BEYOND, "ignore": TopicAction.IGNORED}


@dataclass(frozen=True, slots=True)
class UnansweredHandler:
    """Handler of ``/unanswered`` and of the buttons under its messages."""

    access: StaffAccess
    moderation: ModerationService
    drafts: DraftHandler

    def handlers(self) -> list[Handler]:
        """The handlers of the command and of the presses."""
        topics = (presses.ShowQueuePress, presses.ShowTopicPress, presses.ActOnTopicPress, presses.UndoDecisionPress)
        clauses = (presses.ShowClausePress, presses.ConfirmClausePress)
        return [
            self.access.command("unanswered", self.unanswered),
            self.access.presses(self.on_press, *topics, *clauses),
        ]

    async def unanswered(self, update: Update, context: Context, message: Message) -> None:
        """Send the first page of the queue."""
        await self.access.services.show(update, context, await self._queue(0))

    async def on_press(self, press: StaffPress, data: presses.Press) -> None:
        """Handle a press; the result replaces its message."""
        match data:
            case presses.ShowQueuePress(page):
                await self.access.replace(press, await self._queue(page))
            case presses.ShowTopicPress(number, page):
                await self.open(press, number, page)
            case presses.UndoDecisionPress(decision, number, page):
                undone = await asyncio.to_thread(self.moderation.undo, number, decision)
                await self.open(press, number, page, staff_chat.UNDONE if undone else staff_chat.UNDO_TOO_LATE)
            case presses.ActOnTopicPress(act, number, page):
                await self._act(press, act, number, page)
            case presses.ShowClausePress() | presses.ConfirmClausePress():
                await self._clause(press, data)

    async def open(self, press: StaffPress, number: int, page: TopicsPage, note: str = "") -> None:
        """Show a topic in the message's place."""
        details = await asyncio.to_thread(self.moderation.topic_details, number)
        if details is None:
            await self.access.refuse(press, staff_chat.TOPIC_GONE)
            return
        nearest = await asyncio.to_thread(self.moderation.nearest_passages, details, NEAREST)
        contents = self.access.services.library_view.contents
        view = await asyncio.to_thread(moderation_view.topic_details, details, nearest, contents, page, note)
        await self.access.replace(press, view)

    async def _queue(self, page: int) -> MessageView:
        return moderation_view.queue(await asyncio.to_thread(self.moderation.unanswered), page)

    async def _act(self, press: StaffPress, act: str, number: int, page: TopicsPage) -> None:
        details = await asyncio.to_thread(self.moderation.topic_details, number)
        if details is None:
            await self.access.refuse(press, staff_chat.TOPIC_GONE)
        elif act in _PUT_OFF:
            made = await asyncio.to_thread(self.moderation.decide, number, _PUT_OFF[act], press.person)
            await self.access.replace(press, moderation_view.decided(details.topic, _PUT_OFF[act], made.id, page))
        elif act == "point":
            nearest = await asyncio.to_thread(self.moderation.nearest_passages, details, POINTABLE)
            contents = self.access.services.library_view.contents
            view = await asyncio.to_thread(moderation_view.pointing, details.topic, nearest, contents, page)
            await self.access.replace(press, view)
        else:
            await self._prompt(press, details, act)

    async def _prompt(self, press: StaffPress, details: TopicDetails, act: str) -> None:
        """Send a prompt to reply to, below the topic."""
        if act == "words":
            view, below = moderation_view.prompt_for_words(details.topic)
        elif act == "note":
            view, below = moderation_view.prompt_for_note(details.topic)
        else:
            nearest = await asyncio.to_thread(self.moderation.nearest_passages, details, POINTABLE)
            contents = self.access.services.library_view.contents
            example = nearest[0].id if nearest else await asyncio.to_thread(moderation_view.contents_example, contents)
            view, below = moderation_view.prompt_to_write(details.topic, nearest, example)
        sender = self.access.services.sender
        await sender.acknowledge(press.query)
        await sender.send(press.context.bot, press.message.chat_id, view.markup, None, below)

    async def _clause(self, press: StaffPress, data: presses.ShowClausePress | presses.ConfirmClausePress) -> None:
        """Show a clause beside a topic; where it was confirmed, draft an answer that points at it."""
        number, page, key = data.topic, data.page, data.key
        library_view = self.access.services.library_view
        passage = await asyncio.to_thread(library_view.contents.find, key)
        details = await asyncio.to_thread(self.moderation.topic_details, number)
        if details is None or passage is None:
            await self.access.refuse(press, chat.LIBRARY_CHANGED if details else staff_chat.TOPIC_GONE)
        elif isinstance(data, presses.ConfirmClausePress):
            await self.access.acknowledge(press)
            await self.point(press.context, press.message, press.person, number, passage)
        else:
            sentence = await asyncio.to_thread(self.moderation.answers.best_sentence, number, passage)
            confirm = presses.ConfirmClausePress(number, page, key)
            view = await asyncio.to_thread(
                moderation_view.clause, details.topic, passage, sentence, confirm, library_view.frame
            )
            await self.access.replace(press, view)

    async def point(self, context: Context, message: Message, person: int, number: int, passage: Passage) -> None:
        """Draft an answer that points at a clause, and submit it for approval."""
        try:
            found = await asyncio.to_thread(self.moderation.answers.draft_pointer, number, passage, person)
        except CuratedAnswerError as error:
            await self.access.services.sender.send(context.bot, message.chat_id, text_markup(str(error)))
            return
        await self.drafts.submit(context, message, person, found)
