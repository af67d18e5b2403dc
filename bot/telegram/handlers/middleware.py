"""Middleware: throttles updates before any handler, and handles the errors of all handlers."""

from __future__ import annotations

import asyncio
import logging
import secrets
from dataclasses import dataclass

from telegram import Chat, Message, Update
from telegram.error import BadRequest, Forbidden, TelegramError
from telegram.ext import ApplicationHandlerStop, TypeHandler

from bot.telegram.handlers.addressing import is_addressed
from bot.telegram.handlers.handler_services import Context, Handler, HandlerServices
from bot.telegram.handlers.inbound_throttle import Admission
from bot.telegram.outgoing.markup import text_markup
from bot.telegram.updates.attempt import CURRENT_ATTEMPT, is_network_failure
from bot.texts import replies
from bot.texts.chat import RESTING, TOO_MANY
from retrieval.models import SearchUnavailableError

_LOGGER = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class UpdateMiddleware:
    """Throttling and error handling around the handlers."""

    services: HandlerServices

    def handlers(self) -> list[Handler]:
        """The handler of every update; to be added in a group before the others."""
        return [TypeHandler(Update, self.admit)]

    async def admit(self, update: Update, context: Context) -> None:
        """Stop an update over a limit, with one notice. Messages of a group that address others do not count."""
        await self._note_migration(update.message)
        message, chat, attempt = update.effective_message, update.effective_chat, CURRENT_ATTEMPT.get()
        if attempt and not attempt.is_first:
            return  # it was counted at the first attempt
        in_group = message if chat and chat.type != Chat.PRIVATE and not update.callback_query else None
        if in_group and not is_addressed(in_group, context.bot.bot):
            raise ApplicationHandlerStop
        admission = self.services.throttle.admit(update)
        if admission is Admission.SERVE:
            return
        self.services.sender.counts["over the limit"] += 1
        if update.callback_query:
            await self.services.sender.acknowledge(update.callback_query, RESTING)
        elif admission is Admission.NOTICE and message:
            await self.services.say(update, context, TOO_MANY)
        raise ApplicationHandlerStop

    async def _note_migration(self, message: Message | None) -> None:
        """Note a notice that a group has become a supergroup; it comes in the old chat, and in the new one."""
        if message is None:
            return
        if message.migrate_to_chat_id:
            await self.services.sender.migrations.note(message.chat_id, message.migrate_to_chat_id)
        elif message.migrate_from_chat_id:
            await self.services.sender.migrations.note(message.migrate_from_chat_id, message.chat_id)

    async def on_error(self, update: object, context: Context) -> None:
        """Record an error. After the last attempt, send an apology with a reference that is logged too."""
        error, attempt = context.error, CURRENT_ATTEMPT.get()
        if error is None:
            return
        if isinstance(error, SearchUnavailableError):
            await self._say_search_is_away(update, context, error)
            return
        if isinstance(error, Forbidden | BadRequest) and self.services.sender.count_harmless(error):
            return
        number = update.update_id if isinstance(update, Update) else None
        if attempt:
            attempt.error = error
            if is_network_failure(error):
                return
            if not attempt.is_last:
                _LOGGER.warning("update %s failed; it will be tried again", number, exc_info=error)
                return
        reference = secrets.token_hex(3).upper()
        _LOGGER.error("update %s failed; reference %s", number, reference, exc_info=error)
        self.services.sender.counts["failures"] += 1
        await self._apologise(update, context, reference)

    async def _say_search_is_away(self, update: object, context: Context, error: SearchUnavailableError) -> None:
        """Answer a press or a command that cannot be served now; questions are kept, see `QuestionHandler`."""
        await asyncio.to_thread(self.services.outage.note, error)
        if not isinstance(update, Update):
            return
        try:
            if update.callback_query:
                await self.services.sender.acknowledge(update.callback_query, replies.SEARCH_AWAY, alert=True)
            else:
                await self.services.say(update, context, replies.SEARCH_AWAY)
        except TelegramError as failure:
            _LOGGER.warning("update %s: nothing could be said: %s", update.update_id, failure.message)

    async def _apologise(self, update: object, context: Context, reference: str) -> None:
        chat = update.effective_chat if isinstance(update, Update) else None
        if chat is None:
            return
        try:
            apology = text_markup(replies.APOLOGY.format(reference=reference))
            await self.services.sender.send(context.bot, chat.id, apology)
        except TelegramError as error:
            _LOGGER.warning("no apology for reference %s: %s", reference, error.message)
