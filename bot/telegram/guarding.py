"""Before any handler: the traffic limits. After any failure: an apology with a number."""

from __future__ import annotations

import logging
import secrets
from dataclasses import dataclass

from telegram import Chat, Update
from telegram.error import BadRequest, Forbidden, TelegramError
from telegram.ext import ApplicationHandlerStop, TypeHandler

from bot import texts
from bot.telegram.hearing import is_addressed
from bot.telegram.markup import text_markup
from bot.telegram.office import Context, Handler, Office
from bot.telegram.traffic import Verdict

_LOGGER = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Guarding:
    """The first and the last to see an update."""

    office: Office

    def handlers(self) -> list[Handler]:
        """One that sees every update; to be added in a group ahead of the others."""
        return [TypeHandler(Update, self.admit)]

    async def admit(self, update: Update, context: Context) -> None:
        """Stop an update that is over a limit, with one notice. What people say among themselves does not count."""
        message, chat = update.effective_message, update.effective_chat
        spoken = message if chat and chat.type != Chat.PRIVATE and not update.callback_query else None
        if spoken and not is_addressed(spoken, context.bot.bot):
            raise ApplicationHandlerStop
        verdict = self.office.traffic.judge(update)
        if verdict is Verdict.SERVE:
            return
        self.office.outbox.counts["over the limit"] += 1
        if update.callback_query:
            await self.office.outbox.acknowledge(update.callback_query, texts.RESTING)
        elif verdict is Verdict.NOTICE and message:
            await self.office.say(update, context, texts.TOO_MANY)
        raise ApplicationHandlerStop

    async def failed(self, update: object, context: Context) -> None:
        """Log what went wrong under a number, then tell the person the number and nothing else."""
        error = context.error
        if isinstance(error, Forbidden | BadRequest) and self._is_excused(error):
            return
        reference = secrets.token_hex(3).upper()
        number = update.update_id if isinstance(update, Update) else None
        _LOGGER.error("update %s failed; reference %s", number, reference, exc_info=error)
        self.office.outbox.counts["failures"] += 1
        chat = update.effective_chat if isinstance(update, Update) else None
        if chat is None:
            return
        try:
            apology = text_markup(texts.APOLOGY.format(reference=reference))
            await self.office.outbox.send(context.bot, chat.id, apology)
        except TelegramError as again:
            _LOGGER.warning("no apology for reference %s: %s", reference, again.message)

    def _is_excused(self, error: TelegramError) -> bool:
        try:
            self.office.outbox.excuse(error)
        except TelegramError:
            return False
        return True
