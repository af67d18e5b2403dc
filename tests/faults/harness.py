"""What every scenario works with: the program as a process, a crowd of people who ask, and how the replies add up."""

from __future__ import annotations

import asyncio
import itertools
import os
import random
import shutil
import signal
import socket
import sqlite3
import sys
import time
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.texts.chat import REPEATED
from retrieval.evaluation.gold import load_gold
from retrieval.resources import DATA
from tests.botapi import BotApiServer, Chat, Message
from tests.pace import slowness
from tests.waiting import LONGEST_S, until

ROOT = Path(__file__).parent.parent.parent
TOKEN = "123456:AAfaultsfaultsfaults"
HOOK_SECRET = "hook-secret-of-the-faults"
SERVING = "serving as @"
FOR_EVER = 1 << 30  # times


@dataclass(frozen=True, slots=True)
class Finding:
    """How a scenario went: what was done, what was measured, what did not hold, or why it could not be played."""

    done: str
    measured: str = ""
    wrong: tuple[str, ...] = ()
    figures: Mapping[str, float] = field(default_factory=dict)
    skipped: str = ""


@dataclass(frozen=True, slots=True)
class Ground:
    """Where a scenario is played: a folder of its own, whether in full size, and the seed of its chances."""

    folder: Path
    full: bool = False
    seed: int = 6

    def pick(self, full: int, quick: int) -> int:
        """A size."""
        return full if self.full else quick


@dataclass(frozen=True, slots=True)
class Scenario:
    """A fault: its name, what it is, what must hold, and how it is played."""

    name: str
    fault: str
    must: str
    play: Callable[[Ground], Coroutine[Any, Any, Finding]]


class Checks:
    """Collects what does not hold."""

    def __init__(self) -> None:
        self.wrong: list[str] = []

    def that(self, holds: bool, otherwise: str) -> None:
        """Note a sentence unless something holds."""
        if not holds:
            self.wrong.append(otherwise)


