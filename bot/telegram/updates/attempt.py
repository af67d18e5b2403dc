"""The update that is being handled: what its handlers may need to know of its past, and what became of it."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import timedelta

from telegram.error import BadRequest, NetworkError, RetryAfter

from bot.storage.update_inbox import QueuePosition


@dataclass(slots=True)
class Attempt:
    """One try at an update.

    ``failures`` tries have failed before. ``again`` says that there may have been a try before, ``left`` that an
    earlier run of the program may have made it, ``repeated`` that its reply may have reached the person, ``is_logged``
    that such a reply stands in the log for certain, ``is_last`` that there will be no try after this one. ``notes``
    are sentences for the person, with which the next message begins. ``error`` is what this try ends with.
    """

    ticket: QueuePosition
    failures: int = 0
    again: bool = False
    left: bool = False
    repeated: bool = False
    is_logged: bool = True
    is_last: bool = False
    notes: list[str] = field(default_factory=list)
    error: BaseException | None = None

    def take_notes(self) -> list[str]:
        """The sentences that the next message carries, and none after it."""
        taken, self.notes = self.notes, []
        return taken


CURRENT: ContextVar[Attempt | None] = ContextVar("handling", default=None)


def will_pass(error: BaseException) -> bool:
    """Whether an update should wait for the network, which is no fault of its own, and be tried again.

    >>> will_pass(NetworkError("httpx.ConnectError")), will_pass(ValueError())
    (True, False)
    """
    # A BadRequest is a NetworkError by inheritance only.
    return isinstance(error, NetworkError | RetryAfter) and not isinstance(error, BadRequest)


def seconds(error: RetryAfter) -> float:
    """How long Telegram asks to wait."""
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
