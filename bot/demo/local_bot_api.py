"""Local Bot API: the methods that the bot calls, carried out in this process for the one chat of the demo.

Not handled: files, groups, inline mode and other persons. A method that is not here is refused as Telegram refuses one.
"""

from __future__ import annotations

import json
import re
import time
from typing import Any
from urllib.parse import urlsplit

from telegram.request import BaseRequest, RequestData

from bot.demo.demo_chat import ChatMessage, DemoChat
from bot.demo.message_html import BOT_USERNAME, DrawnText
from bot.texts.pages.demo import DEMO_BOT

PERSON = 1  # the id of the person, and so of their chat
LONGEST_MESSAGE = 4096  # Bot API, "sendMessage"
_COMMAND = re.compile(r"/[A-Za-z0-9_]{1,32}")

Json = dict[str, Any]


class ApiRefusedError(Exception):
    """A refused call: the status and the description of the Bot API."""

    def __init__(self, status: int, description: str) -> None:
        super().__init__(description)
        self.status = status
        self.description = description


class LocalBotApi:
    """The bot's account, its chat with one person, and the updates that it has not confirmed."""

    def __init__(self, chat: DemoChat, bot: int) -> None:
        self.chat = chat
        self._me = {"id": bot, "is_bot": True, "first_name": DEMO_BOT, "username": BOT_USERNAME}
        self._person = {"id": PERSON, "is_bot": False, "first_name": ""}
        self._updates: list[Json] = []
        self._last_update = 0
        self._last_message = 0

    def send(self, text: str) -> None:
        """A message of the person."""
        body = self._body(self._person, text)
        if command := _COMMAND.match(text):
            body["entities"] = [{"type": "bot_command", "offset": 0, "length": command.end()}]
        self.chat.show(body, DrawnText.of_plain(text))
        self._put("message", body)

    def press(self, number: int, data: str) -> bool:
        """A press of the person on a button of a message; False where it has no such button any more."""
        message = self.chat.message(number)
        if message is None or not _has_button(message, data):
            return False
        query = {"id": str(self._last_update + 1), "from": self._person, "chat_instance": "", "data": data}
        self._put("callback_query", {**query, "message": message.body})
        return True

    async def call(self, method: str, parameters: Json) -> Any:
        """The result of a call. Raises `ApiRefusedError`."""
        match method:
            case "getMe":
                return self._me
            case "getWebhookInfo":
                return {"url": "", "has_custom_certificate": False, "pending_update_count": len(self._updates)}
            case "deleteWebhook" | "deleteMyCommands":
                pass  # there is neither
            case "setMyCommands":
                self._set_menu(parameters)
            case "getUpdates":
                return await self._pending(parameters.get("offset", 0), float(parameters.get("timeout", 0)))
            case "sendMessage":
                return self._send(parameters)
            case "editMessageText":
                return self._edit(parameters)
            case "answerCallbackQuery":
                self.chat.notify(parameters.get("text", ""))
            case "sendChatAction":
                self.chat.type()
            case _:
                raise ApiRefusedError(400, f"Bad Request: {method} is not part of the demo")
        return True

    def _set_menu(self, parameters: Json) -> None:
        if parameters.get("scope", {}).get("type") == "all_private_chats":
            self.chat.set_menu({each["command"]: each["description"] for each in parameters["commands"]})

    async def _pending(self, offset: int, timeout: float) -> list[Json]:
        """Unconfirmed updates from a number on; waits for one, ``timeout`` seconds at most."""
        self._updates = [update for update in self._updates if update["update_id"] >= offset]
        if timeout and not self._updates:
            await self.chat.wait(lambda: bool(self._updates), timeout)
        return list(self._updates)

    def _send(self, parameters: Json) -> Json:
        body = self._body(self._me, "")
        replied = parameters.get("reply_parameters", {}).get("message_id", 0)
        if original := self.chat.message(replied):
            body["reply_to_message"] = {key: v for key, v in original.body.items() if key != "reply_to_message"}
        return self._write(body, parameters)

    def _edit(self, parameters: Json) -> Json:
        former = self.chat.message(int(parameters["message_id"]))
        if former is None:
            raise ApiRefusedError(400, "Bad Request: message to edit not found")
        body = {key: value for key, value in former.body.items() if key != "reply_markup"}
        return self._write({**body, "edit_date": int(time.time())}, parameters)

    def _write(self, body: Json, parameters: Json) -> Json:
        """Give a message of the bot its text and its buttons, and show it."""
        if parameters.get("chat_id") != PERSON:
            raise ApiRefusedError(400, "Bad Request: chat not found")
        is_markup = parameters.get("parse_mode") == "HTML"
        text = str(parameters["text"])
        drawn = DrawnText.of_markup(text) if is_markup else DrawnText.of_plain(text)
        if not drawn.plain.strip() or len(drawn.plain.encode("utf-16-le")) // 2 > LONGEST_MESSAGE:
            wrong = "message is too long" if drawn.plain.strip() else "message text is empty"
            raise ApiRefusedError(400, f"Bad Request: {wrong}")
        written = body | {"text": drawn.plain}
        if markup := parameters.get("reply_markup"):
            written["reply_markup"] = markup
        former = self.chat.message(body["message_id"])
        if former and (former.drawn, former.rows) == (drawn, ChatMessage(written, drawn, 0).rows):
            raise ApiRefusedError(400, "Bad Request: message is not modified")
        self.chat.show(written, drawn)
        return written

    def _body(self, author: Json, text: str) -> Json:
        self._last_message += 1
        private = {"id": PERSON, "type": "private", "first_name": ""}
        return {
            "message_id": self._last_message, "date": int(time.time()), "chat": private, "from": author, "text": text
        }  # fmt: skip

    def _put(self, kind: str, content: Json) -> None:
        self._last_update += 1
        self._updates.append({"update_id": self._last_update, kind: content})
        self.chat.wake()


class LocalRequest(BaseRequest):
    """What python-telegram-bot sends its calls through: to a `LocalBotApi`, and not to the network."""

    def __init__(self, api: LocalBotApi) -> None:
        self._api = api

    @property
    def read_timeout(self) -> float | None:
        """No limit: nothing is read from a network."""
        return None

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Nothing to release."""

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *timeouts: Any, **more: Any
    ) -> tuple[int, bytes]:
        """Carry out a call; gives the status and the body of its answer."""
        name = urlsplit(url).path.rpartition("/")[2]
        # As they would go over the wire, and so without objects that both sides share.
        parameters = json.loads(json.dumps(request_data.parameters if request_data else {}))
        try:
            answer = {"ok": True, "result": await self._api.call(name, parameters)}
            status = 200
        except ApiRefusedError as error:
            answer = {"ok": False, "error_code": error.status, "description": error.description}
            status = error.status
        return status, json.dumps(answer).encode()


def _has_button(message: ChatMessage, data: str) -> bool:
    return any(button.action == "press" and button.value == data for row in message.rows for button in row)
