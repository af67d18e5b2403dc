"""The real program in a process of its own, beside a Bot API server."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import socket
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.waiting import LONGEST_S, until

# What httpx would take from the machine that runs the tests.
PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")


@dataclass
class Program:
    """A running ``python -m bot run`` or ``desk``; ``said`` is what it wrote to stderr, complete once it has ended."""

    process: asyncio.subprocess.Process
    said: str = ""
    _pieces: list[bytes] = field(default_factory=list)

    async def listen(self) -> None:
        """Take what it says, so that a full pipe does not hold it up."""
        assert self.process.stderr is not None
        async for line in self.process.stderr:
            self._pieces.append(line)

    def so_far(self) -> str:
        """What it has said by now."""
        return b"".join(self._pieces).decode()

    async def address(self) -> str:
        """The first address of this machine that it says it serves at."""
        said = re.compile(r"http://127\.0\.0\.1:\d+/")
        await until(lambda: said.search(self.so_far()) or self.process.returncode is not None, "an address")
        if found := said.search(self.so_far()):
            return found.group()
        raise RuntimeError(f"no address was said: {self.so_far()}")


@asynccontextmanager
async def program(*options: str, command: str = "run", **environment: str) -> AsyncIterator[Program]:
    """Run a command that serves until the block ends, then SIGTERM, unless it has ended by itself."""
    ours = {name: value for name, value in os.environ.items() if name.upper() not in PROXIES}
    async with installed_program(sys.executable, None, ours | environment, command, *options) as running:
        yield running


@asynccontextmanager
async def installed_program(
    python: str | Path, cwd: Path | None, variables: Mapping[str, str], command: str, *options: str
) -> AsyncIterator[Program]:
    """The same by another interpreter, in another folder, with these variables and no others."""
    process = await asyncio.create_subprocess_exec(
        python, "-m", "bot", command, *options, cwd=cwd, env=variables, stderr=asyncio.subprocess.PIPE
    )
    running = Program(process)
    listening = asyncio.create_task(running.listen())
    try:
        yield running
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
        await asyncio.wait_for(process.wait(), LONGEST_S)
        await listening
        running.said = running.so_far()


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
