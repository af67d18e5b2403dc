"""Interaction log: one row for each exchange, in the table ``interactions`` with its ``ratings``.

A row is committed before its reply is sent, so it survives a crash. While the disk is full or another process holds
the lock, rows are deferred and written later. The schema changes only by appending to the list of migrations.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bot.storage import counters
from bot.storage.database import Connection, DatabaseWorker, Row
from bot.storage.fragment_masking import mask_fragment
from bot.storage.migrations import MIGRATIONS as MIGRATIONS

JSON_COLUMNS = ("understood", "passages", "reason", "history", "suggestions", "parts")
# What a person asked, or wrote and another asked about. A private chat has the pseudonym of its person.
OF_PERSON = "(i.user = :user or i.chat = :user or i.author = :user)"
# Who asked. Terminal, pipe and command line know no account: whoever asks there counts as one person, in all of them.
PERSON = "coalesce(i.user, '')"
HIGHEST_ID = "exchanges"  # the counter of the highest id that was given before rows were deleted


@dataclass(frozen=True, slots=True)
class Interaction:
    """One row. ``time`` is UTC in ISO 8601; ``user`` and ``chat`` are pseudonyms; no text holds personal data.

    ``curated`` is the number of the staff answer that was given, ``written`` its text at that time.
    ``disclaims``: the disclaimer stood below the reply. ``parts`` are there where a message asked several things, each
    with its short answer and the position of its quote in ``passages``. ``author`` is the pseudonym of whoever wrote
    words that another person asked about.
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
    disclaims: bool = False
    parts: tuple[dict[str, Any], ...] = ()
    author: str | None = None

    def to_row(self) -> Row:
        """The columns, with nested values as JSON."""
        row = asdict(self)
        for name in JSON_COLUMNS:
            row[name] = json.dumps(row[name], ensure_ascii=False) if row[name] else None
        return row


@dataclass(slots=True)
class PendingRow:
    """Row that may not be written yet; ``id`` is set once it is."""

    id: int | None = None


@dataclass(frozen=True, slots=True)
class Rating:
    """A person's rating of a reply. ``user`` is a pseudonym; ``complaint`` is what was wrong, where they said so."""

    interaction: int
    user: str
    verdict: str
    complaint: str | None
    time: str


@dataclass(frozen=True, slots=True)
class PersonalRecord:
    """Stored data of a person: the numbers of exchanges and ratings, and a page of exchanges with their ratings."""

    exchanges: int
    ratings: int
    rows: tuple[Row, ...] = ()


