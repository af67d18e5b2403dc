"""The whole service of an application context, staff and all, against a Bot API server."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.app import AppContext
from bot.telegram.app import TelegramService, run
from retrieval import Engine, Library
from tests.bot.chatting import ask, full
from tests.bot.conftest import lift_time_limits
from tests.botapi import BotApiServer, Chat, Message
from tests.shipped import REPORTS

FIRST, SECOND, CITIZEN = 41, 42, 5


@asynccontextmanager
async def staffed(
    server: BotApiServer, monkeypatch: pytest.MonkeyPatch, state: Path, engine: Engine | None = None,
    staff: Sequence[int] = (FIRST, SECOND), library: Path = REPORTS,
) -> AsyncIterator[AppContext]:  # fmt: skip
    """Serve until the block ends; with an engine given, neither it nor its library is made again."""
    for name, value in {
        "TELEGRAM_BOT_TOKEN": server.token,
        "TELEGRAM_API_BASE": server.base_url,
        "WENDA_STAFF": ",".join(map(str, staff)),
        "WENDA_STATE": str(state),
        "WENDA_SECRET": "a secret of the tests, long enough",
        "WENDA_LIBRARY": str(library),
    }.items():
        monkeypatch.setenv(name, value)
    lift_time_limits(monkeypatch)
    app_context = AppContext()
    if engine:
        app_context.__dict__["base_library"] = engine.library
        if app_context.library is engine.library:  # staff added no words
            app_context.__dict__["engine"] = engine
    service = await asyncio.to_thread(TelegramService.of, app_context)
    task = asyncio.create_task(run(service))
    try:
        yield app_context
    finally:
        task.cancel()
        await asyncio.wait({task})
        await asyncio.to_thread(service.inbox.close)
        await asyncio.to_thread(app_context.close)
        gc.collect()  # an engine with words of its own, or several
        if not task.cancelled() and (error := task.exception()):
            raise error


def held(engine: Engine) -> Library:
    """The library of an engine."""
    return engine.library


async def topic(chat: Chat, rank: str = "1") -> Message:
    """The topic of this rank in the queue, opened."""
    queue = await ask(chat, "/unanswered")
    chat.press(queue, rank)
    return await chat.wait_edit(queue)


async def prompt(chat: Chat, message: Message, label: str) -> Message:
    """The message that a button makes the bot send."""
    chat.press(message, full(message, label))
    return (await chat.wait_for())[0]


async def answer_to(chat: Chat, prompted: Message, text: str) -> Message:
    """What comes back when a prompt is replied to."""
    chat.send(text, reply_to=prompted)
    return (await chat.wait_for())[0]
