"""``/unanswered``: the queue of what nobody could answer, its topics, and what is decided with one tap."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from telegram import Message, Update
from telegram.ext import CallbackQueryHandler, CommandHandler, filters

from bot.curation.curated_answers import CuratedAnswerError
from bot.curation.moderation import ModerationService, TopicDetails
from bot.telegram.handlers.handler_context import Context, Handler
from bot.telegram.outgoing.callback_data import (
    ActOnTopicPress,
    ConfirmClausePress,
    ShowClausePress,
    ShowQueuePress,
    ShowTopicPress,
    UndoDecisionPress,
    pattern,
)
from bot.telegram.staff.draft_handler import DraftHandler
from bot.telegram.staff.staff_access import StaffAccess, StaffPress
from bot.telegram.views import moderation_view
from bot.telegram.views.answer_view import MessageView
from bot.texts import chat, desk
from bot.topics.topics import TopicAction
from retrieval.models import Passage

NEAREST, POINTABLE = 3, 8
_PUT_OFF = {"beyond": TopicAction.BEYOND, "ignore": TopicAction.IGNORED}


@dataclass(frozen=True, slots=True)
class UnansweredHandler:
    """From the command and the presses under it to what they show. The numeric id is checked each time."""

    clerk: StaffAccess
    desk: ModerationService
    reviewing: DraftHandler

    def handlers(self) -> list[Handler]:
        """The command, and the presses."""
        private = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE
        topics = (ShowQueuePress, ShowTopicPress, ActOnTopicPress, UndoDecisionPress)
        return [
            CommandHandler("unanswered", self.unanswered, filters=private),
            CallbackQueryHandler(self.pressed, pattern=pattern(*topics, ShowClausePress, ConfirmClausePress)),
        ]

    async def unanswered(self, update: Update, context: Context) -> None:
        """The first page."""
        if not await self.clerk.admits(update, context):
            return
        await self.clerk.office.show(update, context, await self._queue(0))

    async def pressed(self, update: Update, context: Context) -> None:
        """What a press shows takes the place of its message."""
        pressed = await self.clerk.pressed(update, context)
        if pressed is None:
            return
        match pressed.press:
            case ShowQueuePress(page):
                await self.clerk.replace(pressed, await self._queue(page))
            case ShowTopicPress(number, page):
                await self.open(pressed, number, page)
            case UndoDecisionPress(decision, number, page):
                undone = await asyncio.to_thread(self.desk.undo, number, decision)
                await self.open(pressed, number, page, desk.UNDONE if undone else desk.UNDO_TOO_LATE)
            case ActOnTopicPress(act, number, page):
                await self._act(pressed, act, number, page)
            case ShowClausePress(number, page, key) | ConfirmClausePress(number, page, key):
                await self._clause(pressed, number, page, key)

    async def open(self, pressed: StaffPress, number: int, page: int, note: str = "") -> None:
        """A topic in the message's place."""
        opened = await asyncio.to_thread(self.desk.topic_details, number)
        if opened is None:
            await self.clerk.refuse(pressed, desk.TOPIC_GONE)
            return
        nearest = await asyncio.to_thread(self.desk.nearest_passages, opened, NEAREST)
        view = moderation_view.topic(opened, nearest, self.clerk.office.held.contents, page, note)
        await self.clerk.replace(pressed, view)

    async def _queue(self, page: int) -> MessageView:
        return moderation_view.queue(await asyncio.to_thread(self.desk.unanswered), page)

    async def _act(self, pressed: StaffPress, act: str, number: int, page: int) -> None:
        opened = await asyncio.to_thread(self.desk.topic_details, number)
        if opened is None:
            await self.clerk.refuse(pressed, desk.TOPIC_GONE)
        elif act in _PUT_OFF:
            action = _PUT_OFF[act]
            made = await asyncio.to_thread(self.desk.decide, number, action, pressed.person)
            await self.clerk.replace(pressed, moderation_view.decided(opened.topic, action.value, made.id, page))
        elif act == "point":
            nearest = await asyncio.to_thread(self.desk.nearest_passages, opened, POINTABLE)
            view = moderation_view.pointing(opened.topic, nearest, self.clerk.office.held.contents, page)
            await self.clerk.replace(pressed, view)
        else:
            await self._prompt(pressed, opened, act)

    async def _prompt(self, pressed: StaffPress, opened: TopicDetails, act: str) -> None:
        """A message to reply to; the topic stays where it is."""
        if act == "words":
            view, below = moderation_view.prompt_for_words(opened.topic)
        else:
            nearest = await asyncio.to_thread(self.desk.nearest_passages, opened, POINTABLE)
            example = nearest[0].id if nearest else moderation_view.contents_example(self.clerk.office.held.contents)
            view, below = moderation_view.prompt_to_write(opened.topic, nearest, example)
        outbox = self.clerk.office.outbox
        await outbox.acknowledge(pressed.query)
        await outbox.send(pressed.context.bot, pressed.message.chat_id, view.markup, None, below)

    async def _clause(self, pressed: StaffPress, number: int, page: int, key: str) -> None:
        """A clause beside the topic; or, where it was confirmed, the draft that points at it."""
        held = self.clerk.office.held
        opened, passage = await asyncio.to_thread(self.desk.topic_details, number), held.contents.find(key)
        if opened is None or passage is None:
            await self.clerk.refuse(pressed, chat.LIBRARY_CHANGED if opened else desk.TOPIC_GONE)
        elif isinstance(pressed.press, ConfirmClausePress):
            await self.clerk.acknowledge(pressed)
            await self.point(pressed.context, pressed.message, pressed.person, number, passage)
        else:
            sentence = await asyncio.to_thread(self.desk.best_sentence, number, passage)
            confirm = ConfirmClausePress(number, page, key)
            await self.clerk.replace(
                pressed, moderation_view.clause(opened.topic, passage, sentence, confirm, held.frame)
            )

    async def point(self, context: Context, message: Message, person: int, number: int, passage: Passage) -> None:
        """Draft that a clause answers a topic, and have it approved."""
        try:
            found = await asyncio.to_thread(self.desk.draft_pointer, number, passage, person)
        except CuratedAnswerError as error:
            await self.clerk.office.outbox.send(context.bot, message.chat_id, moderation_view.said(str(error)).markup)
            return
        await self.reviewing.submit(context, message, person, found)
