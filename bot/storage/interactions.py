"""The log of what was asked: one row an exchange, in SQLite.

A row is committed before its reply is sent, so it is there after a crash; where the disk is full or another process
holds the lock it is kept and written later. The schema changes only by appending to the list of migrations.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.storage import records
from bot.storage.database import DatabaseWorker, checkpoint
from bot.storage.migrations import MIGRATIONS as MIGRATIONS
from bot.storage.records import PersonalRecord, Rating, Row

if TYPE_CHECKING:
    from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class Interaction:
    """One row. ``time`` is UTC in ISO 8601; ``user`` and ``chat`` are pseudonyms; no text holds personal data.

    ``curated`` is the number of the staff answer that was given, ``written`` its words at that time.
    """

    time: str
    channel: str
    question: str
    outcome: str
    engine_version: str
    index_version: str
    milliseconds: float
    user: str | None = None
    chat: str | None = None
    understood: tuple[tuple[str, str], ...] = ()
    passages: tuple[dict[str, Any], ...] = ()
    short: str | None = None
    reason: dict[str, Any] | None = None
    update_id: int | None = None
    question_message: int | None = None
    history: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()
    curated: int | None = None
    written: str | None = None

    def to_row(self) -> dict[str, Any]:
        """The columns, with what is nested as JSON."""
        row = asdict(self)
        for name in ("understood", "passages", "reason", "history", "suggestions"):
            row[name] = json.dumps(row[name], ensure_ascii=False) if row[name] else None
        return row


@dataclass(slots=True)
class PendingRow:
    """A row on its way into the log: its id once it is written."""

    id: int | None = None


class InteractionLog:
    """The table ``interactions``, for callers on any thread. Opens the database on first use."""

    def __init__(self, store: DatabaseWorker) -> None:
        self._store = store

    @classmethod
    def at(cls, path: Path) -> InteractionLog:
        """The log in this file."""
        return cls(DatabaseWorker(path, "wenda", MIGRATIONS))

    @property
    def path(self) -> Path:
        """Where the file is."""
        return self._store.path

    def add(self, interaction: Interaction) -> PendingRow:
        """Commit a row; where the disk or a lock does not let us, keep it and write it later."""
        entry = PendingRow()

        def insert(db: Database) -> None:
            entry.id = records.next_id(db)
            db.table("interactions").insert({"id": entry.id, **interaction.to_row()})

        self._store.write_or_defer(insert).result()
        return entry

    def set_reply_message(self, entry: PendingRow, message: int) -> None:
        """Add the id of the message that carried the reply."""

        def note(db: Database) -> None:
            if entry.id is not None:  # None: the row itself was given up
                db.table("interactions").update(entry.id, {"reply_message": message})

        self._store.write_or_defer(note).result()

    def recent(self, count: int) -> list[Row]:
        """The last rows, newest first."""
        return self._store.read(lambda db: list(db.table("interactions").rows_where(order_by="id desc", limit=count)))

    def find(self, chat: str, *, reply: int | None = None, question: int | None = None) -> Row | None:
        """The newest exchange of a chat whose reply, or whose question, is this message."""
        column, message = ("reply_message", reply) if reply is not None else ("question_message", question)
        return self._store.read(lambda db: records.find(db, chat, column, message))

    def find_by_update(self, chat: str, update_id: int) -> Row | None:
        """The newest exchange that an update of this chat led to."""
        return self._store.read(lambda db: records.find(db, chat, "update_id", update_id))

    def rate(self, rating: Rating) -> None:
        """Keep what a person thinks of a reply, in place of what they thought before."""
        self._store.write_or_defer(lambda db: records.rate(db, rating)).result()

    def personal_record(self, user: str, offset: int, count: int) -> PersonalRecord:
        """What is kept of a person: how much of it, and a page of it, newest first."""
        return self._store.read(lambda db: records.personal_record(db, user, offset, count))

    def forget(self, user: str) -> PersonalRecord:
        """Erase a person's exchanges and ratings from the file itself; how many there were."""
        gone = self._store.write(lambda db: records.forget(db, user))
        self._store.run_exclusive(erase_deleted)
        return gone

    def purge_before(self, before: str) -> int:
        """Erase all exchanges from before a time (ISO 8601, UTC), with their ratings; how many there were."""
        gone = self._store.write(lambda db: records.purge(db, before))
        if gone:
            self._store.run_exclusive(erase_deleted)
        return gone

    def retry_deferred(self) -> int:
        """Try to write what was kept; how much is left."""
        return self._store.retry_deferred()

    def close(self) -> None:
        """Finish what is under way and close the file."""
        self._store.close()


def erase_deleted(db: Database) -> None:
    """Leave nothing of what was deleted in the file.

    Pages that were rearranged can hold copies that secure_delete does not know of; a rewritten file has none.
    """
    db.execute("VACUUM")
    checkpoint(db)
