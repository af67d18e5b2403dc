"""A real python-telegram-bot Application against the server."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from telegram import (
    BotCommand,
    BotCommandScopeAllPrivateChats,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputTextMessageContent,
    LinkPreviewOptions,
    Update,
)
from telegram.constants import ParseMode
from telegram.error import NetworkError, RetryAfter
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    InlineQueryHandler,
    MessageHandler,
    filters,
)

from tests.botapi import BotApiServer

pytestmark = pytest.mark.asyncio
App = Application[Any, Any, Any, Any, Any, Any]


async def _echo(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    message = update.effective_message
    assert message is not None
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("更多", callback_data="more")]])
    await message.reply_text(
        f"<b>{message.text}</b>",
        parse_mode=ParseMode.HTML,
        do_quote=True,
        reply_markup=keyboard,
        link_preview_options=LinkPreviewOptions(is_disabled=True),
    )


async def _more(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.callback_query is not None
    await update.callback_query.answer("好")
    await update.callback_query.edit_message_text("more")


async def _start(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.effective_chat is not None
    await update.effective_chat.send_message("started")


async def _inline(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.inline_query is not None
    content = InputTextMessageContent("<i>found</i>", parse_mode=ParseMode.HTML)
    await update.inline_query.answer([InlineQueryResultArticle("1", "t", content)], cache_time=1)


@pytest_asyncio.fixture
async def app(server: BotApiServer) -> AsyncIterator[App]:
    """An echo bot, initialised and started, without a source of updates."""
    base = server.base_url
    built = Application.builder().token(server.token).base_url(f"{base}/bot").base_file_url(f"{base}/file/bot").build()
    built.add_handler(CommandHandler("start", _start))
    built.add_handler(MessageHandler(filters.TEXT, _echo))
    built.add_handler(CallbackQueryHandler(_more))
    built.add_handler(InlineQueryHandler(_inline))
    async with built:
        await built.start()
        yield built
        if built.updater is not None and built.updater.running:
            await built.updater.stop()
        await built.stop()


async def _talk(server: BotApiServer) -> None:
    chat = server.private_chat(42, "Ada")
    chat.send("/start")
    assert [message.text for message in await chat.wait_for(1)] == ["started"]
    asked = chat.send("你好😀")
    (answer,) = await chat.wait_for(1)
    assert (answer.text, answer.html) == ("你好😀", "<b>你好😀</b>")
    assert (answer.entities[0].type, answer.entities[0].length) == ("bold", 4)
    assert asked.message is not None
    assert answer.reply_to == asked.message.message_id
    query = chat.press(answer, "更多")
    assert (await query.wait_answered())["text"] == "好"
    assert (await chat.wait_edit(answer)).text == "more"
    found = server.user(42).inline("q")
    await found.wait_answered()
    assert found.results[0]["id"] == "1"
    await server.wait_until_idle()
    assert server.violations == []


async def test_polling(server: BotApiServer, app: App) -> None:
    """An echo bot talks over long polling without a violation."""
    assert app.updater is not None
    await app.updater.start_polling(allowed_updates=Update.ALL_TYPES)
    await _talk(server)


async def test_webhook(server: BotApiServer, app: App) -> None:
    """An echo bot talks over a webhook with a secret without a violation."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert app.updater is not None
    await app.updater.start_webhook(
        "127.0.0.1", port, "hook", webhook_url=f"http://127.0.0.1:{port}/hook", secret_token="secret-1"
    )
    await _talk(server)
    assert not server.calls_of("getUpdates")


async def test_every_update_parses(server: BotApiServer, app: App) -> None:
    """The library parses each kind of update the test's side makes."""
    people = [server.user(42), server.user(43, "Bo")]
    group = server.group_chat(people)
    first = group.send("hi", user=people[1])
    group.edit(first, "hi!")
    group.send("re", reply_to=first)
    for send in (group.send_photo, group.send_document, group.send_voice, group.send_sticker):
        send()
    group.block()
    people[0].inline("q")
    updates = await app.bot.get_updates()
    assert [update.update_id for update in updates] == [update.update_id for update in server.pending_updates]
    assert updates[0].message is not None
    assert updates[0].message.from_user is not None
    assert not updates[0].message.from_user.is_bot


async def test_errors_are_the_library_s(server: BotApiServer, app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    """Faults come out as the library's exceptions."""
    # Without it the library warns of its own retry_after, and a warning is an error here.
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    server.private_chat(42)
    server.fail("sendMessage", 429, retry_after=2)
    with pytest.raises(RetryAfter):
        await app.bot.send_message(42, "x")
    for fault in ({"status": 502}, {"status": "reset"}, {"drop_after_accept": True}):
        server.fail("sendMessage", **fault)
        with pytest.raises(NetworkError):
            await app.bot.send_message(42, "x")


async def test_profile_calls(server: BotApiServer, app: App) -> None:
    """Commands, names, files and lookups of the library fit the schema."""
    chat = server.private_chat(42)
    bot = app.bot
    commands = [BotCommand("start", "开始")]
    scope = BotCommandScopeAllPrivateChats()
    assert await bot.set_my_commands(commands, scope=scope, language_code="zh")
    assert await bot.get_my_commands(scope=scope, language_code="zh") == tuple(commands)
    assert await bot.set_my_name("名")
    assert await bot.set_my_description("d")
    assert await bot.set_my_short_description("s")
    assert (await bot.get_my_name()).name == "名"
    assert (await bot.get_chat(42)).id == 42
    await bot.send_chat_action(42, "typing")
    sent = await bot.send_document(42, b"hello", filename="a.txt", caption="c")
    assert sent.document is not None
    file = await bot.get_file(sent.document)
    assert bytes(await file.download_as_bytearray()) == b"hello"
    await bot.send_photo(42, b"picture")
    assert await bot.delete_message(42, sent.message_id)
    assert (await bot.get_webhook_info()).url == ""
    assert len(chat.messages) == 1
    assert server.violations == []
