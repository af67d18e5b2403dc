"""The Bot API within the demo, beside the strict server of the tests: one conversation, the same messages."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from telegram.error import BadRequest
from telegram.ext import ExtBot

from bot.app import AppContext
from bot.demo.demo_chat import DemoChat
from bot.demo.local_bot_api import PERSON, LocalBotApi, LocalRequest
from bot.telegram.app import TelegramService, run
from bot.texts import chat
from tests.botapi import BotApiServer, Chat
from tests.shipped import REPORTS
from tests.waiting import until

Shown = list[tuple[str, list[list[str]]]]
CONVERSATION = (
    *("/start", "执法记录仪配了多少", "那法律顾问呢", "审批收费标准是多少", "行政复议情况怎么样", "你好"),
    *("/outline", "/library", "/help", "/privacy", "/new", "/nonsense", "/forget"),
)
KEYBOARD = {"inline_keyboard": [[{"text": "甲", "callback_data": "a:1"}]]}


@pytest.fixture
def contexts(tmp_path: Path) -> Callable[[str, str], AppContext]:
    """An application with a state folder of its own; of a token and a Bot API."""

    def make(token: str, address: str) -> AppContext:
        made = AppContext()
        made.library_option = REPORTS
        folder = tmp_path / token.partition(":")[0]
        made.setting_overrides = {"token": token, "api_base": address, "state": folder}
        return made

    return make


@asynccontextmanager
async def serving(service: TelegramService, app_context: AppContext) -> AsyncIterator[None]:
    """Run a service until the block ends."""
    task = asyncio.create_task(run(service))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait({task})
        service.inbox.close()
        await asyncio.to_thread(app_context.close)


async def in_demo(api: LocalBotApi) -> Shown:
    """What the demo shows of the conversation."""
    for number, text in enumerate(CONVERSATION, 1):
        api.send(text)
        await until(partial(api.chat.message, 2 * number), text)
    answers = [api.chat.message(2 * number) for number in range(1, len(CONVERSATION) + 1)]
    return [(m.body["text"], [[b.label for b in row] for row in m.rows]) for m in answers if m]


async def in_telegram(person: Chat) -> Shown:
    """What stands in the chat of the strict server."""
    shown = []
    for text in CONVERSATION:
        person.send(text)
        (answer,) = await person.wait_for(1)
        shown.append((answer.text, [[button.text for button in row] for row in answer.button_rows]))
    return shown


@pytest.mark.slow
async def test_the_demo_shows_what_telegram_shows(contexts: Callable[[str, str], AppContext]) -> None:
    """Each message of a conversation has the same text and the same buttons, but for the name in links to the bot."""
    async with BotApiServer() as server:
        there = contexts(server.token, server.base_url)
        async with serving(TelegramService.of(there), there):
            expected = await in_telegram(server.private_chat())
        assert server.violations == []
    here = contexts("2:of-the-demo", "http://bot-api.invalid")
    api = LocalBotApi(DemoChat(), here.settings.bot_id)
    async with serving(replace(TelegramService.of(here), request=lambda: LocalRequest(api)), here):
        assert await in_demo(api) == expected


@pytest.fixture
async def api() -> LocalBotApi:
    """An API with a message from the bot in its chat."""
    made = LocalBotApi(DemoChat(), 2)
    made.send("几台")
    first = {"chat_id": PERSON, "text": "<b>788台</b>", "parse_mode": "HTML", "reply_markup": KEYBOARD}
    await made.call("sendMessage", first)
    return made


@pytest.fixture
async def bot(api: LocalBotApi) -> AsyncIterator[ExtBot[None]]:
    """python-telegram-bot's bot at this API."""
    made = ExtBot("2:x", request=LocalRequest(api), get_updates_request=LocalRequest(api))
    async with made:
        yield made


