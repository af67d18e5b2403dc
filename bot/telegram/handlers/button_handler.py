"""Buttons under messages of ours. What a press shows takes the place of the message that it was made on."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from telegram import CallbackQuery, Message, Update
from telegram.ext import CallbackQueryHandler

from bot.dialogue.exchange_history import PastExchange
from bot.telegram.handlers.handler_context import Context, Handler, HandlerContext
from bot.telegram.handlers.question_handler import QuestionHandler
from bot.telegram.outgoing import keyboards
from bot.telegram.outgoing.callback_data import (
    AskQuestionPress,
    RateAnswerPress,
    ShowAnswerPress,
    ShowContentsPress,
    ShowMyDataPress,
    ShowPassagePress,
    ShowQuotePress,
    decode,
)
from bot.telegram.outgoing.keyboards import label_of
from bot.telegram.views import answer_view
from bot.telegram.views.answer_view import MessageView
from bot.texts import chat
from bot.texts.chat import (
    ASK_WHAT_WAS_WRONG,
    COMPLAINTS,
    LIBRARY_CHANGED,
    MYDATA_UNREADABLE,
    STALE_BUTTON,
    THANKS_FOR_BAD,
    THANKS_FOR_GOOD,
)
from retrieval.models import Outcome, Reply


@dataclass(frozen=True, slots=True)
class ButtonHandler:
    """From a press to what it shows."""

    office: HandlerContext
    answering: QuestionHandler

    def handlers(self) -> list[Handler]:
        """One for all presses."""
        return [CallbackQueryHandler(self.pressed)]

    async def pressed(self, update: Update, context: Context) -> None:
        """Understand the press and answer it; one that leads nowhere is answered too, or its button would spin."""
        query = update.callback_query
        if query is None or (message := query.message) is None:
            return
        match decode(query.data):
            case AskQuestionPress() if isinstance(message, Message) and (asked := label_of(message, query.data)):
                await self._ask(update, context, message, query, asked)
            case RateAnswerPress(verdict):
                await self._rate(context, query, verdict)
            case ShowPassagePress(origin, key, page) if passage := self.office.held.contents.find(key):
                view = self.office.views(context.bot.bot).source(passage, origin, page)
                await self._replace(context, query, view)
            case ShowPassagePress():
                await self._refuse(query, chat.LIBRARY_CHANGED)
            case ShowContentsPress() as turn:
                await self._turn(context, query, turn)
            case ShowAnswerPress():
                await self._reply(context, query, self._answer_view)
            case ShowQuotePress(at):
                await self._reply(context, query, lambda c, q, reply: self.office.views(c.bot.bot).further(reply, at))
            case ShowMyDataPress(page):
                await self._mine(context, query, page)
            case _:
                await self._refuse(query, STALE_BUTTON)

    async def _ask(self, update: Update, context: Context, message: Message, query: CallbackQuery, text: str) -> None:
        """The question on a label. One under an answer follows that answer's question up: 哪一份, say."""
        await self.office.outbox.acknowledge(query)
        past = await self._past(query)
        if past and past.reply and past.reply.outcome is Outcome.CLARIFY:
            self.office.conversation.resume_thread(message.chat_id, [*past.history, past.question])
        await self.answering.answer(update, context, message, text, asked=text)

    async def _rate(self, context: Context, query: CallbackQuery, verdict: str) -> None:
        """Keep the rating, and after a thumb down ask for the reason."""
        past = await self._past(query)
        if past is None or past.reply is None or query.message is None:
            await self._refuse(query, STALE_BUTTON)
            return
        complaint = verdict if verdict in COMPLAINTS else None
        if verdict != "never":
            kept = "bad" if complaint else verdict
            await asyncio.to_thread(self.office.memory.rate, past, query.from_user.id, kept, complaint)
        said = {"good": THANKS_FOR_GOOD, "bad": ASK_WHAT_WAS_WRONG, "never": None}
        await self.office.outbox.acknowledge(query, THANKS_FOR_BAD if complaint else said[verdict])
        if verdict != "good":
            view = self._answer_view(context, query, past.reply)
            why = keyboards.keyboard(keyboards.rating(bad=True))
            shown = view._replace(keyboard=why) if verdict == "bad" else view
            await self._put(context, query, shown)

    async def _reply(
        self,
        context: Context,
        query: CallbackQuery,
        view_of: Callable[[Context, CallbackQuery, Reply], MessageView | None],
    ) -> None:
        """Something of the answer that the message carried."""
        past = await self._past(query)
        view = view_of(context, query, past.reply) if past and past.reply else None
        if view is None:
            await self._refuse(query, LIBRARY_CHANGED if past and not past.reply else STALE_BUTTON)
        else:
            await self._replace(context, query, view)

    def _answer_view(self, context: Context, query: CallbackQuery, reply: Reply) -> MessageView:
        made = self.office.views(context.bot.bot)
        private = query.message is not None and query.message.chat.id == query.from_user.id
        if not private:
            return made.group_answer(reply)
        return self.office.for_staff(made.answer(reply), reply, query.from_user.id)

    async def _turn(self, context: Context, query: CallbackQuery, turn: ShowContentsPress) -> None:
        anchor = self.office.held.contents.find(turn.key) if turn.key else None
        if turn.key and anchor is None:
            await self._refuse(query, LIBRARY_CHANGED)
            return
        view = self.office.views(context.bot.bot).part(anchor, turn.depth, turn.page)
        await self._replace(context, query, view)

    async def _mine(self, context: Context, query: CallbackQuery, page: int) -> None:
        kept = await asyncio.to_thread(self.office.memory.personal_record, query.from_user.id, max(0, page))
        if kept is None:
            await self._refuse(query, MYDATA_UNREADABLE)
        else:
            await self._replace(context, query, answer_view.mine(kept, max(0, page)))

    async def _past(self, query: CallbackQuery) -> PastExchange | None:
        if query.message is None:
            return None
        return await asyncio.to_thread(
            self.office.memory.find_by_reply, query.message.chat.id, query.message.message_id
        )

    async def _replace(self, context: Context, query: CallbackQuery, view: MessageView) -> None:
        await self.office.outbox.acknowledge(query)
        await self._put(context, query, view)

    async def _put(self, context: Context, query: CallbackQuery, view: MessageView) -> None:
        if query.message:
            chat, message = query.message.chat.id, query.message.message_id
            await self.office.outbox.edit(context.bot, chat, message, view.markup, view.keyboard)

    async def _refuse(self, query: CallbackQuery, why: str) -> None:
        await self.office.outbox.acknowledge(query, why, alert=True)
