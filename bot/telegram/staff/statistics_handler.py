"""``/stats``: statistics of the last days, as text and as a chart."""

from __future__ import annotations

import asyncio
import logging
import re
from dataclasses import dataclass
from datetime import datetime

from telegram import Bot, Message, Update

from bot import clock
from bot.analytics.digest import digest_text
from bot.analytics.statistics import Period, period_statistics
from bot.clock import CHINA
from bot.config.extras import MissingExtraError
from bot.storage.database import DATABASE_ERRORS
from bot.telegram.handlers.handler_services import Context, Handler, HandlerServices
from bot.telegram.outgoing.markup import CAPTION, Markup, clip, text_markup
from bot.telegram.staff.staff_access import StaffAccess
from bot.texts.chat import NO_CHART, STATS_LEAD, STATS_NEEDS, STATS_UNREADABLE

_LOGGER = logging.getLogger(__name__)

DAYS, MOST_DAYS = 7, 366
_ROOM = CAPTION - 100  # for the text itself, so that a note still fits
_DAYS = re.compile(r"(\d{1,3})天?")


@dataclass(frozen=True, slots=True)
class StatisticsMessage:
    """Statistics as one message: a text, below a chart if there is one."""

    markup: Markup
    picture: bytes | None = None

    @classmethod
    def of(cls, services: HandlerServices, period: Period, now: datetime, lead: str) -> StatisticsMessage:
        """The statistics of a period; blocks for a second or two. Raises one of `DATABASE_ERRORS`."""
        found = services.store.read_snapshot(lambda db: period_statistics(db, period, now))
        words = digest_text(found, lead)
        if not found.totals.count:
            return cls(text_markup(words))
        try:
            return cls(text_markup(clip(words, _ROOM)), services.painter.draw(found))
        except MissingExtraError as error:
            return cls(text_markup(f"{words}\n\n{NO_CHART.format(error=error)}"))

    async def send(self, services: HandlerServices, bot: Bot, chat: int) -> Message | None:
        """Send the message; None where the person will not see it."""
        if self.picture is None:
            return await services.sender.send(bot, chat, self.markup)
        return await services.sender.send_photo(bot, chat, self.picture, self.markup)


@dataclass(frozen=True, slots=True)
class StatisticsHandler:
    """Handler of ``/stats``."""

    access: StaffAccess

    def handlers(self) -> list[Handler]:
        """The command."""
        return [self.access.command("stats", self.stats)]

    async def stats(self, update: Update, context: Context, message: Message) -> None:
        """Send the statistics of the last days, as many as are asked for, today included."""
        services, days = self.access.services, _days(context.args or [])
        if days is None:
            await services.say(update, context, STATS_NEEDS.format(most=MOST_DAYS))
            return
        now = clock.now()
        period = Period.ending(now.astimezone(CHINA).date(), days)
        try:
            async with services.sender.typing(context.bot, message.chat_id):
                summary = await asyncio.to_thread(StatisticsMessage.of, services, period, now, STATS_LEAD)
        except DATABASE_ERRORS:
            _LOGGER.exception("the log cannot be read for its figures")
            await services.say(update, context, STATS_UNREADABLE)
            return
        await summary.send(services, context.bot, message.chat_id)


def _days(words: list[str]) -> int | None:
    """The number of days in the arguments; None for an invalid one."""
    if not words:
        return DAYS
    found = _DAYS.fullmatch("".join(words))
    days = int(found[1]) if found else 0
    return days if 1 <= days <= MOST_DAYS else None
