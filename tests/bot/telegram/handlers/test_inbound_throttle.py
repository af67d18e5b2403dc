"""Limits, floods, networks that fail, presses that come too late: nobody but the one concerned notices."""

from __future__ import annotations

import asyncio
from collections import Counter

import pytest
from telegram import Update

from bot.telegram.handlers import inbound_throttle
from bot.telegram.handlers.inbound_throttle import Admission, InboundThrottle
from bot.telegram.outgoing import rate_limiter
from bot.telegram.updates.concurrency import UpdateSlots
from bot.texts import replies
from bot.texts.chat import REPEATED, RESTING, TOO_MANY
from retrieval import Engine
from tests.bot.chatting import ask, touch
from tests.bot.conftest import Scripted, Serve
from tests.botapi import BotApiServer
from tests.waiting import until


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pauses between attempts are short in tests."""
    monkeypatch.setattr(rate_limiter, "FIRST_PAUSE", 0.01)


def silent(caplog: pytest.LogCaptureFixture) -> bool:
    """Whether nothing was logged as an error."""
    return not [record for record in caplog.records if record.levelname == "ERROR"]


async def test_who_asks_too_often_is_told_once(
    server: BotApiServer, serve: Serve, scripted: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After the last question within the limit comes one notice, then nothing; others are served."""
    monkeypatch.setattr(inbound_throttle, "PER_CHAT", 3)
    counts: Counter[str] = Counter()
    async with serve(server, scripted, counts):
        chat, other = server.private_chat(user_id=1), server.private_chat(user_id=2)
        for number in range(8):
            chat.send(f"问{number}")
        said = await chat.wait_for(4)
        assert said[-1].text == TOO_MANY
        await ask(other, "问")
        await server.wait_until_idle()
        await chat.expect_silence(0.1)
    assert len(scripted.asked) == 4
    assert counts["over the limit"] == 5


