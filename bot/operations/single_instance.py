"""One program a bot and a state folder: a second one would answer every question again, or fetch half of them."""

from __future__ import annotations

import hashlib
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path

from bot.texts import operator
from retrieval.models import WendaError

LOCK_FILE = "lock"


class AlreadyRunningError(WendaError):
    """Another program is at work; the message says where."""


@contextmanager
def hold_instance_lock(state: Path, bot: str = "") -> Iterator[None]:
    """Keep other programs from this state folder, and others on this machine from this bot.

    ``bot`` is what tells it from others: its server and token. The system lets go of both however the program ends.
    Programs on other machines are known by Telegram's 409. Raises `AlreadyRunningError` where another one was first,
    OSError where the folder cannot be used.
    """
    with _lock_folder(state), _lock_bot(bot) if bot else nullcontext():
        yield


@contextmanager
def _lock_folder(state: Path) -> Iterator[None]:
    import fcntl  # here, because Windows, which can ask, has none

    state.mkdir(parents=True, exist_ok=True, mode=0o700)
    with open(os.open(state / LOCK_FILE, os.O_RDWR | os.O_CREAT, 0o600), "r+", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            process = file.read(20).strip() or "?"
            raise AlreadyRunningError(operator.FOLDER_TAKEN.format(folder=state, process=process)) from error
        with suppress(OSError):  # on a full disk the number, which is for people, is left out
            file.truncate(0)
            file.write(f"{os.getpid()}\n")
            file.flush()
        yield


@contextmanager
def _lock_bot(bot: str) -> Iterator[None]:
    """Hold a name in the kernel that no file stands for, and that other users' programs cannot be fooled by."""
    if sys.platform != "linux":
        yield
        return
    name = hashlib.sha256(f"wenda {bot}".encode()).hexdigest()
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as held:
        try:
            held.bind(f"\0wenda-{name}")
        except OSError as error:
            raise AlreadyRunningError(operator.BOT_TAKEN) from error
        yield
