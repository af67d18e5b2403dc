"""The nouns of the server: users, chats, entities, messages (Bot API, "Available types")."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

JsonObject = dict[str, Any]


def utf16_len(text: str) -> int:
    """Length in UTF-16 code units, the unit of all entity offsets (Bot API, "MessageEntity")."""
    return len(text.encode("utf-16-le")) // 2


def utf16_slice(text: str, offset: int, length: int) -> str:
    """The part of ``text`` an entity covers."""
    raw = text.encode("utf-16-le")
    return raw[offset * 2 : (offset + length) * 2].decode("utf-16-le", "surrogatepass")


def without_none(values: JsonObject) -> JsonObject:
    """Optional fields that are absent are left out of JSON, never null."""
    return {key: value for key, value in values.items() if value is not None}


@dataclass(frozen=True)
class User:
    """A user or bot (Bot API, "User")."""

    id: int
    first_name: str
    is_bot: bool = False
    last_name: str | None = None
    username: str | None = None
    language_code: str | None = None
    is_premium: bool = False

    def to_json(self) -> JsonObject:
        """The wire form."""
        return without_none(
            {
                "id": self.id,
                "is_bot": self.is_bot,
                "first_name": self.first_name,
                "last_name": self.last_name,
                "username": self.username,
                "language_code": self.language_code,
                "is_premium": True if self.is_premium else None,
            }
        )


@dataclass(frozen=True)
class ChatInfo:
    """Identity of a chat (Bot API, "Chat")."""

    id: int
    type: str
    title: str | None = None
    username: str | None = None
    first_name: str | None = None
    last_name: str | None = None

    def to_json(self) -> JsonObject:
        """The wire form."""
        return without_none(
            {
                "id": self.id,
                "title": self.title,
                "first_name": self.first_name,
                "last_name": self.last_name,
                "username": self.username,
                "type": self.type,
            }
        )


@dataclass(frozen=True)
class Entity:
    """One special entity of a text, offsets in UTF-16 units (Bot API, "MessageEntity")."""

    type: str
    offset: int
    length: int
    url: str | None = None
    user_id: int | None = None
    language: str | None = None
    custom_emoji_id: str | None = None

    @property
    def end(self) -> int:
        """First unit after the entity."""
        return self.offset + self.length

    def of(self, text: str) -> str:
        """The text the entity covers."""
        return utf16_slice(text, self.offset, self.length)

    def to_json(self, users: dict[int, User] | None = None) -> JsonObject:
        """The wire form; a text mention carries the user object."""
        known = (users or {}).get(self.user_id or 0)
        mentioned = known or (User(self.user_id, "User") if self.user_id is not None else None)
        return without_none(
            {
                "type": self.type,
                "offset": self.offset,
                "length": self.length,
                "url": self.url,
                "user": mentioned.to_json() if mentioned else None,
                "language": self.language,
                "custom_emoji_id": self.custom_emoji_id,
            }
        )


@dataclass(frozen=True)
class FormattedText:
    """Text after entity parsing."""

    text: str
    entities: tuple[Entity, ...] = ()


@dataclass(frozen=True)
class Button:
    """One button of an inline or reply keyboard as the user sees it."""

    text: str
    data: str | None = None
    url: str | None = None
    raw: JsonObject = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Message:
    """A message as it stands now; ``history`` holds the earlier versions, oldest first (Bot API, "Message").

    ``text`` is the text, or the caption when ``media`` is not empty; ``html`` is the source the bot sent with
    parse_mode HTML.
    """

    message_id: int
    chat: ChatInfo
    sender: User
    date: int
    text: str = ""
    entities: tuple[Entity, ...] = ()
    html: str | None = None
    reply_markup: JsonObject | None = None
    reply_to: int | None = None
    reply_chat_id: int | None = None
    quote: str | None = None
    quote_position: int = 0
    media: JsonObject = field(default_factory=dict)
    edit_date: int | None = None
    history: tuple[Message, ...] = ()
    via_bot: User | None = None
    extra: JsonObject = field(default_factory=dict)

    @property
    def from_bot(self) -> bool:
        """True for a message the bot posted."""
        return self.sender.is_bot

    @property
    def caption(self) -> str | None:
        """The caption of a media message."""
        return self.text if self.media else None

    @property
    def button_rows(self) -> tuple[tuple[Button, ...], ...]:
        """Rows of buttons, of the inline or of the reply keyboard."""
        markup = self.reply_markup or {}
        rows = markup.get("inline_keyboard") or markup.get("keyboard") or []
        return tuple(tuple(_button(raw) for raw in row) for row in rows)

    @property
    def buttons(self) -> tuple[Button, ...]:
        """All buttons, row by row."""
        return tuple(button for row in self.button_rows for button in row)


def _button(raw: JsonObject | str) -> Button:
    if isinstance(raw, str):
        return Button(raw, raw={"text": raw})
    return Button(raw.get("text", ""), raw.get("callback_data"), raw.get("url"), raw)
