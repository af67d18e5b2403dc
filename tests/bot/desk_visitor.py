"""The dashboard in a process of its own, and somebody who looks at it over HTTP without a browser."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import unescape
from http.cookiejar import CookieJar
from pathlib import Path

from bot.dashboard import password
from tests.bot.program import PROXIES
from tests.shipped import ROOT
from tests.waiting import LONGEST_S, wait_until

WORD = "a password of the tests"


class _Stay(urllib.request.HTTPRedirectHandler):
    """Shows a redirection instead of following it."""

    def redirect_request(self, *_: object) -> None:
        """Do not go there."""


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    body: str
    headers: dict[str, str]


class Visitor:
    """Somebody with cookies of their own."""

    def __init__(self, address: str) -> None:
        self.address = address.rstrip("/")
        self.jar = CookieJar()
        self._opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(self.jar), _Stay()
        )

    def ask(
        self, path: str, data: dict[str, str] | None = None, method: str | None = None,
        headers: dict[str, str] | None = None,
    ) -> Answer:  # fmt: skip
        """One request; ``data`` is posted."""
        body = urllib.parse.urlencode(data).encode() if data is not None else None
        request = urllib.request.Request(self.address + path, body, headers or {}, method=method)
        try:
            with self._opener.open(request, timeout=LONGEST_S) as found:
                return Answer(found.status, found.read().decode(errors="replace"), dict(found.headers))
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, error.read().decode(errors="replace"), dict(error.headers))

    def sign_in(self, word: str = WORD, user: str = "staff") -> Answer:
        """Fill in the form."""
        form = self.ask("/-/login").body
        token = re.search('name="csrftoken" value="([^"]+)"', form)
        assert token
        return self.ask("/-/login", {"username": user, "password": word, "csrftoken": token.group(1)})

    def crawl(self, *starts: str, most: int = 400) -> dict[str, Answer]:
        """Everything that can be reached from some paths by what pages link to, load and fetch; of the pages that
        differ in their filters and order only, the first few."""
        found: dict[str, Answer] = {}
        waiting, alike = list(starts), dict[str, int]()
        while waiting and len(found) < most:
            path = waiting.pop(0)
            kind = re.sub(r"\d+", "0", path.partition("?")[0])
            alike[kind] = alike.get(kind, 0) + 1
            if path in found or alike[kind] > 4:
                continue
            found[path] = self.ask(path)
            if "html" in found[path].headers.get("content-type", ""):
                waiting += self._links(path, found[path].body)
        return found

    def _links(self, path: str, body: str) -> Iterator[str]:
        canned = (f"/wenda/{name}.json" for name in re.findall(r'"canned": "(\w+)"', body))
        for link in [*re.findall(r'(?:href|src|action)="([^"#]+)"', body), *canned]:
            whole = urllib.parse.urljoin(self.address + path, unescape(link))
            if whole.startswith(self.address + "/"):
                yield whole.removeprefix(self.address)


@dataclass
class Desk:
    """A running ``wenda desk``."""

    process: subprocess.Popen[bytes]
    address: str
    state: Path
    temporary: Path
    errors: Path

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.address.rstrip("/").rpartition(":")[2])

    def said(self) -> str:
        """What it has written to stderr."""
        return self.errors.read_text("utf-8", "replace")

    def visitor(self, signed_in: bool = True) -> Visitor:
        """Somebody new."""
        visitor = Visitor(self.address)
        if signed_in:
            assert visitor.sign_in().status == 302
        return visitor

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Tell it to end; its exit code."""
        self.process.send_signal(how)
        return self.process.wait(LONGEST_S)


@contextmanager
def desk(state: Path, *options: str) -> Iterator[Desk]:
    """Serve the dashboard of a state folder until the block ends. Its temporary files go beside that folder."""
    temporary = state.with_name(f"{state.name}-tmp")
    temporary.mkdir()
    if not (state / password.FILE).exists():
        password.save(state, WORD)
    kept = {name: value for name, value in os.environ.items() if name.upper() not in PROXIES}
    ours = {"WENDA_STATE": str(state), "TMPDIR": str(temporary), "PYTHONPATH": str(ROOT)}
    said = (temporary.parent / f"{state.name}.said").open("w+b")
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "desk", "--port", "0", *options],
        env={**kept, **ours}, stderr=said, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield Desk(process, _address(process, Path(said.name)), state, temporary, Path(said.name))
    finally:
        if process.poll() is None:
            process.terminate()
        process.wait(LONGEST_S)
        said.close()


def _address(process: subprocess.Popen[bytes], said: Path) -> str:
    address = re.compile(r"http://127\.0\.0\.1:\d+/")
    wait_until(lambda: address.search(said.read_text("utf-8")) or process.poll() is not None, "an address")
    if found := address.search(said.read_text("utf-8")):
        return found.group()
    raise RuntimeError(f"it says no address: {said.read_text('utf-8')}")
