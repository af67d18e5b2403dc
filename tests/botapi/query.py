"""Callback and inline queries that wait for an answer (Bot API, "CallbackQuery", "InlineQuery")."""

from __future__ import annotations

import time
from dataclasses import dataclass

from tests.waiting import LONGEST_S

from .model import JsonObject, User
from .updates import Signal, Update

TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


@dataclass
class Query:
    """One query; ``answer`` holds the parameters of the bot's answer."""

    id: str
    kind: str
    user: User
    signal: Signal
    asked: float
    answer: JsonObject | None = None
    expired: bool = False
    update: Update | None = None

    def expire(self) -> None:
        """From now on an answer comes too late."""
        self.expired = True

    def is_open(self, kind: str, ttl: float | None) -> bool:
        """True while the bot may answer it."""
        late = ttl is not None and time.monotonic() - self.asked > ttl
        return self.kind == kind and self.answer is None and not self.expired and not late

    @property
    def text(self) -> str | None:
        """The notification shown for a callback query."""
        return (self.answer or {}).get("text")

    @property
    def results(self) -> list[JsonObject]:
        """The results shown for an inline query."""
        return list((self.answer or {}).get("results", []))

    async def wait_answered(self, timeout: float = LONGEST_S) -> JsonObject:
        """Wait for the bot's answer and return its parameters."""
        if not await self.signal.until(lambda: self.answer is not None, timeout):
            raise TimeoutError(f"{self.kind} query {self.id} was not answered in {timeout} s")
        return self.answer or {}
