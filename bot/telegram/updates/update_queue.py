"""Update queue on disk: every update that Telegram was told to forget is handled, whatever ends the program.

python-telegram-bot awaits `UpdateQueue.put` before it confirms updates to Telegram. `put` returns when they are safe:
committed to the inbox, or, where the disk does not take them, handled. The queue holds numbers only; the body of an
update is read from the inbox when it is handed out.
"""

from __future__ import annotations

import asyncio
import logging
import math
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Protocol

from telegram import Update

from bot.storage.database import DATABASE_ERRORS
from bot.storage.update_body import Body, bounded, is_number, parsed, plausible
from bot.storage.update_inbox import QueuePosition, UpdateInbox
from bot.telegram.updates.attempt import Attempt
from bot.telegram.updates.attempt_history import AttemptHistory, sent_at
from bot.telegram.updates.attempt_outcomes import AttemptOutcomes, trace_of
from bot.telegram.updates.body_workers import BodyWorkers
from bot.telegram.updates.chat_order import PerChatQueue
from bot.telegram.updates.postponed_updates import PostponedUpdates
from bot.telegram.updates.raw_bot import ReceivedUpdates
from bot.telegram.updates.volatile_updates import VolatileUpdates

_LOGGER = logging.getLogger(__name__)

UNREADABLE_PAUSE = 30.0  # seconds before another attempt to read an update
RESUME_S = 5.0  # between two attempts to read an inbox that cannot be used

Parse = Callable[[Body], Update]


class SlotPool(Protocol):
    """The slots as the queue sees them."""

    async def acquire(self) -> None:
        """Wait for a slot."""

    def release(self) -> None:
        """Give a slot up."""


