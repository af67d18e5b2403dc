"""Updates at once, but in order within a chat."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import Any
from weakref import WeakValueDictionary

from telegram import Update
from telegram.ext import BaseUpdateProcessor

QUEUE = 1 << 30  # the base class's own bound, which would let one busy chat occupy every place, is not used


class InOrder(BaseUpdateProcessor):
    """Processes up to ``at_once`` updates at a time and the updates of one chat one after the other.

    A waiting update holds no place: it first waits for its chat, then for a free place. Both waits are first come,
    first served. A lock lives as long as somebody holds it or waits for it.
    """

    __slots__ = ("_chats", "_places")

    def __init__(self, at_once: int) -> None:
        super().__init__(QUEUE)
        self._places = asyncio.Semaphore(at_once)
        self._chats: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Process one update in its turn."""
        async with self._lock(update), self._places:
            await coroutine

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Nothing to release."""

    def _lock(self, update: object) -> asyncio.Lock:
        chat = update.effective_chat or update.effective_user if isinstance(update, Update) else None
        return self._chats.setdefault(chat.id, asyncio.Lock()) if chat else asyncio.Lock()
