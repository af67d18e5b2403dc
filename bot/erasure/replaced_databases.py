"""Replaced databases: the logs that restorations have left beside the one in use, with words of the same people."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

from bot import clock
from bot.storage.database import Connection, checkpoint, open_database, transaction
from bot.storage.migrations import MIGRATIONS

_SUFFIX = "before"
_PARTS = ("", "-wal", "-shm")  # the write-ahead log belongs to its database

_LOGGER = logging.getLogger(__name__)


class ReplacedDatabases:
    """The databases that were replaced by restored ones, by the path of the one in use."""

    def __init__(self, database: Path) -> None:
        self._database = database

    def put_aside(self) -> Path | None:
        """Rename the database in use, with its log; the new path, None where there is no database."""
        database = self._database
        former = database.with_name(f"{database.name}.{_SUFFIX}-{clock.now():%Y%m%dT%H%M%SZ}")
        had_one = database.exists()
        for part in _PARTS:
            old = database.with_name(database.name + part)
            if old.exists():
                old.rename(former.with_name(former.name + part))
        return former if had_one else None

    def paths(self) -> Iterator[Path]:
        """The files, oldest first."""
        for path in sorted(self._database.parent.glob(f"{self._database.name}.{_SUFFIX}-*")):
            if not path.name.endswith(_PARTS[1:]):
                yield path

    def erase(self, work: Callable[[Connection], bool]) -> None:
        """Erase in each of them; ``work`` tells whether it has changed anything.

        One that is no sound database any more is deleted: nothing can be erased from it. Raises OSError or
        sqlite3.OperationalError where a file cannot be used now.
        """
        for path in self.paths():
            try:
                with closing(open_database(path, "wenda", MIGRATIONS)) as db:
                    with transaction(db):
                        is_changed = work(db)
                    if is_changed:
                        db.execute("VACUUM")
                    checkpoint(db)
            except sqlite3.OperationalError:
                raise
            except sqlite3.DatabaseError as error:
                _LOGGER.warning("%s is damaged (%s); nothing can be erased from it, so it is deleted", path.name, error)
                for part in _PARTS:
                    path.with_name(path.name + part).unlink(missing_ok=True)
