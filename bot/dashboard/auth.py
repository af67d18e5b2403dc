"""Authentication middleware: refuses every page but the sign-in page to visitors who have not signed in.

It stands before Datasette, whose own permissions say the same, because some of its internal pages check none. It also
refuses what the dashboard does not need (those pages, passwords in a header, CSV), and limits password guessing.
"""

from __future__ import annotations

import html
import re
import time
from collections.abc import Callable

from bot.dashboard.responses import App, Message, Receive, Scope, Send, respond
from bot.dashboard.sessions import COOKIE, StaffSessions
from bot.texts.pages import dashboard

SIGN_IN_PATH, SIGN_OUT_PATH = "/-/login", "/-/logout"
_CSRF_COOKIE = "ds_csrftoken"
_OWN_COOKIE = re.compile(r'(?:^|;)\s*(ds_[a-z]+)="?([!#-+\--:<-\[\]-~]*)')  # RFC 6265, cookie-octet
_STATIC_PATHS = ("/-/static/", "/-/static-plugins/", "/assets/")
# The pages of Datasette that staff need; the others show paths, settings and versions.
_ALLOWED_INTERNAL_PATHS = ("/-/dashboards", SIGN_OUT_PATH, SIGN_IN_PATH, *_STATIC_PATHS)
_READING = ("GET", "HEAD")
_METHODS = dict.fromkeys((SIGN_IN_PATH, SIGN_OUT_PATH), (*_READING, "POST"))
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
    """ASGI middleware that knows the sessions; ``home`` is the path of the first page."""

    def __init__(self, app: App, sessions: StaffSessions, home: str) -> None:
        self._app = app
        self._sessions = sessions
        self._home = home
        self._throttle = LoginThrottle()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        path, cookies = scope["path"], _own_cookies(scope)
        is_signed_in = self._sessions.is_open(cookies.get(COOKIE, ""))
        if path != SIGN_IN_PATH and not path.startswith(_STATIC_PATHS) and not is_signed_in:
            link = f'<a href="{SIGN_IN_PATH}">{html.escape(dashboard.DESK_SIGN_IN_FIRST)}</a>'
            return await respond(send, 403, link)
        if path.startswith("/-/") and not path.startswith(_ALLOWED_INTERNAL_PATHS):
            return await respond(send, 403, html.escape(dashboard.DESK_FORBIDDEN))
        if path.endswith(".csv"):
            return await respond(send, 403, html.escape(dashboard.DESK_NO_CSV))
        if scope["method"] not in _METHODS.get(path, _READING):
            return await respond(send, 405, html.escape(dashboard.DESK_ERRORS[405]))
        if path == "/":
            return await respond(send, 302, "", (b"location", self._home.encode()))
        # Datasette would accept a password or a token from that header, without any limit on guesses.
        scope["headers"] = [pair for pair in scope["headers"] if pair[0].lower() != b"authorization"]
        if scope["method"] == "POST" and path == SIGN_IN_PATH:
            return await self._sign_in(scope, receive, send, has_form=_CSRF_COOKIE in cookies)
        if scope["method"] == "POST" and path == SIGN_OUT_PATH:
            return await self._sign_out(scope, receive, send, cookies[COOKIE])
        return await self._app(scope, receive, send)

    async def _sign_in(self, scope: Scope, receive: Receive, send: Send, has_form: bool) -> None:
        """Let Datasette compare the form's token and the password, and begin a session where both are right."""
        if not has_form:  # Datasette looks at the token only of requests that have a cookie
            return await respond(send, 403, html.escape(dashboard.DESK_ERRORS[403]))
        if seconds := self._throttle.locked_seconds():
            return await respond(send, 429, html.escape(dashboard.DESK_TOO_MANY.format(seconds=seconds)))

        async def send_with_session(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] in (200, 302):
                is_right = message["status"] == 302
                self._throttle.record(right=is_right)
                if is_right:
                    kept = [pair for pair in message["headers"] if not _sets_session(*pair)]
                    message = {**message, "headers": [*kept, (b"set-cookie", self._sessions.begin())]}
            await send(message)

        return await self._app(scope, receive, send_with_session)

    async def _sign_out(self, scope: Scope, receive: Receive, send: Send, cookie: str) -> None:
        """End the session once Datasette has found the form's token right."""

        async def send_and_end(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 302:
                self._sessions.end(cookie)
            await send(message)

        return await self._app(scope, receive, send_and_end)


def _own_cookies(scope: Scope) -> dict[str, str]:
    """The cookies that Datasette set; others are taken out of the request.

    A browser sends those of every program on this machine, whatever their port, and Datasette fails on some of them.
    """
    found: dict[str, str] = {}
    for name, value in scope["headers"]:
        if name.lower() == b"cookie":
            found |= _OWN_COOKIE.findall(value.decode("latin-1"))
    kept = [pair for pair in scope["headers"] if pair[0].lower() != b"cookie"]
    own = "; ".join(f"{name}={value}" for name, value in found.items()).encode("ascii")
    scope["headers"] = [*kept, (b"cookie", own)] if own else kept
    return found


def _sets_session(name: bytes, value: bytes) -> bool:
    return name.lower() == b"set-cookie" and value.startswith(f"{COOKIE}=".encode())
