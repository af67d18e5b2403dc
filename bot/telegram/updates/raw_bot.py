"""Bot whose updates stay unparsed: a body that cannot be parsed delays no other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

from telegram.ext import ExtBot

from bot.storage.update_body import Body, is_number


class RawUpdatesBot(ExtBot[Any]):
    """Bot that fetches updates as JSON."""

    async def get_updates(  # type: ignore[override]
        self,
        offset: int | None = None,
        limit: int | None = None,
        timeout: float | timedelta | None = None,
        allowed_updates: Sequence[str] | None = None,
    ) -> tuple[ReceivedUpdates, ...]:
        """All new updates as one item, so that they are stored in one commit."""
        parameters = {"offset": offset, "limit": limit, "timeout": timeout, "allowed_updates": allowed_updates}
        waiting = timeout.total_seconds() if isinstance(timeout, timedelta) else timeout or 0.0
        read_timeout = (self._request[0].read_timeout or 0.0) + waiting
        found = cast("list[Body]", await self._post("getUpdates", parameters, read_timeout=read_timeout))
        return (ReceivedUpdates(found),) if found else ()


@dataclass(frozen=True, slots=True)
class ReceivedUpdates:
    """Bodies of updates in the order of arrival, at least one."""

    bodies: Sequence[Body]

    @property
    def update_id(self) -> int:
        """The last usable number, by which python-telegram-bot's updater confirms all of them."""
        numbers = [body.get("update_id") for body in self.bodies]
        return max((number for number in numbers if is_number(number)), default=0)
