"""Headless Chromium, driven by the DevTools protocol: open a page, run a script in it, take its picture."""

from __future__ import annotations

import asyncio
import base64
import itertools
import json
import shutil
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import aiohttp

from tests.waiting import LONGEST_S

WIDTH, HEIGHT, SCALE = 390, 844, 2  # a phone
_FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--hide-scrollbars"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync", "--remote-debugging-port=0"),
)

_GONE = "Inspected target navigated or closed"


def chromium() -> str | None:
    """The browser's path, where it is installed."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


class Page:
    """The one page of a browser. ``events`` is what it reported by itself; see `watch`."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._ids = itertools.count(1)
        self.events: list[dict[str, Any]] = []

    async def call(self, method: str, **params: object) -> dict[str, Any]:
        """One command of the protocol and its result."""
        number = next(self._ids)
        await self._socket.send_json({"id": number, "method": method, "params": params})
        while True:
            said = await asyncio.wait_for(self._socket.receive_json(), LONGEST_S)
            if said.get("id") == number:
                if "error" in said:
                    raise RuntimeError(f"{method}: {said['error']}")
                return dict(said["result"])
            self.events.append(said)

    async def run(self, script: str) -> Any:
        """The value of a JavaScript expression."""
        done = await self.call("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in done:
            raise RuntimeError(f"{script}: {done['exceptionDetails']}")
        return done["result"].get("value")

    async def wait(self, condition: str) -> None:
        """Wait until an expression is true, on whichever page is shown by then."""
        deadline = time.monotonic() + LONGEST_S
        while not await self._is_true(condition):
            if time.monotonic() > deadline:
                raise TimeoutError(condition)
            await asyncio.sleep(0.05)

    async def _is_true(self, condition: str) -> bool:
        """Whether an expression is true now; not while one page gives way to the next."""
        try:
            return bool(await self.run(condition))
        except RuntimeError as error:
            if _GONE not in str(error):
                raise
            return False

    async def watch(self) -> None:
        """Have it report errors and requests from now on."""
        for domain in ("Runtime", "Log", "Network"):
            await self.call(f"{domain}.enable")

    def errors(self) -> list[str]:
        """What went wrong on the page: exceptions, and what is written as an error on its console."""
        found = []
        for event in self.events:
            params = event.get("params", {})
            if event.get("method") == "Runtime.exceptionThrown":
                found.append(json.dumps(params["exceptionDetails"], ensure_ascii=False))
            elif event.get("method") == "Log.entryAdded" and params["entry"]["level"] == "error":
                found.append(f"{params['entry']['text']} {params['entry'].get('url', '')}")
            elif event.get("method") == "Runtime.consoleAPICalled" and params["type"] in ("error", "warning"):
                found.append(json.dumps(params["args"], ensure_ascii=False))
        return found

    def requested(self) -> list[str]:
        """The addresses that it asked for."""
        asked = (event for event in self.events if event.get("method") == "Network.requestWillBeSent")
        return [str(event["params"]["request"]["url"]) for event in asked]

    async def resize(self, width: int, height: int, scale: float = SCALE, mobile: bool = True) -> None:
        """Give the page another size."""
        size = {"width": width, "height": height, "deviceScaleFactor": scale, "mobile": mobile}
        await self.call("Emulation.setDeviceMetricsOverride", **size)

    async def picture(self, path: Path) -> None:
        """Save what is seen as PNG."""
        shot = await self.call("Page.captureScreenshot", format="png")
        path.write_bytes(base64.b64decode(shot["data"]))


@asynccontextmanager
async def browser(address: str) -> AsyncIterator[Page]:
    """A browser at an address, of the size of a phone."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        program = chromium() or "chromium"
        process = await asyncio.create_subprocess_exec(
            program, *_FLAGS, f"--user-data-dir={profile}", "about:blank",
            stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        try:
            port = await _port(Path(profile) / "DevToolsActivePort")
            async with aiohttp.ClientSession() as session, session.ws_connect(await _target(session, port)) as socket:
                page = Page(socket)
                await page.resize(WIDTH, HEIGHT)
                await page.call("Page.navigate", url=address)
                yield page
        finally:
            with suppress(ProcessLookupError):
                process.terminate()
            await process.wait()


async def _port(file: Path) -> int:
    deadline = time.monotonic() + LONGEST_S
    while time.monotonic() < deadline:
        with suppress(OSError, ValueError, IndexError):
            return int(file.read_text().splitlines()[0])
        await asyncio.sleep(0.05)
    raise TimeoutError("Chromium did not open its port")


async def _target(session: aiohttp.ClientSession, port: int) -> str:
    async with session.get(f"http://127.0.0.1:{port}/json/list") as response:
        targets = await response.json()
    return next(str(t["webSocketDebuggerUrl"]) for t in targets if t["type"] == "page")
