"""An SQLite file and the one thread that reads and writes it.

A connection belongs to its thread, so all work on a file happens on one thread of its own, and callers may be on any.
Commits are synchronous (WAL, ``synchronous=FULL``): what was written before a reply was sent is there after a crash.
What cannot be written now, because the disk is full or another process holds the lock, can be kept and written later.
"""

from __future__ import annotations

import logging
import sqlite3
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

if TYPE_CHECKING:
    from sqlite_utils import Database

BUSY_TIMEOUT_MS = 2_000  # how long a reply may wait for a lock
BACKOFF_SECONDS = 5.0  # after a failure: without a rest each reply would wait for the same lock again
MAX_DEFERRED = 10_000
# What reading or writing raises where the disk, the file or a lock does not allow it.
DATABASE_ERRORS = (OSError, sqlite3.Error)

_LOGGER = logging.getLogger(__name__)
_T = TypeVar("_T")

Connection: TypeAlias = "Database"
"""An open database, as the work that is handed to `DatabaseWorker` gets it."""
Migration = Callable[["Database"], None]
Work = Callable[["Database"], _T]


def open_database(path: Path, name: str, migrations: Sequence[Migration]) -> Database:
    """Open a database, made and brought up to date where needed; to be used on the calling thread only.

    Raises:
        OSError, sqlite3.Error: the folder or the file cannot be used.
    """
    from sqlite_utils import Database, Migrations

    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    db = Database(sqlite3.connect(path, timeout=BUSY_TIMEOUT_MS / 1000))
    _enable_wal(db)
    db.execute("PRAGMA synchronous=FULL")
    # From the first write on: what an update or a delete leaves behind in the file is zeroed as well.
    db.execute("PRAGMA secure_delete=ON")
    known = Migrations(name)
    for migration in migrations:
        known()(migration)
    if known.pending(db):
        with transaction(db):
            known.apply(db)
    return db


@contextmanager
def transaction(db: Database) -> Iterator[None]:
    """A transaction that takes the write lock first.

    One that reads before it writes, as ``atomic()`` does, fails at once instead of waiting when another process has
    written in between.
    """
    db.conn.execute("BEGIN IMMEDIATE")
    with db.conn:
        yield


def checkpoint(db: Database) -> bool:
    """Fold the write-ahead log into the file and empty it; whether that was possible within the busy time."""
    deadline = time.monotonic() + BUSY_TIMEOUT_MS / 1000
    while db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)  # a reader still looks at the old pages
    return True


def _enable_wal(db: Database) -> None:
    """Switch to WAL; SQLite does not wait for other connections here, so we do."""
    deadline = time.monotonic() + BUSY_TIMEOUT_MS / 1000
    while True:
        try:
            return db.enable_wal()
        except sqlite3.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)


class DatabaseWorker:
    """A database for callers on any thread. It is opened when something is first asked of it."""

    def __init__(self, path: Path, name: str, migrations: Sequence[Migration]) -> None:
        self.path = path
        self._name = name
        self._migrations = tuple(migrations)
        self._db: Database | None = None
        self._deferred: deque[Work[Any]] = deque()
        self._retry_at = 0.0  # monotonic time until which nothing is tried
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)

    @property
    def deferred_count(self) -> int:
        """How many writes wait for the disk or the lock."""
        return len(self._deferred)

    def read(self, work: Work[_T]) -> _T:
        """What ``work`` finds. Raises OSError or sqlite3.Error where the file cannot be used."""
        return self.read_async(work).result()

    def read_async(self, work: Work[_T]) -> Future[_T]:
        """The same without waiting for it."""
        return self._thread.submit(lambda: work(self._open()))

    def read_snapshot(self, work: Work[_T]) -> _T:
        """What ``work`` finds, on a connection and the thread of the caller: a long look holds up nobody's reply.

        Raises OSError or sqlite3.Error where the file cannot be used, or ``work`` tries to write.
        """
        from sqlite_utils import Database

        self.read(lambda db: None)  # made, and brought up to date
        with closing(sqlite3.connect(f"{self.path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            return work(Database(connection))

    def write(self, work: Work[_T]) -> _T:
        """Do the work in a transaction of its own. Raises OSError or sqlite3.Error where that fails."""
        return self.write_async(work).result()

    def write_async(self, work: Work[_T]) -> Future[_T]:
        """The same without waiting for it."""
        return self._thread.submit(self._write, work)

    def write_or_fail(self, work: Work[_T]) -> Future[_T]:
        """Do the work in a transaction, or fail at once where the disk or the lock has just failed others."""
        return self._thread.submit(self._write_or_fail, work)

    def write_or_defer(self, work: Work[Any]) -> Future[bool]:
        """Do the work in a transaction now, or keep it, in order, until that is possible; whether it is done.

        What is kept is tried again with every write and by `retry`; it is in memory only.
        """
        return self._thread.submit(self._write_or_defer, work)

    def retry_deferred(self) -> int:
        """Try what was kept; how much is left."""
        return self._thread.submit(self._retry_deferred).result()

    def run_exclusive(self, work: Work[_T]) -> _T:
        """Do work that brings transactions of its own, or allows none, as VACUUM does."""
        return self._thread.submit(lambda: self._run_exclusive(work)).result()

    def close(self) -> None:
        """Write what was kept, finish what is under way and close the file."""
        self._thread.submit(self._close).result()
        self._thread.shutdown()

    def _open(self) -> Database:
        if self._db is None:
            self._db = open_database(self.path, self._name, self._migrations)
        return self._db

    def _run_exclusive(self, work: Work[_T]) -> _T:
        self._flush()
        return work(self._open())

    def _write(self, work: Work[_T]) -> _T:
        db = self._open()
        self._flush()
        with transaction(db):
            return work(db)

    def _flush(self) -> None:
        """Write what was kept, oldest first."""
        while self._deferred:
            try:
                with transaction(self._open()):
                    self._deferred[0](self._open())
            except (OSError, sqlite3.OperationalError):
                raise
            except Exception:  # it would fail for ever, and hold up those behind it
                _LOGGER.exception("%s: a write that was kept is given up", self.path.name)
            self._deferred.popleft()

    def _write_or_fail(self, work: Work[_T]) -> _T:
        if time.monotonic() < self._retry_at:
            raise sqlite3.OperationalError("it could not be written a moment ago")
        try:
            return self._write(work)
        except (OSError, sqlite3.OperationalError):
            self._retry_at = time.monotonic() + BACKOFF_SECONDS
            raise

    def _write_or_defer(self, work: Work[Any]) -> bool:
        if time.monotonic() >= self._retry_at:
            try:
                self._write(work)
                return True
            except (OSError, sqlite3.OperationalError) as error:
                self._back_off(error)
        self._deferred.append(work)
        if len(self._deferred) > MAX_DEFERRED:
            self._deferred.popleft()
            _LOGGER.error("%s: more than %d writes wait; the oldest is given up", self.path.name, MAX_DEFERRED)
        return False

    def _retry_deferred(self) -> int:
        try:
            self._flush()
        except (OSError, sqlite3.OperationalError) as error:
            self._back_off(error)
        return len(self._deferred)

    def _back_off(self, error: Exception) -> None:
        self._retry_at = time.monotonic() + BACKOFF_SECONDS
        _LOGGER.error("%s cannot be written (%s); what is to be written is kept for later", self.path.name, error)

    def _close(self) -> None:
        if self._deferred and self._retry_deferred():
            _LOGGER.error("%s: %d writes were kept to the end and are lost", self.path.name, self.deferred_count)
        if self._db is not None:
            self._db.close()
            self._db = None
