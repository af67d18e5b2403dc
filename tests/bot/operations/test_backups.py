"""The databases as files: soundness, a copy, and the way back."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pytest

from bot.config import settings as settings_module
from bot.config.settings import Settings
from bot.config.settings_check import CheckStatus
from bot.config.settings_review import SettingsReview
from bot.erasure.data_erasure import DataErasure
from bot.erasure.tombstones import FILE
from bot.operations import backups, self_check
from bot.operations.backups import DatabaseUnusableError
from bot.operations.single_instance import AlreadyRunningError, hold_instance_lock
from bot.storage.interactions import Interaction, InteractionLog
from bot.storage.update_inbox import UpdateInbox
from bot.texts import operator

ROW = Interaction("2026-01-01T00:00:00.000+00:00", "ask", "谁", "answer", "1", "abc", 1.5)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A state folder of its own."""
    return settings_module.load(state=tmp_path / "var")


def fill(path: Path, count: int, question: str = "谁") -> None:
    """A log with rows, closed."""
    log = InteractionLog.at(path)
    for _ in range(count):
        log.add(replace(ROW, question=question))
    log.close()


def questions(path: Path) -> list[str]:
    """What a log holds."""
    with closing(sqlite3.connect(path)) as db:
        return [row[0] for row in db.execute("select question from interactions order by id")]


def test_a_copy_has_everything_and_comes_back(settings: Settings, tmp_path: Path) -> None:
    """After a restoration the log is as it was when it was copied; the later one is kept under another name."""
    fill(settings.database, 3, "以前")
    size = backups.back_up(settings, tmp_path / "copy.db")
    assert size == (tmp_path / "copy.db").stat().st_size
    fill(settings.database, 2, "以后")
    kept = backups.restore(tmp_path / "copy.db", settings)
    assert questions(settings.database) == ["以前"] * 3
    assert kept is not None
    assert questions(kept) == ["以前"] * 3 + ["以后"] * 2
    fill(settings.database, 1, "恢复之后")
    assert questions(settings.database)[-1] == "恢复之后"


def test_a_copy_is_for_nobody_else_to_read(settings: Settings, tmp_path: Path) -> None:
    """Copy and restored log can be read by their owner alone."""
    fill(settings.database, 1)
    backups.back_up(settings, tmp_path / "copy.db")
    backups.restore(tmp_path / "copy.db", settings)
    assert [(path.stat().st_mode & 0o077) for path in (tmp_path / "copy.db", settings.database)] == [0, 0]


def test_a_copy_is_sound_while_others_write(settings: Settings, tmp_path: Path) -> None:
    """Copies that are made between the writes of another thread are each consistent."""
    log, ended = InteractionLog.at(settings.database), threading.Event()
    log.add(ROW)

    def write() -> None:
        while not ended.is_set():
            log.add(replace(ROW, question="x" * 500))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        counts = []
        for at in range(5):
            backups.back_up(settings, tmp_path / f"{at}.db")
            assert backups.find_damage(tmp_path / f"{at}.db") == ""
            counts.append(len(questions(tmp_path / f"{at}.db")))
    finally:
        ended.set()
        writer.join()
        log.close()
    assert counts == sorted(counts)
    assert counts[0] >= 1


def test_what_cannot_be_copied_is_said(settings: Settings, tmp_path: Path) -> None:
    """Nothing to copy, a file that is there, a folder that is not; nothing is left behind."""
    with pytest.raises(DatabaseUnusableError, match=r"wenda\.db"):
        backups.back_up(settings, tmp_path / "copy.db")
    fill(settings.database, 1)
    (tmp_path / "there.db").write_text("mine")
    with pytest.raises(DatabaseUnusableError, match=r"there\.db"):
        backups.back_up(settings, tmp_path / "there.db")
    assert (tmp_path / "there.db").read_text() == "mine"
    with pytest.raises(DatabaseUnusableError, match="none"):
        backups.back_up(settings, tmp_path / "none" / "copy.db")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["there.db", "var"]


