"""Sending limits (Bots FAQ, "My bot is hitting limits, how do I avoid this?"); off unless a test asks."""

from __future__ import annotations

import time
from collections import defaultdict, deque
from dataclasses import dataclass

from .errors import ApiError

SENDING = frozenset({"sendMessage", "sendPhoto", "sendDocument"})


@dataclass(frozen=True)
class RateLimits:
    """One message a second in a chat with a short burst, 20 a minute in a group, 30 a second overall."""

    chat_per_second: float = 1.0
    chat_burst: int = 3
    group_per_minute: int = 20
    overall_per_second: int = 30


class RateLimiter:
    """Counts sent messages in sliding windows; a refused call is not counted."""

    def __init__(self, limits: RateLimits) -> None:
        self.limits = limits
        self._sent: dict[str, deque[float]] = defaultdict(deque)

    def check(self, chat_id: int, is_group: bool) -> None:
        """Count a message or raise the 429 with ``retry_after``."""
        limits = self.limits
        windows = [
            (f"chat {chat_id}", limits.chat_burst, limits.chat_burst / limits.chat_per_second),
            ("all", limits.overall_per_second, 1.0),
        ]
        if is_group:
            windows.append((f"group {chat_id}", limits.group_per_minute, 60.0))
        now = time.monotonic()
        wait = max(self._wait(key, most, span, now) for key, most, span in windows)
        if wait > 0:
            seconds = int(wait) + 1
            raise ApiError(429, f"Too Many Requests: retry after {seconds}", seconds)
        for key, _, _ in windows:
            self._sent[key].append(now)

    def _wait(self, key: str, most: int, span: float, now: float) -> float:
        sent = self._sent[key]
        while sent and sent[0] <= now - span:
            sent.popleft()
        return sent[0] + span - now if len(sent) >= most else 0.0
