"""The way in: what ends it, and what does not."""

from __future__ import annotations

import socket

import pytest

from bot.telegram.updates.update_source import ServiceError
from bot.texts import operator
from retrieval import Engine
from tests.bot.conftest import Scripted, Serve, service_ended
from tests.botapi import BotApiServer

QUESTION = "一共保留了多少审批事项"


def words(sentence: str) -> str:
    """A sentence as a pattern, as far as its first stop."""
    return sentence.partition("。")[0]


async def test_two_conflicts_after_the_start_end_it(server: BotApiServer, serve: Serve, scripted: Scripted) -> None:
    """Another program that fetches with the same token is there to stay, and somebody must choose."""
    server.fail("getUpdates", 409, times=2)
    with pytest.raises(ServiceError) as refused:
        async with serve(server, scripted):
            await service_ended()
    assert str(refused.value) == operator.ANOTHER_POLLS


async def test_conflicts_of_a_program_that_has_long_served_do_not_end_it(
    server: BotApiServer, serve: Serve, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever came later is to give way."""
    monkeypatch.setattr("bot.telegram.updates.update_source.STARTING_S", 0.0)
    server.fail("getUpdates", 409, times=2)
    async with serve(server, engine):
        chat = server.private_chat()
        chat.send(QUESTION)
        await chat.wait_for()


async def test_a_token_that_is_revoked_ends_it(server: BotApiServer, serve: Serve, engine: Engine) -> None:
    """It would otherwise run on and hear nothing."""

    async def revoke() -> None:
        async with serve(server, engine):
            chat = server.private_chat()
            chat.send(QUESTION)
            await chat.wait_for()
            server.fail("getUpdates", 401, times=9)
            chat.send(QUESTION)
            await service_ended()

    with pytest.raises(ServiceError) as refused:
        await revoke()
    assert str(refused.value) == operator.BOT_REFUSED
    assert server.token not in str(refused.value)


async def test_the_former_address_is_named(
    server: BotApiServer, serve: Serve, engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    """A bot that was served by webhook elsewhere and is polled now says where its updates went."""
    caplog.set_level("INFO")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/wenda"
    async with serve(server, engine, webhook_url=url, webhook_secret="hook-secret"):
        chat = server.private_chat()
        chat.send(QUESTION)
        await chat.wait_for()
    assert "went to" not in caplog.text
    async with serve(server, engine):
        chat.send(QUESTION)
        await chat.wait_for()
    assert "went to 127.0.0.1 until now" in caplog.text


async def test_pending_updates_are_never_dropped(server: BotApiServer, serve: Serve, engine: Engine) -> None:
    """Neither way of opening asks Telegram to forget questions."""
    chat = server.private_chat()
    chat.send(QUESTION)
    async with serve(server, engine):
        await chat.wait_for()
    assert not any(call.params.get("drop_pending_updates") for call in server.calls)
