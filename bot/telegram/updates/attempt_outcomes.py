"""Attempt outcomes: what becomes of an update after an attempt, in memory or in the inbox, wherever it is kept."""

from __future__ import annotations

import logging
import traceback
from collections import Counter

from telegram.error import RetryAfter

from bot.storage.update_inbox import UpdateInbox
from bot.telegram.updates.attempt import Attempt, flood_wait_seconds, is_network_failure
from bot.telegram.updates.attempt_history import AttemptHistory
from bot.telegram.updates.volatile_updates import VolatileUpdates

_LOGGER = logging.getLogger(__name__)

PAUSES = (0.5, 2.0)  # seconds before the second and the third attempt


class AttemptOutcomes:
    """Stores the outcomes of attempts."""

    def __init__(
        self, inbox: UpdateInbox, volatile: VolatileUpdates, history: AttemptHistory, counts: Counter[str]
    ) -> None:
        self._inbox, self._volatile = inbox, volatile
        self._history, self._counts = history, counts

    def record(self, attempt: Attempt) -> float | None:
        """Store the outcome of an attempt. Returns the pause before the next one; None where there is none."""
        error, number = attempt.error, attempt.position.number
        if error is None:
            if not self._volatile.finish(number):
                self._inbox.mark_done(number)
            return None
        if is_network_failure(error) and self._history.may_wait_for_network(number):
            self._keep(attempt, attempt.failures, None)
            return self._network_pause(number, error)
        if attempt.is_last:
            self.set_aside(number, trace_of(error))
            return None
        self._keep(attempt, attempt.failures + 1, trace_of(error))
        return PAUSES[min(attempt.failures, len(PAUSES) - 1)]

    def postpone(self, attempt: Attempt) -> None:
        """Keep an update until the search is back."""
        number = attempt.position.number
        self._counts["waits for the search"] += 1
        self._history.note_postponed(attempt)
        if not self._volatile.set_failures(number, attempt.failures):
            self._inbox.postpone(number, attempt.failures)

    def set_aside(self, number: int, trace: str) -> None:
        """Try an update no more; the trace of its error is kept with it."""
        self._counts["set aside"] += 1
        if not self._volatile.finish(number):
            self._inbox.bury(number, trace)

    def _keep(self, attempt: Attempt, failures: int, trace: str | None) -> None:
        """Keep an update for another attempt."""
        number = attempt.position.number
        self._history.note_unfinished(attempt)
        if not self._volatile.set_failures(number, failures):
            if attempt.was_postponed and trace is None:
                self._inbox.postpone(number, failures)
            else:
                self._inbox.mark_waiting(number, failures, trace)

    def _network_pause(self, number: int, error: BaseException) -> float:
        self._counts["waits for the network"] += 1
        _LOGGER.warning("update %d waits for Telegram (%s)", number, error)
        asked = flood_wait_seconds(error) if isinstance(error, RetryAfter) else 0.0
        return max(asked, self._history.network_pause(number))


def trace_of(error: BaseException) -> str:
    """The end of the traceback of an error, as it is stored."""
    return "".join(traceback.format_exception(error))[-8000:]
