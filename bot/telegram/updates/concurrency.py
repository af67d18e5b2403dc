"""Concurrency: how many updates are handled at the same time, and the processing of each."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from typing import Any
from weakref import WeakSet

from telegram import Update
from telegram.ext import BaseUpdateProcessor

from bot.telegram.updates.attempt import CURRENT_ATTEMPT
from bot.telegram.updates.update_queue import UpdateQueue

_LOGGER = logging.getLogger(__name__)

UNBOUNDED = 1 << 30  # for the base class's own limit: the queue hands out no more updates than there are slots


class UpdateSlots:
    """Slots for updates in progress. A task that must wait for Telegram gives its slot to others meanwhile."""

    def __init__(self, count: int) -> None:
        self._free = asyncio.Semaphore(count)
        self._holders: WeakSet[asyncio.Task[Any]] = WeakSet()

    async def acquire(self) -> None:
        """Wait for a slot; first come, first served."""
        await self._free.acquire()

    def release(self) -> None:
        """Give a slot up."""
        self._free.release()

    @contextmanager
    def holding(self) -> Iterator[None]:
        """Let the current task hold a slot that was acquired for it, and release it at the end."""
        task = _current_task()
        self._holders.add(task)
        try:
            yield
        finally:
            self._holders.discard(task)
            self.release()

    async def sleep(self, seconds: float) -> None:
        """Sleep without holding a slot, and acquire one again afterwards."""
        if _current_task() not in self._holders:
            await asyncio.sleep(seconds)
            return
        self._free.release()
        try:
            await asyncio.sleep(seconds)
        finally:
            await self._free.acquire()


class SlottedProcessor(BaseUpdateProcessor):
    """Update processor: handles each update in the slot that the queue acquired for it, and reports the outcome."""

    __slots__ = ("_queue", "_slots")

    def __init__(self, slots: UpdateSlots, queue: UpdateQueue) -> None:
        super().__init__(UNBOUNDED)
        self._slots = slots
        self._queue = queue

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Process one update. A cancelled one stays in the inbox, as if the program had ended."""
        number = update.update_id if isinstance(update, Update) else -1
        attempt = self._queue.in_progress[number]
        CURRENT_ATTEMPT.set(attempt)  # for this task alone: each update has its own
        with self._slots.holding():
            try:
                await coroutine
            except Exception as error:  # errors of handlers go to the error handler instead
                _LOGGER.exception("update %d failed outside of its handlers", number)
                attempt.error = error
            await self._queue.finish(attempt)

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Nothing to release."""


def _current_task() -> asyncio.Task[Any]:
    task = asyncio.current_task()
    if task is None:
        raise RuntimeError("updates are processed in tasks")
    return task
