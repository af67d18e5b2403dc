"""Sessions of the dashboard: signed cookies that end after a working day, at the sign-out, and with the program."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from bot.dashboard import datasette_metadata

if TYPE_CHECKING:
    from datasette.app import Datasette  # type: ignore[import-untyped]

COOKIE = "ds_actor"  # Datasette's name for it
SESSION_S = 8 * 3600


class StaffSessions:
    """Sessions that were begun and have not ended. Datasette signs the cookies and looks at them once more."""

    def __init__(self, signer: Datasette, clock: Callable[[], float] = time.monotonic) -> None:
        self._signer = signer
        self._clock = clock
        self._ends: dict[str, float] = {}

    def begin(self) -> bytes:
        """Begin a session; the value of the header Set-Cookie."""
        from datasette.utils import baseconv  # type: ignore[import-untyped]

        now = self._clock()
        self._ends = {key: end for key, end in self._ends.items() if end > now}
        key = secrets.token_urlsafe(16)
        self._ends[key] = now + SESSION_S
        actor = {"id": datasette_metadata.STAFF, "session": key}
        expires = baseconv.base62.encode(int(time.time()) + SESSION_S)
        signed = self._signer.sign({"a": actor, "e": expires}, "actor")
        return f"{COOKIE}={signed}; Path=/; Max-Age={SESSION_S}; HttpOnly; SameSite=Strict".encode("ascii")

    def is_open(self, cookie: str) -> bool:
        """Whether a cookie's value belongs to a session that has not ended."""
        return self._ends.get(self._key(cookie), 0.0) > self._clock()

    def end(self, cookie: str) -> None:
        """End a session."""
        self._ends.pop(self._key(cookie), None)

    def _key(self, cookie: str) -> str:
        """The key of the session; empty for a cookie that this dashboard did not sign."""
        from itsdangerous import BadSignature

        try:
            found: Any = self._signer.unsign(cookie, "actor")
        except BadSignature:
            return ""
        actor = found.get("a") if isinstance(found, dict) else None
        return str(actor.get("session", "")) if isinstance(actor, dict) else ""
