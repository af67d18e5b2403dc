"""Postponed updates: questions that wait, without blocking their chats, until the search is back."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from bot.storage.update_inbox import QueuePosition

SEARCH_PAUSES = (1.0, 2.0, 5.0, 10.0)  # seconds between attempts at the oldest question


class PostponedUpdates:
    """Positions of postponed updates. Belongs to one event loop.

    The oldest is queued again after a pause. Once it is answered, so are all others.
    """

    def __init__(self, requeue: Callable[[QueuePosition], None]) -> None:
        self._requeue = requeue
        self._waiting: list[QueuePosition] = []
        self._is_scheduled = False
        self._tries = 0  # attempts in a row at a search that was away

    def __len__(self) -> int:
        """The number of postponed updates."""
        return len(self._waiting)

    def add(self, position: QueuePosition) -> None:
        """Postpone an update."""
        self._waiting.append(position)
        self.try_later()

    def try_later(self) -> None:
        """Queue the oldest again after a pause, if there is one: where the one that was queued came to no attempt."""
        if self._waiting and not self._is_scheduled:
            self._is_scheduled = True
            pause = SEARCH_PAUSES[min(self._tries, len(SEARCH_PAUSES) - 1)]
            asyncio.get_running_loop().call_later(pause, self._requeue_oldest)

    def requeue_chat(self, chat: int | None) -> None:
        """Queue the postponed updates of a chat again: they come before what is new in it."""
        self._requeue_all([position for position in self._waiting if position.chat == chat])

    def search_is_back(self) -> None:
        """Queue all postponed updates again: one of them was answered."""
        self._tries = 0
        self._requeue_all(list(self._waiting))

    def _requeue_oldest(self) -> None:
        self._is_scheduled = False
        self._tries += 1
        self._requeue_all(sorted(self._waiting)[:1])

    def _requeue_all(self, positions: list[QueuePosition]) -> None:
        for position in positions:
            self._waiting.remove(position)
            self._requeue(position)
