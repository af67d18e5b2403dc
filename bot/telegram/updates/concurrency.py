"""How many updates are at work at once, and what happens around each of them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from typing import Any
from weakref import WeakSet

from telegram import Update
from telegram.ext import BaseUpdateProcessor

from bot.telegram.updates.attempt import CURRENT
from bot.telegram.updates.update_queue import UpdateQueue

_LOGGER = logging.getLogger(__name__)

MANY = 1 << 30  # the base class's own bound is not used: the queue hands out no more than there are places


class UpdateSlots:
    """So many updates at a time; whoever must wait for Telegram leaves its place to others meanwhile."""

    def __init__(self, count: int) -> None:
        self._free = asyncio.Semaphore(count)
        self._holders: WeakSet[asyncio.Task[Any]] = WeakSet()

    async def take(self) -> None:
        """Wait for a place; first come, first served."""
        await self._free.acquire()

    def leave(self) -> None:
        """Give a place up."""
        self._free.release()

    @contextmanager
    def occupied(self) -> Iterator[None]:
        """Let the present task work in a place that was taken for it, and give it up at the end."""
        task = _task()
        self._holders.add(task)
        try:
            yield
        finally:
            self._holders.discard(task)
            self.leave()

    async def rest(self, seconds: float) -> None:
        """Sleep outside of one's place."""
        if _task() not in self._holders:
            await asyncio.sleep(seconds)
            return
        self._free.release()
        try:
            await asyncio.sleep(seconds)
        finally:
            await self._free.acquire()


class SlottedProcessor(BaseUpdateProcessor):
    """Processes what the queue hands out, in the place that the queue took for it, and says what became of it."""

    __slots__ = ("_places", "_queue")

    def __init__(self, places: UpdateSlots, queue: UpdateQueue) -> None:
        super().__init__(MANY)
        self._places = places
        self._queue = queue

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Process one update. One that is cancelled stays in the inbox as if the program had ended."""
        number = update.update_id if isinstance(update, Update) else -1
        handling = self._queue.at_work[number]
        CURRENT.set(handling)  # for this task alone: each update has one of its own
        with self._places.occupied():
            try:
                await coroutine
            except Exception as error:  # python-telegram-bot hands what handlers raise to the error handler instead
                _LOGGER.exception("update %d failed outside of its handlers", number)
                handling.error = error
            await self._queue.finish(handling)

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Nothing to release."""


def _task() -> asyncio.Task[Any]:
    task = asyncio.current_task()
    if task is None:
        raise RuntimeError("updates are processed in tasks")
    return task
