"""The bot against tgfake, a Bot API server that is not ours, written after its documentation.

It serves polling only, and knows neither inline queries nor edits of a person's messages nor buttons that copy; for
those see the tests against `tests.botapi`. Skipped where the program is absent, unless ``DEMAND_TGFAKE`` is set.
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any

import aiohttp
import pytest

from bot.telegram.outgoing import rate_limiter
from bot.texts import chat, replies
from bot.texts.chat import BACK_TO_ANSWER, GOOD_BUTTON, NEXT_CLAUSE, SHARE_LINE, SOURCE_BUTTON
from retrieval import Engine
from tests.bot.conftest import Serve
from tests.waiting import LONGEST_S

PROGRAM = os.environ.get("TGFAKE") or shutil.which("tgfake")
TOKEN = "7000000001:TEST-token"
QUESTION, PERSON = "一共保留了多少审批事项", 4242

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        PROGRAM is None and not os.environ.get("DEMAND_TGFAKE"), reason="tgfake is not installed (see .ci/run)"
    ),
]


class Stand:
    """The person's side of the server: its simulation API."""

    def __init__(self, origin: str, session: aiohttp.ClientSession) -> None:
        self.origin = origin
        self._session = session

    async def post(self, path: str, **body: Any) -> dict[str, Any]:
        """What a person does."""
        async with self._session.post(f"{self.origin}/sim/{path}", json=body) as response:
            assert response.status == 200, await response.text()
            return dict(await response.json())

    async def get(self, path: str) -> dict[str, Any]:
        """What is there to be seen."""
        async with self._session.get(f"{self.origin}/sim/{path}") as response:
            return dict(await response.json())

    async def seen(self, words: str, chat: int = PERSON) -> dict[str, Any]:
        """The newest message of the bot, once one holds these words."""
        async with asyncio.timeout(LONGEST_S):
            while True:
                messages = (await self.get(f"chat/{chat}"))["messages"]
                found = [m for m in messages if m["from"] == "bot" and words in m["text"]]
                if found:
                    return dict(found[-1])
                await asyncio.sleep(0.05)

    async def refusals(self) -> list[str]:
        """What the server refused, but for faults of a test and for buttons that copy, which it does not know."""
        calls = (await self.get("outbox"))["calls"]
        said = [str(c["response"].get("description", c["status"])) for c in calls if c["status"] == 400]
        return [words for words in said if "Text buttons" not in words and "planned" not in words]


@pytest.fixture
async def stand() -> AsyncIterator[Stand]:
    """The program on a free port; after the test nothing was refused."""
    assert PROGRAM is not None, "DEMAND_TGFAKE is set and tgfake is not installed"
    process = await asyncio.create_subprocess_exec(
        PROGRAM, "--addr", "127.0.0.1:0", "--token", TOKEN, "--poll-max", "1s", stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    try:
        banner = (await asyncio.wait_for(process.stdout.readline(), LONGEST_S)).decode()
        found = re.search(r"http://\S+", banner)
        assert found, banner
        async with aiohttp.ClientSession() as session:
            running = Stand(found[0].rstrip("/"), session)
            yield running
            assert await running.refusals() == []
    finally:
        process.terminate()
        await process.communicate()


def server_of(stand: Stand) -> object:
    """What `serve` needs to know."""
    return SimpleNamespace(token=TOKEN, base_url=stand.origin)


async def test_a_conversation(stand: Stand, serve: Serve, engine: Engine) -> None:
    """A greeting, an answer, its source, the clause after it, the way back, a thumb, and the deep link."""
    async with serve(server_of(stand), engine):
        await stand.post("message", text="/start")
        await stand.seen(replies.DISCLAIMER)
        await stand.post("message", text=QUESTION)
        answer = await stand.seen("出处：")
        await stand.post("callback", label=SOURCE_BUTTON, message_id=answer["message_id"])
        source = await stand.seen(SHARE_LINE)
        assert source["message_id"] == answer["message_id"]
        await stand.post("callback", label=NEXT_CLAUSE, message_id=answer["message_id"])
        await stand.seen("二是深化商事制度改革")
        await stand.post("callback", label=BACK_TO_ANSWER, message_id=answer["message_id"])
        assert (await stand.seen(str(engine.ask(QUESTION).short)))["text"] == answer["text"]
        await stand.post("callback", label=GOOD_BUTTON, message_id=answer["message_id"])
        link = re.search(r"start=(p_[\w-]+)", source["text"])
        assert link
        await stand.post("message", text=f"/start {link[1]}")
        async with asyncio.timeout(LONGEST_S):
            while len(callbacks := (await stand.get(f"chat/{PERSON}"))["callbacks"]) < 4:
                await asyncio.sleep(0.05)
        assert callbacks[-1]["text"] == chat.THANKS_FOR_GOOD
        assert (await stand.seen(chat.SHARE_LINE))["message_id"] > answer["message_id"]
    assert {c["command"] for c in (await stand.get("state"))["commands"]} >= {"ask"}


async def test_a_group(stand: Stand, serve: Serve, engine: Engine) -> None:
    """It answers when it is mentioned, with one button, and is silent otherwise."""
    group = -100_000_000_000 - PERSON
    async with serve(server_of(stand), engine):
        await stand.post("message", text="大家好", chat_type="supergroup")
        await stand.post("message", text=QUESTION, chat_type="supergroup", mention=True)
        answer = await stand.seen("出处：", group)
        assert [[b["text"] for b in row] for row in answer["keyboard"]] == [[SOURCE_BUTTON]]
        messages = (await stand.get(f"chat/{group}"))["messages"]
        assert [m["from"] for m in messages] == ["user", "user", "bot"]


async def test_faults(stand: Stand, serve: Serve, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """A 429, a 502 and a refused parse each leave the person with one answer."""
    monkeypatch.setattr(rate_limiter, "FIRST_PAUSE", 0.01)
    faults: list[dict[str, Any]] = [
        {"code": 429, "retry_after": 1},
        {"code": 502},
        {"code": 400, "description": "Bad Request: can't parse entities: planned"},
    ]
    async with serve(server_of(stand), engine):
        for number, fault in enumerate(faults):
            chat = PERSON + number
            await stand.post("fault", method="sendMessage", times=1, **fault)
            await stand.post("message", text=QUESTION, user_id=chat)
            await stand.seen("出处：", chat)
