"""Retention: erases exchanges that are older than they may be, once a day, where the clock can be believed."""

from __future__ import annotations

import logging
import time
from datetime import timedelta

from bot import clock
from bot.erasure.data_erasure import DataErasure
from bot.operations import clock_looks
from bot.operations.clock_looks import ClockLook
from bot.storage.interactions import InteractionLog

_LOGGER = logging.getLogger(__name__)

PURGE_INTERVAL_S = 24 * 3600.0


class Retention:
    """Retention of the log. Nothing is erased until two looks at the clock, a day apart, agree."""

    def __init__(self, log: InteractionLog, erasure: DataErasure, days: int) -> None:
        self._log = log
        self._erasure = erasure
        self._days = days
        self._purged_at = float("-inf")  # monotonic: setting the clock must not delay the work
        self._told: int | None = None  # the first look of which it was said that it is not confirmed

    def look(self) -> bool:
        """Look at the clock, and erase what is due once a day; whether the clock is believed.

        To be called every few minutes. Raises OSError or sqlite3.Error.
        """
        now_s = int(clock.now().timestamp())
        look = self._log.store.write(lambda db: clock_looks.note(db, now_s))
        if not look.is_confirmed:
            self._tell(look)
            return False
        now = time.monotonic()
        if now - self._purged_at >= PURGE_INTERVAL_S:
            if gone := self._erasure.purge_before(self._limit()).exchanges:
                _LOGGER.info("erased %d exchanges from more than %d days ago", gone, self._days)
            self._purged_at = now
        return True

    def _limit(self) -> str:
        """The time before which exchanges are erased."""
        return (clock.now() - timedelta(days=self._days)).isoformat(timespec="milliseconds")

    def _tell(self, look: ClockLook) -> None:
        """Say once what would be erased by a clock that is not confirmed."""
        if look.first == self._told:
            return
        if due := self._log.count_before(self._limit()):
            _LOGGER.warning(
                "nothing is erased yet: by the clock (%s) %d exchanges are older than %d days, and the newest is of %s;"
                " the clock is believed once it has gone on for a day",
                clock.timestamp(), due, self._days, self._log.newest_time(),
            )  # fmt: skip
        self._told = look.first