def test_what_is_no_copy_of_ours_is_not_restored(settings: Settings, tmp_path: Path) -> None:
    """A missing file, rubbish, a damaged copy and another database are refused, and the log stays as it is."""
    fill(settings.database, 2)
    fill(tmp_path / "damaged.db", 200, "x" * 300)
    damage(tmp_path / "damaged.db")
    (tmp_path / "rubbish.db").write_text("rubbish " * 1000)
    inbox = UpdateInbox.at(tmp_path / "inbox.db", 1)
    inbox.put([{"update_id": 1}]).result()
    inbox.close()
    for name in ("missing.db", "damaged.db", "rubbish.db", "inbox.db"):
        with pytest.raises(DatabaseUnusableError, match=name):
            backups.restore(tmp_path / name, settings)
    assert len(questions(settings.database)) == 2


def test_nothing_is_restored_under_a_running_service(settings: Settings, tmp_path: Path) -> None:
    """The service holds the folder."""
    fill(settings.database, 1)
    backups.back_up(settings, tmp_path / "copy.db")
    with hold_instance_lock(settings.state), pytest.raises(AlreadyRunningError):
        backups.restore(tmp_path / "copy.db", settings)


def test_the_log_file_of_the_old_database_does_not_reach_the_restored_one(settings: Settings, tmp_path: Path) -> None:
    """What a killed program left in the write-ahead log goes with the database that it belongs to."""
    fill(settings.database, 1, "备份里的")
    backups.back_up(settings, tmp_path / "copy.db")
    log = InteractionLog.at(settings.database)
    log.add(replace(ROW, question="只在日志文件里"))
    wal = settings.database.with_name("wenda.db-wal")
    whole = {path: path.read_bytes() for path in (settings.database, wal)}
    log.close()
    for path, content in whole.items():
        path.write_bytes(content)
    backups.restore(tmp_path / "copy.db", settings)
    assert questions(settings.database) == ["备份里的"]


def test_a_damaged_database_is_named_with_what_helps(settings: Settings) -> None:
    """The log can be restored, the inbox be moved away; sound ones and none at all are fine."""
    backups.check_databases(settings)
    fill(settings.database, 200, "x" * 300)
    backups.check_databases(settings)
    whole = settings.database.read_bytes()
    damage(settings.database)
    with pytest.raises(DatabaseUnusableError, match="wenda restore"):
        backups.check_databases(settings)
    settings.database.write_bytes(whole)
    settings.inbox.write_bytes(b"SQLite format 3\0" + b"rubbish " * 1000)
    with pytest.raises(DatabaseUnusableError, match=r"inbox\.db") as refused:
        backups.check_databases(settings)
    assert "-wal" in str(refused.value)


def cut(path: Path) -> None:
    """Leave the first half."""
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def rubbish(path: Path) -> None:
    """Leave something else."""
    path.write_bytes(b"rubbish " * 1000)


def emptied(path: Path) -> None:
    """Leave no byte."""
    path.write_bytes(b"")


def tableless(path: Path) -> None:
    """Leave a sound database without its largest table."""
    with closing(sqlite3.connect(path)) as db:
        db.execute(f"drop table {'inbox' if path.name == 'inbox.db' else 'interactions'}")


@pytest.mark.parametrize("damage", [cut, rubbish, emptied, tableless])
@pytest.mark.parametrize("name", ["wenda.db", "inbox.db"])
def test_whatever_befell_a_database_is_said(settings: Settings, damage: Callable[[Path], None], name: str) -> None:
    """A start refuses it with what helps, the self-check names it, no backup is made of it, and one can be restored."""
    fill(settings.database, 60, "x" * 300)
    backups.back_up(settings, settings.state.with_name("earlier.db"))
    inbox = UpdateInbox.at(settings.inbox, 7)
    inbox.put([{"update_id": number, "x": "y" * 500} for number in range(99)]).result()
    inbox.close()
    backups.check_databases(settings)
    path = settings.state / name
    damage(path)
    with pytest.raises(DatabaseUnusableError, match=name) as refused:
        backups.check_databases(settings)
    assert "-wal" in str(refused.value)
    assert "\n" not in str(refused.value)
    failed = [
        each for each in islice(self_check.run_checks(SettingsReview(settings)), 4) if each.health is CheckStatus.FAILED
    ]
    assert [str(path) in each.said for each in failed] == [True]
    if name == "wenda.db":
        with pytest.raises(DatabaseUnusableError, match=name):
            backups.back_up(settings, settings.state.with_name("copy.db"))
        assert not settings.state.with_name("copy.db").exists()
        backups.restore(settings.state.with_name("earlier.db"), settings)
        assert len(questions(settings.database)) == 60
        backups.check_databases(settings)


