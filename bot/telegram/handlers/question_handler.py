"""Questions: typed, edited, put by a button, asked in a group."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass

from telegram import Chat, Message, Update
from telegram.ext import CommandHandler, MessageHandler, filters

from bot.dialogue.conversation import Exchange, QuestionSource
from bot.dialogue.exchange_history import PastExchange
from bot.storage.interactions import PendingRow
from bot.telegram.handlers.addressing import SHORT_ENOUGH, TOO_LONG, condensed, question_in
from bot.telegram.handlers.handler_context import Context, Handler, HandlerContext
from bot.telegram.updates.attempt import CURRENT
from bot.telegram.views.answer_view import MessageView
from bot.texts.chat import ASK_NEEDS_QUESTION, CONDENSED, QUESTION_TOO_LONG


@dataclass(frozen=True, slots=True)
class QuestionHandler:
    """From a message to its answer."""

    office: HandlerContext

    def handlers(self) -> list[Handler]:
        """In order: the first that fits an update takes it."""
        return [
            CommandHandler("ask", self.question, filters=filters.UpdateType.MESSAGE),
            MessageHandler(filters.UpdateType.EDITED_MESSAGE & filters.TEXT, self.edited),
            MessageHandler(filters.UpdateType.MESSAGE & filters.TEXT & ~filters.COMMAND, self.question),
        ]

    async def question(self, update: Update, context: Context) -> None:
        """A question to us, if it is one; a reply to an older answer follows that one up."""
        message = update.effective_message
        question = question_in(message, context.bot.bot) if message else None
        if message is None or question is None:
            return
        if not question:
            await self.office.say(update, context, ASK_NEEDS_QUESTION.format(example=self.office.example()))
            return
        if message.reply_to_message:
            replied = message.reply_to_message.message_id
            past = await asyncio.to_thread(self.office.memory.find_by_reply, message.chat_id, replied)
            if past:
                self.office.conversation.resume_thread(message.chat_id, [*past.history, past.question])
        await self.answer(update, context, message, question)

    async def edited(self, update: Update, context: Context) -> None:
        """The answer to a question that was changed takes the place of the answer to the old one."""
        message = update.edited_message
        question = question_in(message, context.bot.bot) if message else None
        if message is None or not question:
            return
        past = await asyncio.to_thread(self.office.memory.find_by_question, message.chat_id, message.message_id)
        if past:
            self.office.conversation.resume_thread(message.chat_id, past.history)
        await self.answer(update, context, message, question, place=past.reply_message if past else None)

    async def answer(
        self, update: Update, context: Context, to: Message, question: str, asked: str = "", place: int | None = None
    ) -> None:
        """Answer a question, by a reply to ``to``, or in the ``place`` of a message of ours.

        ``asked`` repeats a question that was put by a button.
        """
        if len(question) > TOO_LONG:
            await self.office.say(update, context, QUESTION_TOO_LONG.format(limit=TOO_LONG))
            return
        started = time.perf_counter()
        user = update.effective_user.id if update.effective_user else None
        source = QuestionSource("telegram", to.chat_id, user, update.update_id, to.message_id)
        words = condensed(question) if len(question) > SHORT_ENOUGH else None
        earlier = await self._earlier(to.chat_id, update.update_id)
        if earlier and earlier.reply_message is not None:
            return  # the reply was sent and confirmed, and only then something failed
        if earlier and earlier.reply:
            exchange = Exchange(earlier.reply, PendingRow(earlier.row))
        else:
            async with self.office.outbox.typing(context.bot, to.chat_id):
                exchange = await asyncio.to_thread(self.office.conversation.ask, question, source, None, words)
        view = self._view(context, to.chat, exchange, asked, CONDENSED if words else "")
        if place is None:
            sent = await self.office.outbox.send(context.bot, to.chat_id, view.markup, to.message_id, view.keyboard)
            place = sent.message_id if sent else None
        else:
            place = await self.office.outbox.edit(context.bot, to.chat_id, place, view.markup, view.keyboard)
        channel = "private" if to.chat.type == Chat.PRIVATE else "group"
        self.office.metrics.observe(exchange.reply, channel, time.perf_counter() - started)
        if place is not None:
            await asyncio.to_thread(self.office.conversation.set_reply_message, exchange, place)

    async def _earlier(self, chat: int, number: int) -> PastExchange | None:
        """What an earlier try at this update came to; its reply is sent as it was committed."""
        handling = CURRENT.get()
        if handling is None or not handling.again:
            return None
        earlier = await asyncio.to_thread(self.office.memory.find_by_update, chat, number)
        if earlier is None and handling.is_logged:
            handling.repeated = False  # nothing is sent before it is committed
        elif earlier and handling.left:
            handling.repeated = True  # and what is committed was perhaps sent, and that not noted
        return earlier

    def _view(self, context: Context, chat: Chat, exchange: Exchange, asked: str, note: str) -> MessageView:
        views = self.office.views(context.bot.bot)
        if chat.type != Chat.PRIVATE:
            return views.group_answer(exchange.reply, note)
        return self.office.for_staff(views.answer(exchange.reply, asked, note), exchange.reply, chat.id)
