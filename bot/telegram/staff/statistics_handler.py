"""``/stats``: the figures of the last days, in words and as a picture."""

from __future__ import annotations

import asyncio
import logging
import re
from dataclasses import dataclass
from datetime import datetime

from telegram import Bot, Message, Update
from telegram.ext import CommandHandler, filters

from bot import clock
from bot.analytics.charts import FontMissingError
from bot.analytics.digest import digest_text
from bot.analytics.statistics import Period, period_statistics
from bot.clock import CHINA
from bot.storage.database import DATABASE_ERRORS
from bot.telegram.handlers.handler_context import Context, Handler, HandlerContext
from bot.telegram.outgoing.markup import CAPTION, Markup, clip, text_markup
from bot.texts import talk
from bot.texts.chat import STATS_LEAD, STATS_NEEDS, STATS_UNREADABLE

_LOGGER = logging.getLogger(__name__)

DAYS, MOST_DAYS = 7, 366
_ROOM = CAPTION - 100  # what we fill, so that a note on how it came about still fits
_DAYS = re.compile(r"(\d{1,3})天?")


@dataclass(frozen=True, slots=True)
class StatisticsMessage:
    """Figures as one message: words, under a picture where there is one."""

    markup: Markup
    picture: bytes | None = None

    @classmethod
    def of(cls, office: HandlerContext, period: Period, now: datetime, lead: str) -> StatisticsMessage:
        """The figures of a period; blocks for a second or two. Raises one of `DATABASE_ERRORS`."""
        found = office.store.read_snapshot(lambda db: period_statistics(db, period, now))
        words = digest_text(found, lead)
        if not found.totals.count:
            return cls(text_markup(words))
        try:
            return cls(text_markup(clip(words, _ROOM)), office.painter.draw(found))
        except FontMissingError as error:
            return cls(text_markup(f"{words}\n\n{error}"))

    async def send(self, office: HandlerContext, bot: Bot, chat: int) -> Message | None:
        """Send it; None where the person will not see it."""
        if self.picture is None:
            return await office.outbox.send(bot, chat, self.markup)
        return await office.outbox.send_photo(bot, chat, self.picture, self.markup)


@dataclass(frozen=True, slots=True)
class StatisticsHandler:
    """From a command to figures. The numeric id is checked each time."""

    office: HandlerContext

    def handlers(self) -> list[Handler]:
        """The command."""
        private = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE
        return [CommandHandler("stats", self.stats, filters=private)]

    async def stats(self, update: Update, context: Context) -> None:
        """The last days, as many as are asked for, today included."""
        message = update.effective_message
        if message is None or not self.office.is_staff(update.effective_user):
            await self.office.say(update, context, talk.UNKNOWN_COMMAND)
            return
        days = _days(context.args or [])
        if days is None:
            await self.office.say(update, context, STATS_NEEDS.format(most=MOST_DAYS))
            return
        now = clock.now()
        period = Period.ending(now.astimezone(CHINA).date(), days)
        try:
            async with self.office.outbox.typing(context.bot, message.chat_id):
                summary = await asyncio.to_thread(StatisticsMessage.of, self.office, period, now, STATS_LEAD)
        except DATABASE_ERRORS:
            _LOGGER.exception("the log cannot be read for its figures")
            await self.office.say(update, context, STATS_UNREADABLE)
            return
        await summary.send(self.office, context.bot, message.chat_id)


def _days(words: list[str]) -> int | None:
    """How many days are meant; None for what is no such number."""
    if not words:
        return DAYS
    found = _DAYS.fullmatch("".join(words))
    days = int(found[1]) if found else 0
    return days if 1 <= days <= MOST_DAYS else None
