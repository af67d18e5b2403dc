"""Updates that no disk takes: in memory until they are handled, which is when they are confirmed to Telegram."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.storage.update_inbox import Body, QueuedUpdate

MOST_REMEMBERED = 10_000


@dataclass(frozen=True, slots=True)
class _VolatileUpdate:
    """An update, and the future of whoever waits for it to be handled."""

    parcel: QueuedUpdate
    handled: asyncio.Future[None]


class VolatileUpdates:
    """Updates by their numbers. One that was let go is known for a while, since it may be delivered again."""

    def __init__(self) -> None:
        self._waiting: dict[int, _VolatileUpdate] = {}
        self._remembered: OrderedDict[int, None] = OrderedDict()

    def knows(self, body: Body) -> bool:
        """Whether this update is held, or was until lately."""
        return body["update_id"] in self._waiting or body["update_id"] in self._remembered

    def hold(self, body: Body) -> None:
        """Keep an update that is not known yet."""
        number = body["update_id"]
        self._waiting[number] = _VolatileUpdate(QueuedUpdate(number, body), asyncio.get_running_loop().create_future())

    def parcel(self, number: int) -> QueuedUpdate | None:
        """What is held under this number."""
        waiting = self._waiting.get(number)
        return waiting.parcel if waiting else None

    def failed(self, number: int, failures: int) -> bool:
        """Note how often an update has failed; whether it is one that is held."""
        waiting = self._waiting.get(number)
        if waiting is None:
            return False
        self._waiting[number] = replace(waiting, parcel=replace(waiting.parcel, failures=failures))
        return True

    def let_go(self, number: int) -> bool:
        """Let an update be confirmed, now that it is handled; whether it is one that is held."""
        waiting = self._waiting.pop(number, None)
        if waiting is None:
            return False
        self._remembered[number] = None
        if len(self._remembered) > MOST_REMEMBERED:
            self._remembered.popitem(last=False)
        if not waiting.handled.done():
            waiting.handled.set_result(None)
        return True

    async def handled(self, bodies: Iterable[Body]) -> None:
        """Wait until those of these updates that are held were let go."""
        numbers = [body["update_id"] for body in bodies]
        waiting = [self._waiting[number].handled for number in numbers if number in self._waiting]
        await asyncio.gather(*map(asyncio.shield, waiting))
