"""What all handlers work with, made once and handed to each of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from prometheus_client import CollectorRegistry
from telegram import Chat, InlineKeyboardMarkup, Update, User
from telegram.ext import BaseHandler, ContextTypes

from bot import texts
from bot.charts import Painter
from bot.conversation import Conversation
from bot.database import Store
from bot.memory import Memory
from bot.metrics import Metrics
from bot.staffdesk import StaffDesk
from bot.telegram.callback_data import MarkAnswerPress
from bot.telegram.desk_views import label_for
from bot.telegram.keyboards import button
from bot.telegram.markup import text_markup
from bot.telegram.sending import Keyboard, Outbox
from bot.telegram.stacks import Held, Stacks
from bot.telegram.traffic import Traffic
from bot.telegram.views import View, Views
from retrieval.types import Reply

Context = ContextTypes.DEFAULT_TYPE
Handler = BaseHandler[Update, Context, Any]


@dataclass(frozen=True)
class Office:
    """The collaborators."""

    conversation: Conversation
    memory: Memory
    stacks: Stacks
    store: Store
    staff: frozenset[int] = frozenset()
    outbox: Outbox = field(default_factory=Outbox)
    traffic: Traffic = field(default_factory=Traffic)
    painter: Painter = field(default_factory=Painter)
    metrics: Metrics = field(default_factory=lambda: Metrics(CollectorRegistry()))
    desk: StaffDesk | None = None

    @property
    def held(self) -> Held:
        """The library as it is now."""
        return self.stacks.current()

    def views(self, me: User) -> Views:
        """The messages of this bot, whose name stands in its links."""
        return Views(self.held.contents, self.held.frame, me.username or "")

    def is_staff(self, user: User | None) -> bool:
        """By the numeric id, which cannot be taken over as a name can."""
        return user is not None and user.id in self.staff

    def for_staff(self, view: View, reply: Reply, chat: int, starred: bool = False) -> View:
        """An answer as one of the staff sees it in their own chat: with a button that makes it a gold question."""
        label = label_for(reply)
        if self.desk is None or chat not in self.staff or not label:
            return view
        star = button(texts.UNSTAR, MarkAnswerPress("undo")) if starred else button(label, MarkAnswerPress("add"))
        rows = view.keyboard.inline_keyboard if view.keyboard else ()
        return View(view.markup, InlineKeyboardMarkup([*rows, [star]]))

    async def say(self, update: Update, context: Context, text: str, keyboard: Keyboard = None) -> None:
        """Our own words."""
        await self.show(update, context, View(text_markup(text), keyboard))

    async def show(self, update: Update, context: Context, view: View) -> None:
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
        return "\n".join(texts.MENU_LINE.format(command=name, meaning=said) for name, said in texts.MENU.items())
