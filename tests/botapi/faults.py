"""Faults on demand: what the network and the front end of Telegram do on a bad day."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Final, Literal

from .errors import ApiError

RESET: Final = "reset"
ANY_METHOD: Final = "*"
BAD_GATEWAY_PAGE = (
    "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n"
    "<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx/1.18.0</center>\r\n</body>\r\n</html>\r\n"
)
_DESCRIPTIONS = {
    400: "Bad Request: test fault",
    401: "Unauthorized",
    403: "Forbidden: bot was blocked by the user",
    404: "Not Found",
    409: "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    500: "Internal Server Error",
    502: "Bad Gateway",
}


@dataclass
class Fault:
    """A queued fault; ``hits`` counts how often it struck."""

    method: str
    status: int | Literal["reset"] | None
    times: int = 1
    chat_id: int | None = None
    retry_after: int | None = None
    description: str | None = None
    after: int = 0
    drop_after_accept: bool = False
    delay: float = 0.0
    held: asyncio.Event | None = None
    hits: int = field(default=0, init=False)

    @property
    def spent(self) -> bool:
        """True when it struck as often as asked."""
        return self.hits >= self.times

    def matches(self, method: str, chat_id: object) -> bool:
        """True for a call the fault is meant for."""
        named = self.method == ANY_METHOD or self.method.lower() == method.lower()
        return named and (self.chat_id is None or str(self.chat_id) == str(chat_id)) and not self.spent

    def error(self) -> ApiError | None:
        """The error answer, or None for a fault that is no status."""
        if self.status is None or self.status == RESET or self.status == 200:
            return None
        if self.status == 429:
            wait = 1 if self.retry_after is None else self.retry_after
            return ApiError(429, self.description or f"Too Many Requests: retry after {wait}", wait)
        return ApiError(self.status, self.description or _DESCRIPTIONS.get(self.status, "Error"), self.retry_after)


class FaultQueue:
    """Faults in the order they were queued; the first that matches strikes."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def add(self, fault: Fault) -> Fault:
        """Queue one."""
        self.faults.append(fault)
        return fault

    def take(self, method: str, chat_id: object) -> Fault | None:
        """The fault that strikes this call; one with ``after`` left lets the call pass and counts it."""
        for fault in self.faults:
            if not fault.matches(method, chat_id):
                continue
            if fault.after > 0:
                fault.after -= 1
                continue
            fault.hits += 1
            return fault
        return None
