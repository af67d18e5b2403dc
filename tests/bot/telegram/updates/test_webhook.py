"""The webhook: who may post, and what is taken."""

from __future__ import annotations

import asyncio
import itertools
import json
import logging
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest

from bot.storage.update_body import Body, parsed
from bot.telegram.updates import webhook as webhook_module
from bot.telegram.updates.webhook import LONGEST_BODY, SECRET_HEADER, WebhookServer
from tests.waiting import LONGEST_S, until

SECRET = "the-secret-of-the-hook"
UPDATE = {"update_id": 5, "message": {"text": "秘密的问题"}}
HEAD = f"POST /wenda HTTP/1.1\r\nHost: x\r\n{SECRET_HEADER}: {SECRET}\r\n".encode()
SHORT_S = 0.2  # for what takes seconds otherwise
MOST = 12  # connections, where a test needs few


@dataclass
class Hook:
    """A webhook that listens, and what it took in."""

    port: int
    taken: list[Body] = field(default_factory=list)
    error: Exception | None = None

    async def accept(self, raw: bytes) -> None:
        """What stands for the queue."""
        if self.error:
            raise self.error
        self.taken.append(parsed(raw))

    async def post(self, data: Any, secret: str | None = SECRET, path: str = "/wenda", method: str = "POST") -> int:
        """The status of a request; 0 where the connection was closed without one."""
        headers = {} if secret is None else {SECRET_HEADER: secret}
        raw = data if isinstance(data, bytes) else json.dumps(data).encode()
        try:
            async with (
                aiohttp.ClientSession() as session,
                session.request(method, f"http://127.0.0.1:{self.port}{path}", data=raw, headers=headers) as response,
            ):
                assert await response.read() == b""
                return response.status
        except aiohttp.ClientError:
            return 0


Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    """A webhook on a free port."""
    async with listening() as made:
        yield made


