"""TODO docstring."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

from telegram.ext import ExtBot

from bot.storage.update_inbox import Body


class RawUpdatesBot(ExtBot[Any]):
    """A bot that hands out updates unread: one that cannot be parsed holds up no other."""

    async def get_updates(  # type: ignore[override]
        self, offset: int | None = None, limit: int | None = None, timeout: float | timedelta | None = None,
        allowed_updates: Sequence[str] | None = None,
    ) -> tuple[ReceivedUpdates, ...]:  # fmt: skip
        """All that are there, as one thing to be taken in at once: a commit for each would take long."""
        wanted = {"offset": offset, "limit": limit, "timeout": timeout, "allowed_updates": allowed_updates}
        waiting = timeout.total_seconds() if isinstance(timeout, timedelta) else timeout or 0.0
        patience = (self._request[0].read_timeout or 0.0) + waiting
        found = cast("list[Body]", await self._post("getUpdates", wanted, read_timeout=patience))
        return (ReceivedUpdates(found),) if found else ()


@dataclass(frozen=True, slots=True)
class ReceivedUpdates:
    """Updates as they came, at least one; python-telegram-bot's updater wants to know the number of the last."""

    bodies: Sequence[Body]

    @property
    def update_id(self) -> int:
        """The number by which they are confirmed."""
        return int(self.bodies[-1]["update_id"])
