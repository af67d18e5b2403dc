"""Polling, webhooks and faults, asked with bare HTTP calls."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from aiohttp import web

from tests.botapi import BotApiServer
from tests.waiting import LONGEST_S, until

from .conftest import Api

pytestmark = pytest.mark.asyncio


def _texts(updates: list[dict[str, Any]]) -> list[str]:
    return [update["message"]["text"] for update in updates]


async def test_offsets(server: BotApiServer, api: Api) -> None:
    """Updates come again until a higher offset confirms them; limit and negative offset cut."""
    chat = server.private_chat(42)
    first = chat.send("a").update_id
    for text in ("b", "c", "d"):
        chat.send(text)
    assert _texts((await api("getUpdates"))[1]) == ["a", "b", "c", "d"]
    assert _texts((await api("getUpdates", offset=first, limit=2))[1]) == ["a", "b"]
    assert _texts((await api("getUpdates", offset=first + 1))[1]) == ["b", "c", "d"]
    assert _texts((await api("getUpdates", offset=-2))[1]) == ["c", "d"]
    assert [update.update_id for update in server.pending_updates] == [first + 2, first + 3]
    assert (await api("getUpdates", offset=first + 4))[1] == []
    assert server.pending_updates == []


async def test_long_polling(server: BotApiServer, api: Api) -> None:
    """A poll waits for its timeout, and returns at once when an update comes."""
    chat = server.private_chat(42)
    begin = time.monotonic()
    assert await api("getUpdates", timeout=1) == (200, [])
    assert time.monotonic() - begin > 0.9
    waiting = asyncio.create_task(api("getUpdates", timeout=9 * int(LONGEST_S)))
    await until(lambda: server.core.updates.polled)
    chat.send("now")
    _, updates = await asyncio.wait_for(waiting, LONGEST_S)
    assert _texts(updates) == ["now"]


async def test_second_poll_ends_the_first(server: BotApiServer, api: Api) -> None:
    """Of two polls at a time the older gets a 409."""
    older = asyncio.create_task(api("getUpdates", timeout=30))
    await until(lambda: server.core.updates.polled)
    assert await api("getUpdates") == (200, [])
    status, description = await asyncio.wait_for(older, LONGEST_S)
    assert status == 409
    assert description.startswith("Conflict: terminated by other getUpdates request")


async def test_allowed_updates(server: BotApiServer, api: Api) -> None:
    """The filter holds for later updates and stays until it is changed; an empty list resets it."""
    chat = server.private_chat(42)
    await api("getUpdates", allowed_updates=["callback_query"])
    chat.send("unheard")
    assert (await api("getUpdates"))[1] == []
    await api("getUpdates", allowed_updates=[])
    chat.send("heard")
    assert _texts((await api("getUpdates"))[1]) == ["heard"]


async def test_injected_updates(server: BotApiServer, api: Api) -> None:
    """Any JSON can be injected; it gets the next update_id, or keeps its own."""
    chat = server.private_chat(42)
    before = chat.send("a").update_id
    server.inject({"message": {"garbage": True}})
    chat.send_raw({"update_id": before + 10, "strange": 1})
    after = chat.send("b").update_id
    _, updates = await api("getUpdates")
    assert [update["update_id"] for update in updates] == [before, before + 1, before + 10, before + 11]
    assert after == before + 11


@pytest.mark.parametrize(
    ("status", "description"),
    [
        (400, "Bad Request: test fault"),
        (401, "Unauthorized"),
        (403, "Forbidden: bot was blocked by the user"),
        (409, "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"),
        (429, "Too Many Requests: retry after 7"),
        (500, "Internal Server Error"),
    ],
)
async def test_fault_statuses(server: BotApiServer, api: Api, status: int, description: str) -> None:
    """A queued status comes as often as asked, then the method works."""
    chat = server.private_chat(42)
    fault = server.fail("sendMessage", status, times=2, retry_after=7 if status == 429 else None)
    for _ in range(2):
        assert await api("sendMessage", chat_id=42, text="x") == (status, description)
    assert (await api("sendMessage", chat_id=42, text="x"))[0] == 200
    assert (fault.hits, len(chat.messages), server.violations) == (2, 1, [])
    assert [call.status for call in server.calls] == [status, status, 200]


async def test_fault_bodies(server: BotApiServer, api: Api) -> None:
    """A 429 carries retry_after, a 502 is the page of a proxy."""
    server.fail("getMe", 429, retry_after=3)
    async with api.session.get(api.url("getMe")) as response:
        assert (await response.json())["parameters"] == {"retry_after": 3}
    server.fail("getMe", 502)
    async with api.session.get(api.url("getMe")) as response:
        assert (response.status, response.content_type) == (502, "text/html")


async def test_fault_selection(server: BotApiServer, api: Api) -> None:
    """A fault can be for one chat, start later and word its description; a wrong method name is an error."""
    server.private_chat(42)
    server.private_chat(43)
    server.fail("sendMessage", 400, chat_id=43, after=1, description="Bad Request: no")
    calls = [await api("sendMessage", chat_id=chat_id, text="x") for chat_id in (43, 42, 43, 43)]
    assert [status for status, _ in calls] == [200, 200, 400, 200]
    assert calls[2][1] == "Bad Request: no"
    with pytest.raises(LookupError):
        server.fail("sendMesage", 400)


async def test_dropped_connections(server: BotApiServer, api: Api) -> None:
    """A reset comes before the effect, drop_after_accept after it; neither gives an answer."""
    chat = server.private_chat(42)
    server.fail("sendMessage", "reset")
    with pytest.raises(aiohttp.ClientError):
        await api("sendMessage", chat_id=42, text="lost")
    # A status has no place in an answer that never comes.
    server.fail("sendMessage", 500, drop_after_accept=True)
    with pytest.raises(aiohttp.ClientError):
        await api("sendMessage", chat_id=42, text="kept")
    assert [message.text for message in chat.messages] == ["kept"]
    assert [call.status for call in server.calls] == [None, None]


async def test_delay(server: BotApiServer, api: Api) -> None:
    """A delayed call takes effect late, also when the caller has gone."""
    chat = server.private_chat(42)
    held = asyncio.Event()
    server.fail("sendMessage", held=held)
    calling = asyncio.create_task(api("sendMessage", chat_id=42, text="x"))
    await until(lambda: server.calls)
    calling.cancel()
    await asyncio.wait({calling})
    assert chat.messages == []
    held.set()
    assert [message.text for message in await chat.wait_for(1)] == ["x"]


async def test_outage(server: BotApiServer, api: Api) -> None:
    """A stopped server refuses connections; started again it has its port and state."""
    server.private_chat(42).send("a")
    await server.stop()
    with pytest.raises(aiohttp.ClientError):
        await api("getUpdates")
    await server.start()
    assert _texts((await api("getUpdates"))[1]) == ["a"]


@dataclass
class Hook:
    """A webhook under the control of a test."""

    url: str = ""
    statuses: list[int] = field(default_factory=list)
    reply: dict[str, Any] | None = None
    secrets: list[str | None] = field(default_factory=list)
    received: list[dict[str, Any]] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0

    async def handle(self, request: web.Request) -> web.Response:
        """Note a delivery and answer with the next status."""
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await asyncio.sleep(0.005)
        self.at_once -= 1
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        self.received.append(await request.json())
        status = self.statuses.pop(0) if self.statuses else 200
        return web.json_response(self.reply, status=status) if self.reply else web.Response(status=status)


@pytest_asyncio.fixture
async def hook() -> AsyncIterator[Hook]:
    """A running webhook."""
    found = Hook()
    app = web.Application()
    app.router.add_post("/hook", found.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.01)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    found.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield found
    await runner.cleanup()


async def test_webhook_delivery(server: BotApiServer, api: Api, hook: Hook) -> None:
    """Updates arrive one at a time, in order, with the secret; a failed one is tried again."""
    chat = server.private_chat(42)
    hook.statuses = [500, 503]
    assert await api("setWebhook", url=hook.url, secret_token="s-_1") == (200, True)
    for text in ("a", "b", "c"):
        chat.send(text)
    await server.wait_until_idle()
    assert _texts(hook.received) == ["a", "a", "a", "b", "c"]
    assert set(hook.secrets) == {"s-_1"}
    assert hook.most_at_once == 1
    _, info = await api("getWebhookInfo")
    assert (info["url"], info["pending_update_count"]) == (hook.url, 0)
    assert info["last_error_message"] == "Wrong response from the webhook: 503 Service Unavailable"


async def test_webhook_excludes_polling(server: BotApiServer, api: Api) -> None:
    """Setting a webhook ends the poll and forbids the next; pending updates stay until dropped."""
    waiting = asyncio.create_task(api("getUpdates", timeout=30))
    await until(lambda: server.core.updates.polled)
    await api("setWebhook", url="http://127.0.0.1:9/hook")
    assert await waiting == (409, "Conflict: terminated by setWebhook request")
    refused = await api("getUpdates")
    assert refused[0] == 409
    assert refused[1].startswith("Conflict: can't use getUpdates method while webhook is active")
    server.private_chat(42).send("a")
    assert (await api("getWebhookInfo"))[1]["pending_update_count"] == 1
    assert await api("deleteWebhook") == (200, True)
    assert _texts((await api("getUpdates"))[1]) == ["a"]
    await api("deleteWebhook", drop_pending_updates=True)
    assert (await api("getUpdates"))[1] == []
    assert (await api("getWebhookInfo"))[1]["url"] == ""


async def test_webhook_settings(server: BotApiServer, api: Api) -> None:
    """The secret has a charset and a length, the URL a scheme; allowed_updates is kept."""
    for secret in ("white space", "x" * 257, "中"):
        refused = await api("setWebhook", url="http://127.0.0.1:9/", secret_token=secret)
        assert refused == (400, "Bad Request: secret token contains unallowed characters")
    assert (await api("setWebhook", url="nonsense"))[0] == 400
    await api("setWebhook", url="http://127.0.0.1:9/", allowed_updates=["message"])
    assert (await api("getWebhookInfo"))[1]["allowed_updates"] == ["message"]
    assert server.violations == []


async def test_webhook_reply_is_a_call(server: BotApiServer, api: Api, hook: Hook) -> None:
    """A method in the body of the webhook's reply is executed."""
    chat = server.private_chat(42)
    hook.reply = {"method": "sendMessage", "chat_id": 42, "text": "from the reply"}
    await api("setWebhook", url=hook.url)
    chat.send("a")
    (message,) = await chat.wait_for(1)
    assert message.text == "from the reply"
    assert server.calls_of("sendMessage")[0].via_webhook
