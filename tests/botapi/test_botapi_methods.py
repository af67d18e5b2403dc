"""Queries, profile, files, limits and the users' side, asked with bare HTTP calls."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
import pytest

from tests.botapi import BotApiServer, RateLimits
from tests.botapi.models import built, types

from .conftest import Api

pytestmark = pytest.mark.asyncio


def _keyboard(data: str) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": "go", "callback_data": data}]]}


async def test_callback_queries(server: BotApiServer, api: Api) -> None:
    """A query is answered once and in time; pressing finds buttons by text or data."""
    chat = server.private_chat(42)
    await api("sendMessage", chat_id=42, text="a", reply_markup=_keyboard("d"))
    (message,) = await chat.wait_for(1)
    query = chat.press(message, "go")
    assert query.update is not None
    assert query.update.payload["callback_query"]["data"] == "d"
    assert await api("answerCallbackQuery", callback_query_id=query.id, text="done") == (200, True)
    assert (await query.wait_answered())["text"] == "done"
    late = chat.press(message, "d")
    late.expire()
    expected = "Bad Request: query is too old and response timeout expired or query ID is invalid"
    for query_id in (query.id, late.id, "1"):
        assert await api("answerCallbackQuery", callback_query_id=query_id) == (400, expected)
    with pytest.raises(LookupError):
        chat.press(message, "stop")


async def test_callback_queries_grow_old() -> None:
    """With a life time set, an answer after it comes too late."""
    async with BotApiServer(callback_ttl=0.01) as server, aiohttp.ClientSession() as session:
        api, chat = Api(server, session), server.private_chat(42)
        await api("sendMessage", chat_id=42, text="a", reply_markup=_keyboard("d"))
        query = chat.press((await chat.wait_for(1))[0], "d")
        await asyncio.sleep(0.02)
        assert (await api("answerCallbackQuery", callback_query_id=query.id))[0] == 400
        assert query.answer is None


async def test_broken_requests(server: BotApiServer, api: Api) -> None:
    """A body that is no JSON object, text that is not UTF-8, and another path are refused."""
    headers = {"Content-Type": "application/json"}
    for body in (b"{", b"[]"):
        async with api.session.post(api.url("getMe"), data=body, headers=headers) as response:
            assert response.status == 400
    async with api.session.post(api.url("sendMessage"), json={"chat_id": 42, "text": "\ud800"}) as response:
        assert (await response.json())["description"] == "Bad Request: strings must be encoded in UTF-8"
    async with api.session.get(f"{server.base_url}/nowhere") as response:
        assert (await response.json())["error_code"] == 404


async def test_captions_are_edited(server: BotApiServer, api: Api) -> None:
    """The caption of a photo is edited by its own method only."""
    chat = server.private_chat(42)
    _, sent = await api("sendPhoto", chat_id=42, photo="https://example.com/a.jpg", caption="a")
    target = {"chat_id": 42, "message_id": sent["message_id"]}
    assert await api("editMessageText", **target, text="b") == (
        400,
        "Bad Request: there is no text in the message to edit",
    )
    assert (await api("editMessageCaption", **target, caption="b"))[1]["caption"] == "b"
    assert chat.messages[0].caption == "b"


async def test_inline_queries(server: BotApiServer, api: Api) -> None:
    """At most 50 results, unique ids of 1-64 bytes, checked texts."""
    user = server.user(42)

    def article(result_id: str, text: str = "x") -> dict[str, Any]:
        content = {"message_text": text, "parse_mode": "HTML"}
        return {"type": "article", "id": result_id, "title": "t", "input_message_content": content}

    query = user.inline("what")
    for results, error in (
        ([article(str(number)) for number in range(51)], "RESULTS_TOO_MUCH"),
        ([article("1"), article("1")], "RESULT_ID_DUPLICATE"),
        ([article("中" * 22)], "RESULT_ID_INVALID"),
        ([article("1", "<b></b>")], "message text is empty"),
    ):
        assert await api("answerInlineQuery", inline_query_id=query.id, results=results) == (
            400,
            f"Bad Request: {error}",
        )
    good = [article(str(number)) for number in range(50)]
    assert await api("answerInlineQuery", inline_query_id=query.id, results=good) == (200, True)
    assert len(query.results) == 50
    assert user.choose(query, "7").payload["chosen_inline_result"]["result_id"] == "7"
    assert server.violations == []


async def test_commands_and_texts(server: BotApiServer, api: Api) -> None:
    """Commands are kept per scope and language; names and descriptions have limits."""
    server.private_chat(42)
    commands = [{"command": "help_1", "description": "帮助"}]
    scope = {"type": "chat", "chat_id": 42}
    assert await api("setMyCommands", commands=commands, scope=scope, language_code="zh") == (200, True)
    assert await api("getMyCommands", scope=scope, language_code="zh") == (200, commands)
    assert await api("getMyCommands") == (200, [])
    assert await api("deleteMyCommands", scope=scope, language_code="zh") == (200, True)
    assert await api("getMyCommands", scope=scope, language_code="zh") == (200, [])
    for command, error in (
        ({"command": "Help", "description": "x"}, "BOT_COMMAND_INVALID"),
        ({"command": "x" * 33, "description": "x"}, "BOT_COMMAND_INVALID"),
        ({"command": "x", "description": ""}, "BOT_COMMAND_DESCRIPTION_INVALID"),
    ):
        assert await api("setMyCommands", commands=[command]) == (400, f"Bad Request: {error}")
    wrong = await api("setMyCommands", commands=commands, language_code="zh-hans")
    assert wrong == (400, "Bad Request: invalid language code specified")
    assert await api("setMyName", name="问答", language_code="zh") == (200, True)
    assert await api("getMyName", language_code="zh") == (200, {"name": "问答"})
    assert await api("setMyDescription", description="x" * 512) == (200, True)
    assert (await api("setMyShortDescription", short_description="x" * 121))[0] == 400
    assert server.profile.descriptions == {"": "x" * 512}


async def test_other_methods(server: BotApiServer, api: Api) -> None:
    """getMe, getChat, sendChatAction, close and logOut answer as documented."""
    chat = server.private_chat(42, "Ada", username="ada")
    assert (await api("getMe"))[1]["is_bot"] is True
    assert (await api("getChat", chat_id=42))[1]["first_name"] == "Ada"
    assert await api("sendChatAction", chat_id=42, action="typing") == (200, True)
    assert await api("sendChatAction", chat_id=42, action="dancing") == (
        400,
        "Bad Request: wrong parameter action in request",
    )
    assert chat.actions == ["typing"]
    assert await api("close") == (200, True)
    assert await api("logOut") == (200, True)
    assert await api("getMe") == (400, "Bad Request: Logged out")


async def test_files(server: BotApiServer, api: Api) -> None:
    """A file is uploaded, posted with a caption, found again and downloaded; captions end at 1024 units."""
    server.private_chat(42)
    form = aiohttp.FormData({"chat_id": "42", "caption": "<i>c</i>", "parse_mode": "HTML"})
    form.add_field("document", b"hello", filename="a.txt", content_type="text/plain")
    async with api.session.post(api.url("sendDocument"), data=form) as response:
        sent = (await response.json())["result"]
    assert (sent["caption"], sent["document"]["file_name"]) == ("c", "a.txt")
    file_id = sent["document"]["file_id"]
    _, found = await api("getFile", file_id=file_id)
    address = f"{server.base_url}/file/bot{server.token}/{found['file_path']}"
    async with api.session.get(address) as response:
        assert await response.read() == b"hello"
    assert (await api("sendPhoto", chat_id=42, photo=file_id, caption="x" * 1024))[0] == 200
    long = await api("sendPhoto", chat_id=42, photo=file_id, caption="x" * 1025)
    assert long == (400, "Bad Request: message caption is too long")
    assert (await api("sendPhoto", chat_id=42, photo="nothing"))[1].startswith("Bad Request: wrong remote file")
    assert server.violations == []


async def test_rate_limits() -> None:
    """With limits on, a burst in one chat ends in a 429 with retry_after; other chats are free."""
    limits = RateLimits(chat_per_second=1, chat_burst=2)
    async with BotApiServer(rate_limits=limits) as server, aiohttp.ClientSession() as session:
        api = Api(server, session)
        server.private_chat(42)
        server.private_chat(43)
        statuses = [(await api("sendMessage", chat_id=42, text="x"))[0] for _ in range(3)]
        assert statuses == [200, 200, 429]
        assert (await api("sendMessage", chat_id=43, text="x"))[0] == 200
        assert (await api("sendMessage", chat_id=42, text="x"))[1] == "Too Many Requests: retry after 2"


async def test_group_and_overall_limits() -> None:
    """Twenty messages a minute in a group and thirty a second overall are the most."""
    limits = RateLimits(chat_burst=100, chat_per_second=100)
    async with BotApiServer(rate_limits=limits) as server, aiohttp.ClientSession() as session:
        api = Api(server, session)
        group = server.group_chat()
        in_group = [(await api("sendMessage", chat_id=group.id, text="x"))[0] for _ in range(21)]
        assert in_group == [200] * 20 + [429]
        chats = [server.private_chat(number) for number in range(1, 12)]
        calls = [api("sendMessage", chat_id=chat.id, text="x") for chat in chats]
        overall = [status for status, _ in await asyncio.gather(*calls)]
        assert sorted(overall) == [200] * 10 + [429]


async def test_blocked(server: BotApiServer, api: Api) -> None:
    """After the user blocks the bot, sends are 403 and the bot has my_chat_member; unblocking ends it."""
    chat = server.private_chat(42)
    assert chat.block().payload["my_chat_member"]["new_chat_member"]["status"] == "kicked"
    assert await api("sendMessage", chat_id=42, text="x") == (403, "Forbidden: bot was blocked by the user")
    chat.unblock()
    assert (await api("sendMessage", chat_id=42, text="x"))[0] == 200


async def test_user_actions_give_valid_updates(server: BotApiServer) -> None:
    """Every action of a user gives an update the schema of the Bot API takes without rest."""
    people = [server.user(42, username="ada"), server.user(43, "Bo")]
    group = server.group_chat(people, title="G")
    first = group.send("/ask@qa_test_bot 你好 @ada https://example.com/x #tag", user=people[1])
    group.send("re", reply_to=first)
    group.edit(first, "edited")
    for send in (group.send_photo, group.send_document, group.send_voice, group.send_sticker):
        send()
    group.send_service(new_chat_members=[people[0].to_json()])
    group.block()
    group.unblock()
    group.set_bot_status("administrator")
    people[0].inline("q")
    ids = [update.update_id for update in server.pending_updates]
    assert ids == list(range(ids[0], ids[0] + 12))
    for update in server.pending_updates:
        parsed = built(types.Update).model_validate(update.payload)
        assert not parsed.model_extra
        content = getattr(parsed, update.kind)
        assert not content.model_extra
    kinds = [entity["type"] for entity in first.payload["message"]["entities"]]
    assert kinds == ["bot_command", "mention", "url", "hashtag"]
    assert first.message is not None
    assert first.message.entities[0].of(first.message.text) == "/ask@qa_test_bot"


async def test_command_offsets(server: BotApiServer) -> None:
    """Commands are found after an emoji with UTF-16 offsets, not inside words or paths."""
    chat = server.private_chat(42)
    message = chat.send("😀 /start a/b 你好/help").message
    assert message is not None
    assert [(item.type, item.offset, item.length) for item in message.entities] == [("bot_command", 3, 6)]


async def test_privacy_mode() -> None:
    """In privacy mode the bot hears commands, mentions and replies in a group, and everything in private."""
    async with BotApiServer(privacy_mode=True) as server:
        group, chat = server.group_chat(), server.private_chat(42)
        for text in ("hello", "/help", "/help@other_bot", "hi @qa_test_bot"):
            group.send(text)
        chat.send("private")
        texts = [update.payload["message"]["text"] for update in server.pending_updates]
        assert texts == ["/help", "hi @qa_test_bot", "private"]


async def test_wait_for(server: BotApiServer, api: Api) -> None:
    """Each message of the bot is returned once; a missing one is a TimeoutError that says what came."""
    chat = server.private_chat(42)
    for text in ("a", "b", "c"):
        await api("sendMessage", chat_id=42, text=text)
    assert [message.text for message in await chat.wait_for(2)] == ["a", "b"]
    assert [message.text for message in await chat.wait_for(1)] == ["c"]
    await chat.expect_silence(0.01)
    with pytest.raises(TimeoutError, match="0 of 1 messages"):
        await chat.wait_for(1, timeout=0.02)
