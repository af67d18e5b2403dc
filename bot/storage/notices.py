"""Notices to staff, in the table ``notices``: stored by any part of the program, sent when staff can be reached."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database


def add(db: Database, text: str, now: str) -> None:
    """Store a notice until it is sent; ``now`` is UTC in ISO 8601."""
    db.table("notices").insert({"text": text, "time": now})


def unsent_notices(db: Database, limit: int) -> list[tuple[int, str]]:
    """Number and text of at most ``limit`` unsent notices, oldest first."""
    rows = db.execute("select id, text from notices where sent is null order by id limit ?", [limit])
    return [(row[0], row[1]) for row in rows]


def mark_sent(db: Database, numbers: Sequence[int], now: str) -> None:
    """Mark notices as sent; ``now`` is UTC in ISO 8601."""
    for number in numbers:
        db.table("notices").update(number, {"sent": now})
