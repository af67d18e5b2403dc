"""A running ``wenda demo``, and somebody who talks to it over HTTP as its page does."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.bot.program import PROXIES
from tests.shipped import ROOT
from tests.waiting import LONGEST_S, wait_until

ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/")
JSON = {"Content-Type": "application/json"}


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    body: str
    headers: dict[str, str]


@dataclass
class Demo:
    """The program; ``folder`` is its working folder, ``temporary`` the one for its temporary files."""

    process: subprocess.Popen[bytes]
    address: str
    folder: Path
    temporary: Path
    errors: Path

    def said(self) -> str:
        """What it has written to stderr."""
        return self.errors.read_text("utf-8", "replace")

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Answer:
        """One request, with exactly these headers beside Host; an underscore in a name stands for a hyphen."""
        host = urlsplit(self.address)
        with closing(http.client.HTTPConnection(str(host.hostname), host.port, timeout=LONGEST_S)) as connection:
            connection.putrequest(method, path, skip_host="Host" in headers, skip_accept_encoding=True)
            for name, value in headers.items():
                connection.putheader(name.replace("_", "-"), value)
            if body is not None:
                connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body)
            found = connection.getresponse()
            return Answer(found.status, found.read().decode(errors="replace"), dict(found.headers))

    def post(self, path: str, content: object, **headers: str) -> Answer:
        """What the page itself sends."""
        own = {"Content_Type": "application/json", "Origin": self.address.rstrip("/")}
        return self.ask("POST", path, json.dumps(content).encode(), **{**own, **headers})

    def state(self, since: int = 0, session: str = "-") -> dict[str, Any]:
        """What the page is told: everything, unless it names the session."""
        found = self.ask("GET", f"/state?session={session}&since={since}")
        assert found.status == 200
        state: dict[str, Any] = json.loads(found.body)
        return state

    def wait_for(self, count: int) -> list[dict[str, Any]]:
        """All messages, once there are so many."""
        found: list[dict[str, Any]] = []

        def come() -> bool:
            found[:] = self.state()["messages"]
            return len(found) >= count

        wait_until(come, f"{count} messages")
        return found

    def say(self, text: str) -> dict[str, Any]:
        """Send a message; the one that answers it."""
        before = len(self.state()["messages"])
        assert self.post("/send", {"text": text}).status == 200
        return self.wait_for(before + 2)[-1]

    def press(self, message: dict[str, Any], label: str) -> Answer:
        """Press the button whose label begins so."""
        buttons = [button for row in message["rows"] for button in row]
        pressed = next(button for button in buttons if button["label"].startswith(label))
        return self.post("/press", {"message": message["id"], "data": pressed["value"]})

    def stop(self, how: signal.Signals = signal.SIGINT) -> int:
        """Tell it to end; its exit code."""
        self.process.send_signal(how)
        return self.process.wait(LONGEST_S)


@contextmanager
def demo(folder: Path, *options: str, **environment: str) -> Iterator[Demo]:
    """Run the demo in a working folder until the block ends."""
    temporary = folder / "tmp"
    temporary.mkdir()
    foreign = ("TELEGRAM_", "WENDA_", "OPENSEARCH_")
    kept = {k: v for k, v in os.environ.items() if k.upper() not in PROXIES and not k.startswith(foreign)}
    ours = {"TMPDIR": str(temporary), "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", **environment}
    errors = folder / "said"
    with errors.open("wb") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", "demo", *(options or ("--port", "0", "--no-browser"))],
            env={**kept, **ours}, cwd=folder, stderr=said, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            wait_until(lambda: ADDRESS.search(errors.read_text("utf-8")) or process.poll() is not None, "an address")
            found = ADDRESS.search(errors.read_text("utf-8"))
            yield Demo(process, found.group() if found else "", folder, temporary, errors)
        finally:
            if process.poll() is None:
                process.terminate()
            process.wait(LONGEST_S)