class Program:
    """``wenda run`` as a process of its own; every start writes what it says to a file of its own."""

    def __init__(
        self, base_url: str, folder: Path, *, state: Path | None = None, hook: int | None = None, **more: str
    ) -> None:
        self.folder = folder
        self.shell = ""  # what a shell does before it, such as "umask 0"
        self.state = state or folder / "state"
        self.starts = 0
        self._process: asyncio.subprocess.Process | None = None
        clean = {name: value for name, value in os.environ.items()
                 if not name.startswith(("TELEGRAM_", "WENDA_", "OPENSEARCH_"))}  # fmt: skip
        self.environment = clean | {
            "PYTHONPATH": str(ROOT), "TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_BASE": base_url,
            "WENDA_STATE": str(self.state), "PTB_TIMEDELTA": "true",
        }  # fmt: skip
        if hook is not None:
            address = f"http://127.0.0.1:{hook}/wenda"
            self.environment |= {"TELEGRAM_WEBHOOK_URL": address, "TELEGRAM_WEBHOOK_SECRET": HOOK_SECRET}
        self.environment |= more

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._running().pid

    @property
    def code(self) -> int | None:
        """The exit code, once there is one."""
        return self._running().returncode

    async def start(self, ready: bool = True) -> Program:
        """Start it, and wait until it serves."""
        self.starts += 1
        self.folder.mkdir(parents=True, exist_ok=True)
        with self._log().open("wb") as log:
            self._process = await asyncio.create_subprocess_exec(
                *self._shell(), sys.executable, "-m", "bot", "run", cwd=self.folder, env=self.environment, stderr=log,
                stdin=asyncio.subprocess.DEVNULL,
            )  # fmt: skip
        if ready:
            await self.serving()
        return self

    async def serving(self) -> None:
        """Wait until it serves."""
        await until(lambda: SERVING in self.said() or self.code is not None, "the program to serve")
        if self.code is not None:
            raise RuntimeError(f"the program ended with {self.code}: {self.said()[-2000:]}")

    async def run(self, *arguments: str) -> tuple[int, str, str]:
        """Another command with the same settings: its exit code, stdout and stderr."""
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", *arguments, cwd=self.folder, env=self.environment,
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        out, err = await asyncio.wait_for(process.communicate(), LONGEST_S)
        return process.returncode or 0, out.decode("utf-8", "replace"), err.decode("utf-8", "replace")

    async def kill(self) -> None:
        """SIGKILL."""
        self._signal(signal.SIGKILL)
        await self._running().wait()

    async def stop(self) -> float:
        """SIGTERM; the seconds until it has ended."""
        started = time.monotonic()
        self._signal(signal.SIGTERM)
        await asyncio.wait_for(self._running().wait(), LONGEST_S)
        return time.monotonic() - started

    async def ended(self) -> int:
        """Wait until it ends by itself; its exit code."""
        return await asyncio.wait_for(self._running().wait(), LONGEST_S)

    async def close(self) -> None:
        """End it, whatever it does."""
        if self._process and self._process.returncode is None:
            await self.kill()

    def said(self) -> str:
        """What this start has written to stderr."""
        return self._log().read_text("utf-8", "replace")

    def resident(self) -> float:
        """Its memory in MB."""
        status = Path(f"/proc/{self.pid}/status").read_text("ascii")
        line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) / 1024

    def _shell(self) -> tuple[str, ...]:
        return ("sh", "-c", f'{self.shell}; exec "$@"', "sh") if self.shell else ()

    def _log(self) -> Path:
        return self.folder / f"stderr-{self.starts}.log"

    def _running(self) -> asyncio.subprocess.Process:
        if self._process is None:
            raise RuntimeError("the program was not started")
        return self._process

    def _signal(self, which: signal.Signals) -> None:
        if self._running().returncode is None:
            self._running().send_signal(which)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that somebody sent."""

    chat: Chat
    message: int
    update: int


@dataclass(frozen=True, slots=True)
class Tally:
    """How replies add up: questions without any, with more than one, repeats without their mark, order within chats."""

    questions: int
    lost: int
    repeated: int
    unmarked: int
    disordered: tuple[int, ...]

    def __str__(self) -> str:
        said = f"{self.lost} of {self.questions} lost, {self.repeated} repeated"
        return f"{said} ({self.unmarked} without its mark)" if self.repeated else said


class Crowd:
    """People in private chats who ask real questions."""

    def __init__(self, server: BotApiServer, chats: int, first: int = 10_000) -> None:
        self.chats = [server.private_chat(user_id=first + at, first_name="p") for at in range(chats)]
        self.asked: list[Asked] = []
        self._server = server
        self._questions = questions()
        self._next = itertools.cycle(self.chats)

    def ask(self, count: int = 1, chat: Chat | None = None) -> list[Asked]:
        """So many questions, of one chat after the other."""
        new = [self._ask(chat or next(self._next)) for _ in range(count)]
        self.asked += new
        return new

    def _ask(self, chat: Chat) -> Asked:
        update = chat.send(next(self._questions))
        if update.message is None:
            raise RuntimeError("a text is a message")
        return Asked(chat, update.message.message_id, update.update_id)

    async def answered(self, among: Sequence[Asked] | None = None) -> bool:
        """Wait until all have a reply; whether they have."""
        wanted = self.asked if among is None else among
        try:
            await until(lambda: not unanswered(wanted), "replies")
        except TimeoutError:
            return False
        return True

    async def answered_within(self, seconds: float, among: Sequence[Asked] | None = None) -> bool:
        """Whether all have a reply after so many seconds of the usual machine."""
        began = time.monotonic()
        return await self.answered(among) and time.monotonic() - began < seconds * slowness()

    def tally(self) -> Tally:
        """How the replies add up now."""
        found = [(asked, replies_to(asked)) for asked in self.asked]
        more = [replies[1:] for _, replies in found if len(replies) > 1]
        unmarked = sum(REPEATED not in reply.text for replies in more for reply in replies)
        repeated = sum(map(len, more))
        return Tally(len(found), sum(not r for _, r in found), repeated, unmarked, tuple(_disordered(found)))


def questions() -> Iterator[str]:
    """Real questions, over and over."""
    golds = load_gold((DATA / "eval" / "development.jsonl").read_text("utf-8"), "development.jsonl")
    return itertools.cycle([gold.question for gold in golds])


def replies_to(asked: Asked) -> list[Message]:
    """The replies to a question, oldest first."""
    return [message for message in asked.chat.bot_messages if message.reply_to == asked.message]


def unanswered(asked: Sequence[Asked]) -> list[Asked]:
    """The questions without a reply."""
    replied: dict[int, set[int | None]] = {}
    for one in asked:
        if one.chat.id not in replied:
            replied[one.chat.id] = {message.reply_to for message in one.chat.bot_messages}
    return [one for one in asked if one.message not in replied[one.chat.id]]


def _disordered(found: Sequence[tuple[Asked, list[Message]]]) -> Iterator[int]:
    """The updates whose first reply came after that of a later question of the same chat."""
    earliest: dict[int, int] = {}
    for asked, replies in reversed(found):
        if not replies:
            continue
        first = replies[0].message_id
        if first > earliest.get(asked.chat.id, first):
            yield asked.update
        earliest[asked.chat.id] = min(first, earliest.get(asked.chat.id, first))


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def inbox_rows(state: Path, scratch: Path, what: str = "*", where: str = "1") -> list[tuple[Any, ...]]:
    """Rows of the inbox, read from a copy, so that looking changes nothing; none where there is no inbox yet."""
    with _copied(state / "inbox.db", scratch) as copy:
        if copy is None:
            return []
        with closing(sqlite3.connect(copy)) as db:
            try:
                return db.execute(f"select {what} from inbox where {where}").fetchall()
            except sqlite3.OperationalError as error:
                if "no such table" in str(error):
                    return []  # killed before it was made
                raise


def log_rows(state: Path, scratch: Path, where: str = "1", what: str = "*") -> int:
    """How many exchanges, or different values of them, the log has."""
    return number_in(state, scratch, f"select count({what}) from interactions where {where}")


def number_in(state: Path, scratch: Path, query: str) -> int:
    """The one number that a query finds in the log, read from a copy; 0 where there is no log yet."""
    with _copied(state / "wenda.db", scratch) as copy:
        if copy is None:
            return 0
        with closing(sqlite3.connect(copy)) as db:
            return int(db.execute(query).fetchone()[0])


@contextmanager
def _copied(database: Path, scratch: Path) -> Iterator[Path | None]:
    folder = scratch / f"look-{random.getrandbits(40):x}"
    folder.mkdir(parents=True)
    try:
        for suffix in ("", "-wal"):
            source = database.with_name(database.name + suffix)
            if source.exists():
                shutil.copyfile(source, folder / source.name)
        copy = folder / database.name
        yield copy if copy.exists() else None
    finally:
        shutil.rmtree(folder)
