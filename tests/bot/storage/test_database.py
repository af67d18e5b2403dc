"""An SQLite file, its thread, and what is kept while it cannot be written."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.storage import database
from bot.storage.database import DatabaseWorker
from tests.waiting import LONGEST_S, wait_until

if TYPE_CHECKING:
    from sqlite_utils import Database

LARGE = "x" * 100_000


def create(db: Database) -> None:
    """The schema of these tests."""
    db.table("t").create({"id": int, "text": str}, pk="id")


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[DatabaseWorker]:
    """A database with a table, impatient with locks."""
    monkeypatch.setattr(database, "BUSY_TIMEOUT_MS", 50)
    made = DatabaseWorker(tmp_path / "t.db", "t", [create])
    made.write(lambda db: None)
    yield made
    made.close()


def insert(text: str) -> database.Work[None]:
    """Work that adds a row."""

    def work(db: Database) -> None:
        db.execute("insert into t (text) values (?)", [text])

    return work


def rows(path: Path) -> list[str]:
    """What is in the file for others."""
    with closing(sqlite3.connect(path)) as db:
        return [row[0] for row in db.execute("select text from t order by id")]


def limit(store: DatabaseWorker, pages: int) -> None:
    """Let SQLite fail as on a full disk beyond so many pages."""
    store.read(lambda db: db.execute(f"PRAGMA max_page_count={pages}").fetchall())


def test_what_a_full_disk_refuses_is_kept_in_order(store: DatabaseWorker, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows wait in memory, nothing overtakes them, and all are there once there is space."""
    monkeypatch.setattr(database, "BACKOFF_SECONDS", 0.0)
    limit(store, 8)
    assert not store.write_or_defer(insert(LARGE)).result()
    assert not store.write_or_defer(insert("small, and behind it")).result()
    assert (store.deferred_count, store.retry_deferred(), rows(store.path)) == (2, 2, [])
    limit(store, 10_000)
    assert store.write_or_defer(insert("last")).result()
    assert (store.deferred_count, rows(store.path)) == (0, [LARGE, "small, and behind it", "last"])


def test_background_work_lets_all_others_go_first(store: DatabaseWorker) -> None:
    """What is handed in while it waits is done before it."""
    held = threading.Event()
    busy = store.read_async(lambda db: held.wait(LONGEST_S))
    background = threading.Thread(target=store.write_when_idle, args=(insert("background"),))
    background.start()
    replies = [store.write_async(insert(f"reply {at}")) for at in range(3)]
    held.set()
    background.join(LONGEST_S)
    assert busy.result()
    assert [reply.result() for reply in replies] == [None] * 3
    assert rows(store.path) == ["reply 0", "reply 1", "reply 2", "background"]


def test_background_work_has_its_turn_under_unbroken_load(
    store: DatabaseWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a while it stands in line like all others."""
    monkeypatch.setattr(database, "PATIENCE_S", 0.0)
    held = threading.Event()
    store.read_async(lambda db: held.wait(LONGEST_S))
    first = store.write_async(insert("before"))
    background = threading.Thread(target=store.write_when_idle, args=(insert("background"),))
    background.start()
    wait_until(lambda: store.unfinished_count == 3, "the background work in line")
    last = store.write_async(insert("after"))
    held.set()
    background.join(LONGEST_S)
    assert (first.result(), last.result()) == (None, None)
    assert rows(store.path) == ["before", "background", "after"]


def test_a_write_of_now_fails_where_the_disk_is_full(store: DatabaseWorker) -> None:
    """Who asks for a write that must be done is told that it was not."""
    limit(store, 8)
    with pytest.raises(sqlite3.OperationalError, match="full"):
        store.write(insert(LARGE))
    assert store.deferred_count == 0


def test_one_that_can_never_be_written_holds_nobody_up(store: DatabaseWorker, caplog: pytest.LogCaptureFixture) -> None:
    """A kept write that fails for a reason of its own is reported and given up."""
    with closing(sqlite3.connect(store.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        store.write_or_defer(lambda db: db.execute("insert into t (id) values ('no number')")).result()
        store.write_or_defer(insert("behind it")).result()
        other.execute("ROLLBACK")
    assert store.retry_deferred() == 0
    assert rows(store.path) == ["behind it"]
    assert "is given up" in caplog.text


def test_what_is_kept_has_a_bound(
    store: DatabaseWorker, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Beyond it the oldest goes, which is reported."""
    monkeypatch.setattr(database, "MAX_DEFERRED", 3)
    with closing(sqlite3.connect(store.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        for text in "abcde":
            store.write_or_defer(insert(text)).result()
        other.execute("ROLLBACK")
    assert store.retry_deferred() == 0
    assert rows(store.path) == ["c", "d", "e"]
    assert "the oldest is given up" in caplog.text


def test_closing_writes_what_was_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The end is one more try."""
    monkeypatch.setattr(database, "BUSY_TIMEOUT_MS", 50)
    store = DatabaseWorker(tmp_path / "c.db", "t", [create])
    store.write(insert("first"))
    with closing(sqlite3.connect(store.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert not store.write_or_defer(insert("kept")).result()
        other.execute("ROLLBACK")
    store.close()
    assert rows(store.path) == ["first", "kept"]


def test_a_write_that_fails_leaves_nothing(store: DatabaseWorker) -> None:
    """Every write is a transaction: all of it or none."""

    def half(db: Database) -> None:
        insert("half")(db)
        raise RuntimeError("on the way")

    with pytest.raises(RuntimeError, match="on the way"):
        store.write(half)
    assert rows(store.path) == []


def test_maintenance_comes_after_what_was_kept(store: DatabaseWorker) -> None:
    """What is to be rewritten holds what waited for it."""
    with closing(sqlite3.connect(store.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        store.write_or_defer(insert("kept")).result()
        other.execute("ROLLBACK")
    assert store.run_exclusive(lambda db: db.execute("select count(*) from t").fetchone()[0]) == 1


def test_a_checkpoint_empties_the_log_file(store: DatabaseWorker, monkeypatch: pytest.MonkeyPatch) -> None:
    """The write-ahead log is folded into the file; while a reader holds it, that is given up in time."""
    monkeypatch.setattr(database, "BUSY_TIMEOUT_MS", 100)
    wal = store.path.with_name("t.db-wal")
    store.write(insert("a"))
    with closing(sqlite3.connect(store.path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("select * from t").fetchall()
        store.write(insert("b"))
        assert not store.run_exclusive(database.checkpoint)
    assert store.run_exclusive(database.checkpoint)
    assert wal.stat().st_size == 0
