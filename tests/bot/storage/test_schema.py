"""Databases that were emptied, cut, or lack what their migrations made."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from bot.storage import update_inbox
from bot.storage.database import DatabaseWorker, open_database
from bot.storage.migrations import MIGRATIONS
from bot.storage.schema import find_emptied, find_missing
from bot.texts import operator


def made(path: Path) -> Path:
    """A log that was used and closed."""
    open_database(path, "wenda", MIGRATIONS).close()
    return path


def change(path: Path, *statements: str) -> None:
    """Run SQL on a file."""
    with closing(sqlite3.connect(path)) as db:
        for statement in statements:
            db.execute(statement)
        db.commit()


def test_a_new_database_lacks_nothing_and_leaves_no_draft(tmp_path: Path) -> None:
    """It stands there whole, alone in its folder."""
    path = made(tmp_path / "var" / "wenda.db")
    assert [each.name for each in path.parent.iterdir()] == [path.name]
    assert (find_emptied(path), find_missing(path, "wenda", MIGRATIONS)) == ("", "")


def test_a_database_of_a_former_version_lacks_nothing(tmp_path: Path) -> None:
    """What no migration has made yet is not missing, and the next opening makes it."""
    path = tmp_path / "wenda.db"
    open_database(path, "wenda", MIGRATIONS[:3]).close()
    assert find_missing(path, "wenda", MIGRATIONS) == ""
    made(path)
    assert find_missing(path, "wenda", MIGRATIONS) == ""


@pytest.mark.parametrize(
    ("statements", "names"),
    [
        (("drop table ratings",), "ratings"),
        (("drop table interactions", "drop table topics"), "interactions、topics"),
        (("alter table interactions drop column parts",), "interactions.parts"),
        (("alter table curated rename to curated_2",), "curated"),
    ],
)
def test_what_is_missing_is_named(tmp_path: Path, statements: tuple[str, ...], names: str) -> None:
    """Tables and columns that the record of migrations says were made."""
    path = made(tmp_path / "wenda.db")
    change(path, *statements)
    assert find_missing(path, "wenda", MIGRATIONS) == operator.DATABASE_INCOMPLETE.format(names=names)


@pytest.mark.parametrize("statement", ["drop table _sqlite_migrations", "delete from _sqlite_migrations"])
def test_without_its_record_it_is_not_ours(tmp_path: Path, statement: str) -> None:
    """Nor is a database of another kind, and none of them is made ours by opening it."""
    path = made(tmp_path / "wenda.db")
    change(path, statement)
    assert find_missing(path, "wenda", MIGRATIONS) == operator.DATABASE_FOREIGN
    assert find_missing(path, "inbox", update_inbox.MIGRATIONS) == operator.DATABASE_FOREIGN
    with pytest.raises(sqlite3.DatabaseError, match="no table"):
        open_database(path, "wenda", MIGRATIONS)
    change(tmp_path / "other.db", "create table notes (text)")
    with pytest.raises(sqlite3.DatabaseError, match="no table"):
        open_database(tmp_path / "other.db", "wenda", MIGRATIONS)


def emptied(path: Path) -> None:
    """Leave a file of no bytes."""
    path.write_bytes(b"")


def gone(path: Path) -> None:
    """Leave the write-ahead log alone."""
    path.with_name("wenda.db-wal").write_bytes(b"x" * 5000)
    path.unlink()


@pytest.mark.parametrize(
    ("damage", "told"), [(emptied, operator.DATABASE_EMPTY), (gone, operator.DATABASE_GONE)], ids=["emptied", "gone"]
)
def test_an_emptied_database_is_not_filled_again(tmp_path: Path, damage: Callable[[Path], None], told: str) -> None:
    """Opening it is an error, which leaves everything as it is."""
    path = made(tmp_path / "wenda.db")
    damage(path)
    before = {each.name: each.read_bytes() for each in tmp_path.iterdir()}
    assert find_emptied(path) == told
    store = DatabaseWorker(path, "wenda", MIGRATIONS)
    with pytest.raises(sqlite3.DatabaseError, match="emptied"):
        store.read(lambda db: None)
    store.close()
    assert {each.name: each.read_bytes() for each in tmp_path.iterdir()} == before


def test_a_database_may_be_made_by_many_at_once(tmp_path: Path) -> None:
    """Whoever comes first makes it, and the others take it as it is."""
    path, errors = tmp_path / "var" / "wenda.db", []
    barrier = threading.Barrier(8)

    def begin(number: int) -> None:
        barrier.wait()
        store = DatabaseWorker(path, "wenda", MIGRATIONS)
        try:
            row = {"time": "2026", "channel": "ask", "question": f"{number}", "outcome": "none"}
            store.write(lambda db: db.table("interactions").insert(row))
        except Exception as error:
            errors.append(error)
        finally:
            store.close()

    threads = [threading.Thread(target=begin, args=[number]) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("select count(*) from interactions").fetchone() == (8,)
    assert [each.name for each in path.parent.iterdir() if each.suffix == ".part"] == []
