"""Calls, schema, messages and editing, asked with bare HTTP calls."""

from __future__ import annotations

from typing import Any

import aiohttp
import pytest

from tests.botapi import BotApiServer

from .conftest import Api

pytestmark = pytest.mark.asyncio
NO_SUCH_REPLY = (400, "Bad Request: message to be replied not found")


def _keyboard(**button: Any) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": "go"} | button]]}


async def test_wrong_token_and_unknown_method(server: BotApiServer, api: Api) -> None:
    """A wrong token is a 401 with the exact body, an unknown method a 404 and a violation."""
    async with api.session.post(api.url("getMe", token="1:wrong")) as response:
        assert response.status == 401
        assert await response.json() == {"ok": False, "error_code": 401, "description": "Unauthorized"}
    assert server.violations == []
    assert await api("getNothing") == (404, "Not Found: method not found")
    assert server.violations[0].reason == "unknown method"


async def test_method_names_and_bodies(server: BotApiServer, api: Api) -> None:
    """Method names ignore case; GET, form, multipart and JSON bodies mean the same."""
    server.private_chat(42)
    url = api.url("SENDmessage")
    part = aiohttp.FormData({"chat_id": "42", "text": "multipart"})
    part.add_field("unused", b"x", filename="x.bin")
    params = {"chat_id": 42, "text": "body", "reply_markup": _keyboard(callback_data="x")}
    for request in (
        api.session.get(url, params={"chat_id": "42", "text": "query"}),
        api.session.post(url, data={"chat_id": "42", "text": "form"}),
        api.session.post(url, data=part),
        api.session.post(url, json=params),
    ):
        async with request as response:
            assert response.status == 200
    assert [call.method for call in server.calls] == ["sendMessage"] * 4
    assert [message.text for message in server.private_chat(42).messages] == ["query", "form", "multipart", "body"]
    assert server.violations == []


@pytest.mark.parametrize(
    ("method", "params", "reason"),
    [
        ("sendMessage", {"chat_id": 42, "text": "x", "colour": "red"}, "unknown parameter 'colour'"),
        ("sendMessage", {"chat_id": 42}, "missing parameter 'text'"),
        ("sendMessage", {"text": "x"}, "missing parameter 'chat_id'"),
        ("deleteMessage", {"chat_id": 42, "message_id": "abc"}, "message_id: "),
        ("sendMessage", {"chat_id": 42, "text": "x", "disable_notification": "maybe"}, "disable_notification"),
        ("sendMessage", {"chat_id": 42, "text": "x", "reply_markup": "{broken"}, "'reply_markup' is not JSON"),
        ("sendMessage", {"chat_id": 42, "text": "x", "reply_markup": {"inline": []}}, "no known kind of markup"),
        (
            "sendMessage",
            {"chat_id": 42, "text": "x", "reply_markup": {"inline_keyboard": [[{"callback_data": "x"}]]}},
            "reply_markup.inline_keyboard.0.0.text",
        ),
        (
            "sendMessage",
            {"chat_id": 42, "text": "x", "reply_markup": _keyboard(colour="red")},
            "unknown field 'colour'",
        ),
        ("sendMessage", {"chat_id": 42, "text": "x", "reply_parameters": {"message_id": "1"}}, "reply_parameters"),
        ("sendMessage", {"chat_id": 42, "text": "x", "link_preview_options": {"disabled": True}}, "'disabled'"),
        ("setMyCommands", {"commands": [{"command": "a"}]}, "commands.0.description"),
        (
            "answerInlineQuery",
            {"inline_query_id": "1", "results": [{"id": "1", "title": "t", "input_message_content": {}}]},
            "results",
        ),
        (
            "answerInlineQuery",
            {
                "inline_query_id": "1",
                "results": [{"id": "1", "title": "t", "input_message_content": {"message_text": "x"}}],
            },
            "missing field 'type'",
        ),
        ("sendPoll", {"chat_id": 42, "question": "q", "options": [{"text": "a"}]}, "not supported by the test server"),
        ("sendMessage", {"chat_id": 42, "text": "x", "parse_mode": "MarkdownV2"}, "not supported by the test server"),
        ("sendMessage", {"chat_id": 42, "text": "x", "business_connection_id": "1"}, "not supported"),
    ],
)
async def test_schema_violations(server: BotApiServer, api: Api, method: str, params: Any, reason: str) -> None:
    """What the schema does not allow is a 400 and exactly one recorded violation with its reason."""
    server.private_chat(42)
    status, description = await api(method, **params)
    assert (status, description[:12]) == (400, "Bad Request:")
    assert len(server.violations) == 1
    assert server.violations[0].method == method
    assert reason in server.violations[0].reason