@asynccontextmanager
async def listening() -> AsyncIterator[Hook]:
    """The same, made when it is called."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        made = Hook(free.getsockname()[1])
    webhook = WebhookServer("/wenda", SECRET, made.accept)
    webhook.start("127.0.0.1", made.port)
    yield made
    await webhook.stop()


async def test_an_update_with_the_secret_is_taken(hook: Hook) -> None:
    """With or without a slash at the end of the path; the answer comes when it is safe."""
    assert [await hook.post(UPDATE), await hook.post(UPDATE, path="/wenda/")] == [200, 200]
    assert hook.taken == [UPDATE, UPDATE]


@pytest.mark.parametrize("secret", [None, "", "guess", SECRET[:-1], f"{SECRET}x", SECRET.upper()])
async def test_without_the_secret_nothing_is_taken(hook: Hook, secret: str | None) -> None:
    """None, a wrong one, a part of it, more than it: 403."""
    assert await hook.post(UPDATE, secret) == 403
    assert hook.taken == []


@pytest.mark.parametrize(("path", "method", "status"),
                         [("/", "POST", 404), ("/wendax", "POST", 404), ("/x/wenda", "POST", 404),
                          ("/wenda", "GET", 405), ("/wenda", "PUT", 405), ("/wenda", "HEAD", 405),
                          ("/wenda", "OPTIONS", 405), ("/wenda", "PROPFIND", 405), ("/wenda%0A", "POST", 404),
                          ("/WENDA", "POST", 404)])  # fmt: skip
async def test_elsewhere_there_is_nothing(hook: Hook, path: str, method: str, status: int) -> None:
    """Other paths and methods are refused, also to those who know the secret."""
    assert await hook.post(UPDATE, path=path, method=method) == status
    assert hook.taken == []


@pytest.mark.parametrize(
    "data",
    [b"", b"no json", b"\xff\xfe", b"[" * 100_000, [], 7, None, {}, {"update_id": "5"}, {"update_id": None},
     {"update_id": True}, {"update_id": 1.5}, {"update_id": 10**30}],
    ids=lambda data: repr(data)[:20],
)  # fmt: skip
async def test_garbage_is_refused(hook: Hook, data: Any) -> None:
    """What is no update with a number that can be kept gets a 400, and the hook goes on."""
    assert await hook.post(data) == 400
    assert await hook.post(UPDATE) == 200
    assert hook.taken == [UPDATE]


async def test_an_endless_body_is_not_read(hook: Hook) -> None:
    """Beyond a megabyte it is refused, announced or not, and the hook goes on."""
    assert await hook.post(b"x" * (LONGEST_BODY + 1)) in (0, 400, 413)
    reader, writer = await asyncio.open_connection("127.0.0.1", hook.port)
    head = f"POST /wenda HTTP/1.1\r\nHost: x\r\n{SECRET_HEADER}: {SECRET}\r\nTransfer-Encoding: chunked\r\n\r\n"
    writer.write(head.encode())
    sent = 0
    try:
        while sent < 50 * LONGEST_BODY and not reader.at_eof():
            writer.write(b"10000\r\n" + b"x" * 65536 + b"\r\n")
            await writer.drain()
            sent += 65536
    except ConnectionError:
        pass
    writer.close()
    assert sent < 20 * LONGEST_BODY
    assert await hook.post(UPDATE) == 200
    assert hook.taken == [UPDATE]


async def test_what_could_not_be_taken_in_is_delivered_again(hook: Hook, caplog: pytest.LogCaptureFixture) -> None:
    """A failure of ours is a 500, upon which Telegram keeps the update, and stands in the log."""
    hook.error = RuntimeError("no room")
    assert await hook.post(UPDATE) == 500
    assert "no room" in caplog.text
    hook.error = None
    assert await hook.post(UPDATE) == 200


async def test_neither_secret_nor_text_reaches_the_log(hook: Hook, caplog: pytest.LogCaptureFixture) -> None:
    """Whatever goes wrong with a request, the log has its status and nothing that came with it."""
    caplog.set_level(logging.DEBUG)
    for secret, data in ((SECRET, b"garbage-text"), ("guessed-secret", UPDATE), (SECRET, UPDATE)):
        await hook.post(data, secret)
    hook.error = RuntimeError("no room")
    await hook.post(UPDATE)
    for told in (SECRET, "guessed-secret", "garbage-text", "秘密的问题"):
        assert told not in caplog.text
    assert "refused a request with 403" in caplog.text


async def dribble(connection: Connection, head: bytes) -> None:
    """Send a byte every now and then, for as long as it is taken."""
    reader, writer = connection
    for at in itertools.count():
        writer.write(head[at : at + 1] or b"x")
        if not await alive(reader):
            return
        await asyncio.sleep(SHORT_S / 10)


async def alive(reader: asyncio.StreamReader) -> bool:
    """Whether the other side has not closed the connection."""
    await asyncio.sleep(0)
    return not (reader.at_eof() or reader.exception())


async def closed(connection: Connection) -> None:
    """Wait until the other side closes; nothing but a refusal may come before that."""
    reader, writer = connection
    try:
        said = await asyncio.wait_for(reader.read(), LONGEST_S)
    except ConnectionError:
        said = b""
    assert b" 200 " not in said
    writer.close()


@pytest.mark.parametrize(
    "sent",
    [b"", b"PO", b"POST /wenda HTT", b"\r\n" * 9, HEAD, HEAD + b"Content-Length: 50\r\n\r\n", b"\x16\x03\x01\x02\x00",
     HEAD + b'Content-Length: 50\r\n\r\n{"update_id": 5', HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\n{",
     b"POST /wenda HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\nx", b"GET / HTTP/1.1\r\nX: " + b"x" * 20_000],
    ids=lambda sent: repr(sent[-12:]),
)  # fmt: skip
async def test_a_connection_without_a_whole_request_is_closed(monkeypatch: pytest.MonkeyPatch, sent: bytes) -> None:
    """Nothing, half a line, half of the headers, a body that stops: each ends by itself, and nothing was taken in."""
    monkeypatch.setattr(webhook_module, "HEADERS_S", SHORT_S)
    monkeypatch.setattr(webhook_module, "BODY_S", SHORT_S)
    async with listening() as hook:
        connection = await asyncio.open_connection("127.0.0.1", hook.port)
        connection[1].write(sent)
        await closed(connection)
        assert hook.taken == []
        assert await hook.post(UPDATE) == 200


@pytest.mark.parametrize("head", [HEAD, HEAD + b"Content-Length: 500000\r\n\r\n"], ids=["headers", "body"])
async def test_bytes_that_come_one_by_one_gain_no_time(monkeypatch: pytest.MonkeyPatch, head: bytes) -> None:
    """The time is that of all headers, and of the whole body, not of a byte."""
    monkeypatch.setattr(webhook_module, "HEADERS_S", SHORT_S)
    monkeypatch.setattr(webhook_module, "BODY_S", SHORT_S)
    async with listening() as hook:
        connection = await asyncio.open_connection("127.0.0.1", hook.port)
        if head != HEAD:
            connection[1].write(head)
            head = b""
        await asyncio.wait_for(dribble(connection, head), LONGEST_S)
        await closed(connection)
        assert hook.taken == []


async def test_a_connection_carries_one_request(hook: Hook) -> None:
    """It is closed after the answer, whoever asked, so that nobody keeps it by asking again."""
    for secret, status in ((SECRET, b" 200 "), ("guess", b" 403 ")):
        reader, writer = await asyncio.open_connection("127.0.0.1", hook.port)
        body = json.dumps(UPDATE).encode()
        head = f"POST /wenda HTTP/1.1\r\nHost: x\r\n{SECRET_HEADER}: {secret}\r\nContent-Length: {len(body)}\r\n\r\n"
        writer.write((head.encode() + body) * 2)
        said = await asyncio.wait_for(reader.read(), LONGEST_S)
        assert (said.count(b"HTTP/1.1"), status in said) == (1, True)
        writer.close()


async def test_idle_connections_keep_no_update_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond the limit the oldest that has not shown the secret is closed: an update that is coming in, and a new
    one, are taken."""
    monkeypatch.setattr(webhook_module, "MOST_CONNECTIONS", MOST)
    async with listening() as hook:
        body = json.dumps(UPDATE).encode()
        reader, writer = await asyncio.open_connection("127.0.0.1", hook.port)
        writer.write(HEAD + f"Expect: 100-continue\r\nContent-Length: {len(body)}\r\n\r\n".encode())
        assert b"100" in await asyncio.wait_for(reader.readline(), LONGEST_S)  # the secret was seen
        idle = [await asyncio.open_connection("127.0.0.1", hook.port) for _ in range(5 * MOST)]
        await until(lambda: sum(not each.at_eof() for each, _ in idle) < MOST, "the others to be closed")
        assert await hook.post(UPDATE) == 200
        writer.write(body)
        assert b" 200 " in await asyncio.wait_for(reader.read(), LONGEST_S)
        assert hook.taken == [UPDATE, UPDATE]
        # The youngest are still open.
        assert not idle[-1][0].at_eof()
        for _, each in [*idle, (reader, writer)]:
            each.close()


