"""One program a bot and a state folder."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.operations.single_instance import LOCK_FILE, AlreadyRunningError, hold_instance_lock
from bot.texts import operator

HOLDER = "import sys, pathlib; from bot.operations.single_instance import hold_instance_lock\n"
HOLDER += "with hold_instance_lock(pathlib.Path(sys.argv[1]), sys.argv[2]):\n"
HOLDER += "    print('held', flush=True); sys.stdin.read()"


def test_a_second_one_in_the_same_folder_is_told_who_was_first(tmp_path: Path) -> None:
    """The sentence has the folder and the process."""
    said = operator.FOLDER_TAKEN.format(folder=tmp_path, process=os.getpid())
    with hold_instance_lock(tmp_path), pytest.raises(AlreadyRunningError) as refused, hold_instance_lock(tmp_path):
        pass
    assert str(refused.value) == said


def test_the_same_bot_in_another_folder_is_refused(tmp_path: Path) -> None:
    """The token is what they would share; another bot goes with another folder."""
    with hold_instance_lock(tmp_path / "a", "server token"):
        with (
            pytest.raises(AlreadyRunningError, match="TELEGRAM_BOT_TOKEN"),
            hold_instance_lock(tmp_path / "b", "server token"),
        ):
            pass
        with hold_instance_lock(tmp_path / "b", "server other"):
            pass


def test_everything_is_let_go_of_at_the_end(tmp_path: Path) -> None:
    """Also where the block failed."""
    with pytest.raises(RuntimeError), hold_instance_lock(tmp_path, "bot"):
        raise RuntimeError
    with hold_instance_lock(tmp_path, "bot"):
        assert (tmp_path / LOCK_FILE).read_text() == f"{os.getpid()}\n"


def test_a_kill_lets_go_of_both(tmp_path: Path) -> None:
    """The lock of a process that was killed holds nobody up, though its file stays."""
    arguments = [sys.executable, "-c", HOLDER, str(tmp_path), "bot"]
    with subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(AlreadyRunningError, match=str(holder.pid)), hold_instance_lock(tmp_path, "bot"):
            pass
        holder.kill()
        holder.wait()
    assert (tmp_path / LOCK_FILE).exists()
    with hold_instance_lock(tmp_path, "bot"):
        pass
