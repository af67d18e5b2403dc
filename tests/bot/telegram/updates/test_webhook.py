"""The webhook: who may post, and what is taken."""

from __future__ import annotations

import asyncio
import json
import logging
import socket
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest

from bot.storage.update_inbox import Body
from bot.telegram.updates.webhook import LONGEST_BODY, SECRET_HEADER, WebhookServer

SECRET = "the-secret-of-the-hook"
UPDATE = {"update_id": 5, "message": {"text": "秘密的问题"}}


@dataclass
class Hook:
    """A webhook that listens, and what it took in."""

    port: int
    taken: list[Body] = field(default_factory=list)
    error: Exception | None = None

    async def accept(self, bodies: Sequence[Body]) -> None:
        """What stands for the queue."""
        if self.error:
            raise self.error
        self.taken += bodies

    async def post(self, data: Any, secret: str | None = SECRET, path: str = "/wenda", method: str = "POST") -> int:
        """The status of a request; 0 where the connection was closed without one."""
        headers = {} if secret is None else {SECRET_HEADER: secret}
        raw = data if isinstance(data, bytes) else json.dumps(data).encode()
        try:
            async with (
                aiohttp.ClientSession() as session,
                session.request(method, f"http://127.0.0.1:{self.port}{path}", data=raw, headers=headers) as response,
            ):
                assert await response.read() == b"" or response.status in (404, 405)
                return response.status
        except aiohttp.ClientError:
            return 0


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    """A webhook on a free port."""
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
                          ("/wenda", "GET", 405), ("/wenda", "PUT", 405)])  # fmt: skip
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