async def test_where_all_have_shown_the_secret_a_new_one_has_to_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing that is being taken in is given up for it; once one has ended, the next is taken."""
    monkeypatch.setattr(webhook_module, "MOST_CONNECTIONS", 2)
    async with listening() as hook:
        body = json.dumps(UPDATE).encode()
        head = HEAD + f"Expect: 100-continue\r\nContent-Length: {len(body)}\r\n\r\n".encode()
        first, second = [await asyncio.open_connection("127.0.0.1", hook.port) for _ in range(2)]
        for reader, writer in (first, second):
            writer.write(head)
            assert b"100" in await asyncio.wait_for(reader.readline(), LONGEST_S)
        assert await hook.post(UPDATE) == 0
        for reader, writer in (first, second):
            writer.write(body)
            assert b" 200 " in await asyncio.wait_for(reader.read(), LONGEST_S)
            writer.close()
        assert await hook.post(UPDATE) == 200


def test_the_limit_stays_below_that_of_files() -> None:
    """A quarter of the files that the process may open is for connections, and never more than 200."""
    code = (
        "import resource; from bot.telegram.updates.webhook import _most_connections;"
        "resource.setrlimit(resource.RLIMIT_NOFILE, ({limit}, {limit})); print(_most_connections())"
    )
    found = [
        int(subprocess.check_output([sys.executable, "-c", code.format(limit=limit)], text=True))
        for limit in (64, 256, 1024)
    ]
    assert found == [16, 64, 200]