class InteractionLog:
    """The tables ``interactions`` and ``ratings``, for callers on any thread. Opens the database on first use."""

    def __init__(self, store: DatabaseWorker) -> None:
        self._store = store

    @classmethod
    def at(cls, path: Path) -> InteractionLog:
        """The log in this file."""
        return cls(DatabaseWorker(path, "wenda", MIGRATIONS))

    @property
    def store(self) -> DatabaseWorker:
        """The database."""
        return self._store

    @property
    def path(self) -> Path:
        """The path of the file."""
        return self._store.path

    def add(self, interaction: Interaction) -> PendingRow:
        """Commit a row; defer it while the disk or a lock does not allow that."""
        entry = PendingRow()

        def insert(db: Connection) -> None:
            # Never the id of an erased exchange, whose topic and decisions the row would inherit.
            entry.id = counters.next_id(db, "interactions", HIGHEST_ID)
            db.table("interactions").insert({"id": entry.id, **interaction.to_row()})

        self._store.write_or_defer(insert).result()
        return entry

    def set_reply_message(self, entry: PendingRow, message: int) -> None:
        """Add the id of the message that carried the reply."""

        def update(db: Connection) -> None:
            if entry.id is not None:  # None: the row itself was given up
                db.table("interactions").update(entry.id, {"reply_message": message})

        self._store.write_or_defer(update).result()

    def move_chat(self, old: str, new: str) -> None:
        """Give the rows of a chat to the one that it has become, whose messages are numbered anew."""

        def update(db: Connection) -> None:
            db.execute(
                "update interactions set chat = ?, question_message = null, reply_message = null where chat = ?",
                [new, old],
            )

        self._store.write_or_defer(update).result()

    def mask_fragment(self, entry: PendingRow, fragment: str, mask: str) -> None:
        """Replace in a logged question the part of a number that a later message completed."""

        def update(db: Connection) -> None:
            if entry.id is not None:  # None: the row itself was given up
                mask_fragment(db, entry.id, fragment, mask)

        self._store.write_or_defer(update).result()

    def recent(self, count: int) -> list[Row]:
        """The last rows, newest first."""
        return self._store.read(lambda db: list(db.table("interactions").rows_where(order_by="id desc", limit=count)))

    def find(self, chat: str, column: str, number: int) -> Row | None:
        """The newest exchange of a chat by ``reply_message``, ``question_message`` or ``update_id``.

        Of those to a question that was edited, the newest whose reply a message is known to hold, if there is one.
        """
        return self._store.read(lambda db: _newest(db, chat, column, number))

    def rate(self, rating: Rating) -> None:
        """Store a rating, in place of the person's earlier one."""

        def upsert(db: Connection) -> None:
            db.table("ratings").upsert(asdict(rating), pk=("interaction", "user"))
            # What people find right is taught to the engine: every process must read it anew.
            counters.increment(db, "ratings")

        self._store.write_or_defer(upsert).result()

    def withdraw(self, interaction: int, user: str, verdict: str) -> None:
        """Delete a person's rating of a reply if it is this verdict, without a complaint."""

        def delete(db: Connection) -> None:
            gone = "delete from ratings where interaction = ? and user = ? and verdict = ? and complaint is null"
            if db.execute(gone, [interaction, user, verdict]).rowcount:
                counters.increment(db, "ratings")

        self._store.write_or_defer(delete).result()

    def personal_record(self, user: str, offset: int, count: int) -> PersonalRecord:
        """The numbers of a person's exchanges and ratings, and a page of the exchanges, newest first."""
        return self._store.read(lambda db: _personal_record(db, user, offset, count))

    def count_before(self, time: str) -> int:
        """The number of exchanges from before a time (ISO 8601, UTC)."""
        return self._store.read(lambda db: db.table("interactions").count_where("time < ?", [time]))

    def newest_time(self) -> str:
        """The time of the newest exchange; empty where there is none."""
        newest = "select time from interactions order by id desc limit 1"
        return self._store.read(lambda db: str((db.execute(newest).fetchone() or [""])[0]))

    def retry_deferred(self) -> int:
        """Retry the deferred rows; how many are left."""
        return self._store.retry_deferred()

    def close(self) -> None:
        """Finish running work and close the file."""
        self._store.close()


def decode_json_columns(row: Mapping[str, Any]) -> Row:
    """A row with the values of its JSON columns.

    >>> decode_json_columns({"question": "[谁]", "history": '["何时"]', "reason": None})
    {'question': '[谁]', 'history': ['何时'], 'reason': None}
    """
    return {
        name: json.loads(value) if name in JSON_COLUMNS and isinstance(value, str) else value
        for name, value in row.items()
    }


def _newest(db: Connection, chat: str, column: str, number: int) -> Row | None:
    where, order = f"chat = ? and {column} = ?", "id desc"
    if column == "question_message":
        order = "reply_message is null, id desc"
    return next(iter(db.table("interactions").rows_where(where, [chat, number], order_by=order, limit=1)), None)


def _personal_record(db: Connection, user: str, offset: int, count: int) -> PersonalRecord:
    exchanges = (
        "select i.time, i.question, i.outcome, r.verdict, r.complaint from interactions i"
        " left join ratings r on r.interaction = i.id and r.user = :user where"
    )
    page = f"{exchanges} {OF_PERSON} order by i.id desc limit :count offset :offset"
    rows = db.query(page, {"user": user, "count": count, "offset": offset})
    return PersonalRecord(*_personal_counts(db, user), tuple(rows))


def _personal_counts(db: Connection, user: str) -> tuple[int, int]:
    of_person = f"select count(*) from interactions i where {OF_PERSON}"  # noqa: S608
    exchanges = db.execute(of_person, {"user": user}).fetchone()[0]
    return int(exchanges), int(db.table("ratings").count_where("user = ?", [user]))
