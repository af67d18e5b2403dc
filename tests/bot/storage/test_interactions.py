"""The log of what was asked."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.storage.database import open_database, transaction
from bot.storage.interactions import MIGRATIONS, Interaction, InteractionLog
from tests.waiting import LONGEST_S

ROW = Interaction("2026-01-01T00:00:00.000+00:00", "ask", "谁", "answer", "1", "abc", 1.5)


def test_a_row_comes_back_as_it_was_written(log: InteractionLog) -> None:
    """Plain columns are plain, nested ones are JSON with readable Chinese, absent ones are null."""
    row = Interaction(
        "2026-01-01T00:00:00.000+00:00", "telegram", "谁", "answer", "1", "abc", 1.5,
        understood=(("告官", "行政复议"),), passages=({"passage": "p1", "score": 2.5},), update_id=7,
    )  # fmt: skip
    assert log.add(row).id == 1
    (found,) = log.recent(5)
    assert (found["question"], found["update_id"], found["user"], found["reason"]) == ("谁", 7, None, None)
    assert "行政复议" in found["understood"]
    assert json.loads(found["passages"]) == [{"passage": "p1", "score": 2.5}]


def test_the_reply_is_noted_afterwards(log: InteractionLog) -> None:
    """The id of the reply's message joins its row."""
    row = log.add(ROW)
    log.set_reply_message(row, 99)
    assert log.recent(1)[0]["reply_message"] == 99


def test_a_part_of_a_number_that_is_gone_is_masked_nowhere(log: InteractionLog) -> None:
    """Its row was erased or masked before the next part came: what is there stays to the letter."""
    entry = log.add(replace(ROW, question="我的手机是154"))
    log.mask_fragment(entry, "7218", "［手机号］")
    assert [each["question"] for each in log.recent(5)] == ["我的手机是154"]
    log.store.write(lambda db: db.execute("delete from interactions"))
    log.mask_fragment(entry, "154", "［手机号］")
    assert log.recent(5) == []


def test_recent_rows_come_newest_first(log: InteractionLog) -> None:
    """At most the number asked for, the newest first."""
    ids = [log.add(ROW).id for _ in range(5)]
    assert [row["id"] for row in log.recent(3)] == ids[:1:-1]


def test_commits_are_synchronous(log: InteractionLog) -> None:
    """The database is in WAL mode and every commit reaches the disk."""
    log.add(ROW)
    assert log._store.read(lambda db: db.execute("PRAGMA synchronous").fetchone()[0]) == 2
    assert log._store.read(lambda db: db.journal_mode) == "wal"


def test_a_row_survives_a_kill() -> None:
    """A process that is killed right after it wrote has written."""
    script = (
        "import os, pathlib; from bot.storage.interactions import *;"
        "InteractionLog.at(pathlib.Path('k.db')).add(Interaction('t', 'ask', 'q', 'none', '1', '1', 0.0));"
        "os.kill(os.getpid(), 9)"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == -9
    assert len(_rows(Path("k.db"))) == 1


def test_many_threads_share_one_log(log: InteractionLog) -> None:
    """Callers on any thread write, and each gets the id of its own row."""
    with ThreadPoolExecutor(8) as pool:
        ids = list(pool.map(lambda _: log.add(ROW).id or 0, range(50)))
    assert sorted(ids) == list(range(1, 51))


def test_two_processes_can_make_the_database_at_once(tmp_path: Path) -> None:
    """Whoever comes second finds the tables made."""
    script = (
        "import pathlib; from bot.storage.interactions import *;"
        "log = InteractionLog.at(pathlib.Path('two.db'));"
        "log.add(Interaction('t', 'ask', 'q', 'none', '1', '1', 0.0)); log.close()"
    )
    started = [subprocess.Popen([sys.executable, "-c", script]) for _ in range(4)]
    assert [process.wait(20) for process in started] == [0, 0, 0, 0]
    assert len(_rows(tmp_path / "two.db")) == 4


def test_migrations_are_recorded_and_run_once(tmp_path: Path) -> None:
    """Each migration is a row of a table, and opening again adds none."""
    for _ in range(2):
        db = open_database(tmp_path / "m.db", "wenda", MIGRATIONS)
        names = [row["name"] for row in db.query("select name from _sqlite_migrations order by rowid")]
        db.close()
        assert names == [migration.__name__ for migration in MIGRATIONS]


def test_a_row_that_a_lock_keeps_out_is_written_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another writer's lock delays a row for the busy time-out at most; it is kept, and written in its turn."""
    monkeypatch.setattr("bot.storage.database.BUSY_TIMEOUT_MS", 100)
    log = InteractionLog.at(tmp_path / "busy.db")
    log.add(ROW)
    other = sqlite3.connect(tmp_path / "busy.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    kept = log.add(ROW)
    log.set_reply_message(kept, 5)
    assert (kept.id, log.retry_deferred(), len(log.recent(9))) == (None, 2, 1)
    other.execute("ROLLBACK")
    other.close()
    assert log.retry_deferred() == 0
    assert (kept.id, log.recent(1)[0]["reply_message"]) == (2, 5)
    log.close()


def test_no_reply_waits_for_a_lock_that_was_just_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After one row had to be kept, those that follow are kept at once."""
    begun = []

    def counted(db: Any) -> AbstractContextManager[None]:
        begun.append(db)
        return transaction(db)

    monkeypatch.setattr("bot.storage.database.transaction", counted)
    monkeypatch.setattr("bot.storage.database.BACKOFF_SECONDS", LONGEST_S)
    monkeypatch.setattr("bot.storage.database.BUSY_TIMEOUT_MS", 300)
    log = InteractionLog.at(tmp_path / "busy.db")
    log.add(ROW)
    other = sqlite3.connect(tmp_path / "busy.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    log.add(ROW)
    tried = len(begun)
    for _ in range(10):
        log.add(ROW)
    assert len(begun) == tried
    other.execute("ROLLBACK")
    other.close()
    log.close()
    assert len(_rows(tmp_path / "busy.db")) == 12


def test_a_file_that_is_no_database_is_an_error(tmp_path: Path) -> None:
    """Rubbish in place of the database is reported, not replaced."""
    (tmp_path / "bad.db").write_text("rubbish " * 1000)
    log = InteractionLog.at(tmp_path / "bad.db")
    with pytest.raises(sqlite3.DatabaseError):
        log.add(ROW)
    log.close()
    assert (tmp_path / "bad.db").read_text().startswith("rubbish")


def test_closing_an_unused_log_makes_no_file(tmp_path: Path) -> None:
    """A log that nothing was written to leaves no trace."""
    InteractionLog.at(tmp_path / "none" / "x.db").close()
    assert not (tmp_path / "none").exists()


def _rows(path: Path) -> list[tuple[object, ...]]:
    db = sqlite3.connect(path)
    try:
        return list(db.execute("select * from interactions"))
    finally:
        db.close()
