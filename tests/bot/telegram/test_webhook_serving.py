"""The same conversation by webhook: questions, presses, edits and inline queries all arrive."""

from __future__ import annotations

import socket

from bot.texts import replies
from bot.texts.chat import BACK_TO_ANSWER, SOURCE_BUTTON
from retrieval import Engine
from tests.bot.chatting import ask, press
from tests.bot.conftest import Serve
from tests.botapi import BotApiServer

QUESTION = "一共保留了多少审批事项"


async def test_a_conversation_by_webhook(server: BotApiServer, serve: Serve, engine: Engine) -> None:
    """An answer, its source, an edited question, a deep link and an inline query, without a single poll."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    async with serve(server, engine, webhook_url=f"http://127.0.0.1:{port}/wenda", webhook_secret="hook-secret"):
        chat = server.private_chat()
        asked = chat.send(QUESTION)
        (answer,) = await chat.wait_for()
        source = await press(chat, answer, SOURCE_BUTTON)
        back = await press(chat, source, BACK_TO_ANSWER)
        assert back.text == answer.text
        assert asked.message is not None
        chat.edit(asked.message, "执法记录仪配了多少")
        assert "执法记录仪" in (await chat.wait_edit(back)).text
        opened = await ask(chat, f"/start {source.text.rpartition('start=')[2]}")
        assert opened.text.replace(f"{replies.DISCLAIMER}\n", "") == source.text
        assert (await server.user().inline("执法记录仪").wait_answered())["results"]
    assert server.calls_of("getUpdates") == []
