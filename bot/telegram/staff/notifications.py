"""Staff notifications: the weekly digest and notices, sent by a job of python-telegram-bot's job queue.

The digest of the week before is due from Monday 09:00 in China; if the program is down then, at its next start. Each
staff member gets it once: the recipient is recorded before it is sent. A notice is kept until somebody got it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from telegram import Bot, Message
from telegram.error import TelegramError
from telegram.ext import Job, JobQueue

from bot import clock
from bot.analytics.statistics import Period, has_exchange_until
from bot.clock import CHINA
from bot.storage import counters
from bot.storage.database import DATABASE_ERRORS
from bot.storage.notices import mark_sent, unsent_notices
from bot.telegram.handlers.handler_services import Context, HandlerServices
from bot.telegram.outgoing.markup import LIMIT, text_markup, units
from bot.telegram.staff.statistics_handler import StatisticsMessage
from bot.telegram.updates.attempt import is_network_failure
from bot.texts.chat import DIGEST_LEAD

_LOGGER = logging.getLogger(__name__)

FIRST_S, EVERY_S = 5.0, 60.0
DIGEST_HOUR = 9  # on Mondays, in China
MOST_NOTICES = 50
_DIGEST = "digest"  # the name of a counter; those of persons bear their pseudonyms


class Delivery(Enum):
    """Outcome of a message to one person."""

    YES = "yes"
    NO = "no"  # they never wrote to the bot, or blocked it
    LATER = "later"  # a network failure: to be tried again


def due_week(now: datetime) -> int | None:
    """The ISO week whose digest is due, as year and week in six digits; None before Monday's hour.

    >>> from datetime import UTC
    >>> due_week(datetime(2026, 11, 23, 0, 59, tzinfo=UTC)), due_week(datetime(2026, 11, 23, 1, tzinfo=UTC))
    (None, 202648)
    """
    here = now.astimezone(CHINA)
    monday = (here - timedelta(days=here.weekday())).replace(hour=DIGEST_HOUR, minute=0, second=0, microsecond=0)
    year, week, _ = here.isocalendar()
    return year * 100 + week if here >= monday else None


class StaffNotifications:
    """Job that runs once a minute, one run at a time. Belongs to one event loop."""

    def __init__(self, services: HandlerServices, clock: Callable[[], datetime] = clock.now) -> None:
        self._services = services
        self._clock = clock
        self._job: Job[Any] | None = None
        self._task: asyncio.Task[None] | None = None

    def start(self, queue: JobQueue[Any] | None) -> None:
        """Start the job on the queue of a running application, unless there is no staff."""
        if queue and self._services.staff:
            late = {"misfire_grace_time": None, "coalesce": True}  # rather late than not at all
            self._job = queue.run_repeating(self._run, EVERY_S, first=FIRST_S, job_kwargs=late)

    def stop(self) -> None:
        """Stop at once; what was not sent is due at the next start."""
        if self._job:
            self._job.schedule_removal()
        if self._task:
            self._task.cancel()

    async def _run(self, context: Context) -> None:
        # In a task that can be cancelled: the job queue shields its jobs, and waits for them at the end.
        self._task = asyncio.create_task(self.tell(context.bot))
        await asyncio.wait({self._task})
        if not self._task.cancelled() and (error := self._task.exception()):
            _LOGGER.error("staff notifications failed", exc_info=error)

    async def tell(self, bot: Bot) -> None:
        """Send what is due."""
        try:
            await self.notices(bot)
            await self.digest(bot)
        except DATABASE_ERRORS as error:
            _LOGGER.error("the database cannot be used for staff notifications: %s", error)

    async def notices(self, bot: Bot) -> None:
        """Send new notices to all staff. They stay new where nobody could be reached."""
        rows = await asyncio.wrap_future(self._services.store.read_async(lambda db: unsent_notices(db, MOST_NOTICES)))
        texts = _fitting([text for _, text in rows])
        if not texts:
            return
        markup = text_markup("\n\n".join(texts))
        sent = [
            await self._reach(person, lambda chat: self._services.sender.send(bot, chat, markup))
            for person in sorted(self._services.staff)
        ]
        if Delivery.YES in sent:
            told, now = [number for number, _ in rows[: len(texts)]], self._clock().isoformat(timespec="seconds")
            await asyncio.wrap_future(self._services.store.write_async(lambda db: mark_sent(db, told, now)))
        else:
            _LOGGER.warning("%d notices reached none of the staff; they will be tried again", len(texts))

    async def digest(self, bot: Bot) -> None:
        """Send the digest of the week before to all staff, if it is due and not sent."""
        store, now = self._services.store, self._clock()
        week = due_week(now)
        if week is None or await asyncio.wrap_future(store.read_async(lambda db: counters.value(db, _DIGEST))) >= week:
            return
        period = Period.week_before(now.astimezone(CHINA).date())
        if await asyncio.wrap_future(store.read_async(lambda db: has_exchange_until(db, period.last))):
            summary = await asyncio.to_thread(StatisticsMessage.of, self._services, period, now, DIGEST_LEAD)
            reached = [await self._send_once(bot, person, week, summary) for person in sorted(self._services.staff)]
            _LOGGER.info("weekly digest: %d reached, %d not", reached.count(Delivery.YES), reached.count(Delivery.NO))
            if Delivery.LATER in reached:
                return
        await asyncio.wrap_future(store.write_async(lambda db: counters.raise_to(db, _DIGEST, week)))

    async def _send_once(self, bot: Bot, person: int, week: int, summary: StatisticsMessage) -> Delivery | None:
        """Send the digest to a person; None where they got that of this week before."""
        store, name = self._services.store, f"{_DIGEST} {self._services.history.alias(person)}"
        if not await asyncio.wrap_future(store.write_async(lambda db: counters.raise_to(db, name, week))):
            return None
        reached = await self._reach(person, lambda chat: summary.send(self._services, bot, chat))
        if reached is Delivery.LATER:
            await asyncio.wrap_future(store.write_async(lambda db: counters.clear(db, name)))
        return reached

    async def _reach(self, person: int, send: Callable[[int], Awaitable[Message | None]]) -> Delivery:
        try:
            return Delivery.YES if await send(person) else Delivery.NO
        except TelegramError as error:
            _LOGGER.warning("a staff member could not be notified: %s", error.message)
            return Delivery.LATER if is_network_failure(error) else Delivery.NO


def _fitting(texts: Sequence[str]) -> list[str]:
    """As many texts as fit one message, one at least."""
    room, kept = LIMIT, list[str]()
    for text in texts:
        room -= units(text) + 2
        if kept and room < 0:
            break
        kept.append(text)
    return kept
