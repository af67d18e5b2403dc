"""Calls to Telegram again where that helps and cannot double a message; a flood limit delays its own chat alone.

python-telegram-bot's own AIORateLimiter holds up every chat when one of them gets a 429.
"""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Callable, Coroutine
from typing import Any

import httpx
from telegram.error import BadRequest, NetworkError, RetryAfter
from telegram.ext import BaseRateLimiter

from bot.telegram.updates.attempt import seconds
from bot.telegram.updates.concurrency import UpdateSlots

_LOGGER = logging.getLogger(__name__)

ATTEMPTS = 5
FIRST_PAUSE = 0.5  # seconds
# Twice has the same effect as once.
_REPEATABLE = frozenset({"editMessageText", "editMessageReplyMarkup", "answerCallbackQuery", "answerInlineQuery"})
_TRIED_AGAIN = _REPEATABLE | {"sendMessage", "sendPhoto", "sendDocument"}

Result = bool | dict[str, Any] | list[dict[str, Any]]


class RetryingRateLimiter(BaseRateLimiter[int]):
    """Goes between the bot and the network."""

    def __init__(self, places: UpdateSlots, counts: Counter[str]) -> None:
        self._places = places
        self._counts = counts
        self._until: dict[object, float] = {}

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Nothing to release."""

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Result]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: int | None,
    ) -> Result:
        """Make the call, after the wait that its chat is under."""
        if endpoint not in _TRIED_AGAIN:
            return await callback(*args, **kwargs)
        chat, pause = data.get("chat_id"), FIRST_PAUSE
        for attempt in range(1, ATTEMPTS + 1):
            await self._wait(chat)
            try:
                return await callback(*args, **kwargs)
            except (RetryAfter, NetworkError) as error:
                if attempt == ATTEMPTS or not _helps(error, endpoint):
                    raise
                await self._bear(error, endpoint, chat, pause)
                pause *= 2
        raise AssertionError("the last attempt returns or raises")

    async def _bear(self, error: RetryAfter | NetworkError, endpoint: str, chat: object, pause: float) -> None:
        if isinstance(error, RetryAfter):
            self._postpone(chat, seconds(error))
            if chat is None:
                await self._places.rest(seconds(error))
            return
        self._counts["retries"] += 1
        _LOGGER.warning("%s failed, trying again in %.1f s: %s", endpoint, pause, error.message)
        await self._places.rest(pause)

    def _postpone(self, chat: object, wait: float) -> None:
        self._counts["flood waits"] += 1
        _LOGGER.warning("Telegram asks to wait %s s with one chat", wait)
        if chat is not None:
            self._until[chat] = time.monotonic() + wait

    async def _wait(self, chat: object) -> None:
        while (left := self._until.get(chat, 0.0) - time.monotonic()) > 0:
            await self._places.rest(left)
        self._until.pop(chat, None)


def _helps(error: RetryAfter | NetworkError, endpoint: str) -> bool:
    """Whether the same call may succeed later, and has no second effect if the first one did."""
    if isinstance(error, RetryAfter):
        return True
    # A BadRequest is a NetworkError by inheritance only.
    return not isinstance(error, BadRequest) and (endpoint in _REPEATABLE or never_arrived(error))


def never_arrived(error: NetworkError) -> bool:
    """Whether the request certainly had no effect, or was refused with a status of the 500s."""
    cause = error.__cause__
    if isinstance(cause, httpx.HTTPError):
        return isinstance(cause, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout)
    return True
