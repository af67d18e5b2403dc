"""The tables of the log, as a list of migrations that only grows at its end."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database


def create_interactions(db: Database) -> None:
    """The first schema."""
    db.table("interactions").create(
        {
            "id": int,
            "time": str,
            "channel": str,
            "user": str,
            "chat": str,
            "question": str,
            "understood": str,
            "outcome": str,
            "passages": str,
            "short": str,
            "reason": str,
            "engine_version": str,
            "index_version": str,
            "milliseconds": float,
            "update_id": int,
            "question_message": int,
            "reply_message": int,
        },
        pk="id",
        not_null={"time", "channel", "question", "outcome"},
    )
    db.table("interactions").create_index(["time"])


def add_thread(db: Database) -> None:
    """What a question followed up and what was offered with its reply; finding both by a message of the chat."""
    table = db.table("interactions")
    table.add_column("history", str)
    table.add_column("suggestions", str)
    table.create_index(["chat", "reply_message"])
    table.create_index(["chat", "question_message"])
    table.create_index(["user"])


def create_ratings(db: Database) -> None:
    """What people think of a reply: one row a person and exchange, the last word counts."""
    db.table("ratings").create(
        {"interaction": int, "user": str, "verdict": str, "complaint": str, "time": str},
        pk=("interaction", "user"),
        not_null={"verdict", "time"},
        foreign_keys=[("interaction", "interactions", "id")],
    )
    db.table("ratings").create_index(["user"])


def find_by_update(db: Database) -> None:
    """Finding what an update led to, when it is handled a second time."""
    db.table("interactions").create_index(["chat", "update_id"])


# Append only: databases out there have run the ones that stand here.
MIGRATIONS: tuple[Callable[[Database], None], ...] = (
    create_interactions,
    add_thread,
    create_ratings,
    find_by_update,
)
