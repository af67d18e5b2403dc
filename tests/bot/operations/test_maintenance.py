"""What a running service does by itself."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot import clock
from bot.operations import maintenance, retention
from bot.operations.maintenance import MaintenanceLoop
from bot.storage.interactions import Interaction, InteractionLog
from bot.storage.update_inbox import UpdateInbox
from tests.waiting import LONGEST_S

NOW = datetime.now(UTC)
ROW = Interaction(NOW.isoformat(timespec="milliseconds"), "ask", "新的问题", "answer", "1", "abc", 1.5)


@pytest.fixture
def inbox(tmp_path: Path) -> Iterator[UpdateInbox]:
    """An inbox beside the log."""
    made = UpdateInbox.at(tmp_path / "var" / "inbox.db", 7)
    yield made
    made.close()


def days_ago(days: float, question: str) -> Interaction:
    """A row from before."""
    return replace(ROW, time=(NOW - timedelta(days=days)).isoformat(timespec="milliseconds"), question=question)


def asked(log: InteractionLog) -> list[str]:
    """The questions that are there, oldest first."""
    return [row["question"] for row in reversed(log.recent(99))]


def started(log: InteractionLog, inbox: UpdateInbox, monkeypatch: pytest.MonkeyPatch, days: float) -> MaintenanceLoop:
    """A start of the program so many days from now by its clock, and its first round."""
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=days))
    made = MaintenanceLoop(log, inbox, 30)
    made.run_once()
    return made


def test_rows_older_than_their_time_go_to_the_last_byte(
    log: InteractionLog, inbox: UpdateInbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A day after the first start, and once a day; a day older goes, a day younger stays."""
    started(log, inbox, monkeypatch, -1)
    log.add(days_ago(31, "过了保存期的问题"))
    log.add(days_ago(29, "还在保存期里"))
    maintenance_loop = started(log, inbox, monkeypatch, 0)
    assert asked(log) == ["还在保存期里"]
    assert "过了保存期的问题".encode() not in b"".join(path.read_bytes() for path in (tmp_path / "var").iterdir())
    log.add(days_ago(31, "又一条"))
    maintenance_loop.run_once()
    assert asked(log) == ["还在保存期里", "又一条"]


def test_purging_that_failed_is_tried_again(
    log: InteractionLog, inbox: UpdateInbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    """A lock puts it off and is reported; the next round does it."""
    monkeypatch.setattr("bot.storage.database.BUSY_TIMEOUT_MS", 50)
    started(log, inbox, monkeypatch, -1)
    log.add(days_ago(31, "旧"))
    monkeypatch.setattr(clock, "now", lambda: NOW)
    maintenance_loop = MaintenanceLoop(log, inbox, 30)
    with closing(sqlite3.connect(tmp_path / "var" / "wenda.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        maintenance_loop.run_once()
        other.execute("ROLLBACK")
    assert "cannot be tidied now" in caplog.text
    assert asked(log) == ["旧"]
    maintenance_loop.run_once()
    assert asked(log) == []


def test_a_clock_that_is_years_ahead_erases_nothing_and_it_is_said(
    log: InteractionLog, inbox: UpdateInbox, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """At every start with it, in the middle of the life of the log; nor does one that was right a moment ago."""
    started(log, inbox, monkeypatch, -1.5)
    log.add(ROW)
    for days in (1_500.0, 1_500.5, 0.0, 0.9):
        caplog.clear()
        started(log, inbox, monkeypatch, days)
        assert asked(log) == [ROW.question], days
        assert ("nothing is erased yet" in caplog.text) is (days > 1), days
    assert ROW.time in "".join(record.getMessage() for record in caplog.records) or not caplog.records


def test_a_clock_that_leaps_while_the_program_runs_erases_nothing(
    log: InteractionLog, inbox: UpdateInbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Though it was believed until then; updates that were set aside stay as well."""
    monkeypatch.setattr(maintenance, "CLEAN_UP_INTERVAL_S", 0.0)
    monkeypatch.setattr(retention, "PURGE_INTERVAL_S", 0.0)
    inbox.put([{"update_id": 1}]).result()
    inbox.bury(1, "a trace").result()
    log.add(ROW)
    started(log, inbox, monkeypatch, -1)
    running = started(log, inbox, monkeypatch, 0)
    for days in (400.0, 400.5):
        monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=days))  # noqa: B023 - used at once
        monkeypatch.setattr("bot.storage.update_inbox.time.time", clock.now().timestamp)
        running.run_once()
        assert (asked(log), len(inbox.dead_letters())) == ([ROW.question], 1)
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=401))
    running.run_once()
    assert (asked(log), len(inbox.dead_letters())) == ([], 0)


async def test_what_was_kept_is_written_while_nobody_asks(
    log: InteractionLog, inbox: UpdateInbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A row that a lock kept out is there soon after, without another question."""
    monkeypatch.setattr("bot.storage.database.BUSY_TIMEOUT_MS", 50)
    monkeypatch.setattr(maintenance, "INTERVAL_S", 0.05)
    log.add(ROW)
    with closing(sqlite3.connect(tmp_path / "var" / "wenda.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        await asyncio.to_thread(log.add, replace(ROW, question="等着写"))
        other.execute("ROLLBACK")
    task = asyncio.create_task(MaintenanceLoop(log, inbox, 30).run())
    async with asyncio.timeout(LONGEST_S):
        while len(await asyncio.to_thread(asked, log)) < 2:
            await asyncio.sleep(0.02)
    task.cancel()
    await asyncio.wait({task})
