"""The queue between Telegram and the handlers, on disk: what was taken in is handled, whatever ends the program.

python-telegram-bot awaits `UpdateQueue.put` before it confirms an update to Telegram. It returns when the update is
safe: committed to the inbox, or, where the disk does not take it, handled. In memory are only numbers; the bodies are
read when their turn comes.
"""

from __future__ import annotations

import asyncio
import logging
import math
import time
import traceback
from collections import Counter, OrderedDict
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Protocol

from telegram import Update
from telegram.error import RetryAfter

from bot.storage.database import DATABASE_ERRORS
from bot.storage.update_inbox import Body, QueuedUpdate, QueuePosition, UpdateInbox, chat_of
from bot.telegram.updates.attempt import Attempt, seconds, will_pass
from bot.telegram.updates.chat_order import PerChatQueue
from bot.telegram.updates.raw_bot import ReceivedUpdates
from bot.telegram.updates.volatile_updates import VolatileUpdates
from bot.texts.chat import ANSWERED_LATE

_LOGGER = logging.getLogger(__name__)

MOST_FAILURES = 3
PAUSES = (0.5, 2.0)  # seconds before the second and the third try of what failed
NETWORK_PAUSES = (1.0, 2.0, 5.0, 10.0, 30.0)
LATE_S = 600.0  # an answer to an older question begins with an apology
EXCUSED_S = 3600.0  # and not again for so long
RESUME_S = 5.0  # between two tries to read an inbox that cannot be used
MOST_NETWORK_TRIES = 24 * 120  # a day of trying every half minute
MOST_EXCUSED = 10_000

Parse = Callable[[Body], Update]


class SlotPool(Protocol):
    """What the queue needs of the places."""

    async def take(self) -> None:
        """Wait for a place."""

    def leave(self) -> None:
        """Give it up."""


