"""What all handlers work with, made once and handed to each of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from prometheus_client import CollectorRegistry
from telegram import Chat, InlineKeyboardMarkup, Update, User
from telegram.ext import BaseHandler, ContextTypes

from bot.analytics.charts import ChartPainter
from bot.curation.moderation import ModerationService
from bot.dialogue.conversation import Conversation
from bot.dialogue.exchange_history import ExchangeHistory
from bot.operations.metrics import ServiceMetrics
from bot.storage.database import DatabaseWorker
from bot.telegram.handlers.inbound_throttle import InboundThrottle
from bot.telegram.outgoing.callback_data import MarkAnswerPress
from bot.telegram.outgoing.keyboards import button
from bot.telegram.outgoing.markup import text_markup
from bot.telegram.outgoing.message_sender import Keyboard, MessageSender
from bot.telegram.views.answer_view import AnswerViews, MessageView
from bot.telegram.views.library_view import LibraryView, LibraryViews
from bot.telegram.views.moderation_view import label_for
from bot.texts import desk
from bot.texts.chat import MENU, MENU_LINE
from retrieval.models import Reply

Context = ContextTypes.DEFAULT_TYPE
Handler = BaseHandler[Update, Context, Any]


@dataclass(frozen=True)
class HandlerContext:
    """The collaborators."""

    conversation: Conversation
    memory: ExchangeHistory
    stacks: LibraryViews
    store: DatabaseWorker
    staff: frozenset[int] = frozenset()
    outbox: MessageSender = field(default_factory=MessageSender)
    traffic: InboundThrottle = field(default_factory=InboundThrottle)
    painter: ChartPainter = field(default_factory=ChartPainter)
    metrics: ServiceMetrics = field(default_factory=lambda: ServiceMetrics(CollectorRegistry()))
    desk: ModerationService | None = None

    @property
    def held(self) -> LibraryView:
        """The library as it is now."""
        return self.stacks.current()

    def views(self, me: User) -> AnswerViews:
        """The messages of this bot, whose name stands in its links."""
        return AnswerViews(self.held.contents, self.held.frame, me.username or "")

    def is_staff(self, user: User | None) -> bool:
        """By the numeric id, which cannot be taken over as a name can."""
        return user is not None and user.id in self.staff

    def for_staff(self, view: MessageView, reply: Reply, chat: int, starred: bool = False) -> MessageView:
        """An answer as one of the staff sees it in their own chat: with a button that makes it a gold question."""
        label = label_for(reply)
        if self.desk is None or chat not in self.staff or not label:
            return view
        star = button(desk.UNSTAR, MarkAnswerPress("undo")) if starred else button(label, MarkAnswerPress("add"))
        rows = view.keyboard.inline_keyboard if view.keyboard else ()
        return MessageView(view.markup, InlineKeyboardMarkup([*rows, [star]]))

    async def say(self, update: Update, context: Context, text: str, keyboard: Keyboard = None) -> None:
        """Our own words."""
        await self.show(update, context, MessageView(text_markup(text), keyboard))

    async def show(self, update: Update, context: Context, view: MessageView) -> None:
        """A message; in a group, where others talk in between, as a reply to the one at hand."""
        message = update.effective_message
        if message:
            to = message.message_id if message.chat.type != Chat.PRIVATE else None
            await self.outbox.send(context.bot, message.chat_id, view.markup, to, view.keyboard)

    def example(self) -> str:
        """A question that the library answers."""
        examples = self.held.examples
        return examples[0] if examples else ""

    def menu(self) -> str:
        """The commands, a line each."""
        return "\n".join(MENU_LINE.format(command=name, meaning=said) for name, said in MENU.items())
