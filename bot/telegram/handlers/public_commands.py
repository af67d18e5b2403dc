"""Public commands, and messages that are neither a command nor a question."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass

from telegram import Chat, Update
from telegram.ext import CommandHandler, MessageHandler, filters

from bot.storage.database import DATABASE_ERRORS
from bot.telegram.handlers.command_menu import set_staff_menu
from bot.telegram.handlers.handler_services import PRIVATE, Context, Handler, HandlerServices
from bot.telegram.outgoing import keyboards
from bot.telegram.outgoing.callback_data import DEEP_LINK_PREFIX, Origin
from bot.telegram.outgoing.markup import text_markup
from bot.telegram.views import answer_view
from bot.telegram.views.answer_view import MessageView
from bot.texts import chat, replies

_LOGGER = logging.getLogger(__name__)
_SPOKEN = filters.VOICE | filters.VIDEO_NOTE


@dataclass(frozen=True, slots=True)
class PublicCommands:
    """Handlers of commands for all users."""

    services: HandlerServices

    def handlers(self) -> list[Handler]:
        """The handlers, one a command, which has the name of its method."""
        commands = (self.start, self.help, self.library, self.outline, self.new, self.privacy, self.mydata, self.forget)
        return [CommandHandler(run.__name__, run, filters=filters.UpdateType.MESSAGE) for run in commands]

    def last_handlers(self) -> list[Handler]:
        """The handlers of messages that no other handler matched: of private ones, and of what is spoken to the bot."""
        return [
            MessageHandler(filters.UpdateType.MESSAGE & _SPOKEN, self.not_text),
            MessageHandler(PRIVATE & filters.COMMAND, self.unknown_command),
            MessageHandler(PRIVATE & ~filters.StatusUpdate.ALL, self.not_text),
        ]

    async def start(self, update: Update, context: Context) -> None:
        """``/start``: a welcome with example questions, or the passage of a deep link."""
        user = update.effective_user
        if user and self.services.is_staff(user) and _is_private(update):
            await set_staff_menu(context.bot, user.id)
        payload = context.args[0] if context.args else ""
        if payload.startswith(DEEP_LINK_PREFIX):
            await self._open_link(update, context, payload.removeprefix(DEEP_LINK_PREFIX))
        else:
            await self._welcome(update, context)

    async def _welcome(self, update: Update, context: Context) -> None:
        welcome = await asyncio.to_thread(self.services.library_view.welcome)
        text = f"{welcome}\n\n{replies.DISCLAIMER}\n{replies.PRIVACY_LINE}"
        if update.effective_chat:
            self.services.conversation.note_disclaimer(update.effective_chat.id)
        if not _is_private(update):
            await self.services.say(update, context, text)
            return
        rows = keyboards.question_rows(self.services.library_view.examples)
        await self.services.say(update, context, f"{text}\n\n{replies.EXAMPLES_LEAD}", keyboards.keyboard(rows))

    async def help(self, update: Update, context: Context) -> None:
        """``/help``: how to use the bot."""
        menu = self.services.menu(_is_private(update) and self.services.is_staff(update.effective_user))
        below = f"{chat.HELP_IN_CHATS}\n\n{menu}"
        await self.services.say(update, context, replies.help_text(self.services.example(), below))

    async def library(self, update: Update, context: Context) -> None:
        """``/library``: the list of the reports."""
        views, library_view = self.services.views(context.bot.bot), self.services.library_view
        view = await asyncio.to_thread(lambda: views.report_list(library_view.listing()))
        await self.services.show(update, context, view if _is_private(update) else view._replace(keyboard=None))

    async def outline(self, update: Update, context: Context) -> None:
        """``/outline``: the contents of the report, or, where there are several, the list of reports."""
        if not _is_private(update):
            await self._refer_to_private(update, context)
            return
        views = self.services.views(context.bot.bot)
        view = await asyncio.to_thread(lambda: views.contents_page(views.contents.only_report(), 0))
        await self.services.show(update, context, view)

    async def new(self, update: Update, context: Context) -> None:
        """``/new``: end the thread of follow-up questions."""
        if update.effective_chat:
            self.services.conversation.start_thread(update.effective_chat.id)
        await self.services.say(update, context, replies.FORGOTTEN)

    async def privacy(self, update: Update, context: Context) -> None:
        """``/privacy``: which data is stored."""
        await self.services.say(update, context, f"{replies.PRIVACY}\n\n{replies.PRIVACY_RIGHTS}")

    async def mydata(self, update: Update, context: Context) -> None:
        """``/mydata``: the stored data of this user; in private chats only."""
        user = update.effective_user
        if not _is_private(update) or user is None:
            await self._refer_to_private(update, context)
            return
        record = await asyncio.to_thread(self.services.history.personal_record, user.id, 0)
        if record is None:
            await self.services.say(update, context, chat.MYDATA_UNREADABLE)
        else:
            await self.services.show(update, context, answer_view.personal_record(record, 0))

    async def forget(self, update: Update, context: Context) -> None:
        """``/forget``: erase the stored data of this user, and say what is erased and what stays."""
        user = update.effective_user
        if not _is_private(update) or user is None:
            await self._refer_to_private(update, context)
            return
        self.services.conversation.forget(user.id)
        alias = self.services.history.alias(user.id)
        try:
            erased = await asyncio.to_thread(self.services.erasure.forget, alias, user.id, update.update_id)
        except DATABASE_ERRORS:
            _LOGGER.exception("update %d: a person's data could not be erased", update.update_id)
            await self.services.say(update, context, chat.FORGET_FAILED)
            return
        counts = {"count": erased.exchanges, "ratings": erased.ratings, "copies": erased.copies + erased.updates}
        await self.services.say(update, context, f"{chat.FORGOTTEN_ALL.format(**counts)}\n\n{chat.FORGOTTEN_STAYS}")

    async def unknown_command(self, update: Update, context: Context) -> None:
        """Refer to the help."""
        await self.services.say(update, context, replies.UNKNOWN_COMMAND)

    async def not_text(self, update: Update, context: Context) -> None:
        """Ask for text instead of a picture, voice message, sticker or file; of an album once."""
        message = update.effective_message
        album = self.services.albums.of(message) if message else None
        if message is None or album is None or album.request is not None or album.is_answered:
            return
        sent = await self.services.say(
            update, context, replies.NOT_SPOKEN if _SPOKEN.check_update(update) else replies.NOT_TEXT
        )
        album.request = sent.message_id if sent else None

    async def _open_link(self, update: Update, context: Context, key: str) -> None:
        views = self.services.views(context.bot.bot)

        def linked() -> MessageView | None:
            passage = views.contents.find(key) or views.contents.numbered(key)
            return views.passage(passage, Origin.LINK) if passage else None

        view = await asyncio.to_thread(linked)
        await self.services.show(update, context, view or MessageView(text_markup(chat.NO_SUCH_PASSAGE)))

    async def _refer_to_private(self, update: Update, context: Context) -> None:
        """Ask the members of a group to use the command in a private chat."""
        link = f"https://t.me/{context.bot.username}"
        await self.services.say(update, context, chat.IN_PRIVATE_ONLY.format(link=link))


def _is_private(update: Update) -> bool:
    return update.effective_chat is not None and update.effective_chat.type == Chat.PRIVATE
