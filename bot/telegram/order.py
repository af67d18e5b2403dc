"""Updates at once, but in order within a chat."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import Any
from weakref import WeakSet, WeakValueDictionary

from telegram import Update
from telegram.ext import BaseUpdateProcessor

QUEUE = 1 << 30  # the base class's own bound, which would let one busy chat occupy every place, is not used


class Places:
    """So many updates at a time; whoever must wait for Telegram leaves its place to others meanwhile."""

    def __init__(self, count: int) -> None:
        self._free = asyncio.Semaphore(count)
        self._holders: WeakSet[asyncio.Task[Any]] = WeakSet()

    async def hold(self, work: Awaitable[Any]) -> None:
        """Do the work in a place."""
        task = _task()
        async with self._free:
            self._holders.add(task)
            try:
                await work
            finally:
                self._holders.discard(task)

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


class InOrder(BaseUpdateProcessor):
    """Processes as many updates at a time as there are places and the updates of one chat one after the other.

    A waiting update holds no place: it first waits for its chat, then for a free place. Both waits are first come,
    first served. A lock lives as long as somebody holds it or waits for it.
    """

    __slots__ = ("_chats", "_places")

    def __init__(self, places: Places) -> None:
        super().__init__(QUEUE)
        self._places = places
        self._chats: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Process one update in its turn."""
        async with self._lock(update):
            await self._places.hold(coroutine)

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Nothing to release."""

    def _lock(self, update: object) -> asyncio.Lock:
        chat = update.effective_chat or update.effective_user if isinstance(update, Update) else None
        return self._chats.setdefault(chat.id, asyncio.Lock()) if chat else asyncio.Lock()


def _task() -> asyncio.Task[Any]:
    task = asyncio.current_task()
    if task is None:
        raise RuntimeError("updates are processed in tasks")
    return task
