"""Database backups: integrity check, a copy while the service runs, and restoring one."""

from __future__ import annotations

import logging
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bot.erasure.data_erasure import reapply
from bot.erasure.replaced_databases import ReplacedDatabases
from bot.erasure.tombstones import FILE as TOMBSTONES
from bot.erasure.tombstones import Tombstone, Tombstones
from bot.operations.single_instance import hold_instance_lock
from bot.storage import update_inbox
from bot.storage.database import Migration, checkpoint, open_database, transaction
from bot.storage.files import atomic_replacement
from bot.storage.migrations import MIGRATIONS
from bot.storage.schema import find_emptied, find_missing
from bot.storage.update_inbox import OUTAGE_FILE
from bot.texts import operator
from bot.texts.errors.system_errors import database_error, integrity_error, system_error
from retrieval.models import WendaError

if TYPE_CHECKING:
    from bot.config.settings import Settings

_LOGGER = logging.getLogger(__name__)


class DatabaseUnusableError(WendaError):
    """A database that cannot be used; the message names the command that helps."""


@dataclass(frozen=True, slots=True)
class StateDatabase:
    """A database of the state folder: its file, its schema, what helps where it is damaged, and the files that stand
    beside it once it was used.
    """

    path: Path
    schema: str
    migrations: tuple[Migration, ...]
    remedy: str
    companions: tuple[str, ...]

    @classmethod
    def log(cls, settings: Settings) -> StateDatabase:
        """The interaction log."""
        beside = ("secret", settings.inbox.name, OUTAGE_FILE)
        return cls(settings.database, "wenda", MIGRATIONS, operator.REMEDY_RESTORE, beside)

    @classmethod
    def inbox(cls, settings: Settings) -> StateDatabase:
        """The update inbox."""
        return cls(settings.inbox, "inbox", update_inbox.MIGRATIONS, operator.REMEDY_REMOVE, (OUTAGE_FILE,))

    @property
    def is_lost(self) -> bool:
        """Whether there is no file though the folder was used; it may have been moved away on purpose."""
        return not self.path.exists() and any(self.path.with_name(name).exists() for name in self.companions)

    def find_damage(self) -> str:
        """The damage, that of an emptied file or of missing tables too; empty where it is sound or does not exist."""
        if emptied := find_emptied(self.path):
            return emptied
        return (find_damage(self.path) or self._find_missing()) if self.path.exists() else ""

    def check(self) -> None:
        """Raise `DatabaseUnusableError` where it is damaged."""
        if wrong := self.find_damage():
            remedy = self.remedy.format(path=self.path)
            raise DatabaseUnusableError(operator.DAMAGED.format(path=self.path, found=wrong, remedy=remedy))

    def _find_missing(self) -> str:
        try:
            return find_missing(self.path, self.schema, self.migrations)
        except sqlite3.OperationalError:
            return ""  # it is locked, or the disk is full, and `find_damage` has judged it as it lies


def check_databases(settings: Settings) -> None:
    """Raise `DatabaseUnusableError` where a database is damaged; log it where one was taken away."""
    for database in (StateDatabase.log(settings), StateDatabase.inbox(settings)):
        database.check()
        if database.is_lost:
            _LOGGER.warning("%s is not there, though this folder was used before; a new one is made", database.path)


def find_damage(path: Path) -> str:
    """The damage of a database; empty where it is sound."""
    try:
        return _quick_check(f"{path.absolute().as_uri()}?mode=rw")
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError) and "locked" in str(error):
            return ""  # another process writes to it, so it is a database
        if error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL, sqlite3.SQLITE_CANTOPEN):
            return _find_damage_read_only(path)
        return database_error(str(error))


def _find_damage_read_only(path: Path) -> str:
    """The same for the file without its journal: on a full disk SQLite cannot create the files that it opens a
    database with.
    """
    try:
        return _quick_check(f"{path.absolute().as_uri()}?mode=ro&immutable=1")
    except sqlite3.DatabaseError as error:
        return database_error(str(error))


def _quick_check(uri: str) -> str:
    with closing(sqlite3.connect(uri, uri=True, timeout=5)) as db:
        found = [str(row[0]) for row in db.execute("PRAGMA quick_check(3)")]
    return "" if found == ["ok"] else integrity_error("; ".join(found))


def back_up(settings: Settings, target: Path) -> int:
    """Write a consistent copy of the log while others may write to it; its size in bytes.

    The copy has everything but the inbox, and nothing that was deleted. It appears complete or not at all.

    Raises:
        DatabaseUnusableError: there is no database or it is damaged, the target is there already, or it cannot be
            written.
    """
    database = settings.database
    StateDatabase.log(settings).check()
    if not database.exists():
        raise DatabaseUnusableError(operator.NOTHING_TO_BACK_UP.format(path=database))
    if target.exists():
        raise DatabaseUnusableError(operator.BACKUP_EXISTS.format(path=target))
    try:
        with atomic_replacement(target) as draft:
            with closing(sqlite3.connect(database, timeout=30)) as db:
                db.execute("VACUUM INTO ?", [str(draft)])
            if wrong := find_damage(draft):
                raise DatabaseUnusableError(operator.BACKUP_FAILED.format(path=target, error=wrong))
    except (OSError, sqlite3.Error) as error:
        raise DatabaseUnusableError(operator.BACKUP_FAILED.format(path=target, error=system_error(error))) from error
    return target.stat().st_size


def restore(source: Path, settings: Settings) -> Path | None:
    """Replace the log by a copy while no service runs; the path of the former database, if there was one.

    What people have had erased since the copy was made is erased from it again, by the tombstones in the state folder
    and those beside the copy.

    Raises:
        DatabaseUnusableError: the copy is not a sound database of this program, or cannot be put there.
        AlreadyRunningError: the service runs.
    """
    if not source.is_file():
        raise DatabaseUnusableError(operator.NO_BACKUP.format(path=source))
    if wrong := find_damage(source) or _find_foreign_schema(source):
        said = operator.DAMAGED.format(path=source, found=wrong, remedy=operator.REMEDY_OTHER_BACKUP)
        raise DatabaseUnusableError(said)
    with hold_instance_lock(settings.state):
        return _replace(source, settings.database)


def _replace(source: Path, database: Path) -> Path | None:
    """Put an erased copy in place of the database. What was there is renamed."""
    try:
        tombstones = Tombstones(database.with_name(TOMBSTONES)).merge(Tombstones(source.with_name(TOMBSTONES)).read())
        with atomic_replacement(database) as draft:
            with closing(sqlite3.connect(source)) as db:
                db.execute("VACUUM INTO ?", [str(draft)])
            _erase_again(draft, tombstones)
            return ReplacedDatabases(database).put_aside()
    except (OSError, sqlite3.Error) as error:
        raise DatabaseUnusableError(operator.RESTORE_FAILED.format(path=database, error=system_error(error))) from error


def _erase_again(draft: Path, tombstones: list[Tombstone]) -> None:
    """Erase from a copy what people have had erased since it was made."""
    with closing(open_database(draft, "wenda", MIGRATIONS)) as db:
        with transaction(db):
            gone = reapply(db, tombstones)
        if not gone.is_nothing:
            db.execute("VACUUM")
        checkpoint(db)  # its log file must be empty: only the file itself is put in place
    if gone.exchanges:
        _LOGGER.info("erased %d exchanges again that people have had erased since the copy was made", gone.exchanges)


def _find_foreign_schema(path: Path) -> str:
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as db:
        tables = {str(row[0]) for row in db.execute("select name from sqlite_master where type = 'table'")}
    return "" if "interactions" in tables else operator.NOT_OURS
