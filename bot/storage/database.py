"""SQLite database with one worker thread that does all reading and writing.

An SQLite connection belongs to its thread. `DatabaseWorker` gives each file one thread, and callers may be on any.
Commits are synchronous (WAL, ``synchronous=FULL``): a row that was written before a reply was sent survives a crash.
A write that fails because the disk is full or another process holds the lock can be deferred and retried.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from bot.storage import files
from bot.storage.schema import find_emptied, helpers_of, known_migrations
from bot.storage.state_folder import make_private

if TYPE_CHECKING:
    from sqlite_utils import Database

BUSY_TIMEOUT_MS = 2_000  # how long a reply may wait for a lock
BACKOFF_SECONDS = 5.0  # after a failure: otherwise each reply would wait for the same lock again
MAX_DEFERRED = 10_000
PATIENCE_S = 5.0  # for how long background work lets others go first: under unbroken load its turn must come too
# Errors of reading or writing that the disk, the file or a lock causes.
DATABASE_ERRORS = (OSError, sqlite3.Error)

_LOGGER = logging.getLogger(__name__)
_T = TypeVar("_T")

Connection: TypeAlias = "Database"
"""An open database, as the work that is handed to `DatabaseWorker` gets it."""
Migration = Callable[["Database"], None]
Work = Callable[["Database"], _T]
Row = dict[str, Any]


def open_database(path: Path, name: str, migrations: Sequence[Migration]) -> Database:
    """Open a database for the calling thread; create it and run pending migrations first.

    It is created whole: a file that is empty, or lacks its tables, was damaged, and is not filled again in silence.

    Raises:
        OSError, sqlite3.Error: the folder or the file cannot be used, or the file was emptied.
    """
    make_private(path.parent)
    if find_emptied(path):
        raise sqlite3.DatabaseError("the file was emptied or taken away")
    if not path.exists():
        with files.atomic_creation(path) as draft:
            try:
                _migrated(draft, name, migrations, is_new=True).close()
            finally:
                for helper in helpers_of(draft):
                    helper.unlink(missing_ok=True)
    return _migrated(path, name, migrations)


def _migrated(path: Path, name: str, migrations: Sequence[Migration], is_new: bool = False) -> Database:
    from sqlite_utils import Database

    db = Database(sqlite3.connect(path, timeout=BUSY_TIMEOUT_MS / 1000))
    try:
        _enable_wal(db)
        db.execute("PRAGMA synchronous=FULL")
        # From the first write on: content that an update or a delete leaves behind in the file is zeroed.
        db.execute("PRAGMA secure_delete=ON")
        known = known_migrations(name, migrations)
        if migrations and not is_new and not known.applied(db):
            raise sqlite3.DatabaseError("no table of this program is in it")
        if known.pending(db):
            with transaction(db):
                known.apply(db)
    except BaseException:
        db.close()
        raise
    return db


@contextmanager
def transaction(db: Database) -> Iterator[None]:
    """Transaction that takes the write lock at its start.

    A transaction that reads before it writes, as ``atomic()`` begins it, fails at once instead of waiting when another
    process has written in between.
    """
    db.conn.execute("BEGIN IMMEDIATE")
    with db.conn:
        yield


def columns(names: str) -> dict[str, type]:
    """The columns of a new table, in order: text unless another type follows the name.

    >>> columns("id:int time")
    {'id': <class 'int'>, 'time': <class 'str'>}
    """
    types = {"": str, "int": int, "float": float}
    return {name: types[kind] for name, _, kind in (each.partition(":") for each in names.split())}


def checkpoint(db: Database) -> bool:
    """Copy the write-ahead log into the file and empty it; whether that succeeded within the busy timeout."""
    deadline = time.monotonic() + BUSY_TIMEOUT_MS / 1000
    while db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)  # a reader still uses the old pages
    return True


def _enable_wal(db: Database) -> None:
    """Switch to WAL; SQLite does not wait for other connections here, so this does."""
    deadline = time.monotonic() + BUSY_TIMEOUT_MS / 1000
    while True:
        try:
            return db.enable_wal()
        except sqlite3.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)


class DatabaseWorker:
    """Database for callers on any thread; opened on first use."""

    def __init__(self, path: Path, name: str, migrations: Sequence[Migration]) -> None:
        self.path = path
        self._name = name
        self._migrations = tuple(migrations)
        self._db: Database | None = None
        self._deferred: deque[Work[Any]] = deque()
        self._retry_at = 0.0  # monotonic time until which no write is tried
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)
        self._unfinished, self._idle = 0, threading.Condition()  # work that was handed in

    @property
    def deferred_count(self) -> int:
        """The number of writes that wait for the disk or the lock."""
        return len(self._deferred)

    @property
    def unfinished_count(self) -> int:
        """The pieces of work that were handed in and are not done."""
        return self._unfinished

    def read(self, work: Work[_T]) -> _T:
        """Run ``work`` and return its result. Raises OSError or sqlite3.Error where the file cannot be used."""
        return self.read_async(work).result()

    def read_async(self, work: Work[_T]) -> Future[_T]:
        """Run ``work`` without waiting for its result."""
        return self._submit(lambda: work(self._open()))

    def read_snapshot(self, work: Work[_T]) -> _T:
        """Run ``work`` on a read-only connection of the calling thread: a long read delays no reply.

        Raises OSError or sqlite3.Error where the file cannot be used, or ``work`` tries to write.
        """
        from sqlite_utils import Database

        self.read(lambda db: None)  # creates the file and runs the migrations
        with closing(sqlite3.connect(f"{self.path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            return work(Database(connection))

    def write(self, work: Work[_T]) -> _T:
        """Run ``work`` in a transaction and return its result. Raises OSError or sqlite3.Error where that fails."""
        return self.write_async(work).result()

    def write_async(self, work: Work[_T]) -> Future[_T]:
        """Run ``work`` in a transaction without waiting for its result."""
        return self._submit(lambda: self._write(work))

    def write_when_idle(self, work: Work[_T]) -> _T:
        """Run ``work`` in a transaction once nothing else is to be done, and return its result.

        For the steps of background work: each should take a few milliseconds, and all that replies wait for goes
        first. Raises OSError or sqlite3.Error where the file cannot be written.
        """
        with self._idle:
            self._idle.wait_for(lambda: not self._unfinished, PATIENCE_S)
        return self.write(work)

    def write_or_fail(self, work: Work[_T]) -> Future[_T]:
        """Run ``work`` in a transaction; fail at once during the back-off that follows a failed write."""
        return self._submit(lambda: self._write_or_fail(work))

    def write_or_defer(self, work: Work[Any]) -> Future[bool]:
        """Run ``work`` in a transaction, or defer it while that is impossible; whether it was done.

        Deferred writes are retried in order, before every write and by `retry_deferred`. They are in memory only.
        """
        return self._submit(lambda: self._write_or_defer(work))

    def retry_deferred(self) -> int:
        """Retry the deferred writes; how many are left."""
        return self._submit(self._retry_deferred).result()

    def run_exclusive(self, work: Work[_T]) -> _T:
        """Run ``work`` outside of any transaction: it brings its own, or allows none, as VACUUM does."""
        return self._submit(lambda: self._run_exclusive(work)).result()

    def close(self) -> None:
        """Write what was deferred, finish running work and close the file."""
        self._submit(self._close).result()
        self._thread.shutdown()

    def _submit(self, work: Callable[[], _T]) -> Future[_T]:
        with self._idle:
            submitted = self._thread.submit(work)
            self._unfinished += 1
        submitted.add_done_callback(self._note_finished)
        return submitted

    def _note_finished(self, _: Future[Any]) -> None:
        with self._idle:
            self._unfinished -= 1
            self._idle.notify_all()

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
        """Do the deferred writes, oldest first."""
        while self._deferred:
            try:
                with transaction(self._open()):
                    self._deferred[0](self._open())
            except (OSError, sqlite3.OperationalError):
                raise
            except Exception:  # it would fail for ever, and block those behind it
                _LOGGER.exception("%s: a deferred write is given up", self.path.name)
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
        _LOGGER.error("%s cannot be written (%s); writes are deferred", self.path.name, error)

    def _close(self) -> None:
        if self._deferred and self._retry_deferred():
            _LOGGER.error("%s: %d deferred writes are lost", self.path.name, self.deferred_count)
        if self._db is not None:
            self._db.close()
            self._db = None
