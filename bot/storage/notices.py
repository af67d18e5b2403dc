"""Notices to staff, in the table ``notices``: stored by any part of the program, sent when staff can be reached."""

from __future__ import annotations

from collections.abc import Sequence

from bot.storage.database import Connection


def add(db: Connection, text: str, now: str) -> None:
    """Store a notice until it is sent; ``now`` is UTC in ISO 8601."""
    db.table("notices").insert({"text": text, "time": now})


def unsent_notices(db: Connection, limit: int) -> list[tuple[int, str]]:
    """Number and text of at most ``limit`` unsent notices, oldest first."""
    return db.execute("select id, text from notices where sent is null order by id limit ?", [limit]).fetchall()


def mark_sent(db: Connection, numbers: Sequence[int], now: str) -> None:
    """Mark notices as sent, and drop their texts, which nobody needs any more; ``now`` is UTC in ISO 8601."""
    for number in numbers:
        db.table("notices").update(number, {"sent": now, "text": ""})