@pytest.mark.parametrize(
    ("call", "refused"),
    [
        (lambda b: b.send_message(5, "甲"), "Chat not found"),
        (lambda b: b.send_message(PERSON, "<b></b>", parse_mode="HTML"), "Message text is empty"),
        (lambda b: b.send_message(PERSON, "几" * 4097), "Message is too long"),
        (lambda b: b.edit_message_text("甲", PERSON, 99), "Message to edit not found"),
        (lambda b: b.send_dice(PERSON), "not part of the demo"),
    ],
)
async def test_calls_that_cannot_be_carried_out_are_refused(
    bot: ExtBot[None], call: Callable[[ExtBot[None]], Awaitable[object]], refused: str
) -> None:
    """The library raises what it raises for the same refusal of Telegram."""
    with pytest.raises(BadRequest, match=refused):
        await call(bot)


async def test_an_edit_replaces_text_and_buttons(api: LocalBotApi, bot: ExtBot[None]) -> None:
    """Text and buttons are those of the edit; one that changes nothing is refused, as Telegram does."""
    await bot.edit_message_text("<i>乙</i>", PERSON, 2, parse_mode="HTML")
    edited = api.chat.message(2)
    assert edited
    assert (edited.drawn.html, edited.rows) == ("<i>乙</i>", [])
    with pytest.raises(BadRequest, match="not modified"):
        await bot.edit_message_text("<i>乙</i>", PERSON, 2, parse_mode="HTML")


async def test_updates_stay_until_they_are_confirmed(api: LocalBotApi, bot: ExtBot[None]) -> None:
    """They come again until a higher number is asked for; a press carries the message with its buttons."""
    assert api.press(2, "a:1")
    for _ in range(2):
        asked, pressed = await bot.get_updates(timeout=0)
        assert asked.message
        assert asked.message.text == "几台"
        assert pressed.callback_query
        assert pressed.callback_query.data == "a:1"
    (left,) = await bot.get_updates(offset=pressed.update_id, timeout=0)
    assert left.update_id == pressed.update_id
    assert await bot.get_updates(offset=pressed.update_id + 1, timeout=0) == ()


async def test_whoever_waits_for_updates_gets_the_next_one_at_once(api: LocalBotApi, bot: ExtBot[None]) -> None:
    """A long poll ends with the message, not with its time."""
    waiting = asyncio.create_task(bot.get_updates(offset=99, timeout=3600))
    await until(lambda: not api.chat.message(3), "nothing yet")
    for _ in range(98):
        api.send("甲")
    assert [update.update_id for update in await waiting] == [99]


async def test_a_press_needs_its_button(api: LocalBotApi) -> None:
    """A button that the message does not have, or no longer has, makes no update."""
    assert not api.press(2, "b:1")
    assert not api.press(1, "a:1")
    assert not api.press(7, "a:1")
    assert len(await api.call("getUpdates", {})) == 1


async def test_the_page_is_told_only_what_is_new(api: LocalBotApi) -> None:
    """A page that names session and version gets what came after it; one of another session gets everything."""
    state = api.chat.state(api.chat.session, 0)
    assert [message["id"] for message in state["messages"]] == [1, 2]
    await api.call("answerCallbackQuery", {"callback_query_id": "1", "text": chat.THANKS_FOR_GOOD})
    news = api.chat.state(api.chat.session, state["version"])
    assert (news["messages"], news["notice"]) == ([], chat.THANKS_FOR_GOOD)
    assert api.chat.state(api.chat.session, news["version"])["notice"] == ""
    assert len(api.chat.state("another", news["version"])["messages"]) == 2


async def test_typing_is_shown_until_the_next_message(api: LocalBotApi, bot: ExtBot[None]) -> None:
    """The bot's own message ends it."""
    await bot.send_chat_action(PERSON, "typing")
    assert api.chat.state("", 0)["typing"]
    await bot.send_message(PERSON, "甲")
    assert not api.chat.state("", 0)["typing"]


async def test_what_is_shared_with_the_bot_are_copies(api: LocalBotApi) -> None:
    """The answer of a call is JSON: who changes it changes nothing here."""
    status, body = await LocalRequest(api).do_request("http://x/bot2:x/getUpdates", "POST")
    assert status == 200
    assert json.loads(body)["result"][0]["message"]["text"] == "几台"
