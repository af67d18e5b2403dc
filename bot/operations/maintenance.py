"""Maintenance loop: periodic work of a running service.

It retries deferred writes, checks the citations of staff answers, assigns new questions to topics, erases what is too
old, finishes what erasures have left in the file, and cleans up the inbox.
"""

from __future__ import annotations

import asyncio
import logging
import time

from bot.curation.citation_integrity import CitationIntegrityCheck
from bot.erasure.data_erasure import DataErasure
from bot.operations.retention import Retention
from bot.storage.database import DATABASE_ERRORS
from bot.storage.interactions import InteractionLog
from bot.storage.update_inbox import UpdateInbox
from bot.topics.assignment import TopicAssigner

_LOGGER = logging.getLogger(__name__)

INTERVAL_S = 5.0
CLEAN_UP_INTERVAL_S = 60.0


class MaintenanceLoop:
    """Maintains the databases while the service runs."""

    def __init__(
        self,
        log: InteractionLog,
        inbox: UpdateInbox,
        retention_days: int,
        assigner: TopicAssigner | None = None,
        integrity_check: CitationIntegrityCheck | None = None,
    ) -> None:
        self._log = log
        self._inbox = inbox
        self._erasure = DataErasure(log.store, inbox)
        self._retention = Retention(log, self._erasure, retention_days)
        self._assigner = assigner
        self._integrity_check = integrity_check
        self._cleaned_at = float("-inf")  # monotonic: setting the clock must not delay the work

    async def run(self) -> None:
        """Run until cancelled."""
        while True:
            await asyncio.to_thread(self.run_once)
            await asyncio.sleep(INTERVAL_S)

    def run_once(self) -> None:
        """Do what is due. A failure is logged and tried again."""
        now = time.monotonic()
        try:
            self._log.retry_deferred()
            if self._integrity_check:
                self._integrity_check.run_if_due()
            if self._assigner:
                self._assigner.assign_new()
            if now - self._cleaned_at >= CLEAN_UP_INTERVAL_S:
                self._inbox.clean_up(expire=self._retention.look())
                self._cleaned_at = now
                self._erasure.finish_if_due()
        except DATABASE_ERRORS as error:
            _LOGGER.error("the databases cannot be tidied now: %s", error)
        except Exception:  # the other work must be done next time, whatever failed
            _LOGGER.exception("tidying failed; it will be tried again")
