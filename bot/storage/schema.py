"""Schema of a database: what its migrations have made, and whether it is still there."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from bot.texts import operator

if TYPE_CHECKING:
    from sqlite_utils import Database, Migrations

_COLUMNS = (
    "select tables.name, columns.name from sqlite_master as tables, pragma_table_info(tables.name) as columns"
    " where tables.type = 'table'"
)


def known_migrations(name: str, migrations: Sequence[Callable[[Database], None]]) -> Migrations:
    """The migrations as sqlite-utils records them."""
    from sqlite_utils import Migrations

    known = Migrations(name)
    for migration in migrations:
        known()(migration)
    return known


def helpers_of(path: Path) -> tuple[Path, Path]:
    """The files beside a database that SQLite writes: the write-ahead log and its index."""
    return path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")


def find_emptied(path: Path) -> str:
    """What tells that the file of a database was emptied or taken away; empty where nothing does.

    >>> find_emptied(Path("no-such-folder/wenda.db"))
    ''
    """
    has_log = helpers_of(path)[0].exists()  # looked at first: another process makes the database before its log
    if not path.exists():
        return operator.DATABASE_GONE if has_log else ""
    return "" if path.stat().st_size else operator.DATABASE_EMPTY


def find_missing(path: Path, name: str, migrations: Sequence[Callable[[Database], None]]) -> str:
    """The tables and columns that a database lacks though its own record says that they were made; empty for none.

    Raises `sqlite3.Error` where it cannot be read.
    """
    from sqlite_utils import Database

    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=5)) as connection:
        recorded = {each.name for each in known_migrations(name, migrations).applied(Database(connection))}
        held = set(connection.execute(_COLUMNS))
    if not recorded:
        return operator.DATABASE_FOREIGN
    made = Database(memory=True)
    for migration in migrations:
        if migration.__name__ in recorded:
            migration(made)
    wanted = set(made.execute(_COLUMNS))
    made.close()
    if not (missing := wanted - held):
        return ""
    tables = {table for table, _ in held}
    names = sorted({f"{table}.{column}" if table in tables else table for table, column in missing})
    return operator.DATABASE_INCOMPLETE.format(names="、".join(names))
