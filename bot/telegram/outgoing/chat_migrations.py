"""Chat migrations: groups that have become supergroups, whose id is another one (Bot API, ``migrate_to_chat_id``)."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from bot.storage.database import DATABASE_ERRORS

_LOGGER = logging.getLogger(__name__)


class ChatMigrations:
    """The present id of each group that has become a supergroup since the start. Belongs to one event loop.

    ``move`` moves what is kept of a group, given its old id and its new one; it runs in a thread.
    """

    def __init__(self, move: Callable[[int, int], None] = lambda old, new: None) -> None:
        self._move = move
        self._moved: dict[int, int] = {}

    def current(self, chat: int) -> int:
        """The id that this chat has now."""
        return self._moved.get(chat, chat)

    async def note(self, old: int, new: int) -> None:
        """Note that a group has become a supergroup, and move what is kept of it, once more where it was known."""
        if self._moved.get(old) != new:
            _LOGGER.info("a group has become a supergroup; what is kept of it moves along")
        self._moved[old] = new
        try:
            await asyncio.to_thread(self._move, old, new)
        except DATABASE_ERRORS:
            _LOGGER.exception("the rows of a group could not be moved to its supergroup")
