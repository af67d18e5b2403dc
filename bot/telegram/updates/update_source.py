"""Update source: receives updates by long polling or webhook, and notices another program that receives them too."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

from telegram.error import BadRequest, Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError
from telegram.ext import Application

from bot.config.settings import Settings
from bot.telegram.updates.attempt import flood_wait_seconds
from bot.telegram.updates.webhook import Accept, WebhookServer
from bot.texts import operator
from bot.texts.errors.system_errors import system_error
from retrieval.models import WendaError

_LOGGER = logging.getLogger(__name__)

App = Application[Any, Any, Any, Any, Any, Any]
Address = tuple[str, int]

DEFAULT_ADDRESS = ("127.0.0.1", 8080)
UPDATES = ("message", "edited_message", "callback_query", "inline_query", "message_reaction")
STARTING_S = 60.0
POLLING = "Updater:start_polling:polling_task"  # python-telegram-bot's name for it
LONGEST_PAUSE = 30.0  # seconds between two attempts to reach Telegram at the start
MOST_CONFLICTS = 2  # the first may come from a program that was just ended


class ServiceError(WendaError):
    """Telegram cannot be served with these settings."""


class UpdateSource:
    """Polling or webhook, as the settings say. Pending updates are never dropped: they are questions."""

    def __init__(self, settings: Settings, listen: Address | None, accept: Accept) -> None:
        self._settings = settings
        self._listen = listen
        self._accept = accept
        self._webhook: WebhookServer | None = None
        self._conflicts = 0
        self._opened = 0.0
        self._is_open = False
        self._refused: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    @property
    def is_open(self) -> bool:
        """Whether updates are received."""
        return self._is_open

    async def open(self, application: App) -> None:
        """Start to receive updates.

        Raises:
            ServiceError: the webhook is refused, or the address is taken.
        """
        self._opened = time.monotonic()
        await self._open(application)
        self._is_open = True

    async def _open(self, application: App) -> None:
        if self._settings.webhook_url:
            await self._open_webhook(application, self._settings.webhook_url)
        elif application.updater:
            await self._note_other_webhook(application)
            await application.updater.start_polling(
                timeout=30, allowed_updates=UPDATES, error_callback=self._note_polling_error
            )
            # A revoked token, or an error of ours, ends polling, and the library does not tell.
            polling = next(task for task in asyncio.all_tasks() if task.get_name() == POLLING)
            polling.add_done_callback(self._polling_ended)

    async def wait_until_refused(self) -> None:
        """Wait until updates can no longer be received.

        Raises:
            ServiceError: another program serves this bot, or its token was revoked.
            Exception: the error that ended polling.
        """
        await self._refused

    async def close(self, application: App) -> None:
        """Stop receiving updates."""
        self._is_open = False
        if self._webhook:
            await self._webhook.stop()
        if application.updater and application.updater.running:
            try:
                await application.updater.stop()
            except Exception as error:  # polling's own error again, which `wait_until_refused` has raised already
                if not self._refused.done():
                    raise
                _LOGGER.warning("polling had ended before: %s", type(error).__name__)

    async def _open_webhook(self, application: App, address: str) -> None:
        url = urlsplit(address)
        host, port = self._listen or (DEFAULT_ADDRESS[0], url.port or DEFAULT_ADDRESS[1])
        secret = self._settings.webhook_secret.get_secret_value() if self._settings.webhook_secret else ""
        if self._webhook is None:
            webhook = WebhookServer(url.path, secret, self._accept)
            try:
                webhook.start(host, port)
            except OSError as error:
                message = operator.CANNOT_LISTEN.format(address=f"{host}:{port}", error=system_error(error))
                raise ServiceError(message) from error
            self._webhook = webhook
        await self._note_other_webhook(application)
        try:
            await application.bot.set_webhook(address, secret_token=secret, allowed_updates=UPDATES)
        except BadRequest as error:
            raise ServiceError(operator.CANNOT_SET_WEBHOOK.format(error=error.message)) from error

    async def _note_other_webhook(self, application: App) -> None:
        """Log it when this bot was served at another address until now."""
        found = (await application.bot.get_webhook_info()).url
        if found and found != self._settings.webhook_url:
            _LOGGER.warning("this bot's updates went to %s until now; from now on they come here", _host_of(found))

    def _note_polling_error(self, error: TelegramError) -> None:
        if not isinstance(error, Conflict):
            _LOGGER.warning("fetching updates failed, trying again: %s", error.message)
            return
        self._conflicts += 1
        _LOGGER.error("another program fetches this bot's updates; end it, or this one: %s", error.message)
        starting = time.monotonic() - self._opened < STARTING_S
        if starting and self._conflicts >= MOST_CONFLICTS:
            self._refuse(ServiceError(operator.ANOTHER_POLLS))

    def _polling_ended(self, polling: asyncio.Task[Any]) -> None:
        error = None if polling.cancelled() else polling.exception()
        if isinstance(error, InvalidToken):
            self._refuse(ServiceError(operator.BOT_REFUSED))
        elif error:
            self._refuse(error)

    def _refuse(self, error: BaseException) -> None:
        if not self._refused.done():
            self._refused.set_exception(error)


def _host_of(url: str) -> str:
    return urlsplit(url).hostname or "another address"


async def retry_on_network_error(action: Callable[[], Awaitable[Any]]) -> None:
    """Run the action until no network error occurs: the service may start before the network does.

    Raises:
        ServiceError: the token is refused.
    """
    pause = 1.0
    while True:
        try:
            await action()
            return
        except InvalidToken:  # its message and its cause carry the token
            raise ServiceError(operator.BOT_REFUSED) from None
        except BadRequest:
            raise
        except RetryAfter as error:
            pause = max(pause, flood_wait_seconds(error))
        except NetworkError as error:
            _LOGGER.warning("cannot reach Telegram, trying again in %.0f s: %s", pause, error.message)
        await asyncio.sleep(pause)
        pause = min(LONGEST_PAUSE, 1.5 * pause)