class UpdateQueue(asyncio.Queue[object]):
    """Queue of updates, oldest first, one at a time for each chat. Belongs to one event loop.

    ``minimal`` reduces a body to what is stored, ``parse`` makes an update of it. A body that either of them fails on
    is set aside.
    """

    def __init__(
        self, inbox: UpdateInbox, slots: SlotPool, minimal: Callable[[Body], Body], parse: Parse, counts: Counter[str]
    ) -> None:
        super().__init__()
        self.in_progress: dict[int, Attempt] = {}
        self._inbox, self._slots = inbox, slots
        self._minimal, self._parse, self._counts = minimal, parse, counts
        self._waiting, self._volatile, self._workers = PerChatQueue(), VolatileUpdates(), BodyWorkers()
        self._postponed = PostponedUpdates(self._enqueue)
        self._history = AttemptHistory(inbox.outage_marker)
        self._outcomes = AttemptOutcomes(inbox, self._volatile, self._history, counts)
        self._changed = asyncio.Event()
        self._stop_signal: object = None
        self._is_reading = False  # an update is being read: it is neither waiting nor in progress
        self._deadline = math.inf  # monotonic time after which nothing is handed out
        self._resume_lock = asyncio.Lock()
        self._is_resumed = False

    async def resume(self) -> int:
        """Queue the updates that an earlier run left, and return their number; 0 where that was done before.

        Raises one of `DATABASE_ERRORS` where the inbox cannot be used now; `accept` tries it again.
        """
        async with self._resume_lock:
            if self._is_resumed:
                return 0
            positions = await asyncio.to_thread(self._inbox.resume)
            self._is_resumed = True
        for position in positions:
            self._history.note_resumed(position.number)
            self._add(position)
        return len(positions)

    async def resume_later(self) -> None:
        """Call `resume` until the inbox can be used."""
        while not self._is_resumed:
            await asyncio.sleep(RESUME_S)
            with suppress(*DATABASE_ERRORS):
                if left := await self.resume():
                    _LOGGER.info("%d updates were left from before", left)

    async def put(self, item: object) -> None:
        """Accept updates, or the signal to stop."""
        if isinstance(item, ReceivedUpdates):
            await self.accept(item.bodies)
        else:
            self._stop_signal = item
            self._changed.set()

    async def accept(self, bodies: Sequence[Body]) -> None:
        """Store and queue updates. Returns when they are safe."""
        await self._store(0, lambda: _numbered(bodies))

    async def accept_raw(self, raw: bytes) -> None:
        """Store and queue the update of a body as it was received. Returns when it is safe.

        Raises:
            UnreadableBodyError: it is no update.
        """
        await self._store(len(raw), lambda: [parsed(raw)])

    async def _store(self, size: int, read: Callable[[], Sequence[Body]]) -> None:
        traces: dict[int, str] = {}
        reduced = await self._workers.run(size, lambda: [self._reduced(body, traces) for body in read()])
        if not reduced:
            return
        try:
            await self.resume()
            unknown = [body for body in reduced if not self._volatile.knows(body)]
            stored = await asyncio.wrap_future(self._inbox.put(unknown))
        except DATABASE_ERRORS as error:
            _LOGGER.error("the inbox cannot be written (%s); updates are confirmed when they are answered", error)
            self._counts["unsaved"] += len(reduced)
            await self._handle_unstored(reduced)
            return
        new = set(stored)
        for body in reduced:
            if body["update_id"] in traces:
                self._outcomes.set_aside(body["update_id"], traces[body["update_id"]])
            elif body["update_id"] in new:
                self._add(QueuePosition.of(body))
        await self._volatile.wait_until_finished(reduced)

    async def get(self) -> object:
        """The next update, for which a slot is acquired; at the end, the signal to stop."""
        await self._slots.acquire()
        while self._stop_signal is None:
            if self._has_next() and time.monotonic() < self._deadline:
                self._is_reading = True
                update = await self._next()
                self._is_reading = False
                self._changed.set()
                if update is not None:
                    return update
            else:
                await self._wait_for_change()
        self._slots.release()
        return self._stop_signal

    async def drain(self, seconds: float) -> None:
        """Hand out updates until none is left, for so many seconds at the most; afterwards hand out nothing."""
        self._deadline = time.monotonic() + seconds
        # Not wait_for: it begins in a task of its own, and a change before that would go unnoticed.
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while self._waiting or self.in_progress or self._is_reading:
                    await self._wait_for_change()
        self._deadline = 0.0
        while self._is_reading:
            await self._wait_for_change()

    async def finish(self, attempt: Attempt) -> None:
        """Record the outcome of an attempt, and release the chat: at once, or after the pause before a retry."""
        number = attempt.position.number
        pause = None if attempt.is_postponed else self._outcomes.record(attempt)
        del self.in_progress[number]
        if pause is not None:
            self._waiting.add(attempt.position)  # at the head of its chat
            asyncio.get_running_loop().call_later(pause, self._release, attempt.position)
        elif attempt.is_postponed:
            self._outcomes.postpone(attempt)
            self._postponed.add(attempt.position)
            self._release(attempt.position)
        else:
            self._history.forget(number)
            if attempt.was_postponed:
                self._postponed.search_is_back()
            self._release(attempt.position)
        self._changed.set()

    def empty(self) -> bool:
        """Always true: unhandled updates stay on disk, and nobody is to discard them at the end."""
        return True

    def qsize(self) -> int:
        """The number of updates that wait, for the search too, or are in progress."""
        return len(self._waiting) + len(self._postponed) + len(self.in_progress)

    def task_done(self) -> None:
        """Nothing: `finish` counts."""

    async def join(self) -> None:
        """Wait until no update is in progress."""
        while self.in_progress:
            await self._wait_for_change()

    def _add(self, position: QueuePosition) -> None:
        """Queue an update, behind those of its chat that wait for the search."""
        self._postponed.requeue_chat(position.chat)
        self._enqueue(position)

    def _enqueue(self, position: QueuePosition) -> None:
        self._waiting.add(position)
        self._changed.set()

    def _release(self, position: QueuePosition) -> None:
        self._waiting.release(position)
        self._changed.set()

    def _drop(self, position: QueuePosition) -> None:
        """Go on without an update that there is no attempt at. If it was to try the search, another one does."""
        self._history.forget(position.number)
        self._postponed.try_later()
        self._release(position)

    def _reduced(self, body: Body, traces: dict[int, str]) -> Body:
        """The part of a body that is stored; where reducing it fails, the number alone, and the error in ``traces``."""
        try:
            return plausible(self._minimal(bounded(body)))
        except Exception as error:  # whatever it is, it must not stop the other updates
            _LOGGER.exception("update %s cannot be reduced to what is kept; it is set aside", body["update_id"])
            traces[body["update_id"]] = trace_of(error)
            return {"update_id": body["update_id"]}

    def _has_next(self) -> bool:
        """Whether an update can be handed out. Suspects are handled one at a time."""
        is_suspect_busy = any(attempt.position.suspicion for attempt in self.in_progress.values())
        return bool(self._waiting) and not (is_suspect_busy and self._waiting.peek().suspicion)

    async def _next(self) -> Update | None:
        """The next update; None where it cannot be handled."""
        position = self._waiting.pop()
        volatile = self._volatile.get(position.number)
        try:
            queued = volatile or await asyncio.wrap_future(self._inbox.start(position.number))
            update = await self._parsed(queued.body) if queued else None
            attempt = self._history.next_attempt(position, queued) if queued else None
        except DATABASE_ERRORS:
            _LOGGER.exception("update %d cannot be read from the inbox; trying again", position.number)
            self._waiting.add(position)
            asyncio.get_running_loop().call_later(UNREADABLE_PAUSE, self._release, position)
            return None
        except Exception as error:  # whatever it is, it must not stop the other updates
            _LOGGER.exception("update %d cannot be parsed; it is set aside", position.number)
            self._outcomes.set_aside(position.number, trace_of(error))
            self._drop(position)
            return None
        if attempt is None or update is None:  # it was erased while it waited
            self._drop(position)
            return None
        self.in_progress[position.number] = attempt
        return update

    async def _parsed(self, body: Body) -> Update:
        return await self._workers.run(0, lambda: self._parse(body))

    async def _handle_unstored(self, bodies: Sequence[Body]) -> None:
        """Queue updates that the disk does not take. Returns when they are handled."""
        self._inbox.outage_marker.record(max(sent_at(body, time.time()) for body in bodies))
        for body in bodies:
            if not self._volatile.knows(body):
                self._volatile.add(body)
                self._add(QueuePosition.of(body))
        await self._volatile.wait_until_finished(bodies)

    async def _wait_for_change(self) -> None:
        self._changed.clear()
        await self._changed.wait()


def _numbered(bodies: Sequence[Body]) -> list[Body]:
    """The updates whose own number can be stored. Of others nothing can be kept, not even that they were seen."""
    usable = [body for body in bodies if is_number(body.get("update_id"))]
    if len(usable) < len(bodies):
        _LOGGER.error("%d updates without a usable number are passed over", len(bodies) - len(usable))
    return usable
