"""Page server: the demo's page on loopback, and what it asks for.

Only the page itself may talk to it: the header Host must name this machine (against DNS rebinding), what is sent must
carry the page's own Origin and be JSON (which a form of another site cannot send), and no other site may frame it.
"""

from __future__ import annotations

import json
import socket
from http import HTTPStatus
from pathlib import Path
from typing import Any

from tornado.httpserver import HTTPServer
from tornado.web import Application, HTTPError, RequestHandler

from bot.config.addresses import is_own_host
from bot.demo.local_bot_api import LONGEST_MESSAGE, LocalBotApi
from bot.strings import mend
from bot.texts.pages import demo

ASSETS = Path(__file__).parent / "assets"
POLL_S = 25.0  # seconds that a page waits for news before it asks again
LONGEST_BODY = 65_536  # bytes; the longest message has six for each of its units, as JSON
_KINDS = {"demo.css": "text/css; charset=utf-8", "demo.js": "text/javascript; charset=utf-8"}
_SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:;"
        " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Server": "wenda",
}


class _GuardedRequest(RequestHandler):
    """Request that is refused unless this machine's browser sends it for the demo's own page."""

    def initialize(self, api: LocalBotApi) -> None:
        self.api = api

    def set_default_headers(self) -> None:
        for name, value in _SECURITY_HEADERS.items():
            self.set_header(name, value)

    def prepare(self) -> None:
        """Refuse what does not come from the page."""
        hosts, headers = self.request.headers.get_list("Host"), self.request.headers
        if len(hosts) != 1 or not is_own_host(hosts[0]):
            raise HTTPError(HTTPStatus.FORBIDDEN)
        if self.request.method in ("GET", "HEAD"):
            return
        if headers.get("Origin") != f"http://{hosts[0]}":
            raise HTTPError(HTTPStatus.FORBIDDEN)
        if headers.get("Content-Type", "").partition(";")[0].strip().lower() != "application/json":
            raise HTTPError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE)

    def sent(self) -> dict[str, Any]:
        """The JSON object of the body."""
        try:
            found = json.loads(self.request.body)
        except (ValueError, RecursionError) as error:
            raise HTTPError(HTTPStatus.BAD_REQUEST) from error
        if not isinstance(found, dict):
            raise HTTPError(HTTPStatus.BAD_REQUEST)
        return found

    def write_error(self, status_code: int, **more: Any) -> None:
        """Answer with a sentence for people."""
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.finish(demo.DEMO_REFUSED.get(status_code, demo.DEMO_REFUSED_OTHERWISE))


class _PageRequest(_GuardedRequest):
    def get(self) -> None:
        self.render("demo.html", texts=demo, longest=LONGEST_MESSAGE)


class _AssetRequest(_GuardedRequest):
    def get(self, name: str) -> None:
        self.set_header("Content-Type", _KINDS[name])
        self.finish((ASSETS / name).read_bytes())


class _StateRequest(_GuardedRequest):
    """What has changed since a version, once something has, or after `POLL_S` seconds."""

    async def get(self) -> None:
        chat, session, since = self.api.chat, self.get_query_argument("session", ""), self._since()
        await chat.wait(lambda: session != chat.session or since != chat.version, POLL_S)
        self.finish(chat.state(session, since))

    def _since(self) -> int:
        written = self.get_query_argument("since", "0")
        if not (written.isascii() and written.isdigit() and len(written) < 10):
            raise HTTPError(HTTPStatus.BAD_REQUEST)
        return int(written)


class _SendRequest(_GuardedRequest):
    def post(self) -> None:
        text = self.sent().get("text")
        if not isinstance(text, str) or not (text := mend(text).strip()):
            raise HTTPError(HTTPStatus.BAD_REQUEST)
        if len(text.encode("utf-16-le")) // 2 > LONGEST_MESSAGE:
            raise HTTPError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        self.api.send(text)
        self.finish({})


class _PressRequest(_GuardedRequest):
    def post(self) -> None:
        match self.sent():
            case {"message": int(number), "data": str(data)}:
                if not self.api.press(number, data):
                    raise HTTPError(HTTPStatus.CONFLICT)
            case _:
                raise HTTPError(HTTPStatus.BAD_REQUEST)
        self.finish({})


class _MissingRequest(_GuardedRequest):
    def prepare(self) -> None:
        super().prepare()
        raise HTTPError(HTTPStatus.NOT_FOUND)


class PageServer:
    """HTTP server of the page."""

    def __init__(self, api: LocalBotApi) -> None:
        self._chat, given = api.chat, {"api": api}
        requests: dict[str, type[_GuardedRequest]] = {
            "/": _PageRequest,
            "/(demo.css|demo.js)": _AssetRequest,
            "/state": _StateRequest,
            "/send": _SendRequest,
            "/press": _PressRequest,
        }
        application = Application(
            [(path, handler, given) for path, handler in requests.items()],
            default_handler_class=_MissingRequest,
            default_handler_args=given,
            template_path=str(ASSETS),
            log_function=lambda handler: None,
        )
        self._server = HTTPServer(application, max_body_size=LONGEST_BODY, max_buffer_size=2 * LONGEST_BODY)

    def start(self, listener: socket.socket) -> None:
        """Serve at a socket that listens."""
        listener.setblocking(False)
        self._server.add_sockets([listener])

    async def stop(self) -> None:
        """Stop listening, answer the pages that wait, and close the connections."""
        self._server.stop()
        self._chat.close()
        await self._server.close_all_connections()
