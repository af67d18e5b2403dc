"""Updates as Telegram sends them, by long polling or webhook, handed to the queue before they are confirmed."""

from __future__ import annotations

import hmac
import json
import logging
import re
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from tornado.httpserver import HTTPServer
from tornado.web import Application, HTTPError, RequestHandler

from bot.storage.update_inbox import Body

_LOGGER = logging.getLogger(__name__)

LONGEST_BODY = 1_000_000  # bytes; an update has a few thousand
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  (a name)

TakeIn = Callable[[Sequence[Body]], Awaitable[None]]


class _WebhookRequest(RequestHandler):
    """Takes updates from whoever knows the secret."""

    SUPPORTED_METHODS = ("POST",)

    def initialize(self, secret: str, take_in: TakeIn) -> None:
        self._secret = secret.encode()
        self._take_in = take_in

    async def post(self) -> None:
        """Answer when the update is safe. What is no update is refused, and anything else taken, whatever it holds."""
        given = self.request.headers.get(SECRET_HEADER, "").encode()
        if not hmac.compare_digest(given, self._secret):
            raise HTTPError(403)
        try:
            body = json.loads(self.request.body)
        except (ValueError, RecursionError) as error:
            raise HTTPError(400) from error
        if not isinstance(body, dict) or not _is_number(body.get("update_id")):
            raise HTTPError(400)
        await self._take_in([body])

    def write_error(self, status_code: int, **more: Any) -> None:
        """The status and nothing else."""
        self.finish()

    def log_exception(self, typ: Any, value: Any, tb: Any) -> None:
        """Strangers are not worth an error."""
        if isinstance(value, HTTPError):
            _LOGGER.info("turned a request away with %d", value.status_code)
        else:
            _LOGGER.error("an update could not be taken in", exc_info=(typ, value, tb))


class WebhookServer:
    """The server that Telegram, or the proxy before us, posts updates to."""

    def __init__(self, path: str, secret: str, take_in: TakeIn) -> None:
        self._application = Application(
            [(f"{_literal(path)}/?", _WebhookRequest, {"secret": secret, "take_in": take_in})],
            log_function=_say_nothing,
        )
        self._server: HTTPServer | None = None

    def start(self, host: str, port: int) -> None:
        """Listen. Raises OSError where the address is taken."""
        self._server = HTTPServer(
            self._application, max_buffer_size=2 * LONGEST_BODY, max_body_size=LONGEST_BODY, body_timeout=30.0
        )
        self._server.listen(port, host)

    async def stop(self) -> None:
        """Take nothing in any more."""
        if self._server:
            self._server.stop()
            await self._server.close_all_connections()


def _is_number(found: object) -> bool:
    """Whether this may number an update: a whole number that fits 64 bits."""
    return isinstance(found, int) and not isinstance(found, bool) and abs(found) < 1 << 63


def _literal(path: str) -> str:
    """The path as a pattern that matches itself alone.

    >>> _literal("/a.b")
    '/a\\\\.b'
    """
    return re.escape(path.rstrip("/"))


def _say_nothing(handler: RequestHandler) -> None:
    """A line a request is the proxy's business."""
