"""What a citizen can do in a private chat: ask, press a button, and learn what this is."""

from __future__ import annotations

import asyncio
import logging
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from telegram import Chat, Message, Update
from telegram.error import BadRequest, TelegramError
from telegram.ext import BaseHandler, CallbackQueryHandler, CommandHandler, ContextTypes, MessageHandler, filters

from bot import texts
from bot.conversation import Conversation, Source
from bot.replies import Frame
from bot.telegram import keyboards
from bot.telegram.markup import passage_markup, reply_markup, text_markup
from bot.telegram.sending import deliver

if TYPE_CHECKING:
    from telegram import CallbackQuery, InlineKeyboardMarkup

    from retrieval import Library

_LOGGER = logging.getLogger(__name__)

Context = ContextTypes.DEFAULT_TYPE
Handler = BaseHandler[Update, Context, Any]


@dataclass(frozen=True, slots=True)
class Citizen:
    """The handlers, with what they need handed in."""

    conversation: Conversation
    library: Library
    frame: Frame
    examples: tuple[str, ...]

    def handlers(self) -> list[Handler]:
        """In order: the first that fits an update takes it."""
        private = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE
        return [
            CommandHandler("start", self.start),
            CommandHandler("help", self.help),
            CommandHandler("new", self.new),
            CommandHandler("privacy", self.privacy),
            CallbackQueryHandler(self.pressed),
            MessageHandler(private & filters.COMMAND, self.unknown_command),
            MessageHandler(private & filters.TEXT, self.question),
            MessageHandler(private & ~filters.StatusUpdate.ALL, self.not_text),
        ]

    async def start(self, update: Update, context: Context) -> None:
        """What this bot knows, and three questions to press."""
        welcome = texts.welcome([report.title for report in self.library.reports])
        text = f"{welcome}\n\n{texts.DISCLAIMER}\n{texts.PRIVACY_LINE}\n\n{texts.EXAMPLES_LEAD}"
        await _say(update, context, text, keyboards.questions(self.examples))

    async def help(self, update: Update, context: Context) -> None:
        """How to use it."""
        example = self.examples[0] if self.examples else ""
        await _say(update, context, texts.help_text(example, texts.TELEGRAM_COMMANDS))

    async def new(self, update: Update, context: Context) -> None:
        """Forget the thread."""
        if update.effective_chat:
            self.conversation.new(update.effective_chat.id)
        await _say(update, context, texts.FORGOTTEN)

    async def privacy(self, update: Update, context: Context) -> None:
        """What is kept."""
        await _say(update, context, texts.PRIVACY)

    async def unknown_command(self, update: Update, context: Context) -> None:
        """A command of another bot, or a slip."""
        await _say(update, context, texts.UNKNOWN_COMMAND)

    async def not_text(self, update: Update, context: Context) -> None:
        """A picture, a voice message, a sticker."""
        await _say(update, context, texts.NOT_TEXT)

    async def question(self, update: Update, context: Context) -> None:
        """Any text is a question."""
        message = update.effective_message
        if message and message.text:
            await self._answer(update, context, message, message.text)

    async def pressed(self, update: Update, context: Context) -> None:
        """A button under a message of ours."""
        query = update.callback_query
        if query is None or update.effective_chat is None:
            return
        match keyboards.parse(query.data, query.message):
            case keyboards.Ask(question) if isinstance(query.message, Message):
                await _acknowledge(query)
                await self._answer(update, context, query.message, question, asked=question)
            case keyboards.Show(version, passage) if version == self.library.version:
                await _acknowledge(query)
                await self._show(context, update.effective_chat, query, passage)
            case keyboards.Show():
                await _acknowledge(query, texts.LIBRARY_CHANGED)
            case _:
                await _acknowledge(query, texts.STALE_BUTTON)

    async def _answer(self, update: Update, context: Context, to: Message, question: str, asked: str = "") -> None:
        user = update.effective_user.id if update.effective_user else None
        source = Source("telegram", to.chat_id, user, update.update_id, to.message_id)
        exchange = await asyncio.to_thread(self.conversation.ask, question, source)
        keyboard = keyboards.under_reply(exchange.reply, self.library.version)
        markup = reply_markup(exchange.reply, self.frame, asked)
        sent = await deliver(context.bot, to.chat_id, markup, to.message_id, keyboard)
        if sent:
            await asyncio.to_thread(self.conversation.sent, exchange, sent.message_id)

    async def _show(self, context: Context, chat: Chat, query: CallbackQuery, passage_id: str) -> None:
        try:
            passage = self.library.passage(passage_id)
        except KeyError:  # only a changed client sends an id that we did not
            return
        for page in passage_markup(passage, self.frame):
            await deliver(context.bot, chat.id, page, query.message.message_id if query.message else None)


async def failed(update: object, context: Context) -> None:
    """Log what went wrong under a reference number, then tell the person the number and nothing else."""
    reference = secrets.token_hex(3).upper()
    number = update.update_id if isinstance(update, Update) else None
    _LOGGER.error("update %s failed; reference %s", number, reference, exc_info=context.error)
    chat = update.effective_chat if isinstance(update, Update) else None
    if chat is None:
        return
    try:
        await deliver(context.bot, chat.id, text_markup(texts.APOLOGY.format(reference=reference)))
    except TelegramError as error:
        _LOGGER.warning("no apology for reference %s: %s", reference, error.message)


async def _say(update: Update, context: Context, text: str, keyboard: InlineKeyboardMarkup | None = None) -> None:
    message = update.effective_message
    if message:
        await deliver(context.bot, message.chat_id, text_markup(text), message.message_id, keyboard)


async def _acknowledge(query: CallbackQuery, alert: str | None = None) -> None:
    """Stop the button's spinner. A press that waited too long is past that, which is no failure of the answer."""
    try:
        await query.answer(alert, show_alert=bool(alert))
    except BadRequest as error:
        _LOGGER.info("a press came too late to acknowledge: %s", error.message)
