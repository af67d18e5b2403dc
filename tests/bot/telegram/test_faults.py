"""What goes wrong between the bot and Telegram, over real HTTP, and how the real program starts and ends."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from bot.storage.interactions import InteractionLog
from bot.telegram.outgoing import rate_limiter
from bot.telegram.updates.update_source import ServiceError
from bot.texts import operator, replies
from retrieval import Engine
from tests.bot.conftest import Scripted, Serve, service_ended
from tests.botapi import BotApiServer
from tests.waiting import LONGEST_S

QUESTION = "一共保留了多少审批事项"
TOKEN = "123456:AAsecretsecretsecret"


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pauses between attempts are short in tests."""
    monkeypatch.setattr(rate_limiter, "FIRST_PAUSE", 0.01)


@pytest.fixture
async def server() -> AsyncIterator[BotApiServer]:
    """A server that accepts what Telegram accepts; after the test every call must have been a legal one."""
    async with BotApiServer(TOKEN) as running:
        yield running
        assert running.violations == []


def errors(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What was logged as an error."""
    return [record.getMessage() for record in caplog.records if record.levelname == "ERROR"]


@pytest.mark.parametrize("status", [502, 500])
async def test_a_gateway_that_fails_is_asked_again(
    server: BotApiServer, serve: Serve, engine: Engine, status: int
) -> None:
    """Two failures in a row cost the person nothing, and the reply comes once."""
    server.fail("sendMessage", status, times=2)
    async with serve(server, engine):
        chat = server.private_chat()
        chat.send(QUESTION)
        (answer,) = await chat.wait_for()
        await chat.expect_silence()
    assert answer.text.startswith(str(engine.ask(QUESTION).short))


async def test_flood_control_is_waited_for(server: BotApiServer, serve: Serve, engine: Engine) -> None:
    """A 429 delays the reply by as long as Telegram asks."""
    server.fail("sendMessage", 429, retry_after=1)
    async with serve(server, engine):
        chat = server.private_chat()
        chat.send(QUESTION)
        await chat.expect_silence(0.8)
        (answer,) = await chat.wait_for()
    assert answer.text.startswith(str(engine.ask(QUESTION).short))


async def test_a_blocked_bot_is_no_error(
    server: BotApiServer, serve: Serve, engine: Engine, log: InteractionLog, caplog: pytest.LogCaptureFixture
) -> None:
    """A person who blocked the bot gets nothing, the row stays without a reply, and nobody is alarmed."""
    async with serve(server, engine):
        chat = server.private_chat()
        chat.send(QUESTION)
        chat.block()
        await server.wait_until_idle()
        other = server.private_chat(user_id=2)
        other.send(QUESTION)
        await other.wait_for()
    assert chat.bot_messages == [] or len(chat.bot_messages) == 1
    assert errors(caplog) == []


async def test_a_forbidden_send_is_no_error(
    server: BotApiServer, serve: Serve, engine: Engine, log: InteractionLog, caplog: pytest.LogCaptureFixture
) -> None:
    """A 403 is noted, not raised: the row stays without a reply's id."""
    server.fail("sendMessage", 403)
    async with serve(server, engine):
        chat = server.private_chat()
        chat.send(QUESTION)
        await chat.wait_until(lambda: len(server.calls_of("sendMessage")) == 1)
        chat.send(QUESTION)
        await chat.wait_for()
    assert [row["reply_message"] is None for row in log.recent(2)] == [False, True]
    assert errors(caplog) == []


async def test_refused_markup_is_sent_plain(server: BotApiServer, serve: Serve, engine: Engine) -> None:
    """When Telegram cannot parse the entities, the same words come without any."""
    server.fail("sendMessage", 400, description="Bad Request: can't parse entities: unexpected end tag")
    async with serve(server, engine):
        chat = server.private_chat()
        chat.send(QUESTION)
        (answer,) = await chat.wait_for()
    assert answer.text.startswith(f"{engine.ask(QUESTION).short}\n")
    assert answer.html is None
    assert answer.entities == ()


async def test_a_deleted_question_is_answered_all_the_same(server: BotApiServer, serve: Serve, engine: Engine) -> None:
    """A question that its author deleted meanwhile has no message to reply to, and is answered in the chat."""
    chat = server.private_chat()
    asked = chat.send(QUESTION)
    assert asked.message is not None
    chat.delete(asked.message)
    async with serve(server, engine):
        (answer,) = await chat.wait_for()
    assert answer.reply_to is None


@pytest.mark.slow
async def test_a_failure_is_logged_and_apologised_for(
    server: BotApiServer, serve: Serve, scripted: Scripted, caplog: pytest.LogCaptureFixture
) -> None:
    """The log has the trace under a number; the person gets a sentence with that number and nothing of the trace."""

    def fail(question: str) -> None:
        raise RuntimeError(f"cannot do {question}")

    scripted.hook = fail
    async with serve(server, scripted):
        chat = server.private_chat()
        chat.send("秘密")
        (apology,) = await chat.wait_for()
    (said,) = errors(caplog)
    reference = said.rpartition(" ")[2]
    assert apology.text == replies.APOLOGY.format(reference=reference)
    assert "cannot do" in caplog.text
    assert "RuntimeError" not in apology.text


async def test_fetching_survives_bad_days(
    server: BotApiServer, serve: Serve, engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    """A 409 and a 502 while polling are reported in a line each, and polling goes on."""
    server.fail("getUpdates", 409)
    server.fail("getUpdates", 502)
    async with serve(server, engine):
        chat = server.private_chat()
        chat.send(QUESTION)
        (answer,) = await chat.wait_for()
    assert answer.text.startswith(str(engine.ask(QUESTION).short))
    assert "another program fetches this bot's updates" in caplog.text


async def test_a_network_that_is_not_there_yet_is_waited_for(
    server: BotApiServer, serve: Serve, engine: Engine
) -> None:
    """A service that starts before its network serves once that is there."""
    server.fail("getMe", 502)
    async with serve(server, engine):
        chat = server.private_chat()
        chat.send(QUESTION)
        await chat.wait_for()


async def test_questions_from_before_the_start_are_answered(server: BotApiServer, serve: Serve, engine: Engine) -> None:
    """What was asked while the bot was down is never dropped."""
    chat = server.private_chat()
    for _ in range(3):
        chat.send(QUESTION)
    async with serve(server, engine):
        await chat.wait_for(3)
    assert not any(call.params.get("drop_pending_updates") for call in server.calls)


async def test_a_webhook_serves_and_turns_strangers_away(server: BotApiServer, serve: Serve, engine: Engine) -> None:
    """Updates come by POST with the secret; without it, or with another, or elsewhere, nothing is taken."""
    port = _free_port()
    url = f"http://127.0.0.1:{port}/wenda"
    async with serve(server, engine, webhook_url=url, webhook_secret="hook-secret"):
        chat = server.private_chat()
        chat.send(QUESTION)
        (answer,) = await chat.wait_for()
        assert answer.text.startswith(str(engine.ask(QUESTION).short))
        header = "X-Telegram-Bot-Api-Secret-Token"
        async with aiohttp.ClientSession() as session:
            for target, headers in ((url, {}), (url, {header: "guess"}), (f"{url}x", {header: "hook-secret"})):
                async with session.post(target, json={"update_id": 1}, headers=headers) as response:
                    assert response.status in (403, 404)
        await chat.expect_silence()
    assert server.calls_of("getUpdates") == []


class Program:
    """``wenda run`` as a process against the server."""

    def __init__(self, server: BotApiServer, **environment: str) -> None:
        self._environment = os.environ | {
            "TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_BASE": server.base_url, "WENDA_STATE": "state", **environment
        }  # fmt: skip

    async def start(self) -> asyncio.subprocess.Process:
        """Start it."""
        return await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "run", env=self._environment, stderr=asyncio.subprocess.PIPE
        )


@pytest.mark.slow
async def test_the_program_serves_and_ends_on_sigterm_without_a_word_of_the_token(server: BotApiServer) -> None:
    """A whole run, with failures on the way: exit code 0, the row committed, and the token nowhere in the log."""
    server.fail("sendMessage", 400, times=3, description=f"Bad Request: something with {TOKEN}")
    server.fail("sendMessage", 502, after=1)
    process = await Program(server).start()
    chat = server.private_chat()
    chat.send(QUESTION)
    (apology,) = await chat.wait_for()
    assert apology.text.startswith("抱歉")
    chat.send(QUESTION)
    await chat.wait_for()
    process.send_signal(signal.SIGTERM)
    _, said = await asyncio.wait_for(process.communicate(), LONGEST_S)
    assert process.returncode == 0
    assert b"Traceback" in said
    assert TOKEN.encode() not in said
    assert TOKEN.split(":")[1].encode() not in said
    assert QUESTION.encode() not in said
    assert Path("state/wenda.db").exists()
    assert server.pending_updates == []


@pytest.mark.slow
async def test_a_wrong_token_ends_the_program_in_one_line(server: BotApiServer) -> None:
    """Exit code 1 and a line that says what to do, without the token."""
    wrong = "123456:AAwrongwrongwrong"
    process = await Program(server, TELEGRAM_BOT_TOKEN=wrong).start()
    _, said = await asyncio.wait_for(process.communicate(), LONGEST_S)
    assert process.returncode == 1
    assert said.decode().splitlines() == [f"wenda: {operator.BOT_REFUSED}"]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
async def test_an_address_that_is_taken_ends_the_program(
    server: BotApiServer, serve: Serve, scripted: Scripted
) -> None:
    """A webhook that cannot listen says which address, and how to choose another."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/x"
        with pytest.raises(ServiceError, match="--listen"):
            async with serve(server, scripted, webhook_url=url, webhook_secret="s"):
                await service_ended()
    gc.collect()  # tornado leaves the socket that it could not bind to the collector, which warns


async def test_a_webhook_that_telegram_refuses_ends_the_program(
    server: BotApiServer, serve: Serve, scripted: Scripted, caplog: pytest.LogCaptureFixture
) -> None:
    """The sentence has Telegram's reason, and no trace is logged for what a person set wrong."""
    server.fail("setWebhook", 400, description="Bad Request: bad webhook: IP address is reserved")
    url = f"http://127.0.0.1:{_free_port()}/x"
    with pytest.raises(ServiceError, match=r"(?i)ip address is reserved"):
        async with serve(server, scripted, webhook_url=url, webhook_secret="s"):
            await service_ended()
    assert errors(caplog) == []


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
