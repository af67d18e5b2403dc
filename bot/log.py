"""The log of what was asked: one row an exchange, in SQLite.

Commits are synchronous (WAL, ``synchronous=FULL``), so a row that was written before its reply was sent is there
after a crash. A connection belongs to its thread; all work therefore happens on one thread of the log's own, and
the log may be used from any thread. The schema changes only by appending to the list of migrations.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from bot import records
from bot.records import Kept, Rating, Row
from bot.schema import MIGRATIONS as MIGRATIONS

if TYPE_CHECKING:
    from sqlite_utils import Database

BUSY_MS = 2_000  # how long a reply may wait for a lock on the log

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Interaction:
    """One row. ``time`` is UTC in ISO 8601; ``user`` and ``chat`` are pseudonyms; no text holds personal data."""

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

    def to_row(self) -> dict[str, Any]:
        """The columns, with what is nested as JSON."""
        row = asdict(self)
        for name in ("understood", "passages", "reason", "history", "suggestions"):
            row[name] = json.dumps(row[name], ensure_ascii=False) if row[name] else None
        return row


def open_database(path: Path) -> Database:
    """Open the database, made and brought up to date where needed; to be used on the calling thread only.

    Raises:
        OSError, sqlite3.Error: the folder or the file cannot be used.
    """
    from sqlite_utils import Database, Migrations

    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    db = Database(sqlite3.connect(path, timeout=BUSY_MS / 1000))
    _enable_wal(db)
    db.execute("PRAGMA synchronous=FULL")
    # From the first write on: what an update or a delete leaves behind in the file is zeroed as well.
    db.execute("PRAGMA secure_delete=ON")
    migrations = Migrations("wenda")
    for migration in MIGRATIONS:
        migrations()(migration)
    if migrations.pending(db):
        with _writing(db):
            migrations.apply(db)
    return db


@contextmanager
def _writing(db: Database) -> Iterator[None]:
    """A transaction that takes the write lock first.

    One that reads before it writes, as ``atomic()`` does, fails at once instead of waiting when another process has
    written in between.
    """
    db.conn.execute("BEGIN IMMEDIATE")
    with db.conn:
        yield


def _enable_wal(db: Database) -> None:
    """Switch to WAL; SQLite does not wait for other connections here, so we do."""
    deadline = time.monotonic() + BUSY_MS / 1000
    while True:
        try:
            return db.enable_wal()
        except sqlite3.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)


class InteractionLog:
    """The table ``interactions``, for callers on any thread. Opens the database on first use."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._db: Database | None = None
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="log")

    def add(self, interaction: Interaction) -> int:
        """Commit a row and return its id. Raises OSError or sqlite3.Error where that fails."""
        return self._run(lambda db: _insert(db, interaction.to_row()))

    def note_reply(self, row: int, message: int) -> None:
        """Add the id of the message that carried the reply."""
        self._run(lambda db: _update(db, row, {"reply_message": message}))

    def recent(self, count: int) -> list[Row]:
        """The last rows, newest first."""
        return self._run(lambda db: list(db.table("interactions").rows_where(order_by="id desc", limit=count)))

    def find(self, chat: str, *, reply: int | None = None, question: int | None = None) -> Row | None:
        """The newest exchange of a chat whose reply, or whose question, is this message."""
        column, message = ("reply_message", reply) if reply is not None else ("question_message", question)
        return self._run(lambda db: records.find(db, chat, column, message))

    def rate(self, rating: Rating) -> None:
        """Keep what a person thinks of a reply, in place of what they thought before."""
        self._run(lambda db: _do(db, lambda: records.rate(db, rating)))

    def kept_of(self, user: str, offset: int, count: int) -> Kept:
        """What is kept of a person: how much of it, and a page of it, newest first."""
        return self._run(lambda db: records.kept_of(db, user, offset, count))

    def forget(self, user: str) -> Kept:
        """Erase a person's exchanges and ratings from the file itself; how many there were."""
        return self._run(lambda db: _forget(db, user))

    def close(self) -> None:
        """Finish what is under way and close the file."""
        self._thread.submit(self._close).result()
        self._thread.shutdown()

    def _run(self, work: Callable[[Database], _T]) -> _T:
        return self._thread.submit(lambda: work(self._open())).result()

    def _open(self) -> Database:
        if self._db is None:
            self._db = open_database(self.path)
        return self._db

    def _close(self) -> None:
        if self._db is not None:
            self._db.close()
            self._db = None


def _insert(db: Database, row: dict[str, Any]) -> int:
    with _writing(db):
        return int(db.table("interactions").insert(row).last_pk or 0)


def _update(db: Database, row: int, values: dict[str, Any]) -> None:
    with _writing(db):
        db.table("interactions").update(row, values)


def _do(db: Database, work: Callable[[], _T]) -> _T:
    with _writing(db):
        return work()


def _forget(db: Database, user: str) -> Kept:
    gone = _do(db, lambda: records.forget(db, user))
    # Pages that were rearranged can hold copies that secure_delete does not know of; a rewritten file has none.
    db.execute("VACUUM")
    deadline = time.monotonic() + BUSY_MS / 1000
    while db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] and time.monotonic() < deadline:
        time.sleep(0.02)  # a reader still looks at the old pages
    return gone
