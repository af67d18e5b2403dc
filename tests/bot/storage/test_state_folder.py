"""What stands in the state folder is for its owner alone."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from bot.storage.interactions import InteractionLog
from bot.storage.state_folder import exposed, make_private
from tests.shipped import ROOT

WRITE_ALL = """
import os, sys
from contextlib import closing
from pathlib import Path
os.umask(int(sys.argv[1], 8))
from bot.config import settings as settings_module
from bot.dashboard import password
from bot.operations.single_instance import hold_instance_lock
from bot.storage.interactions import Interaction, InteractionLog
from bot.storage.update_inbox import UpdateInbox
from bot.telegram.handlers.command_menu import STAFF_MENUS_FILE, StaffMenusFile
settings = settings_module.load(state=Path(sys.argv[2]))
with hold_instance_lock(settings.state):
    settings_module.pseudonym_secret(settings)
    password.save(settings.state, "a password of the tests")
    StaffMenusFile(settings.state / STAFF_MENUS_FILE).write({1})
    log, inbox = InteractionLog.at(settings.database), UpdateInbox.at(settings.inbox, 7)
    log.add(Interaction("2026-01-01T00:00:00.000+00:00", "ask", "谁", "answer", "1", "abc", 1.5))
    inbox.resume()
    inbox.put([{"update_id": 1}]).result()
    for path in sorted(settings.state.iterdir()):
        print(path.name, oct(path.stat().st_mode & 0o777))
    print(".", oct(settings.state.stat().st_mode & 0o777))
"""
EVERY = (
    *("desk-password", "inbox.db", "inbox.db-shm", "inbox.db-wal", "lock", "secret", "staff-menus", "unsaved"),
    *("wenda.db", "wenda.db-shm", "wenda.db-wal"),
)


def mode(path: Path) -> int:
    """Who may do what."""
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize(
    ("umask", "is_there"),
    [
        ("0", False),
        ("277", True),
        *(pytest.param(umask, is_there, marks=pytest.mark.slow)
          for umask, is_there in (("0", True), ("22", False), ("22", True), ("77", False), ("277", False))),
    ],
)  # fmt: skip
def test_every_file_is_its_owners_whatever_the_umask(tmp_path: Path, umask: str, is_there: bool) -> None:
    """A process with that umask writes all that the service writes, with the files of SQLite beside its databases."""
    state = tmp_path / "deep" / "var"
    if is_there:
        state.mkdir(parents=True)
        state.chmod(0o777)
    command = [sys.executable, "-c", WRITE_ALL, umask, str(state)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    said = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout.splitlines()
    assert said == [*(f"{name} 0o600" for name in EVERY), ". 0o700"]
    assert exposed(state) == []


def test_what_was_open_is_closed_when_the_folder_is_used(tmp_path: Path) -> None:
    """A database with its helpers, a key and a replaced database of a former version lose what others may do."""
    state = tmp_path / "var"
    state.mkdir()
    names = ("wenda.db.before-20260101T000000Z", "secret", "inbox.db")
    for name in names:
        (state / name).write_bytes(b"")
        (state / name).chmod(0o666)
    state.chmod(0o755)
    assert exposed(state) == [state, *sorted(state / name for name in names)]
    log = InteractionLog.at(state / "wenda.db")
    assert log.recent(1) == []
    log.close()
    assert [mode(state / name) for name in names] == [0o600] * 3
    assert mode(state) == 0o700
    assert exposed(state) == []


def test_a_folder_that_is_not_ours_alone_keeps_its_mode(tmp_path: Path) -> None:
    """Beside other files only what is ours is closed, and what is open is told."""
    for name in ("wenda.db", "notes.txt"):
        (tmp_path / name).write_bytes(b"")
        (tmp_path / name).chmod(0o644)
    tmp_path.chmod(0o755)
    make_private(tmp_path)
    assert (mode(tmp_path), mode(tmp_path / "wenda.db"), mode(tmp_path / "notes.txt")) == (0o755, 0o600, 0o644)
    assert exposed(tmp_path) == [tmp_path]


def test_a_file_in_the_place_of_the_folder_is_an_error(tmp_path: Path) -> None:
    """Nothing is written then."""
    (tmp_path / "var").write_bytes(b"")
    with pytest.raises(FileExistsError):
        make_private(tmp_path / "var")
    assert exposed(tmp_path / "var") == []
