"""Volatile updates: kept in memory because the disk does not take them, and confirmed to Telegram once handled."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.storage.update_inbox import Body, QueuedUpdate

MOST_REMEMBERED = 10_000


@dataclass(frozen=True, slots=True)
class _VolatileUpdate:
    """An update, and the future that is done once it is handled."""

    queued: QueuedUpdate
    handled: asyncio.Future[None]


class VolatileUpdates:
    """Updates in memory, by number. Numbers of handled ones are remembered, since Telegram may deliver them again."""

    def __init__(self) -> None:
        self._waiting: dict[int, _VolatileUpdate] = {}
        self._remembered: OrderedDict[int, None] = OrderedDict()

    def knows(self, body: Body) -> bool:
        """Whether this update is in memory, or was until lately."""
        return body["update_id"] in self._waiting or body["update_id"] in self._remembered

    def add(self, body: Body) -> None:
        """Keep an update that is not known yet."""
        number = body["update_id"]
        self._waiting[number] = _VolatileUpdate(QueuedUpdate(number, body), asyncio.get_running_loop().create_future())

    def get(self, number: int) -> QueuedUpdate | None:
        """The update of this number, if it is in memory."""
        waiting = self._waiting.get(number)
        return waiting.queued if waiting else None

    def set_failures(self, number: int, failures: int) -> bool:
        """Note how often an update has failed. False where it is not in memory."""
        waiting = self._waiting.get(number)
        if waiting is None:
            return False
        self._waiting[number] = replace(waiting, queued=replace(waiting.queued, failures=failures))
        return True

    def finish(self, number: int) -> bool:
        """Let a handled update be confirmed. False where it is not in memory."""
        waiting = self._waiting.pop(number, None)
        if waiting is None:
            return False
        self._remembered[number] = None
        if len(self._remembered) > MOST_REMEMBERED:
            self._remembered.popitem(last=False)
        waiting.handled.set_result(None)
        return True

    async def wait_until_finished(self, bodies: Iterable[Body]) -> None:
        """Wait until those of these updates that are in memory are finished."""
        numbers = [body["update_id"] for body in bodies]
        waiting = [self._waiting[number].handled for number in numbers if number in self._waiting]
        await asyncio.gather(*map(asyncio.shield, waiting))
