"""Before any handler: the traffic limits. After a failure: another try, and in the end an apology."""

from __future__ import annotations

import logging
import secrets
from dataclasses import dataclass

from telegram import Chat, Update
from telegram.error import BadRequest, Forbidden, TelegramError
from telegram.ext import ApplicationHandlerStop, TypeHandler

from bot.telegram.handlers.addressing import is_addressed
from bot.telegram.handlers.handler_context import Context, Handler, HandlerContext
from bot.telegram.handlers.inbound_throttle import Admission
from bot.telegram.outgoing.markup import text_markup
from bot.telegram.updates.attempt import CURRENT, will_pass
from bot.texts import talk
from bot.texts.chat import RESTING, TOO_MANY

_LOGGER = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class UpdateMiddleware:
    """The first and the last to see an update."""

    office: HandlerContext

    def handlers(self) -> list[Handler]:
        """One that sees every update; to be added in a group ahead of the others."""
        return [TypeHandler(Update, self.admit)]

    async def admit(self, update: Update, context: Context) -> None:
        """Stop an update that is over a limit, with one notice. What people say among themselves does not count."""
        message, chat, handling = update.effective_message, update.effective_chat, CURRENT.get()
        if handling and handling.again:
            return  # it was counted when it was tried first
        spoken = message if chat and chat.type != Chat.PRIVATE and not update.callback_query else None
        if spoken and not is_addressed(spoken, context.bot.bot):
            raise ApplicationHandlerStop
        verdict = self.office.traffic.judge(update)
        if verdict is Admission.SERVE:
            return
        self.office.outbox.counts["over the limit"] += 1
        if update.callback_query:
            await self.office.outbox.acknowledge(update.callback_query, RESTING)
        elif verdict is Admission.NOTICE and message:
            await self.office.say(update, context, TOO_MANY)
        raise ApplicationHandlerStop

    async def failed(self, update: object, context: Context) -> None:
        """Note what went wrong. When it is not tried again, tell the person a number, and the log the same number."""
        error, handling = context.error, CURRENT.get()
        if error is None or (isinstance(error, Forbidden | BadRequest) and self._is_excused(error)):
            return
        number = update.update_id if isinstance(update, Update) else None
        if handling:
            handling.error = error
            if will_pass(error):
                return
            if not handling.is_last:
                _LOGGER.warning("update %s failed; it will be tried again", number, exc_info=error)
                return
        reference = secrets.token_hex(3).upper()
        _LOGGER.error("update %s failed; reference %s", number, reference, exc_info=error)
        self.office.outbox.counts["failures"] += 1
        await self._apologise(update, context, reference)

    async def _apologise(self, update: object, context: Context, reference: str) -> None:
        chat = update.effective_chat if isinstance(update, Update) else None
        if chat is None:
            return
        try:
            apology = text_markup(talk.APOLOGY.format(reference=reference))
            await self.office.outbox.send(context.bot, chat.id, apology)
        except TelegramError as again:
            _LOGGER.warning("no apology for reference %s: %s", reference, again.message)

    def _is_excused(self, error: TelegramError) -> bool:
        try:
            self.office.outbox.excuse(error)
        except TelegramError:
            return False
        return True