async def test_a_press_over_the_limit_stops_spinning(
    server: BotApiServer, serve: Serve, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The button says to wait, and nothing is sent."""
    monkeypatch.setattr(inbound_throttle, "PER_USER", 1)
    async with serve(server, engine):
        chat = server.private_chat()
        welcome = await ask(chat, "/start")
        assert (await touch(chat, welcome, welcome.buttons[0].text)).text == RESTING
        await chat.expect_silence(0.1)


def test_limits_count_by_person_across_chats_and_pass_with_time() -> None:
    """A person who fills a group is over the limit in private as well, and a minute later is not."""
    now = [0.0]
    admit = InboundThrottle(lambda: now[0]).admit
    in_group = [admit(_update(user=1, chat=-5)) for _ in range(inbound_throttle.PER_GROUP + 2)]
    assert in_group[inbound_throttle.PER_GROUP - 1 :] == [Admission.SERVE, Admission.NOTICE, Admission.IGNORE]
    spread = [admit(_update(user=1, chat=chat)) for chat in range(10, 10 + inbound_throttle.PER_USER)]
    assert spread.count(Admission.NOTICE) == 1
    assert spread[-1] is Admission.IGNORE
    assert admit(_update(user=2, chat=2)) is Admission.SERVE
    now[0] += inbound_throttle.WINDOW + 1
    assert admit(_update(user=1, chat=1)) is Admission.SERVE


def test_the_memory_of_traffic_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many people come, only the latest are counted."""
    monkeypatch.setattr(inbound_throttle, "MOST_KEPT", 50)
    limits = InboundThrottle()
    for user in range(1, 500):
        limits.admit(_update(user, user))
    assert len(limits._windows) <= 51


async def test_a_flood_limit_delays_one_chat_alone(
    server: BotApiServer, serve: Serve, scripted: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While more chats than there are slots wait for Telegram's leave, another is answered at once."""
    released, sleep = asyncio.Event(), UpdateSlots.sleep

    async def sleep_until_released(slots: UpdateSlots, seconds: float) -> None:
        while not released.is_set():
            await sleep(slots, 0.05)
        await sleep(slots, seconds)

    monkeypatch.setattr(UpdateSlots, "sleep", sleep_until_released)
    for user in range(1, 13):
        server.fail("sendMessage", 429, retry_after=1, chat_id=user)
    async with serve(server, scripted):
        waiting = [server.private_chat(user_id=user) for user in range(1, 13)]
        for chat in waiting:
            chat.send("问")
        await waiting[0].wait_until(lambda: sum(call.status == 429 for call in server.calls) == 12)
        await ask(server.private_chat(user_id=99), "问")
        assert not any(chat.bot_messages for chat in waiting)
        released.set()
        for chat in waiting:
            await chat.wait_for()
    assert len(server.calls_of("sendMessage")) == 25


async def test_a_message_that_may_have_arrived_is_sent_again_and_says_so(
    server: BotApiServer, serve: Serve, scripted: Scripted, caplog: pytest.LogCaptureFixture
) -> None:
    """When the connection ends after Telegram took the message, the same reply comes once more, with an excuse."""
    counts: Counter[str] = Counter()
    server.fail("sendMessage", drop_after_accept=True)
    async with serve(server, scripted, counts):
        chat = server.private_chat()
        chat.send("问")
        first, second = await chat.wait_for(2)
        await chat.expect_silence(0.3)
    assert second.text == f"{first.text}\n\n{REPEATED}"
    assert REPEATED not in first.text
    assert len(scripted.asked) == 1
    assert counts["unconfirmed"] == 1
    assert silent(caplog)


async def test_an_edit_is_tried_again(server: BotApiServer, serve: Serve, engine: Engine) -> None:
    """Twice the same edit is one edit, so a lost connection costs nothing."""
    server.fail("editMessageText", "reset")
    async with serve(server, engine):
        chat = server.private_chat()
        contents = await ask(chat, "/outline")
        await touch(chat, contents, "一、")
        await chat.wait_edit(contents)


@pytest.mark.parametrize(
    ("method", "said", "counted"),
    [
        ("editMessageText", "message is not modified: specified new message content", "not modified"),
        ("answerCallbackQuery", "query is too old and response timeout expired", "stale presses"),
    ],
)
async def test_nobodys_fault_is_counted(
    server: BotApiServer, serve: Serve, engine: Engine, caplog: pytest.LogCaptureFixture, method: str, said: str,
    counted: str,
) -> None:  # fmt: skip
    """A stale press and an edit that changes nothing are numbers, not errors; the person hears nothing of them."""
    counts: Counter[str] = Counter()
    server.fail(method, 400, description=f"Bad Request: {said}")
    async with serve(server, engine, counts):
        chat = server.private_chat()
        contents = await ask(chat, "/outline")
        chat.press(contents, next(b.text for b in contents.buttons if b.text.startswith("一、")))
        await until(lambda: counts[counted] == 1)
        await chat.expect_silence(0.1)
    assert silent(caplog)


async def test_a_blocked_bot_is_counted(
    server: BotApiServer, serve: Serve, scripted: Scripted, caplog: pytest.LogCaptureFixture
) -> None:
    """A person who left is a number."""
    counts: Counter[str] = Counter()
    server.fail("sendMessage", 403)
    async with serve(server, scripted, counts):
        chat = server.private_chat()
        chat.send("问")
        await until(lambda: counts["blocked"] == 1)
    assert silent(caplog)


@pytest.mark.parametrize("method", ["sendMessage", "editMessageText", "answerCallbackQuery", "answerInlineQuery"])
async def test_a_refusal_that_nobody_foresaw_is_a_failure_and_tried_again(
    server: BotApiServer, serve: Serve, engine: Engine, caplog: pytest.LogCaptureFixture, method: str
) -> None:
    """Its cause may pass: the second try does what was asked, and nobody hears of the first."""
    server.fail(method, 400, description="Bad Request: nobody has seen this")
    async with serve(server, engine):
        chat, person = server.private_chat(), server.user(7)
        contents = await ask(chat, "/outline")
        await touch(chat, contents, next(b.text for b in contents.buttons if b.text.startswith("一、")))
        await chat.wait_until(lambda: chat.message(contents).text != contents.text)
        query = person.inline("执法")
        await query.wait_answered()
        assert query.results
        await chat.expect_silence(0.1)
    assert "it will be tried again" in caplog.text
    assert silent(caplog)


async def test_a_flood_limit_on_a_call_to_no_chat_is_waited_for(
    server: BotApiServer, serve: Serve, engine: Engine
) -> None:
    """A press is acknowledged once Telegram allows it."""
    counts: Counter[str] = Counter()
    server.fail("answerCallbackQuery", 429, retry_after=1)
    async with serve(server, engine, counts):
        chat = server.private_chat()
        contents = await ask(chat, "/outline")
        await touch(chat, contents, next(b.text for b in contents.buttons if b.text.startswith("一、")))
        await chat.wait_edit(contents)
    assert (counts["flood waits"], counts["failures"]) == (1, 0)


async def test_a_press_without_a_message_holds_nobody_up(
    server: BotApiServer, serve: Serve, engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    """It is one under a message that was inserted by inline mode, and no message of this bot has buttons there."""
    async with serve(server, engine):
        chat = server.private_chat()
        answer = await ask(chat, "/outline")
        query = chat.press_data(answer, "a")
        assert (await query.wait_answered())["text"]
        press = {"id": "77", "from": chat.user.to_json(), "inline_message_id": "x", "chat_instance": "1", "data": "a"}
        chat.send_raw({"callback_query": press})
        await ask(chat, "/help")
        await server.wait_until_idle()
    assert silent(caplog)


async def test_a_failing_handler_says_a_number_and_no_more(
    server: BotApiServer, serve: Serve, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A press that fails is apologised for too, without the exception's text."""

    def fail(*_: object) -> None:
        raise RuntimeError("a secret")

    monkeypatch.setattr("bot.telegram.views.answer_view.AnswerViews.contents_page", fail)
    async with serve(server, engine):
        apology = await ask(server.private_chat(), "/outline")
    assert apology.text.startswith(replies.APOLOGY.partition("{")[0])
    assert "secret" not in apology.text


def _update(user: int, chat: int) -> Update:
    person = {"id": user, "is_bot": False, "first_name": "x"}
    where = {"id": chat, "type": "private" if chat > 0 else "group"}
    message = {"message_id": 1, "date": 0, "chat": where, "from": person, "text": "问"}
    update = Update.de_json({"update_id": 1, "message": message})
    assert update is not None
    return update
