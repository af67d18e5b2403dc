"""Request guard: refuses requests that are not for this machine or too long, and hardens what is answered."""

from __future__ import annotations

import asyncio
import html
from collections.abc import Iterable
from http.cookies import CookieError, SimpleCookie

from bot.config.addresses import is_own_host
from bot.dashboard.responses import App, Header, Message, Receive, Scope, Send, respond
from bot.texts.pages import dashboard

LONGEST_BODY = 8_192  # bytes; the longest form has a password and a token
BODY_S = 10.0
# Vega compiles its expressions and Datasette's pages have inline scripts; nothing goes to another host.
_CONTENT_SECURITY_POLICY = (
    b"default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline';"
    b" img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
_SECURITY_HEADERS = (
    (b"content-security-policy", _CONTENT_SECURITY_POLICY),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
)
_CLOSE = (b"connection", b"close")
_FORM = b"application/x-www-form-urlencoded"


class RequestGuard:
    """ASGI middleware before all others."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        send = _hardening(send)
        hosts = [value.decode("latin-1") for name, value in scope["headers"] if name.lower() == b"host"]
        if len(hosts) != 1 or not is_own_host(hosts[0]):
            return await respond(send, 400, html.escape(dashboard.DESK_WRONG_HOST), _CLOSE)
        if scope["method"] in ("GET", "HEAD"):
            return await self._app(scope, receive, send)
        try:
            async with asyncio.timeout(BODY_S):
                body = await _body(receive)
        except TimeoutError:
            return await respond(send, 408, html.escape(dashboard.DESK_ERRORS[408]), _CLOSE)
        if body is None:
            return await respond(send, 413, html.escape(dashboard.DESK_ERRORS[413]), _CLOSE)
        kind = next((value for name, value in scope["headers"] if name.lower() == b"content-type"), _FORM)
        if body and kind.partition(b";")[0].strip().lower() != _FORM:
            return await respond(send, 415, html.escape(dashboard.DESK_ERRORS[415]))
        return await self._app(scope, _replaying(body, receive), send)


async def _body(receive: Receive) -> bytes | None:
    """The whole body of a request; None where it is too long."""
    body = bytearray()
    while True:
        message = await receive()
        body += message.get("body", b"")
        if len(body) > LONGEST_BODY:
            return None
        if not message.get("more_body"):  # also where the visitor has gone
            return bytes(body)


def _replaying(body: bytes, receive: Receive) -> Receive:
    messages: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        return messages.pop() if messages else await receive()

    return replay


def _hardening(send: Send) -> Send:
    async def send_hardened(message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*_hardened(message.get("headers", ())), *_SECURITY_HEADERS]}
        await send(message)

    return send_hardened


def _hardened(headers: Iterable[Header]) -> list[Header]:
    """The headers; cookies are kept from scripts and from requests that other sites cause."""
    return [(name, _cookie(value) if name.lower() == b"set-cookie" else value) for name, value in headers]


def _cookie(value: bytes) -> bytes:
    cookies: SimpleCookie = SimpleCookie()
    try:
        cookies.load(value.decode("latin-1"))
        (cookie,) = cookies.values()
    except (CookieError, ValueError):
        raise ValueError("a cookie of the dashboard cannot be read") from None  # its value is a secret
    cookie["httponly"], cookie["samesite"] = True, "Strict"
    return cookie.OutputString().encode("latin-1")
