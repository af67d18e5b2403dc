"""Button handler: presses of all users. The result replaces the message under which the button stands."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from telegram import CallbackQuery, Message, Update
from telegram.ext import CallbackQueryHandler

from bot.dialogue.exchange_history import PastExchange
from bot.telegram.handlers.addressing import AskedQuestion
from bot.telegram.handlers.handler_services import Context, Handler, HandlerServices
from bot.telegram.handlers.question_handler import QuestionHandler
from bot.telegram.outgoing import callback_data as presses
from bot.telegram.outgoing import keyboards
from bot.telegram.outgoing.keyboards import label_of
from bot.telegram.views import answer_view
from bot.telegram.views.answer_view import AnswerViews, MessageView
from bot.texts import chat
from retrieval.models import Outcome, Reply


@dataclass(frozen=True, slots=True)
class ButtonHandler:
    """Handler of callback queries."""

    services: HandlerServices
    questions: QuestionHandler

    def handlers(self) -> list[Handler]:
        """The handler of all presses."""
        return [CallbackQueryHandler(self.on_press)]

    async def on_press(self, update: Update, context: Context) -> None:
        """Handle a press. A stale or unknown one is answered too: the button would show progress otherwise."""
        query = update.callback_query
        if query is None or (message := query.message) is None:
            return
        views = self.services.views(context.bot.bot)
        match presses.decode(query.data):
            case presses.AskQuestionPress() if isinstance(message, Message) and (
                asked := label_of(message, query.data)
            ):
                await self._ask(update, context, message, query, asked)
            case presses.RateAnswerPress(verdict):
                await self._rate(context, query, verdict)
            case presses.ShowPassagePress() | presses.ShowContentsPress() as press:
                await self._show_library(context, query, press)
            case presses.ShowAnswerPress():
                await self._show_past(
                    context, query, lambda past, reply: self._answer_view(views, query, reply, past.disclaims)
                )
            case presses.ShowQuotePress(at):
                await self._show_past(context, query, lambda _, reply: views.quote(reply, at))
            case presses.ShowMyDataPress(page) if message.chat.id == query.from_user.id:
                await self._show_my_data(context, query, page)
            case _:
                await self._refuse(query, chat.STALE_BUTTON)

    async def _ask(self, update: Update, context: Context, message: Message, query: CallbackQuery, text: str) -> None:
        """Answer the question on the label. A choice of reports (哪一份) is a follow-up to the question before."""
        await self.services.sender.acknowledge(query)
        async with self.questions.kept_while_search_is_away(context, message):
            past = await self._past(query)
            if past and past.outcome is Outcome.CLARIFY:
                self.services.conversation.resume_thread(message.chat_id, [*past.history, past.question])
            await self.questions.answer(update, context, message, AskedQuestion(text), asked=text)

    async def _rate(self, context: Context, query: CallbackQuery, verdict: str) -> None:
        """Store a rating; after a thumb down, ask for the reason, unless the library has changed since the answer."""
        past = await self._past(query)
        if past is None or query.message is None:
            await self._refuse(query, chat.STALE_BUTTON)
            return
        complaint = verdict if verdict in chat.COMPLAINTS else None
        if verdict != "never":
            rating = "bad" if complaint else verdict
            await asyncio.to_thread(self.services.history.rate, past, query.from_user.id, rating, complaint)
        ask = chat.ASK_WHAT_WAS_WRONG if past.reply else chat.THANKS_FOR_BAD
        notice = {"good": chat.THANKS_FOR_GOOD, "bad": ask, "never": None}
        await self.services.sender.acknowledge(query, chat.THANKS_FOR_BAD if complaint else notice[verdict])
        if verdict != "good" and past.reply:
            views = self.services.views(context.bot.bot)
            view = await asyncio.to_thread(self._answer_view, views, query, past.reply, past.disclaims)
            reasons = keyboards.keyboard(keyboards.rating_rows(bad=True))
            await self._edit(context, query, view._replace(keyboard=reasons) if verdict == "bad" else view)

    async def _show_past(
        self, context: Context, query: CallbackQuery, view_of: Callable[[PastExchange, Reply], MessageView | None]
    ) -> None:
        """Show a view of the reply that the message carried first."""
        past = await self._past(query)
        view = await asyncio.to_thread(view_of, past, past.reply) if past and past.reply else None
        if view is None:
            await self._refuse(query, chat.LIBRARY_CHANGED if past and not past.reply else chat.STALE_BUTTON)
        else:
            await self._replace(context, query, view)

    def _answer_view(self, views: AnswerViews, query: CallbackQuery, reply: Reply, disclaims: bool) -> MessageView:
        if query.message is None or query.message.chat.id != query.from_user.id:
            return views.group_answer(reply, disclaims=disclaims)
        return self.services.for_staff(views.answer(reply, disclaims=disclaims), reply, query.from_user.id)

    async def _show_library(
        self, context: Context, query: CallbackQuery, press: presses.ShowPassagePress | presses.ShowContentsPress
    ) -> None:
        """Show a passage or a page of the contents; below an older answer the clause as it is now."""
        view = await asyncio.to_thread(_library_view, self.services.views(context.bot.bot), press)
        if view is None:
            await self._refuse(query, chat.LIBRARY_CHANGED)
            return
        is_source = isinstance(press, presses.ShowPassagePress) and press.origin is presses.Origin.ANSWER
        past = await self._past(query) if is_source else None
        await self._replace(context, query, view, chat.CLAUSE_AS_IT_IS_NOW if past and past.reply is None else None)

    async def _show_my_data(self, context: Context, query: CallbackQuery, page: int) -> None:
        record = await asyncio.to_thread(self.services.history.personal_record, query.from_user.id, max(0, page))
        if record is None:
            await self._refuse(query, chat.MYDATA_UNREADABLE)
        else:
            await self._replace(context, query, answer_view.personal_record(record, max(0, page)))

    async def _past(self, query: CallbackQuery) -> PastExchange | None:
        if query.message is None:
            return None
        find = self.services.history.find_by_reply
        return await asyncio.to_thread(find, query.message.chat.id, query.message.message_id)

    async def _replace(
        self, context: Context, query: CallbackQuery, view: MessageView, notice: str | None = None
    ) -> None:
        await self.services.sender.acknowledge(query, notice)
        await self._edit(context, query, view)

    async def _edit(self, context: Context, query: CallbackQuery, view: MessageView) -> None:
        if query.message:
            place = query.message.chat.id, query.message.message_id
            await self.services.sender.edit(context.bot, *place, view.markup, view.keyboard)

    async def _refuse(self, query: CallbackQuery, reason: str) -> None:
        await self.services.sender.acknowledge(query, reason, alert=True)


def _library_view(
    views: AnswerViews, press: presses.ShowPassagePress | presses.ShowContentsPress
) -> MessageView | None:
    """What a press asks to see; None where the library does not have it any more."""
    passage = views.contents.find(press.key) if press.key else None
    match press:
        case presses.ShowPassagePress(origin, _, page):
            return views.passage(passage, origin, page) if passage else None
        case presses.ShowContentsPress(key, depth, page):
            return views.contents_page(passage, depth, page) if passage or not key else None
