"""Delivery of updates to a webhook (Bot API, "setWebhook")."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import aiohttp

from .model import JsonObject, without_none
from .updates import Update, UpdateQueue

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
MAX_BACKOFF = 2.0
REQUEST_TIMEOUT = 30.0

Execute = Callable[[str, JsonObject], Awaitable[object]]


@dataclass(frozen=True)
class WebhookSettings:
    """What setWebhook set; an empty url means no webhook."""

    url: str = ""
    secret: str = ""
    max_connections: int = 40


class Webhook:
    """Settings and the last error, as getWebhookInfo shows them."""

    def __init__(self) -> None:
        self.settings = WebhookSettings()
        self.last_error_date: int | None = None
        self.last_error_message: str | None = None

    def note_error(self, message: str) -> None:
        """Remember a failed delivery."""
        self.last_error_date, self.last_error_message = int(time.time()), message

    def status_json(self) -> JsonObject:
        """Fields of WebhookInfo while a webhook is set."""
        return without_none(
            {
                "ip_address": "127.0.0.1",
                "max_connections": self.settings.max_connections,
                "last_error_date": self.last_error_date,
                "last_error_message": self.last_error_message,
            }
        )


class Deliverer:
    """Sends the oldest pending update until it is accepted, then the next: one at a time, in order."""

    def __init__(self, webhook: Webhook, updates: UpdateQueue, execute: Execute, backoff: float) -> None:
        self.webhook = webhook
        self.updates = updates
        self.execute = execute
        self.backoff = backoff

    async def run(self) -> None:
        """Deliver until cancelled."""
        failures = 0
        timeout = aiohttp.ClientTimeout(total=REQUEST_TIMEOUT)
        async with aiohttp.ClientSession(timeout=timeout) as session:
            while True:
                if not (self.webhook.settings.url and self.updates.pending):
                    failures = 0
                    await self.updates.signal.wait()
                    continue
                accepted = await self._deliver(session, self.updates.pending[0])
                failures = 0 if accepted else failures + 1
                if failures:
                    await asyncio.sleep(min(self.backoff * 2 ** (failures - 1), MAX_BACKOFF))

    async def _deliver(self, session: aiohttp.ClientSession, update: Update) -> bool:
        settings = self.webhook.settings
        headers = {SECRET_HEADER: settings.secret} if settings.secret else {}
        try:
            async with session.post(
                settings.url, json=update.payload, headers=headers, allow_redirects=False
            ) as response:
                body = await response.read()
                if not 200 <= response.status < 300:
                    self.webhook.note_error(f"Wrong response from the webhook: {response.status} {response.reason}")
                    return False
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            self.webhook.note_error("Connection refused" if isinstance(error, OSError) else "Connection failed")
            return False
        self.updates.remove(update)
        await self._reply(body)
        return True

    async def _reply(self, body: bytes) -> None:
        """A JSON reply with a method is a call ("Making requests when getting updates"); its result is not shown."""
        try:
            call = json.loads(body)
        except ValueError:
            return
        if isinstance(call, dict) and isinstance(call.get("method"), str):
            await self.execute(call["method"], {key: value for key, value in call.items() if key != "method"})
