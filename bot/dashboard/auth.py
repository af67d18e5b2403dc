"""Authentication middleware: refuses every page but the sign-in page to visitors who have not signed in.

It stands before Datasette, whose own permissions say the same, because some of its internal pages check none. It also
refuses what the dashboard does not need (those pages, passwords in a header, CSV), limits password guessing, and
forbids the browser to load from or send to other hosts.
"""

from __future__ import annotations

import html
import time
from collections.abc import Awaitable, Callable, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any

from bot.texts import dashboard

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

SIGN_IN_PATH = "/-/login"
_STATIC_PATHS = ("/-/static/", "/-/static-plugins/", "/assets/")
# The pages of Datasette that staff need; the others show paths, settings and versions.
_ALLOWED_INTERNAL_PATHS = ("/-/dashboards", "/-/logout", SIGN_IN_PATH, *_STATIC_PATHS)
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
_PAGE = (
    '<!DOCTYPE html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    '<title>{title}</title><p style="font: 1.1rem sans-serif; margin: 3rem">{said}</p>'
)
MAX_WRONG_PASSWORDS, LOCKOUT_SECONDS = 5, 30.0


class LoginThrottle:
    """Counts wrong passwords in a row; after five, every attempt is refused for half a minute."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._wrong = 0
        self._until = 0.0

    def locked_seconds(self) -> int:
        """The number of seconds for which attempts are refused."""
        return max(0, round(self._until - self._clock() + 0.5))

    def record(self, right: bool) -> None:
        """Record the result of an attempt."""
        self._wrong = 0 if right else self._wrong + 1
        if self._wrong >= MAX_WRONG_PASSWORDS:
            self._wrong, self._until = 0, self._clock() + LOCKOUT_SECONDS


class AuthMiddleware:
    """ASGI middleware. ``knows`` tells whether a cookie's value belongs to a signed-in person."""

    def __init__(self, app: App, knows: Callable[[str], bool], home: str) -> None:
        self._app = app
        self._is_staff_cookie = knows
        self._home = home
        self._throttle = LoginThrottle()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        send = _with_security_headers(send)
        path = scope["path"]
        if path != SIGN_IN_PATH and not path.startswith(_STATIC_PATHS) and not self._is_signed_in(scope):
            link = f'<a href="{SIGN_IN_PATH}">{html.escape(dashboard.DESK_SIGN_IN_FIRST)}</a>'
            return await _respond(send, 403, link)
        if path.startswith("/-/") and not path.startswith(_ALLOWED_INTERNAL_PATHS):
            return await _respond(send, 403, html.escape(dashboard.DESK_FORBIDDEN))
        if path.endswith(".csv"):
            return await _respond(send, 403, html.escape(dashboard.DESK_NO_CSV))
        if path == "/":
            return await _respond(send, 302, "", (b"location", self._home.encode()))
        # Datasette would accept a password or a token from that header, without any limit on guesses.
        scope["headers"] = [pair for pair in scope["headers"] if pair[0].lower() != b"authorization"]
        if path == SIGN_IN_PATH and scope["method"] == "POST":
            return await self._sign_in(scope, receive, send)
        return await self._app(scope, receive, send)

    async def _sign_in(self, scope: Scope, receive: Receive, send: Send) -> None:
        if seconds := self._throttle.locked_seconds():
            return await _respond(send, 429, html.escape(dashboard.DESK_TOO_MANY.format(seconds=seconds)))

        async def recording_send(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                self._throttle.record(right=message["status"] == 302)
            await send(message)

        return await self._app(scope, receive, recording_send)

    def _is_signed_in(self, scope: Scope) -> bool:
        cookies: SimpleCookie = SimpleCookie()
        for name, value in scope["headers"]:
            if name.lower() == b"cookie":
                try:
                    cookies.load(value.decode("latin-1"))
                except CookieError:
                    return False
        cookie = cookies.get("ds_actor")
        return cookie is not None and self._is_staff_cookie(cookie.value)


def _with_security_headers(send: Send) -> Send:
    async def send_with_headers(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message.get("headers", ()), *_SECURITY_HEADERS]}
        await send(message)

    return send_with_headers


async def _respond(send: Send, status: int, said: str, *headers: tuple[bytes, bytes]) -> None:
    body = _PAGE.format(title=html.escape(dashboard.DESK_TITLE), said=said).encode()
    kind = ((b"content-type", b"text/html; charset=utf-8"), (b"cache-control", b"no-store"))
    await send({"type": "http.response.start", "status": status, "headers": [*kind, *headers]})
    await send({"type": "http.response.body", "body": body})
