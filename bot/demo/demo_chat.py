"""Demo chat: the messages of the one chat between a person and the bot, as the page shows them."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlsplit

from bot.demo.message_html import DrawnText

QUOTED_LENGTH = 60  # characters of the message that another one replies to


@dataclass(frozen=True, slots=True)
class ChatButton:
    """Button below a message. ``action`` is what a press does: ``press``, ``copy``, ``link`` or ``share``."""

    label: str
    action: str
    value: str

    @classmethod
    def of(cls, button: dict[str, Any]) -> ChatButton:
        """The button of an InlineKeyboardButton of the Bot API.

        >>> ChatButton.of({"text": "甲", "callback_data": "q:0"}).action
        'press'
        """
        label = str(button["text"])
        if "callback_data" in button:
            return cls(label, "press", button["callback_data"])
        if "copy_text" in button:
            return cls(label, "copy", button["copy_text"]["text"])
        url = str(button.get("url", ""))
        return cls(label, "share" if urlsplit(url).hostname == "t.me" else "link", url)


@dataclass(frozen=True, slots=True)
class ChatMessage:
    """Message: as the Bot API gives it (``body``), and as it is drawn; ``version`` counts the changes of the chat."""

    body: dict[str, Any]
    drawn: DrawnText
    version: int
    replied: str = ""

    @property
    def number(self) -> int:
        """Its id in the chat."""
        return int(self.body["message_id"])

    @property
    def rows(self) -> list[list[ChatButton]]:
        """Its buttons."""
        keyboard = self.body.get("reply_markup", {}).get("inline_keyboard", [])
        return [[ChatButton.of(button) for button in row] for row in keyboard]

    def as_json(self) -> dict[str, Any]:
        """The message for the page."""
        rows = [[asdict(button) for button in row] for row in self.rows]
        is_mine = not self.body["from"]["is_bot"]
        return {"id": self.number, "mine": is_mine, "html": self.drawn.html, "rows": rows, "replied": self.replied}


class DemoChat:
    """Messages in order, notices, and whether the bot is typing. All calls come from the event loop's thread."""

    def __init__(self) -> None:
        self.session = secrets.token_hex(8)  # tells a page that the program was started anew
        self.version = 0
        self.menu: dict[str, str] = {}
        self.is_open = True
        self._messages: dict[int, ChatMessage] = {}
        self._notice: tuple[int, str] = (0, "")
        self._typing = 0
        self._changed = asyncio.Event()

    def message(self, number: int) -> ChatMessage | None:
        """A message by its id."""
        return self._messages.get(number)

    def show(self, body: dict[str, Any], drawn: DrawnText) -> ChatMessage:
        """Add a message, or replace the one of the same id."""
        number, former = int(body["message_id"]), self._messages.get(int(body["message_id"]))
        replied_to = self._messages.get(body.get("reply_to_message", {}).get("message_id", 0))
        replied = former.replied if former else replied_to.drawn.plain[:QUOTED_LENGTH] if replied_to else ""
        self._typing = 0 if body["from"]["is_bot"] else self._typing
        self._change()
        self._messages[number] = ChatMessage(body, drawn, self.version, replied)
        return self._messages[number]

    def notify(self, text: str) -> None:
        """Show a short notice, as for a press that is acknowledged."""
        self._change()
        self._notice = (self.version, text)

    def type(self) -> None:
        """Show that the bot is at work, until its next message."""
        self._change()
        self._typing = self.version

    def set_menu(self, menu: dict[str, str]) -> None:
        """Set the commands of the menu, by name with their meanings."""
        self._change()
        self.menu = menu

    def state(self, session: str, since: int) -> dict[str, Any]:
        """What has changed since a version of this session; everything for a page of another one."""
        since = since if session == self.session else -1
        messages = [m.as_json() for m in self._messages.values() if m.version > since]
        notice = self._notice[1] if self._notice[0] > since >= 0 else ""
        typing = bool(self._typing)
        return {
            "session": self.session, "version": self.version, "messages": messages, "menu": self.menu,
            "notice": notice, "typing": typing,
        }  # fmt: skip

    async def wait(self, ready: Callable[[], bool], longest: float) -> bool:
        """Wait until a condition on the chat holds or the chat is closed; False after ``longest`` seconds."""
        try:
            async with asyncio.timeout(longest):
                while self.is_open and not ready():
                    await self._changed.wait()
        except TimeoutError:
            return False
        return True

    def wake(self) -> None:
        """Have all who wait look at their conditions again."""
        self._changed.set()
        self._changed = asyncio.Event()

    def close(self) -> None:
        """Send all who wait away."""
        self.is_open = False
        self.wake()

    def _change(self) -> None:
        self.version += 1
        self.wake()