@pytest.mark.parametrize(
    ("params", "description"),
    [
        ({"text": "  \n"}, "message text is empty"),
        ({"text": "<b></b>", "parse_mode": "HTML"}, "message text is empty"),
        (
            {"text": "<b>x", "parse_mode": "HTML"},
            "can't parse entities: Can't find end tag corresponding to start tag \"b\"",
        ),
        ({"text": "😀" * 2049}, "message is too long"),
        ({"text": "x", "parse_mode": "BBCode"}, "unsupported parse_mode"),
        ({"text": "x", "chat_id": 43}, "chat not found"),
        ({"text": "x", "chat_id": "@nobody"}, "chat not found"),
        ({"text": "x", "reply_markup": _keyboard(callback_data="")}, "BUTTON_DATA_INVALID"),
        ({"text": "x", "reply_markup": _keyboard(callback_data="x" * 65)}, "BUTTON_DATA_INVALID"),
        ({"text": "x", "reply_markup": _keyboard(callback_data="中" * 22)}, "BUTTON_DATA_INVALID"),
        ({"text": "x", "reply_markup": _keyboard(copy_text={"text": "x" * 257})}, "BUTTON_COPY_TEXT_INVALID"),
        (
            {"text": "x", "reply_markup": _keyboard(text=" ", callback_data="x")},
            "BUTTON_TEXT_INVALID: button text must be non-empty",
        ),
        (
            {"text": "x", "reply_markup": _keyboard()},
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        (
            {"text": "x", "reply_markup": _keyboard(url="http://localhost")},
            "inline keyboard button URL 'http://localhost' is invalid: Wrong HTTP URL",
        ),
        ({"text": "x", "reply_parameters": {"message_id": 999}}, "message to be replied not found"),
        ({"text": "x", "message_thread_id": 7}, "message thread not found"),
    ],
)
async def test_refused_messages(server: BotApiServer, api: Api, params: Any, description: str) -> None:
    """What Telegram refuses for its content is a 400 in its words and no schema violation."""
    server.private_chat(42)
    assert await api("sendMessage", **({"chat_id": 42} | params)) == (400, f"Bad Request: {description}")
    assert server.violations == []


async def test_limits_are_inclusive(server: BotApiServer, api: Api) -> None:
    """4096 units after parsing, 64 bytes of data and 256 characters to copy are allowed."""
    chat = server.private_chat(42)
    rows = [[{"text": "a", "callback_data": "x" * 64}, {"text": "b", "copy_text": {"text": "x" * 256}}]]
    text = "<b>" + "&lt;" * 4096 + "</b>"
    status, sent = await api(
        "sendMessage", chat_id=42, text=text, parse_mode="html", reply_markup={"inline_keyboard": rows}
    )
    assert (status, sent["text"], sent["reply_markup"]) == (200, "<" * 4096, {"inline_keyboard": rows})
    assert sent["entities"] == [{"type": "bold", "offset": 0, "length": 4096}]
    assert chat.messages[0].html == text


async def test_replies(server: BotApiServer, api: Api) -> None:
    """A reply needs its message unless told otherwise, a quote must be an exact part of it."""
    chat = server.private_chat(42)
    asked = chat.send("你好😀世界").message
    assert asked is not None
    reply = {"message_id": asked.message_id, "quote": "<b>世界</b>", "quote_parse_mode": "HTML"}
    status, sent = await api("sendMessage", chat_id=42, text="x", reply_parameters=reply)
    assert (status, sent["quote"]) == (200, {"text": "世界", "position": 4, "is_manual": True})
    assert sent["reply_to_message"]["text"] == "你好😀世界"
    assert chat.messages[-1].reply_to == asked.message_id
    wrong = {"message_id": asked.message_id, "quote": "你 好"}
    assert await api("sendMessage", chat_id=42, text="x", reply_parameters=wrong) == (
        400,
        "Bad Request: QUOTE_TEXT_INVALID",
    )
    lost = {"message_id": 999, "allow_sending_without_reply": True}
    assert (await api("sendMessage", chat_id=42, text="x", reply_parameters=lost))[0] == 200
    chat.delete(asked)
    assert await api("sendMessage", chat_id=42, text="x", reply_parameters=reply) == NO_SUCH_REPLY


async def test_editing(server: BotApiServer, api: Api) -> None:
    """An edit keeps the history, must change something, and needs a message of the bot."""
    chat = server.private_chat(42)
    keyboard = _keyboard(callback_data="x")
    _, sent = await api("sendMessage", chat_id=42, text="<b>a</b>", parse_mode="HTML", reply_markup=keyboard)
    target = {"chat_id": 42, "message_id": sent["message_id"]}
    same = await api("editMessageText", **target, text="<strong>a</strong>", parse_mode="HTML", reply_markup=keyboard)
    assert same[0] == 400
    assert same[1].startswith("Bad Request: message is not modified: specified new message content")
    assert (await api("editMessageText", **target, text="a"))[1]["text"] == "a"
    assert (await api("editMessageReplyMarkup", **target))[1].startswith("Bad Request: message is not modified")
    assert (await api("editMessageReplyMarkup", **target, reply_markup=keyboard))[0] == 200
    message = chat.message(sent["message_id"])
    assert [version.html for version in message.history] == ["<b>a</b>", None]
    assert [button.data for button in message.buttons] == ["x"]
    gone = await api("editMessageText", chat_id=42, message_id=999, text="x")
    assert gone == (400, "Bad Request: message to edit not found")
    other = chat.send("mine").message
    assert other is not None
    refused = await api("editMessageText", chat_id=42, message_id=other.message_id, text="x")
    assert refused == (400, "Bad Request: message can't be edited")


async def test_deleting(server: BotApiServer, api: Api) -> None:
    """A bot deletes its own messages, and in groups not those of others."""
    chat, group = server.private_chat(42), server.group_chat()
    _, sent = await api("sendMessage", chat_id=42, text="a")
    assert await api("deleteMessage", chat_id=42, message_id=sent["message_id"]) == (200, True)
    again = await api("deleteMessage", chat_id=42, message_id=sent["message_id"])
    assert again == (400, "Bad Request: message to delete not found")
    assert (chat.messages, [message.text for message in chat.deleted]) == ([], ["a"])
    asked = group.send("hello").message
    assert asked is not None
    refused = await api("deleteMessage", chat_id=group.id, message_id=asked.message_id)
    assert refused == (400, "Bad Request: message can't be deleted")
    group.set_bot_status("administrator")
    assert await api("deleteMessages", chat_id=group.id, message_ids=[asked.message_id, 999]) == (200, True)
