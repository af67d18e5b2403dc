"""Attempt history: what this run of the program knows of earlier attempts at the updates that are not done."""

from __future__ import annotations

import math
import time
from collections import Counter, OrderedDict

from bot.storage.outage_marker import OutageMarker
from bot.storage.update_body import Body, is_date
from bot.storage.update_inbox import QueuedUpdate, QueuePosition
from bot.telegram.updates.attempt import Attempt, EarlierAttempt
from bot.texts.chat import ANSWERED_LATE

NETWORK_PAUSES = (1.0, 2.0, 5.0, 10.0, 30.0)
MOST_NETWORK_TRIES = 24 * 120  # a day of trying every half minute
LATE_S = 600.0  # the answer to an older question begins with an apology
APOLOGY_S = 3600.0  # and those to the chat's next questions do not, for so long
MOST_APOLOGIES = 10_000  # chats whose last apology is remembered


class AttemptHistory:
    """Earlier attempts by the numbers of updates, and the chats that got an apology. Belongs to one event loop."""

    def __init__(self, outage_marker: OutageMarker) -> None:
        self._outage_marker = outage_marker
        self._network_tries: Counter[int] = Counter()  # attempts that waited for the network
        self._maybe_delivered: set[int] = set()  # their reply was sent and not confirmed
        self._told: set[int] = set()  # their sender was told that the search is away
        self._resumed: set[int] = set()  # an earlier run may have attempted them
        self._apologies: OrderedDict[int, float] = OrderedDict()  # by chat: the time of the last one

    def next_attempt(self, position: QueuePosition, queued: QueuedUpdate) -> Attempt:
        """The next attempt at an update, with what is known of those before."""
        earlier = self._earlier_attempt(queued)
        is_unlogged = earlier is EarlierAttempt.UNLOGGED
        maybe_delivered = is_unlogged or queued.crashes > 0 or queued.number in self._maybe_delivered
        notes = [ANSWERED_LATE] if self._is_late(position.chat, queued.body) else []
        told = queued.is_postponed or queued.number in self._told
        return Attempt(position, queued.failures, earlier, maybe_delivered, notes, was_postponed=told)

    def note_resumed(self, number: int) -> None:
        """Note that an earlier run may have attempted an update."""
        self._resumed.add(number)

    def note_unfinished(self, attempt: Attempt) -> None:
        """Note that an attempt is followed by another one."""
        if attempt.maybe_delivered:
            self._maybe_delivered.add(attempt.position.number)

    def note_postponed(self, attempt: Attempt) -> None:
        """Note that the sender of an update was told to wait for the search."""
        self._told.add(attempt.position.number)
        if attempt.notes and attempt.position.chat is not None:
            self._apologies.pop(attempt.position.chat, None)  # nothing was sent that they could have stood in

    def may_wait_for_network(self, number: int) -> bool:
        """Whether another attempt that Telegram could not be reached for is no failure yet."""
        return self._network_tries[number] < MOST_NETWORK_TRIES

    def network_pause(self, number: int) -> float:
        """The seconds before the next attempt at an update that Telegram could not be reached for."""
        tries = self._network_tries[number]
        self._network_tries[number] += 1
        return NETWORK_PAUSES[min(tries, len(NETWORK_PAUSES) - 1)]

    def forget(self, number: int) -> None:
        """Keep nothing of an update that is done with."""
        self._network_tries.pop(number, None)
        for numbers in (self._maybe_delivered, self._told, self._resumed):
            numbers.discard(number)

    def _earlier_attempt(self, queued: QueuedUpdate) -> EarlierAttempt:
        if queued.number in self._resumed:
            return EarlierAttempt.EARLIER_RUN
        # An update that this run has not seen may have been answered by a run that could not write.
        if sent_at(queued.body, math.inf) <= self._outage_marker.until:
            return EarlierAttempt.UNLOGGED
        if queued.failures or self._network_tries[queued.number] or queued.number in self._told:
            return EarlierAttempt.SAME_RUN
        return EarlierAttempt.NONE

    def _is_late(self, chat: int | None, body: Body) -> bool:
        """Whether the person waited so long that an apology is due; one an hour at the most."""
        now = time.time()
        if chat is None or now - sent_at(body, now) < LATE_S:
            return False
        if now - self._apologies.get(chat, 0.0) < APOLOGY_S:
            return False
        self._apologies[chat] = now
        self._apologies.move_to_end(chat)
        if len(self._apologies) > MOST_APOLOGIES:
            self._apologies.popitem(last=False)
        return True


def sent_at(body: Body, otherwise: float) -> float:
    """The time at which the message of an update was sent, by Telegram's clock; ``otherwise`` where it has none."""
    message = body.get("message")
    sent = message.get("date") if isinstance(message, dict) else None
    return float(sent) if is_date(sent) else otherwise
