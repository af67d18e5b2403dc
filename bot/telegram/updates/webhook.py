"""Webhook server: receives updates over HTTP, and confirms each one when the queue has accepted it."""

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

Accept = Callable[[Sequence[Body]], Awaitable[None]]


class _WebhookRequest(RequestHandler):
    """Request of the webhook; it must carry the secret."""

    SUPPORTED_METHODS = ("POST",)

    def initialize(self, secret: str, accept: Accept) -> None:
        self._secret = secret.encode()
        self._accept = accept

    async def post(self) -> None:
        """Accept an update, and answer when it is safe. Only the shape of the body is checked, not what it holds."""
        given = self.request.headers.get(SECRET_HEADER, "").encode()
        if not hmac.compare_digest(given, self._secret):
            raise HTTPError(403)
        try:
            body = json.loads(self.request.body)
        except (ValueError, RecursionError) as error:
            raise HTTPError(400) from error
        if not isinstance(body, dict) or not _is_number(body.get("update_id")):
            raise HTTPError(400)
        await self._accept([body])

    def write_error(self, status_code: int, **more: Any) -> None:
        """Answer with the status and no body."""
        self.finish()

    def log_exception(self, typ: Any, value: Any, tb: Any) -> None:
        """Log refused requests as information: anybody can send them."""
        if isinstance(value, HTTPError):
            _LOGGER.info("refused a request with %d", value.status_code)
        else:
            _LOGGER.error("an update could not be accepted", exc_info=(typ, value, tb))


class WebhookServer:
    """HTTP server that Telegram, or the proxy before us, posts updates to."""

    def __init__(self, path: str, secret: str, accept: Accept) -> None:
        self._application = Application(
            [(f"{_literal(path)}/?", _WebhookRequest, {"secret": secret, "accept": accept})],
            log_function=lambda handler: None,  # the access log is left to the proxy
        )
        self._server: HTTPServer | None = None

    def start(self, host: str, port: int) -> None:
        """Listen. Raises OSError where the address is taken."""
        self._server = HTTPServer(
            self._application, max_buffer_size=2 * LONGEST_BODY, max_body_size=LONGEST_BODY, body_timeout=30.0
        )
        self._server.listen(port, host)

    async def stop(self) -> None:
        """Stop listening, and close the connections."""
        if self._server:
            self._server.stop()
            await self._server.close_all_connections()


def _is_number(found: object) -> bool:
    """Whether this is a whole number that fits 64 bits."""
    return isinstance(found, int) and not isinstance(found, bool) and abs(found) < 1 << 63


def _literal(path: str) -> str:
    """A pattern that matches this path only.

    >>> _literal("/a.b")
    '/a\\\\.b'
    """
    return re.escape(path.rstrip("/"))
