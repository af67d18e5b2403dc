"""Single-instance lock: refuses to start a second process for the same bot token or state folder.

A second process would answer every question again, or fetch half of the updates.
"""

from __future__ import annotations

import hashlib
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path

from bot.storage.state_folder import make_private, open_private
from bot.texts import operator
from retrieval.models import WendaError

LOCK_FILE = "lock"


class AlreadyRunningError(WendaError):
    """Another process runs; the message says where."""


@contextmanager
def hold_instance_lock(state: Path, bot: str = "") -> Iterator[None]:
    """Lock this state folder, and on this machine this bot, while the block runs.

    ``bot`` identifies the bot: its server and token. The system releases both locks however the process ends.
    Processes on other machines show up as Telegram's 409. Raises `AlreadyRunningError` where another process was
    first, OSError where the folder cannot be used.
    """
    with _lock_folder(state), _lock_bot(bot) if bot and sys.platform == "linux" else nullcontext():
        yield


@contextmanager
def _lock_folder(state: Path) -> Iterator[None]:
    import fcntl  # here, because Windows, where `wenda ask` works, has none

    make_private(state)
    with open(open_private(state / LOCK_FILE, os.O_RDWR), "r+", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            process = file.read(20).strip() or "?"
            raise AlreadyRunningError(operator.FOLDER_TAKEN.format(folder=state, process=process)) from error
        with suppress(OSError):  # on a full disk the process id, which is for people, is left out
            file.truncate(0)
            file.write(f"{os.getpid()}\n")
            file.flush()
        yield


@contextmanager
def _lock_bot(bot: str) -> Iterator[None]:
    """Hold an abstract socket name of Linux: it has no file, and programs of other users cannot imitate it."""
    name = hashlib.sha256(f"wenda {bot}".encode()).hexdigest()
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as lock:
        try:
            lock.bind(f"\0wenda-{name}")
        except OSError as error:
            raise AlreadyRunningError(operator.BOT_TAKEN) from error
        yield
