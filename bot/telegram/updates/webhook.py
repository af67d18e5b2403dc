"""Webhook server: receives updates over HTTP, and confirms each one when the queue has accepted it.

Anybody who reaches the port can open connections. Each carries one request, and has seconds to send it; a body is kept
only where the secret came before it. The number of connections is bounded: beyond it, a new one closes the oldest that
has not shown the secret.
"""

from __future__ import annotations

import hmac
import logging
import re
import time
from collections.abc import Awaitable, Callable
from typing import Any

from tornado.http1connection import HTTP1Connection
from tornado.httpserver import HTTPServer
from tornado.iostream import IOStream
from tornado.web import Application, HTTPError, RequestHandler, stream_request_body

from bot.storage.update_body import UnreadableBodyError

_LOGGER = logging.getLogger(__name__)

LONGEST_BODY = 1_000_000  # bytes; an update has a few thousand
HEADERS_S, BODY_S = 5.0, 10.0  # for a connection to send its headers, and then its body
MOST_CONNECTIONS = 200  # Telegram opens 100 at the most
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  (a name)
_FULL_LOG_S = 60.0

Accept = Callable[[bytes], Awaitable[None]]
"""Accepts the body of an update; returns when it is safe. Raises UnreadableBodyError where it is none."""


class ConnectionLimit:
    """Open connections, oldest first, and which of them have shown the secret."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._trusted: dict[IOStream, bool] = {}
        self._logged_at = float("-inf")

    def add(self, stream: IOStream) -> None:
        """Count a new connection; beyond the limit, close the oldest that has not shown the secret."""
        self._trusted = {each: trusted for each, trusted in self._trusted.items() if not each.closed()}
        self._trusted[stream] = False
        if len(self._trusted) <= self._most:
            return
        oldest = next(each for each, trusted in self._trusted.items() if not trusted)
        del self._trusted[oldest]
        oldest.close()
        if time.monotonic() - self._logged_at >= _FULL_LOG_S:
            self._logged_at = time.monotonic()
            _LOGGER.warning("%d connections at once; those that send nothing are closed", self._most)

    def trust(self, stream: IOStream) -> None:
        """Note that a connection has shown the secret."""
        self._trusted[stream] = True


class _BoundedServer(HTTPServer):
    """HTTP server that hands each new connection to a `ConnectionLimit`."""

    def initialize(  # type: ignore[override]
        self, application: Application, limit: ConnectionLimit, **options: Any
    ) -> None:
        super().initialize(application, **options)
        self._limit = limit

    def handle_stream(self, stream: IOStream, address: tuple[Any, ...]) -> None:
        super().handle_stream(stream, address)
        self._limit.add(stream)


@stream_request_body
class _WebhookRequest(RequestHandler):
    """Request, at any path. What does not carry the secret to the right one is refused, and its body thrown away.

    It is refused once the body has ended: whoever closes a connection earlier may take the answer back.
    """

    def initialize(self, path: re.Pattern[str], secret: str, accept: Accept, limit: ConnectionLimit) -> None:
        self._path, self._secret, self._accept, self._limit = path, secret.encode(), accept, limit
        self._refusal = 0
        self._body = bytearray()

    def prepare(self) -> None:
        """Look at the request before its body is read."""
        given = self.request.headers.get(SECRET_HEADER, "").encode()
        if not self._path.fullmatch(self.request.path):
            self._refusal = 404
        elif self.request.method != "POST":
            self._refusal = 405
        elif not hmac.compare_digest(given, self._secret):
            self._refusal = 403
        elif isinstance(self.request.connection, HTTP1Connection):
            self._limit.trust(self.request.connection.stream)

    def data_received(self, chunk: bytes) -> None:
        """Take in a part of the body."""
        if not self._refusal:
            self._body += chunk

    async def post(self) -> None:
        """Accept an update, and answer when it is safe."""
        if self._refusal:
            raise HTTPError(self._refusal)
        try:
            await self._accept(bytes(self._body))
        except UnreadableBodyError as error:
            raise HTTPError(400) from error

    get = head = put = patch = delete = options = post

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
        self._limit = ConnectionLimit(_most_connections())
        pattern = re.compile(f"{re.escape(path.rstrip('/'))}/?")
        request = {"path": pattern, "secret": secret, "accept": accept, "limit": self._limit}
        self._application = Application(
            [(".*", _WebhookRequest, request)],
            log_function=lambda handler: None,  # the access log is left to the proxy
        )
        self._server: HTTPServer | None = None

    def start(self, host: str, port: int) -> None:
        """Listen. Raises OSError where the address is taken."""
        self._server = _BoundedServer(
            self._application,
            self._limit,
            no_keep_alive=True,
            max_buffer_size=2 * LONGEST_BODY,
            max_body_size=LONGEST_BODY,
            max_header_size=16_384,
            idle_connection_timeout=HEADERS_S,
            body_timeout=BODY_S,
        )
        self._server.listen(port, host)

    async def stop(self) -> None:
        """Stop listening, and close the connections."""
        if self._server:
            self._server.stop()
            await self._server.close_all_connections()


def _most_connections() -> int:
    """How many connections may be open at once: a quarter of the files that this process may open, or fewer."""
    import resource  # here, because Windows has none

    most, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return MOST_CONNECTIONS if most == resource.RLIM_INFINITY else max(1, min(MOST_CONNECTIONS, most // 4))