def test_a_database_that_was_taken_away_is_said(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    """It may have been moved on purpose, so a start goes on and says so; the self-check does too, once it was used."""
    fill(settings.database, 1)
    inbox = UpdateInbox.at(settings.inbox, 7)
    inbox.resume()
    inbox.close()
    backups.check_databases(settings)
    assert caplog.text == ""
    for path in (settings.database, settings.inbox):
        path.unlink()
    backups.check_databases(settings)
    assert [path.name in caplog.text for path in (settings.database, settings.inbox)] == [True, True]
    first = islice(self_check.run_checks(SettingsReview(settings)), 4)
    warned = [each.said for each in first if each.health is CheckStatus.WARNING]
    for path in (settings.database, settings.inbox):
        assert operator.DOCTOR_LOST_FILE.format(path=path) in warned


def test_a_locked_database_is_not_a_damaged_one(settings: Settings) -> None:
    """Somebody who writes to it keeps nobody from starting."""
    fill(settings.database, 1)
    with closing(sqlite3.connect(settings.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert backups.find_damage(settings.database) == ""


def test_a_database_that_cannot_be_opened_for_writing_is_judged_as_it_lies(tmp_path: Path) -> None:
    """Where SQLite has no room for its helpers it cannot open a database that is sound, or is not, all the same."""
    fill(tmp_path / "x.db", 200, "x" * 300)
    (tmp_path / "x.db-shm").mkdir()  # its place is taken
    assert backups.find_damage(tmp_path / "x.db") == ""
    damage(tmp_path / "x.db")
    assert backups.find_damage(tmp_path / "x.db") != ""


def damage(path: Path) -> None:
    """Turn the heads of the pages in the middle over."""
    data = bytearray(path.read_bytes())
    for page in range(2, len(data) // 4096):
        for at in range(page * 4096, page * 4096 + 40):
            data[at] ^= 0xFF
    path.write_bytes(data)


ANA, BOB = "a" * 16, "b" * 16


def test_what_was_erased_since_the_copy_does_not_come_back(settings: Settings, tmp_path: Path) -> None:
    """The tombstones in the state folder are applied to what is restored; what was asked later stays."""
    log = InteractionLog.at(settings.database)
    for user, question in ((ANA, "忘掉这一句"), (BOB, "别人的问题")):
        log.add(replace(ROW, question=question, user=user, chat=user))
    backups.back_up(settings, tmp_path / "first.db")
    DataErasure(log.store).forget(ANA)
    log.add(replace(ROW, question="后来又问的", user=ANA, chat=ANA, time="9000-01-01T00:00:00.000+00:00"))
    backups.back_up(settings, tmp_path / "second.db")
    log.close()
    backups.restore(tmp_path / "first.db", settings)
    assert questions(settings.database) == ["别人的问题"]
    assert "忘掉这一句".encode() not in b"".join(path.read_bytes() for path in settings.state.iterdir())
    backups.restore(tmp_path / "second.db", settings)
    assert questions(settings.database) == ["别人的问题", "后来又问的"]
    assert (tmp_path / "first.db").read_bytes().count("忘掉这一句".encode()) > 0  # a copy itself is never changed


def test_the_list_of_erasures_comes_along_with_the_copies(settings: Settings, tmp_path: Path) -> None:
    """On another machine it is found beside the copy, and kept for the next one."""
    log = InteractionLog.at(settings.database)
    log.add(replace(ROW, question="忘掉这一句", user=ANA, chat=ANA))
    backups.back_up(settings, tmp_path / "copy.db")
    DataErasure(log.store).forget(ANA)
    log.close()
    (settings.state / FILE).rename(tmp_path / FILE)
    elsewhere = settings_module.load(state=tmp_path / "elsewhere")
    backups.restore(tmp_path / "copy.db", elsewhere)
    assert questions(elsewhere.database) == []
    (tmp_path / FILE).unlink()
    backups.restore(tmp_path / "copy.db", elsewhere)
    assert questions(elsewhere.database) == []
