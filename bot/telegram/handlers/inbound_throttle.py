"""Inbound throttle: limits how many updates one user, or one chat, may send in a minute."""

from __future__ import annotations

import time
from collections import OrderedDict, deque
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from enum import Enum

from telegram import Chat, Update

WINDOW = 60.0  # seconds
# Telegram's own limits for a bot: one message a second to a chat, twenty a minute to a group.
PER_CHAT, PER_GROUP, PER_USER = 60, 20, 60
PER_TYPIST = 120  # inline queries: one comes with every few letters that somebody types
MOST_KEPT = 10_000  # windows


class Admission(Enum):
    """Decision on an update."""

    SERVE = "serve"
    NOTICE = "notice"
    IGNORE = "ignore"


@dataclass(slots=True)
class _Window:
    """Times of the updates in the sliding window of a user or chat, and whether it got a notice."""

    times: deque[float]
    is_notified: bool = False


class InboundThrottle:
    """Counts updates by chat and by user in sliding windows."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._windows: OrderedDict[Hashable, _Window] = OrderedDict()

    def admit(self, update: Update) -> Admission:
        """Count an update. The first one over a limit gets a notice, later ones are ignored."""
        when = self._clock() - _age(update)
        full = [window for key, most in _limits(update) if (window := self._full_window(key, most, when))]
        if not full:
            return Admission.SERVE
        is_notified = any(window.is_notified for window in full)
        for window in full:
            window.is_notified = True
        return Admission.IGNORE if is_notified else Admission.NOTICE

    def _full_window(self, key: Hashable, most: int, when: float) -> _Window | None:
        """Count an update in a window; the window, if it was full before."""
        window = self._windows.setdefault(key, _Window(deque()))
        self._windows.move_to_end(key)
        while window.times and window.times[0] <= when - WINDOW:
            window.times.popleft()
        if len(self._windows) > MOST_KEPT:
            self._windows.popitem(last=False)
        if len(window.times) >= most:
            return window
        window.is_notified = False
        window.times.append(when)
        return None


def _age(update: Update) -> float:
    """Seconds since a message was sent: messages that waited while the bot was down were not sent all at once."""
    return max(0.0, time.time() - update.message.date.timestamp()) if update.message else 0.0


def _limits(update: Update) -> list[tuple[Hashable, int]]:
    """The windows that an update counts in, and the limit of each."""
    user, chat = update.effective_user, update.effective_chat
    if update.inline_query:
        return [(("typist", user.id), PER_TYPIST)] if user else []
    if update.message_reaction:  # members of a group react to each other: that is no question
        return [(("reader", user.id), PER_USER)] if user else []
    limits: list[tuple[Hashable, int]] = []
    if chat:
        limits.append((("chat", chat.id), PER_CHAT if chat.type == Chat.PRIVATE else PER_GROUP))
    if user:
        limits.append((("user", user.id), PER_USER))
    return limits
