"""How much one person, or one chat, may ask: a limit with one notice, so that nobody is served at others' cost."""

from __future__ import annotations

import time
from collections import OrderedDict, deque
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from enum import Enum

from telegram import Chat, Update

WINDOW = 60.0  # seconds
# What Telegram lets a bot send: one message a second to a chat, twenty a minute to a group.
PER_CHAT, PER_GROUP, PER_USER = 60, 20, 60
PER_TYPIST = 120  # inline queries come with every few letters that somebody types
MOST_KEPT = 10_000


class Admission(Enum):
    """What to do with an update."""

    SERVE = "serve"
    NOTICE = "notice"
    IGNORE = "ignore"


@dataclass(slots=True)
class _RecentUpdates:
    """When somebody came within the last window, and whether they were told that it is too often."""

    times: deque[float]
    told: bool = False


class InboundThrottle:
    """Counts updates by chat and by person in sliding windows."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._accounts: OrderedDict[Hashable, _RecentUpdates] = OrderedDict()

    def judge(self, update: Update) -> Admission:
        """Count the update; the first one over a limit earns a notice, those after it nothing."""
        when = self._clock() - _age(update)
        over = [account for key, most in _limits(update) if (account := self._over(key, most, when))]
        if not over:
            return Admission.SERVE
        told = any(account.told for account in over)
        for account in over:
            account.told = True
        return Admission.IGNORE if told else Admission.NOTICE

    def _over(self, key: Hashable, most: int, when: float) -> _RecentUpdates | None:
        account = self._accounts.setdefault(key, _RecentUpdates(deque()))
        self._accounts.move_to_end(key)
        while account.times and account.times[0] <= when - WINDOW:
            account.times.popleft()
        if len(self._accounts) > MOST_KEPT:
            self._accounts.popitem(last=False)
        if len(account.times) >= most:
            return account
        account.told = False
        account.times.append(when)
        return None


def _age(update: Update) -> float:
    """Seconds since a message was sent: what piled up while the bot was down did not come all at once."""
    return max(0.0, time.time() - update.message.date.timestamp()) if update.message else 0.0


def _limits(update: Update) -> list[tuple[Hashable, int]]:
    """Whom the update counts for, and how many they have."""
    user, chat = update.effective_user, update.effective_chat
    if update.inline_query:
        return [(("typist", user.id), PER_TYPIST)] if user else []
    limits: list[tuple[Hashable, int]] = []
    if chat:
        limits.append((("chat", chat.id), PER_CHAT if chat.type == Chat.PRIVATE else PER_GROUP))
    if user:
        limits.append((("user", user.id), PER_USER))
    return limits
