"""State of one chat: its messages, their versions, the bot's standing (Bot API, "Message")."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

from .errors import ApiError, bad_request, forbidden
from .model import ChatInfo, JsonObject, Message, User, without_none
from .updates import Signal

# What a caller sees of the difference between the kinds of chat when the bot is out.
_OUT = {
    "private": "bot was blocked by the user",
    "group": "bot was kicked from the group chat",
    "supergroup": "bot was kicked from the supergroup chat",
}


class ChatStore:
    """Messages of one chat; message ids count per chat."""

    def __init__(self, info: ChatInfo, signal: Signal, people: dict[int, User], first_id: int) -> None:
        self.info = info
        self.people = people
        self.signal = signal
        self.bot_status = "member"
        self.migrated_to: int | None = None
        self.reactions: dict[tuple[int, int], tuple[str, ...]] = {}
        self.actions: list[str] = []
        self.bot_log: list[int] = []
        self._next_id = first_id
        self._versions: dict[int, Message] = {}
        self._deleted: set[int] = set()

    @property
    def is_private(self) -> bool:
        """True for a chat with one user."""
        return self.info.type == "private"

    @property
    def messages(self) -> list[Message]:
        """All messages not deleted, oldest first."""
        return [item for key, item in self._versions.items() if key not in self._deleted]

    @property
    def deleted(self) -> list[Message]:
        """Messages somebody deleted, as they last were."""
        return [self._versions[key] for key in sorted(self._deleted)]

    @property
    def count(self) -> int:
        """The number of messages that were ever there."""
        return len(self._versions)

    def get(self, message_id: int) -> Message | None:
        """The current version of a message that is not deleted."""
        return None if message_id in self._deleted else self._versions.get(message_id)

    def latest(self, message_id: int) -> Message:
        """The last version of a message, deleted or not."""
        return self._versions[message_id]

    def check_can_write(self) -> None:
        """Refuse when the user blocked the bot, the group removed it, or is a supergroup now."""
        if self.migrated_to is not None:
            upgraded = "Bad Request: group chat was upgraded to a supergroup chat"
            raise ApiError(400, upgraded, migrate_to_chat_id=self.migrated_to)
        if self.bot_status in ("kicked", "left"):
            raise forbidden(_OUT.get(self.info.type, "bot is not a member of the channel chat"))

    def post(self, sender: User, **fields: Any) -> Message:
        """Add a message with the next id."""
        message = Message(self._next_id, self.info, sender, int(time.time()), **fields)
        self._next_id += 1
        self._versions[message.message_id] = message
        if message.from_bot:
            self.bot_log.append(message.message_id)
        self.signal.notify()
        return message

    def change(self, message: Message, **fields: Any) -> Message:
        """Store a new version of a message; the old one joins its history."""
        past = (*message.history, replace(message, history=()))
        changed = replace(message, history=past, edit_date=int(time.time()), **fields)
        self._versions[message.message_id] = changed
        self.signal.notify()
        return changed

    def delete(self, message_id: int) -> None:
        """Remove a message from the chat."""
        if self.get(message_id) is None:
            raise bad_request("message to delete not found")
        self._deleted.add(message_id)
        self.signal.notify()

    def to_json(self, message: Message, *, with_reply: bool = True) -> JsonObject:
        """A message as the bot sees it; the replied message has no reply of its own in it."""
        entities = [entity.to_json(self.people) for entity in message.entities]
        names = ("caption", "caption_entities") if message.media else ("text", "entities")
        body: JsonObject = {
            "message_id": message.message_id,
            "from": message.sender.to_json(),
            "chat": message.chat.to_json(),
            "date": message.date,
            "edit_date": message.edit_date,
            "via_bot": message.via_bot.to_json() if message.via_bot else None,
            names[0]: message.text or None,
            names[1]: entities or None,
            "reply_markup": self._shown_markup(message),
        }
        reply = self._reply_json(message) if with_reply else {}
        return without_none(body | message.media | message.extra | reply)

    @staticmethod
    def _shown_markup(message: Message) -> JsonObject | None:
        """Only an inline keyboard is part of a message object."""
        markup = message.reply_markup or {}
        return markup if markup.get("inline_keyboard") else None

    def _reply_json(self, message: Message) -> JsonObject:
        if message.reply_to is None or message.reply_chat_id not in (None, self.info.id):
            return {}
        original = self.get(message.reply_to)
        found = self.to_json(original, with_reply=False) if original else None
        quote = {"text": message.quote, "position": message.quote_position, "is_manual": True}
        return {"reply_to_message": found, "quote": quote if message.quote else None}
