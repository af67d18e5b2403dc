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

from bot.operations import maintenance
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


def test_rows_older_than_their_time_go_to_the_last_byte(
    log: InteractionLog, inbox: UpdateInbox, tmp_path: Path
) -> None:
    """At the start and once a day; a day older goes, a day younger stays."""
    log.add(days_ago(31, "过了保存期的问题"))
    log.add(days_ago(29, "还在保存期里"))
    maintenance_loop = MaintenanceLoop(log, inbox, 30)
    maintenance_loop.run_once()
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
    log.add(days_ago(31, "旧"))
    maintenance_loop = MaintenanceLoop(log, inbox, 30)
    with closing(sqlite3.connect(tmp_path / "var" / "wenda.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        maintenance_loop.run_once()
        other.execute("ROLLBACK")
    assert "cannot be tidied now" in caplog.text
    assert asked(log) == ["旧"]
    maintenance_loop.run_once()
    assert asked(log) == []


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
