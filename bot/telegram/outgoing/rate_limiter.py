"""Rate limiter: retries calls that are safe to repeat; a flood limit (429) delays its own chat only.

python-telegram-bot's AIORateLimiter delays every chat when one of them gets a 429.
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

from bot.telegram.updates.attempt import flood_wait_seconds
from bot.telegram.updates.concurrency import UpdateSlots

_LOGGER = logging.getLogger(__name__)

ATTEMPTS = 5
FIRST_PAUSE = 0.5  # seconds
# Calls that have the same effect twice as once.
_IDEMPOTENT = frozenset({"editMessageText", "editMessageReplyMarkup", "answerCallbackQuery", "answerInlineQuery"})
_RETRIED = _IDEMPOTENT | {"sendMessage", "sendPhoto", "sendDocument"}

Result = bool | dict[str, Any] | list[dict[str, Any]]


class RetryingRateLimiter(BaseRateLimiter[int]):
    """Rate limiter between the bot and the network. A call that waits gives its update's slot to others."""

    def __init__(self, slots: UpdateSlots, counts: Counter[str]) -> None:
        self._slots = slots
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
        """Make the call, after the flood wait of its chat; retry it where that is safe."""
        if endpoint not in _RETRIED:
            return await callback(*args, **kwargs)
        chat, pause, attempt = data.get("chat_id"), FIRST_PAUSE, 1
        while True:
            await self._wait(chat)
            try:
                return await callback(*args, **kwargs)
            except (RetryAfter, NetworkError) as error:
                if attempt == ATTEMPTS or not _is_retryable(error, endpoint):
                    raise
                await self._pause(error, endpoint, chat, pause)
                pause, attempt = 2 * pause, attempt + 1

    async def _pause(self, error: RetryAfter | NetworkError, endpoint: str, chat: object, pause: float) -> None:
        """Wait before a retry. The flood wait of a chat is waited for by all calls to it, in `_wait`."""
        if isinstance(error, RetryAfter):
            wait = flood_wait_seconds(error)
            self._counts["flood waits"] += 1
            _LOGGER.warning("Telegram asks to wait %s s with one chat", wait)
            if chat is None:
                await self._slots.sleep(wait)
            else:
                self._until[chat] = time.monotonic() + wait
            return
        self._counts["retries"] += 1
        _LOGGER.warning("%s failed, trying again in %.1f s: %s", endpoint, pause, error.message)
        await self._slots.sleep(pause)

    async def _wait(self, chat: object) -> None:
        while (left := self._until.get(chat, 0.0) - time.monotonic()) > 0:
            await self._slots.sleep(left)
        self._until.pop(chat, None)


def _is_retryable(error: RetryAfter | NetworkError, endpoint: str) -> bool:
    """Whether the call may succeed later, and repeating it has no second effect."""
    if isinstance(error, RetryAfter):
        return True
    # A BadRequest is a NetworkError by inheritance only.
    return not isinstance(error, BadRequest) and (endpoint in _IDEMPOTENT or had_no_effect(error))


def had_no_effect(error: NetworkError) -> bool:
    """Whether the request certainly did not reach Telegram, or was refused with a 5xx status."""
    never_sent = httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout
    return not isinstance(error.__cause__, httpx.HTTPError) or isinstance(error.__cause__, never_sent)