class UpdateQueue(asyncio.Queue[object]):
    """Updates, oldest first, one at a time of each chat.

    ``minimal`` is what is kept of an update, ``parse`` makes it what handlers take; one that it cannot parse is set
    aside. Belongs to one event loop.
    """

    def __init__(
        self, inbox: UpdateInbox, places: SlotPool, minimal: Callable[[Body], Body], parse: Parse, counts: Counter[str]
    ) -> None:
        super().__init__()
        self.at_work: dict[int, Attempt] = {}
        self._inbox, self._places = inbox, places
        self._minimal, self._parse, self._counts = minimal, parse, counts
        self._lines = PerChatQueue()
        self._held = VolatileUpdates()
        self._tries: Counter[int] = Counter()  # of updates that waited for the network
        self._sent: set[int] = set()  # updates whose reply may have arrived, though nobody confirmed it
        self._left: set[int] = set()  # updates that an earlier run has had in hand
        self._excused: OrderedDict[int, float] = OrderedDict()
        self._changed = asyncio.Event()
        self._signal: object = None
        self._opening = False  # whether one is being read, which neither waits nor is at work
        self._closing = math.inf  # monotonic time after which nothing is handed out
        self._resuming = asyncio.Lock()
        self._resumed = False

    async def resume(self) -> int:
        """Take up what an earlier run left, oldest first; how much there was, unless that was done before.

        Raises one of `DATABASE_ERRORS` where the inbox cannot be used now; `take_in` tries it again.
        """
        async with self._resuming:
            if self._resumed:
                return 0
            tickets = await asyncio.to_thread(self._inbox.resume)
            self._resumed = True
        for ticket in tickets:
            self._left.add(ticket.number)
            self._add(ticket)
        return len(tickets)

    async def resume_later(self) -> None:
        """Take it up as soon as the disk lets us."""
        while not self._resumed:
            await asyncio.sleep(RESUME_S)
            with suppress(*DATABASE_ERRORS):
                if left := await self.resume():
                    _LOGGER.info("%d updates were left from before", left)

    async def put(self, item: object) -> None:
        """Take in updates, or the signal to stop."""
        if isinstance(item, ReceivedUpdates):
            await self.take_in(item.bodies)
        else:
            self._signal = item
            self._changed.set()

    async def take_in(self, bodies: Sequence[Body]) -> None:
        """Return when these updates are safe."""
        wrong: dict[int, str] = {}
        kept = [self._reduced(body, wrong) for body in bodies]
        try:
            await self.resume()
            new = await asyncio.wrap_future(self._inbox.put([body for body in kept if not self._held.knows(body)]))
        except DATABASE_ERRORS as error:
            _LOGGER.error("the inbox cannot be written (%s); updates are confirmed when they are answered", error)
            self._counts["unsaved"] += len(kept)
            await self._hold(kept)
            return
        taken = set(new)
        for body in kept:
            if body["update_id"] in wrong:
                self._set_aside(body["update_id"], wrong[body["update_id"]])
            elif body["update_id"] in taken:
                self._add(QueuePosition(body["update_id"], chat_of(body)))
        await self._held.handled(kept)

    async def get(self) -> object:
        """The next update, for which a place is taken; in the end, the signal to stop."""
        await self._places.take()
        while self._signal is None:
            if self._may_call() and time.monotonic() < self._closing:
                self._opening = True
                update = await self._next()
                self._opening = False
                self._changed.set()
                if update is not None:
                    return update
            else:
                await self._change()
        self._places.leave()
        return self._signal

    async def drain(self, seconds: float) -> None:
        """Go on until all that can be handled soon is handled, for so long at the most; then hand nothing out."""
        self._closing = time.monotonic() + seconds
        while (self._lines or self.at_work or self._opening) and (left := self._closing - time.monotonic()) > 0:
            # Not wait_for, which begins in a task of its own: what happens before that would go unnoticed.
            with suppress(TimeoutError):
                async with asyncio.timeout(left):
                    await self._change()
        self._closing = 0.0
        while self._opening:
            await self._change()

    async def finish(self, handling: Attempt) -> None:
        """Take note of what became of an update, and let the next one of its chat have its turn."""
        error, number, pause = handling.error, handling.ticket.number, None
        if error is None:
            self._done(number)
        elif will_pass(error) and self._tries[number] < MOST_NETWORK_TRIES:
            pause = self._network_pause(number, error)
            self._put_back(handling, handling.failures, None)
        elif handling.is_last:
            self._set_aside(number, _trace(error))
        else:
            pause = PAUSES[min(handling.failures, len(PAUSES) - 1)]
            self._put_back(handling, handling.failures + 1, _trace(error))
        del self.at_work[number]
        if pause is None:
            self._tries.pop(number, None)
            self._sent.discard(number)
            self._left.discard(number)
            self._free(handling.ticket)
        else:
            asyncio.get_running_loop().call_later(pause, self._free, handling.ticket)
        self._changed.set()

    def empty(self) -> bool:
        """Always: what is not handled stays on disk, and nobody is to throw it away at the end."""
        return True

    def qsize(self) -> int:
        """How many updates wait or are at work."""
        return len(self._lines) + len(self.at_work)

    def task_done(self) -> None:
        """Nothing: `finish` counts."""

    async def join(self) -> None:
        """Wait until nothing is at work."""
        while self.at_work:
            await self._change()

    def _add(self, ticket: QueuePosition) -> None:
        self._lines.add(ticket)
        self._changed.set()

    def _free(self, ticket: QueuePosition) -> None:
        self._lines.free(ticket)
        self._changed.set()

    def _reduced(self, body: Body, wrong: dict[int, str]) -> Body:
        """What is kept of an update; of one that cannot be reduced the number alone, and why."""
        try:
            return self._minimal(body)
        except Exception as error:  # whatever it is, the others are not to wait for it
            _LOGGER.exception("update %s cannot be reduced to what is kept; it is set aside", body["update_id"])
            wrong[body["update_id"]] = _trace(error)
            return {"update_id": body["update_id"]}

    def _may_call(self) -> bool:
        """Whether the next one may have its turn; those under suspicion are handled one at a time."""
        if not self._lines:
            return False
        return not self._lines.next().suspicion or not any(one.ticket.suspicion for one in self.at_work.values())

    async def _next(self) -> Update | None:
        """The update whose turn it is; None where it cannot be handled."""
        ticket = self._lines.call()
        held = self._held.parcel(ticket.number)
        try:
            parcel = held or await asyncio.wrap_future(self._inbox.start(ticket.number))
            update = self._parse(parcel.body) if parcel else None
        except DATABASE_ERRORS:
            _LOGGER.exception("update %d cannot be read from the inbox; trying again", ticket.number)
            self._lines.add(ticket)
            asyncio.get_running_loop().call_later(NETWORK_PAUSES[-1], self._free, ticket)
            return None
        except Exception as error:  # whatever it is, the others are not to wait for it
            _LOGGER.exception("update %d cannot be parsed; it is set aside", ticket.number)
            self._set_aside(ticket.number, _trace(error))
            self._free(ticket)
            return None
        if parcel is None or update is None:
            self._free(ticket)
            return None
        self.at_work[ticket.number] = self._handling(ticket, parcel)
        return update

    def _handling(self, ticket: QueuePosition, parcel: QueuedUpdate) -> Attempt:
        # One that is new to us may have been answered by a run that could not note it.
        is_logged = ticket.number in self._left or _sent_at(parcel.body, math.inf) > self._inbox.outage_marker.until
        repeated = parcel.crashes > 0 or ticket.number in self._sent or not is_logged
        left = ticket.number in self._left
        again = repeated or left or parcel.failures > 0 or self._tries[ticket.number] > 0
        notes = [ANSWERED_LATE] if self._is_late(ticket.chat, parcel.body) else []
        is_last = parcel.failures + 1 >= MOST_FAILURES
        return Attempt(ticket, parcel.failures, again, left, repeated, is_logged, is_last, notes)

    def _is_late(self, chat: int | None, body: Body) -> bool:
        """Whether a person has waited so long that an apology is due; it is given once an hour at the most."""
        now = time.time()
        if chat is None or now - _sent_at(body, now) < LATE_S:
            return False
        if now - self._excused.get(chat, 0.0) < EXCUSED_S:
            return False
        self._excused[chat] = now
        self._excused.move_to_end(chat)
        if len(self._excused) > MOST_EXCUSED:
            self._excused.popitem(last=False)
        return True

    def _network_pause(self, number: int, error: BaseException) -> float:
        tries = self._tries[number]
        self._tries[number] += 1
        self._counts["waits for the network"] += 1
        _LOGGER.warning("update %d waits for Telegram (%s)", number, error)
        asked = seconds(error) if isinstance(error, RetryAfter) else 0.0
        return max(asked, NETWORK_PAUSES[min(tries, len(NETWORK_PAUSES) - 1)])

    def _put_back(self, handling: Attempt, failures: int, trace: str | None) -> None:
        """Let an update wait at the head of its chat, to be tried again."""
        number = handling.ticket.number
        if handling.repeated:
            self._sent.add(number)
        if not self._held.failed(number, failures):
            self._inbox.mark_waiting(number, failures, trace)
        self._lines.add(handling.ticket)

    def _done(self, number: int) -> None:
        if not self._held.let_go(number):
            self._inbox.mark_done(number)

    def _set_aside(self, number: int, trace: str) -> None:
        self._counts["set aside"] += 1
        if not self._held.let_go(number):
            self._inbox.bury(number, trace)

    async def _hold(self, bodies: Sequence[Body]) -> None:
        """Handle updates that the disk does not take, and return when that is done."""
        self._inbox.outage_marker.record(max(_sent_at(body, time.time()) for body in bodies))
        for body in bodies:
            if not self._held.knows(body):
                self._held.hold(body)
                self._add(QueuePosition(body["update_id"], chat_of(body)))
        await self._held.handled(bodies)

    async def _change(self) -> None:
        """Wait until something happens."""
        self._changed.clear()
        await self._changed.wait()


def _sent_at(body: Body, otherwise: float) -> float:
    """When the message of an update was sent, by Telegram's clock; ``otherwise`` where it says nothing of that."""
    message = body.get("message")
    sent = message.get("date") if isinstance(message, dict) else None
    return float(sent) if isinstance(sent, int) else otherwise


def _trace(error: BaseException) -> str:
    return "".join(traceback.format_exception(error))[-8000:]
