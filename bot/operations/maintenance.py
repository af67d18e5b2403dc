"""What a running service does by itself: write what was kept, check what staff answers cite, group what was
asked, erase what is too old, tidy up."""

from __future__ import annotations

import asyncio
import logging
import time
from datetime import timedelta

from bot import clock
from bot.curation.citation_integrity import CitationIntegrityCheck
from bot.storage.database import DATABASE_ERRORS
from bot.storage.interactions import InteractionLog
from bot.storage.update_inbox import UpdateInbox
from bot.topics.assignment import TopicAssigner

_LOGGER = logging.getLogger(__name__)

EVERY_S = 5.0
TIDY_S = 60.0
PURGE_S = 24 * 3600.0


class MaintenanceLoop:
    """Looks after the databases while the service runs."""

    def __init__(
        self, log: InteractionLog, inbox: UpdateInbox, retention_days: int, collector: TopicAssigner | None = None,
        warden: CitationIntegrityCheck | None = None,
    ) -> None:  # fmt: skip
        self._log = log
        self._inbox = inbox
        self._days = retention_days
        self._collector = collector
        self._warden = warden
        self._tidied = self._purged = float("-inf")  # monotonic: a clock that is set must not put it off

    async def keep(self) -> None:
        """Go on until cancelled."""
        while True:
            await asyncio.to_thread(self.once)
            await asyncio.sleep(EVERY_S)

    def once(self) -> None:
        """Do what is due. A failure is reported and tried again."""
        now = time.monotonic()
        try:
            self._log.retry()
            if self._warden:
                self._warden.look()
            if self._collector:
                self._collector.collect()
            if now - self._tidied >= TIDY_S:
                self._tidied = now
                self._inbox.tidy()
            if now - self._purged >= PURGE_S:
                self._purge()
                self._purged = now
        except DATABASE_ERRORS as error:
            _LOGGER.error("the databases cannot be tidied now: %s", error)
        except Exception:  # whatever it is, it must not keep the rest from being done next time
            _LOGGER.exception("tidying failed; it will be tried again")

    def _purge(self) -> None:
        before = clock.now() - timedelta(days=self._days)
        gone = self._log.purge(before.isoformat(timespec="milliseconds"))
        if gone:
            _LOGGER.info("erased %d exchanges from more than %d days ago", gone, self._days)
