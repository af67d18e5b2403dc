"""Sending a message so that it arrives: in plain text if Telegram refuses the markup, later if it says to wait."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial

import httpx
from telegram import Bot, InlineKeyboardMarkup, Message, ReplyParameters
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter

from bot.telegram.markup import Markup

_LOGGER = logging.getLogger(__name__)

ATTEMPTS = 5
FIRST_PAUSE = 0.5  # seconds


async def deliver(
    bot: Bot, chat: int, markup: Markup, reply_to: int | None = None, keyboard: InlineKeyboardMarkup | None = None
) -> Message | None:
    """Send one message; None where the person has blocked the bot.

    Raises:
        TelegramError: Telegram refuses it for another reason, or cannot be reached.
    """
    reply = ReplyParameters(reply_to, allow_sending_without_reply=True) if reply_to is not None else None
    send = partial(bot.send_message, chat, reply_parameters=reply, reply_markup=keyboard)
    try:
        try:
            return await persist(partial(send, markup.html))
        except BadRequest as error:
            if "parse entities" not in error.message:
                raise
            _LOGGER.error("Telegram refused the markup, sending it plain: %s", error.message)
            return await persist(partial(send, markup.plain, parse_mode=None))
    except Forbidden as error:
        _LOGGER.info("not delivered: %s", error.message)
        return None


async def persist(call: Callable[[], Awaitable[Message]]) -> Message:
    """Make the call again where that cannot put the same message into a chat twice.

    So after a wait that Telegram asked for, after a connection that never came about, and after a gateway that
    answered in Telegram's stead; not after a time-out, when the message may well have arrived.
    """
    pause = FIRST_PAUSE
    for _ in range(ATTEMPTS - 1):
        try:
            return await call()
        except BadRequest:  # a NetworkError by inheritance only
            raise
        except RetryAfter as error:
            _LOGGER.warning("Telegram asks to wait %s s", seconds(error))
            await asyncio.sleep(seconds(error))
        except NetworkError as error:
            if not never_arrived(error):
                raise
            _LOGGER.warning("sending failed, trying again in %.1f s: %s", pause, error.message)
            await asyncio.sleep(pause)
            pause *= 2
    return await call()


def seconds(error: RetryAfter) -> float:
    """How long Telegram asks to wait."""
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)


def never_arrived(error: NetworkError) -> bool:
    """Whether the request certainly had no effect, or was refused with a status of the 500s."""
    cause = error.__cause__
    if isinstance(cause, httpx.HTTPError):
        return isinstance(cause, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout)
    return True
