"""Attempt: one try at handling an update, and what is known of earlier tries."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import timedelta
from enum import Enum

from telegram.error import BadRequest, NetworkError, RetryAfter

from bot.storage.update_inbox import QueuePosition

MOST_FAILURES = 3  # an update that failed so often is set aside


class EarlierAttempt(Enum):
    """Whether there was an attempt before this one. Replies are logged before they are sent."""

    NONE = "none"  # this is the first
    SAME_RUN = "same run"  # it failed, or waited for the network, in this run of the program
    EARLIER_RUN = "earlier run"  # an earlier run may have made one; a reply that it sent is in the log
    UNLOGGED = "unlogged"  # an earlier run may have made one, and sent a reply that is not in the log


@dataclass(slots=True)
class Attempt:
    """One try at handling an update.

    ``failures`` counts the failed attempts before this one. ``maybe_delivered`` tells whether an earlier attempt may
    have delivered a reply; the reply of this attempt then says so. ``notes`` are sentences that the next message
    begins with. ``error`` is the error that this attempt ended with. ``is_postponed`` is set where the search is away:
    the update waits until it is back. ``was_postponed`` tells whether the person was told so before.
    """

    position: QueuePosition
    failures: int = 0
    earlier: EarlierAttempt = EarlierAttempt.NONE
    maybe_delivered: bool = False
    notes: list[str] = field(default_factory=list)
    error: BaseException | None = None
    was_postponed: bool = False
    is_postponed: bool = False

    @property
    def is_first(self) -> bool:
        """Whether there was certainly no attempt before."""
        return self.earlier is EarlierAttempt.NONE

    @property
    def is_last(self) -> bool:
        """Whether the update is set aside if this attempt fails."""
        return self.failures + 1 >= MOST_FAILURES

    def take_notes(self) -> list[str]:
        """The sentences for the next message; later messages get none."""
        taken, self.notes = self.notes, []
        return taken

    def compare_with_log(self, is_logged: bool) -> None:
        """Conclude whether a reply may have been delivered from whether the log holds one to this update.

        >>> attempt = Attempt(QueuePosition(1, 7), earlier=EarlierAttempt.EARLIER_RUN)
        >>> attempt.compare_with_log(is_logged=True)
        >>> attempt.maybe_delivered
        True
        """
        if self.earlier is EarlierAttempt.UNLOGGED:
            return
        if not is_logged:
            self.maybe_delivered = False
        elif self.earlier is EarlierAttempt.EARLIER_RUN:
            self.maybe_delivered = True


CURRENT_ATTEMPT: ContextVar[Attempt | None] = ContextVar("attempt", default=None)


def is_network_failure(error: BaseException) -> bool:
    """Whether Telegram could not be reached: the update then waits, and this counts as no failure of its own.

    >>> is_network_failure(NetworkError("httpx.ConnectError")), is_network_failure(ValueError())
    (True, False)
    """
    # A BadRequest is a NetworkError by inheritance only.
    return isinstance(error, NetworkError | RetryAfter) and not isinstance(error, BadRequest)


def flood_wait_seconds(error: RetryAfter) -> float:
    """The wait that Telegram asks for."""
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
