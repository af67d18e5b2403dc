"""The commands that anybody may give, and what is neither a command nor a question."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from telegram import Chat, Update
from telegram.ext import CommandHandler, MessageHandler, filters

from bot.telegram.handlers.command_menu import set_staff_menu
from bot.telegram.handlers.handler_context import Context, Handler, HandlerContext
from bot.telegram.outgoing import keyboards
from bot.telegram.outgoing.callback_data import DEEP_LINK_PREFIX, Origin
from bot.telegram.views import answer_view
from bot.texts import chat, talk

Callback = Callable[[Update, Context], Coroutine[Any, Any, None]]


@dataclass(frozen=True, slots=True)
class PublicCommands:
    """Commands."""

    office: HandlerContext

    def handlers(self) -> list[Handler]:
        """One a command."""
        commands: dict[str, Callback] = {
            "start": self.start,
            "help": self.help,
            "library": self.library,
            "outline": self.outline,
            "new": self.new,
            "privacy": self.privacy,
            "mydata": self.mydata,
            "forget": self.forget,
        }
        return [CommandHandler(name, do, filters=filters.UpdateType.MESSAGE) for name, do in commands.items()]

    def last_handlers(self) -> list[Handler]:
        """For what no other handler took: in a group that is none of our business."""
        private = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE
        return [
            MessageHandler(private & filters.COMMAND, self.unknown_command),
            MessageHandler(private & ~filters.StatusUpdate.ALL, self.not_text),
        ]

    async def start(self, update: Update, context: Context) -> None:
        """What this bot knows, and three questions to press; or the passage that a link led to."""
        user = update.effective_user
        if user and self.office.is_staff(user) and _is_private(update):
            await set_staff_menu(context.bot, user.id)
        payload = context.args[0] if context.args else ""
        if payload.startswith(DEEP_LINK_PREFIX):
            await self._open(update, context, payload.removeprefix(DEEP_LINK_PREFIX))
            return
        await self._welcome(update, context)

    async def _welcome(self, update: Update, context: Context) -> None:
        welcome = talk.welcome([report.title for report in self.office.held.contents.reports])
        text = f"{welcome}\n\n{talk.DISCLAIMER}\n{talk.PRIVACY_LINE}"
        if not _is_private(update):
            await self.office.say(update, context, text)
            return
        rows = keyboards.questions(self.office.held.examples)
        await self.office.say(update, context, f"{text}\n\n{talk.EXAMPLES_LEAD}", keyboards.keyboard(rows))

    async def help(self, update: Update, context: Context) -> None:
        """How to use it."""
        menu = self.office.menu()
        await self.office.say(update, context, talk.help_text(self.office.example(), menu))

    async def library(self, update: Update, context: Context) -> None:
        """The reports that are held."""
        view = self.office.views(context.bot.bot).held(self.office.held.listing)
        await self.office.show(update, context, view if _is_private(update) else view._replace(keyboard=None))

    async def outline(self, update: Update, context: Context) -> None:
        """The contents: of the report, where there is one, else of the library."""
        if not _is_private(update):
            await self._refer(update, context)
            return
        roots = self.office.held.contents.roots()
        only = self.office.held.contents.find(roots[0].key) if len(roots) == 1 else None
        await self.office.show(update, context, self.office.views(context.bot.bot).part(only, 0))

    async def new(self, update: Update, context: Context) -> None:
        """Forget the thread."""
        if update.effective_chat:
            self.office.conversation.start_thread(update.effective_chat.id)
        await self.office.say(update, context, talk.FORGOTTEN)

    async def privacy(self, update: Update, context: Context) -> None:
        """What is kept."""
        await self.office.say(update, context, f"{talk.PRIVACY}\n\n{talk.PRIVACY_RIGHTS}")

    async def mydata(self, update: Update, context: Context) -> None:
        """What is kept of this person; not for the eyes of a group."""
        user = update.effective_user
        if not _is_private(update) or user is None:
            await self._refer(update, context)
            return
        kept = await asyncio.to_thread(self.office.memory.personal_record, user.id, 0)
        if kept is None:
            await self.office.say(update, context, chat.MYDATA_UNREADABLE)
        else:
            await self.office.show(update, context, answer_view.mine(kept, 0))

    async def forget(self, update: Update, context: Context) -> None:
        """Erase what is kept of this person."""
        user = update.effective_user
        if not _is_private(update) or user is None:
            await self._refer(update, context)
            return
        self.office.conversation.start_thread(user.id)
        gone = await asyncio.to_thread(self.office.memory.forget, user.id)
        if gone is None:
            await self.office.say(update, context, chat.FORGET_FAILED)
        else:
            said = chat.FORGOTTEN_ALL.format(count=gone.exchanges, ratings=gone.ratings)
            await self.office.say(update, context, said)

    async def unknown_command(self, update: Update, context: Context) -> None:
        """A slip."""
        await self.office.say(update, context, talk.UNKNOWN_COMMAND)

    async def not_text(self, update: Update, context: Context) -> None:
        """A picture, a voice message, a sticker, a file."""
        await self.office.say(update, context, talk.NOT_TEXT)

    async def _open(self, update: Update, context: Context, key: str) -> None:
        passage = self.office.held.contents.find(key) or self.office.held.contents.numbered(key)
        if passage is None:
            await self.office.say(update, context, chat.NO_SUCH_PASSAGE)
        else:
            view = self.office.views(context.bot.bot).source(passage, Origin.LINK)
            await self.office.show(update, context, view)

    async def _refer(self, update: Update, context: Context) -> None:
        """Ask a group to use the command in private."""
        link = f"https://t.me/{context.bot.username}"
        await self.office.say(update, context, chat.IN_PRIVATE_ONLY.format(link=link))


def _is_private(update: Update) -> bool:
    return update.effective_chat is not None and update.effective_chat.type == Chat.PRIVATE
