"""The queue of incoming updates and long polling (Bot API, "getUpdates")."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass

from .errors import conflict
from .model import JsonObject, Message

# "Specify an empty list to receive all update types except chat_member, message_reaction, and message_reaction_count"
NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
TERMINATED = "terminated by other getUpdates request; make sure that only one bot instance is running"

_LOOK_S = 0.1


@dataclass(frozen=True)
class Update:
    """An update as queued; ``message`` is the message it carries, if any."""

    update_id: int
    payload: JsonObject
    message: Message | None = None

    @property
    def kind(self) -> str:
        """Name of the one optional field that is set, such as ``message``."""
        return next((key for key in self.payload if key != "update_id"), "")


class Signal:
    """Wakes everything that waits for the state to change."""

    def __init__(self) -> None:
        self._waiters: set[asyncio.Future[None]] = set()

    def notify(self) -> None:
        """Wake all waiters."""
        for waiter in self._waiters:
            if not waiter.done():
                waiter.set_result(None)

    async def wait(self, timeout: float | None = None) -> None:
        """Return at the next notification or after ``timeout`` seconds."""
        waiter = asyncio.get_running_loop().create_future()
        self._waiters.add(waiter)
        try:
            await asyncio.wait({waiter}, timeout=timeout)
        finally:
            self._waiters.discard(waiter)

    async def until(self, ready: Callable[[], bool], timeout: float) -> bool:
        """Wait until ``ready()``; False when the time is over first. It may be about what nobody notifies of, too."""
        deadline = time.monotonic() + timeout
        while not ready():
            left = deadline - time.monotonic()
            if left <= 0:
                return False
            await self.wait(min(left, _LOOK_S))
        return True


@dataclass
class _Poll:
    """A getUpdates call under way."""

    conflict: str | None = None


class UpdateQueue:
    """Updates not yet confirmed, oldest first."""

    def __init__(self, first_id: int, signal: Signal) -> None:
        self.signal = signal
        self.pending: list[Update] = []
        self.allowed: tuple[str, ...] = ()
        self._next_id = first_id
        self._active: _Poll | None = None

    def accepts(self, kind: str) -> bool:
        """The filter holds for updates created after it was set; ``allowed_updates`` is kept between calls."""
        return kind in self.allowed if self.allowed else kind not in NOT_BY_DEFAULT

    def allow(self, kinds: Collection[str] | None) -> None:
        """Set the filter: "If not specified, the previous setting will be used"; an empty list is the default set."""
        if kinds is not None:
            self.allowed = tuple(kinds)

    def put(self, payload: JsonObject, message: Message | None = None, *, force: bool = False) -> Update:
        """Number an update and queue it, unless the filter keeps it out; ``force`` skips the filter."""
        update_id = payload.get("update_id", self._next_id)
        self._next_id = max(self._next_id, update_id) + 1
        update = Update(update_id, {"update_id": update_id} | payload, message)
        if force or self.accepts(update.kind):
            self.pending.append(update)
            self.signal.notify()
        return update

    def confirm(self, offset: int) -> None:
        """Forget updates below ``offset``; a negative one keeps only the last ``-offset``."""
        if offset > 0:
            self.pending = [update for update in self.pending if update.update_id >= offset]
        elif offset < 0:
            self.pending = self.pending[offset:]
        self.signal.notify()

    def remove(self, update: Update) -> None:
        """Forget one delivered update (webhook)."""
        self.pending = [other for other in self.pending if other is not update]
        self.signal.notify()

    def clear(self) -> None:
        """drop_pending_updates."""
        self.pending = []
        self.signal.notify()

    @property
    def polled(self) -> bool:
        """Whether a getUpdates call is under way."""
        return self._active is not None

    def interrupt(self, reason: str) -> None:
        """End the poll under way with a 409."""
        if self._active is not None:
            self._active.conflict = reason
            self._active = None
            self.signal.notify()

    async def poll(self, offset: int, limit: int, timeout: float) -> list[Update]:
        """One getUpdates call; a later one ends it with a 409."""
        self.interrupt(TERMINATED)
        self.confirm(offset)
        poll = self._active = _Poll()
        try:
            await self.signal.until(lambda: bool(self.pending) or poll.conflict is not None, timeout)
            if poll.conflict is not None:
                raise conflict(poll.conflict)
            return self.pending[:limit]
        finally:
            if self._active is poll:
                self._active = None
