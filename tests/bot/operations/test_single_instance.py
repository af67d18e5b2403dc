"""One program a bot and a state folder."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.operations.single_instance import LOCK, AlreadyRunningError, alone
from bot.texts import operator

HOLDER = "import sys, pathlib; from bot.operations.single_instance import alone\n"
HOLDER += "with alone(pathlib.Path(sys.argv[1]), sys.argv[2]):\n"
HOLDER += "    print('held', flush=True); sys.stdin.read()"


def test_a_second_one_in_the_same_folder_is_told_who_was_first(tmp_path: Path) -> None:
    """The sentence has the folder and the process."""
    said = operator.FOLDER_TAKEN.format(folder=tmp_path, process=os.getpid())
    with alone(tmp_path), pytest.raises(AlreadyRunningError) as refused, alone(tmp_path):
        pass
    assert str(refused.value) == said


def test_the_same_bot_in_another_folder_is_refused(tmp_path: Path) -> None:
    """The token is what they would share; another bot goes with another folder."""
    with alone(tmp_path / "a", "server token"):
        with pytest.raises(AlreadyRunningError, match="TELEGRAM_BOT_TOKEN"), alone(tmp_path / "b", "server token"):
            pass
        with alone(tmp_path / "b", "server other"):
            pass


def test_everything_is_let_go_of_at_the_end(tmp_path: Path) -> None:
    """Also where the block failed."""
    with pytest.raises(RuntimeError), alone(tmp_path, "bot"):
        raise RuntimeError
    with alone(tmp_path, "bot"):
        assert (tmp_path / LOCK).read_text() == f"{os.getpid()}\n"


def test_a_kill_lets_go_of_both(tmp_path: Path) -> None:
    """The lock of a process that was killed holds nobody up, though its file stays."""
    arguments = [sys.executable, "-c", HOLDER, str(tmp_path), "bot"]
    with subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(AlreadyRunningError, match=str(holder.pid)), alone(tmp_path, "bot"):
            pass
        holder.kill()
        holder.wait()
    assert (tmp_path / LOCK).exists()
    with alone(tmp_path, "bot"):
        pass
