"""Errors a handler raises and the server turns into ``{"ok": false, ...}`` (Bot API, "Making requests")."""

from __future__ import annotations


class ApiError(Exception):
    """A refused call: HTTP status, the description Telegram words, and the optional ``parameters``."""

    def __init__(
        self, status: int, description: str, retry_after: int | None = None, migrate_to_chat_id: int | None = None
    ) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.retry_after = retry_after
        self.migrate_to_chat_id = migrate_to_chat_id


def bad_request(text: str) -> ApiError:
    """A 400 with the ``Bad Request: `` prefix of the real server."""
    return ApiError(400, f"Bad Request: {text}")


def conflict(text: str) -> ApiError:
    """A 409 with the ``Conflict: `` prefix of the real server."""
    return ApiError(409, f"Conflict: {text}")


def forbidden(text: str) -> ApiError:
    """A 403 with the ``Forbidden: `` prefix of the real server."""
    return ApiError(403, f"Forbidden: {text}")
