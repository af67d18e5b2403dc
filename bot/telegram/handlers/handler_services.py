"""Handler services: the objects that all handlers share, and how they send a message."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

from prometheus_client import CollectorRegistry
from telegram import Chat, InlineKeyboardMarkup, Message, Update, User
from telegram.ext import BaseHandler, ContextTypes, filters

from bot.analytics.charts import ChartPainter
from bot.curation.moderation import ModerationService
from bot.dialogue.conversation import Conversation
from bot.dialogue.exchange_history import ExchangeHistory
from bot.erasure.data_erasure import DataErasure
from bot.learning.lesson_service import LessonService
from bot.operations.metrics import ServiceMetrics
from bot.operations.search_outage import SearchOutage
from bot.storage.database import DatabaseWorker
from bot.storage.update_inbox import UpdateInbox
from bot.telegram.handlers.albums import Albums
from bot.telegram.handlers.inbound_throttle import InboundThrottle
from bot.telegram.outgoing.callback_data import MarkAnswerPress
from bot.telegram.outgoing.keyboards import button
from bot.telegram.outgoing.markup import text_markup
from bot.telegram.outgoing.message_sender import Keyboard, MessageSender
from bot.telegram.views.answer_view import AnswerViews, MessageView
from bot.telegram.views.library_view import LibraryView, LibraryViews
from bot.telegram.views.moderation_view import gold_label
from bot.texts import staff_chat
from bot.texts.chat import MENU, MENU_LINE, STAFF_MENU
from retrieval.models import Reply

_T = TypeVar("_T")

LONG_AT_ONCE = 2  # long questions that are answered at the same time

Context = ContextTypes.DEFAULT_TYPE
Handler = BaseHandler[Update, Context, Any]
PRIVATE = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE


@dataclass(frozen=True)
class HandlerServices:
    """Shared objects of the handlers."""

    conversation: Conversation
    history: ExchangeHistory
    library_views: LibraryViews
    store: DatabaseWorker
    staff: frozenset[int] = frozenset()
    sender: MessageSender = field(default_factory=MessageSender)
    throttle: InboundThrottle = field(default_factory=InboundThrottle)
    painter: ChartPainter = field(default_factory=ChartPainter)
    metrics: ServiceMetrics = field(default_factory=lambda: ServiceMetrics(CollectorRegistry()))
    moderation: ModerationService | None = None
    lessons: LessonService | None = None
    long_questions: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(LONG_AT_ONCE))
    inbox: UpdateInbox | None = None
    albums: Albums = field(default_factory=Albums)

    @cached_property
    def erasure(self) -> DataErasure:
        """Erasure of what is stored of a person."""
        return DataErasure(self.store, self.inbox)

    @cached_property
    def outage(self) -> SearchOutage:
        """Whether the search is away."""
        return SearchOutage(self.store)

    async def search(self, work: Callable[..., _T], *args: object) -> _T:
        """Run work that searches in a thread. Raises `SearchUnavailableError`, at once while the search is away."""
        return await asyncio.to_thread(self.outage.run, work, *args)

    @property
    def library_view(self) -> LibraryView:
        """The view of the library that serves now."""
        return self.library_views.current()

    def views(self, me: User) -> AnswerViews:
        """The message views of this bot, whose username is part of its links."""
        return AnswerViews(self.library_view.contents, self.library_view.frame, me.username or "")

    def is_staff(self, user: User | None) -> bool:
        """Whether this is a staff member, by numeric id: unlike a username, it cannot be taken over."""
        return user is not None and user.id in self.staff

    def for_staff(self, view: MessageView, reply: Reply, chat: int, is_gold: bool = False) -> MessageView:
        """The view of an answer with a button to make it a gold question, if the chat is a staff member's own."""
        label = gold_label(reply)
        if self.moderation is None or chat not in self.staff or not label:
            return view
        mark = MarkAnswerPress("undo" if is_gold else "add")
        rows = view.keyboard.inline_keyboard if view.keyboard else ()
        last = [button(staff_chat.UNSTAR if is_gold else label, mark)]
        return view._replace(keyboard=InlineKeyboardMarkup([*rows, last]))

    async def say(self, update: Update, context: Context, text: str, keyboard: Keyboard = None) -> Message | None:
        """Send a text."""
        return await self.show(update, context, MessageView(text_markup(text), keyboard))

    async def show(self, update: Update, context: Context, view: MessageView) -> Message | None:
        """Send a message; in a group, as a reply to the one that is handled. None where it is not known to be there."""
        message = update.effective_message
        if message is None:
            return None
        to = message.message_id if message.chat.type != Chat.PRIVATE else None
        return await self.sender.send(context.bot, message.chat_id, view.markup, to, view.keyboard)

    def example(self) -> str:
        """A question that the library answers; empty where none is known."""
        return next(iter(self.library_view.examples), "")

    def menu(self, for_staff: bool = False) -> str:
        """The commands with their meanings, one a line; those of staff are below the others."""
        listed = MENU | STAFF_MENU if for_staff else MENU
        return "\n".join(MENU_LINE.format(command=name, meaning=meaning) for name, meaning in listed.items())
