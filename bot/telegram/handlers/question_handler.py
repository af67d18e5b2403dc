"""Question handler: answers questions that are typed, edited, or asked by a button, in private chats and groups."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass

from telegram import Chat, Message, Update
from telegram.ext import CommandHandler, MessageHandler, filters

from bot.dialogue.conversation import Exchange, QuestionSource
from bot.dialogue.exchange_history import PastExchange
from bot.privacy.redaction import redact
from bot.storage.interactions import PendingRow
from bot.storage.update_inbox import LONG_TEXT
from bot.telegram.handlers.addressing import SHORT_ENOUGH, TOO_LONG, AskedQuestion, condensed, question_in
from bot.telegram.handlers.handler_services import Context, Handler, HandlerServices
from bot.telegram.outgoing.markup import text_markup
from bot.telegram.updates.attempt import CURRENT_ATTEMPT
from bot.telegram.views.answer_view import AnswerViews, MessageView
from bot.texts.chat import ASK_NEEDS_QUESTION, CONDENSED, QUESTION_TOO_LONG
from bot.texts.replies import QUESTION_KEPT, SEARCH_AWAY
from retrieval.models import Outcome, SearchUnavailableError

_PLAIN_TEXT = filters.TEXT & ~filters.COMMAND


@dataclass(frozen=True, slots=True)
class QuestionHandler:
    """Handler of questions."""

    services: HandlerServices

    def handlers(self) -> list[Handler]:
        """The handlers. The first one that matches an update handles it."""
        return [
            CommandHandler("ask", self.on_question, filters=filters.UpdateType.MESSAGE),
            MessageHandler(filters.UpdateType.EDITED_MESSAGE & (filters.TEXT | filters.CAPTION), self.on_edit),
            MessageHandler(filters.UpdateType.MESSAGE & (_PLAIN_TEXT | filters.CAPTION), self.on_question),
        ]

    async def on_question(self, update: Update, context: Context) -> None:
        """Answer the question in a message, if there is one; of an album that asks the same with each picture, once."""
        message = update.effective_message
        question = question_in(message, context.bot.bot) if message else None
        if message is None or question is None:
            return
        if not question.text:
            await self.services.say(update, context, ASK_NEEDS_QUESTION.format(example=self.services.example()))
            return
        album = self.services.albums.of(message)
        if album.has_answered(question.text):
            return
        async with self.kept_while_search_is_away(context, message):
            await self._resume_thread(message, question)
            await self.answer(update, context, message, question, replace=album.request)
            album.answer(question.text)

    async def on_edit(self, update: Update, context: Context) -> None:
        """Answer an edited question. The new answer replaces the old one; one whose words are the same stays."""
        message = update.edited_message
        question = question_in(message, context.bot.bot) if message else None
        if message is None or question is None or not question.text:
            return
        async with self.kept_while_search_is_away(context, message):
            past = await asyncio.to_thread(self.services.history.find_by_question, message.chat_id, message.message_id)
            if past is None:
                await self._resume_thread(message, question)
            elif past.reply_message is not None and past.question == await asyncio.to_thread(redact, question.text):
                return  # a link of it is shown now, or other marks than words have changed
            else:
                self.services.conversation.resume_thread(message.chat_id, past.history)
                if past.disclaims:
                    self.services.conversation.forget_disclaimer(message.chat_id)
            await self.answer(update, context, message, question, replace=past.reply_message if past else None)

    async def _resume_thread(self, message: Message, question: AskedQuestion) -> None:
        """Resume the thread of the older answer that a message replies to; what it quotes is followed up first."""
        replied, before = message.reply_to_message, list[str]()
        if replied:
            find = self.services.history.find_by_reply
            past = await asyncio.to_thread(find, message.chat_id, replied.message_id)
            before = [*past.history, past.question] if past else []
        if question.about:
            before.append(question.about)
        if before:
            self.services.conversation.resume_thread(message.chat_id, before)

    @asynccontextmanager
    async def kept_while_search_is_away(self, context: Context, message: Message) -> AsyncIterator[None]:
        """Where the search is away, say once that the question is kept, and leave its update to a later attempt."""
        try:
            yield
        except SearchUnavailableError as error:
            await asyncio.to_thread(self.services.outage.note, error)
            attempt = CURRENT_ATTEMPT.get()
            if attempt is None or not attempt.was_postponed:
                text = text_markup(QUESTION_KEPT if attempt else SEARCH_AWAY)
                await self.services.sender.send(context.bot, message.chat_id, text, message.message_id)
            if attempt:
                attempt.is_postponed = True

    async def answer(
        self,
        update: Update,
        context: Context,
        to: Message,
        question: AskedQuestion,
        asked: str = "",
        replace: int | None = None,
    ) -> None:
        """Answer a question by a reply to ``to``, or by an edit of the message ``replace``.

        ``asked`` is the question of a button, which the answer repeats.
        """
        if len(question.text) > TOO_LONG:
            await self.services.say(update, context, QUESTION_TOO_LONG.format(limit=TOO_LONG))
            return
        started = time.perf_counter()
        place = self.services.sender.migrations.current(to.chat_id)
        logged = await self._logged(place, update.update_id)
        if logged and logged.reply_message is not None:
            return  # the reply was sent and its id noted, and only then something failed
        if logged and logged.reply:
            exchange = Exchange(logged.reply, PendingRow(logged.row), logged.disclaims)
        else:
            user = update.effective_user.id if update.effective_user else None
            source = QuestionSource("telegram", place, user, update.update_id, to.message_id, question.author)
            async with self.services.sender.typing(context.bot, place), self._lane(question.text):
                exchange = await self.services.search(self._ask, question.text, source)
        is_condensed = len(question.text) > SHORT_ENOUGH and exchange.reply.outcome is not Outcome.SMALLTALK
        views, note = self.services.views(context.bot.bot), CONDENSED if is_condensed else ""
        view = await asyncio.to_thread(self._view, views, to.chat, exchange, asked, note)
        message = await self._deliver(context, to, view, replace)
        channel = "private" if to.chat.type == Chat.PRIVATE else "group"
        self.services.metrics.observe(exchange.reply, channel, time.perf_counter() - started)
        if message is not None:
            await asyncio.to_thread(self.services.conversation.set_reply_message, exchange, message)

    def _lane(self, question: str) -> AbstractAsyncContextManager[object]:
        """What a question is answered in: a few long ones at a time, so that others get the processor meanwhile."""
        return self.services.long_questions if len(question) > LONG_TEXT else nullcontext()

    def _ask(self, question: str, source: QuestionSource) -> Exchange:
        words = condensed(question) if len(question) > SHORT_ENOUGH else None
        return self.services.conversation.ask(question, source, None, words)

    async def _deliver(self, context: Context, to: Message, view: MessageView, replace: int | None) -> int | None:
        """Send the answer, or replace a message by it. Returns the id of the message that holds it."""
        sender = self.services.sender
        if replace is not None:
            return await sender.edit(context.bot, to.chat_id, replace, view.markup, view.keyboard)
        sent = await sender.send(context.bot, to.chat_id, view.markup, to.message_id, view.keyboard)
        return sent.message_id if sent else None

    async def _logged(self, chat: int, number: int) -> PastExchange | None:
        """The exchange that an earlier attempt at this update logged; its reply is sent as it was logged."""
        attempt = CURRENT_ATTEMPT.get()
        if attempt is None or attempt.is_first:
            return None
        logged = await asyncio.to_thread(self.services.history.find_by_update, chat, number)
        attempt.compare_with_log(logged is not None)
        return logged

    def _view(self, views: AnswerViews, chat: Chat, exchange: Exchange, asked: str, note: str) -> MessageView:
        if chat.type != Chat.PRIVATE:
            return views.group_answer(exchange.reply, note, exchange.disclaims)
        view = views.answer(exchange.reply, asked, note, exchange.disclaims)
        return self.services.for_staff(view, exchange.reply, chat.id)
