"""The users' side of a chat: what people send, press, edit, and what they see."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from typing import Any

from tests.waiting import LONGEST_S

from .core import Core
from .entities import detect
from .files import StoredFile
from .handlers.media import document_json, photo_json
from .model import Entity, JsonObject, Message, User, utf16_len
from .people import ChatUser, MessageRef, member_json, message_id_of
from .query import Query
from .store import ChatStore
from .texts import formatted
from .updates import Update


class Chat:
    """A chat as its users see it; every action queues the update the bot gets."""

    def __init__(self, core: Core, store: ChatStore, users: Sequence[ChatUser]) -> None:
        self.core = core
        self.store = store
        self.users: list[ChatUser] = list(users)
        self._seen = 0

    @property
    def id(self) -> int:
        """The chat_id."""
        return self.store.info.id

    @property
    def user(self) -> ChatUser:
        """The one user of a private chat, the first of a group."""
        return self.users[0]

    @property
    def messages(self) -> list[Message]:
        """All messages not deleted, current versions, oldest first."""
        return self.store.messages

    @property
    def bot_messages(self) -> list[Message]:
        """The messages of the bot."""
        return [message for message in self.messages if message.from_bot]

    @property
    def deleted(self) -> list[Message]:
        """Deleted messages."""
        return self.store.deleted

    @property
    def actions(self) -> list[str]:
        """Chat actions the bot sent, such as typing."""
        return self.store.actions

    def message(self, ref: MessageRef) -> Message:
        """The current version of a message, also of a deleted one."""
        return self.store.latest(message_id_of(ref))

    def send(
        self,
        text: str,
        *,
        user: User | None = None,
        reply_to: MessageRef | None = None,
        quote: str = "",
        entities: Sequence[Entity] | None = None,
        **extra: Any,
    ) -> Update:
        """Write a text; commands, mentions, links and hashtags become entities unless given.

        ``quote`` is the part that a person has selected of the message that is replied to (Bot API, "TextQuote").
        """
        found = detect(text) if entities is None else tuple(entities)
        quoted = self._quoted(reply_to, quote) if quote else {}
        return self._post(user, reply_to, text=text, entities=found, extra=extra, **quoted)

    def send_photo(self, caption: str = "", *, user: User | None = None, reply_to: MessageRef | None = None) -> Update:
        """Send a photo."""
        return self._media(user, reply_to, photo_json(self._file("photo.jpg", b"\xff\xd8photo", "image/jpeg")), caption)

    def send_document(
        self,
        caption: str = "",
        *,
        file_name: str = "file.txt",
        content: bytes = b"content",
        mime_type: str = "text/plain",
        user: User | None = None,
        reply_to: MessageRef | None = None,
    ) -> Update:
        """Send a file."""
        return self._media(user, reply_to, document_json(self._file(file_name, content, mime_type)), caption)

    def send_album(
        self, captions: Sequence[str], *, user: User | None = None, reply_to: MessageRef | None = None
    ) -> list[Update]:
        """Send several photos at once: a message and an update each, with one ``media_group_id``."""
        group = {"media_group_id": str(13_000_000_000_000_000 + self.store.count)}
        photos = [photo_json(self._file("photo.jpg", b"\xff\xd8photo", "image/jpeg")) for _ in captions]
        return [self._media(user, reply_to, *item, group) for item in zip(photos, captions, strict=True)]

    def send_voice(
        self, caption: str = "", *, duration: int = 3, user: User | None = None, reply_to: MessageRef | None = None
    ) -> Update:
        """Send a voice note."""
        stored = self._file("voice.oga", b"OggSvoice", "audio/ogg")
        return self._media(user, reply_to, {"voice": stored.to_json(duration=duration, mime_type="audio/ogg")}, caption)

    def send_video_note(self, *, user: User | None = None, reply_to: MessageRef | None = None) -> Update:
        """Send a round video."""
        stored = self._file("note.mp4", b"ftypnote", "video/mp4")
        return self._media(user, reply_to, {"video_note": stored.to_json(length=240, duration=3)}, "")

    def send_sticker(
        self, emoji: str = "\N{THUMBS UP SIGN}", *, user: User | None = None, reply_to: MessageRef | None = None
    ) -> Update:
        """Send a sticker."""
        stored = self._file("sticker.webp", b"RIFFsticker", "image/webp")
        flags = {"type": "regular", "is_animated": False, "is_video": False}
        return self._media(user, reply_to, {"sticker": stored.to_json(width=512, height=512, emoji=emoji, **flags)}, "")

    def send_service(self, *, user: User | None = None, **fields: Any) -> Update:
        """A service message, such as ``new_chat_members=[...]`` or ``pinned_message={...}``."""
        return self._post(user, None, extra=fields)

    def send_raw(self, update: JsonObject) -> Update:
        """Queue an update given as JSON; ``update_id`` is added when missing."""
        return self.core.updates.put(update, force=True)

    def edit(self, message: MessageRef, text: str, *, entities: Sequence[Entity] | None = None) -> Update:
        """Edit a user's message."""
        old = self.message(message)
        found = detect(text) if entities is None else tuple(entities)
        changed = self.store.change(old, text=text, entities=found)
        return self.core.updates.put({"edited_message": self.store.to_json(changed)}, changed)

    def press(self, message: MessageRef, button: str, *, user: User | None = None) -> Query:
        """Press an inline button by its text or data; one of an older version counts, screens lag behind."""
        current = self.message(message)
        versions = [current, *reversed(current.history)]
        buttons = [item for version in versions for item in version.buttons if item.data is not None]
        match = next((item for item in buttons if button in (item.text, item.data)), None)
        if match is None:
            raise LookupError(f"no callback button {button!r} in {[item.text for item in buttons]}")
        return self.press_data(message, match.data or "", user=user)

    def press_data(self, message: MessageRef, data: str, *, user: User | None = None) -> Query:
        """A callback query with any data, as a modified client can send it."""
        sender = user or self.user
        query = self.core.new_query("callback", sender)
        current = self.message(message)
        body = {
            "id": query.id,
            "from": sender.to_json(),
            "message": self._shown(current),
            "chat_instance": str(-7_000_000_000 - self.id),
            "data": data,
        }
        query.update = self.core.updates.put({"callback_query": body}, current)
        return query

    def insert(self, query: Query, result_id: str, *, user: User | None = None) -> Update:
        """Send a result of an inline query to this chat: a message of the person, via the bot."""
        result = next(result for result in query.results if result["id"] == result_id)
        content = result["input_message_content"]
        shown = formatted(content["message_text"], content.get("parse_mode"), content.get("entities"))
        fields = {"text": shown.text, "entities": shown.entities, "reply_markup": result.get("reply_markup")}
        return self._post(user or query.user, None, via_bot=self.core.me, **fields)

    def react(self, message: MessageRef, *emojis: str, user: User | None = None) -> Update:
        """Put these reactions in place of a person's earlier ones (Bot API, "MessageReactionUpdated").

        In a group the bot hears of it as an administrator only.
        """
        sender, number = user or self.user, message_id_of(message)
        old = self.store.reactions.get((number, sender.id), ())
        self.store.reactions[number, sender.id] = emojis
        body = {
            "chat": self.store.info.to_json(),
            "message_id": number,
            "user": sender.to_json(),
            "date": int(time.time()),
            "old_reaction": [{"type": "emoji", "emoji": emoji} for emoji in old],
            "new_reaction": [{"type": "emoji", "emoji": emoji} for emoji in emojis],
        }
        if not self.store.is_private and self.store.bot_status != "administrator":
            return Update(0, {"message_reaction": body})
        return self.core.updates.put({"message_reaction": body})

    def delete(self, message: MessageRef) -> None:
        """A user deletes a message; the bot is not told."""
        self.store.delete(message_id_of(message))

    def block(self) -> Update:
        """The user blocks the bot, or the group removes it: sends get 403 from now on."""
        return self.set_bot_status("kicked")

    def unblock(self) -> Update:
        """The user starts the bot again, or the group adds it again."""
        return self.set_bot_status("member")

    def set_bot_status(self, status: str, *, user: User | None = None) -> Update:
        """Change the bot's standing; the bot gets my_chat_member (Bot API, "ChatMemberUpdated")."""
        old, self.store.bot_status = self.store.bot_status, status
        body = {
            "chat": self.store.info.to_json(),
            "from": (user or self.user).to_json(),
            "date": int(time.time()),
            "old_chat_member": member_json(self.core.me, old),
            "new_chat_member": member_json(self.core.me, status),
        }
        return self.core.updates.put({"my_chat_member": body})

    async def wait_for(self, n: int = 1, timeout: float = LONGEST_S) -> list[Message]:
        """The next ``n`` messages of the bot that no earlier call returned, in their current versions."""
        log = self.store.bot_log
        if not await self.core.signal.until(lambda: len(log) >= self._seen + n, timeout):
            raise TimeoutError(self._missing(n, timeout))
        new = log[self._seen : self._seen + n]
        self._seen += n
        return [self.store.latest(message_id) for message_id in new]

    async def wait_edit(self, message: Message, timeout: float = LONGEST_S) -> Message:
        """The next version of a message after the given one."""
        versions = len(message.history)
        if not await self.core.signal.until(lambda: len(self.message(message).history) > versions, timeout):
            raise TimeoutError(f"message {message.message_id} was not edited in {timeout} s")
        return self.message(message)

    async def wait_until(self, ready: Callable[[], bool], timeout: float = LONGEST_S) -> None:
        """Wait for any condition on the server's state."""
        if not await self.core.signal.until(ready, timeout):
            raise TimeoutError(f"the condition did not come true in {timeout} s; {self._tail()}")

    async def expect_silence(self, seconds: float = 0.2) -> None:
        """Fail when the bot posts anything that ``wait_for`` has not returned."""
        await asyncio.sleep(seconds)
        new = [self.store.latest(message_id).text for message_id in self.store.bot_log[self._seen :]]
        if new:
            raise AssertionError(f"unexpected messages of the bot: {new}")

    def _missing(self, n: int, timeout: float) -> str:
        got = [self.store.latest(message_id).text for message_id in self.store.bot_log[self._seen :]]
        return f"{len(got)} of {n} messages in {timeout} s: {got}; {self._tail()}"

    def _tail(self) -> str:
        calls = [f"{call.method}:{call.status}" for call in self.core.calls[-8:]]
        return f"last calls {calls}, violations {self.core.violations}, pending {len(self.core.updates.pending)}"

    def _post(self, user: User | None, reply_to: MessageRef | None, **fields: Any) -> Update:
        sender = user or self.user
        if reply_to is not None:
            fields["reply_to"] = message_id_of(reply_to)
        message = self.store.post(sender, **fields)
        if self.core.privacy_mode and not self._addressed(message):
            return Update(0, {}, message)
        return self.core.updates.put({"message": self.store.to_json(message)}, message)

    def _addressed(self, message: Message) -> bool:
        """What a bot in privacy mode gets (Bot features, "Privacy mode")."""
        is_notice = not message.text and not message.media
        if self.store.is_private or self.store.bot_status == "administrator" or is_notice:
            return True
        if message.reply_to is not None and self.store.latest(message.reply_to).from_bot:
            return True
        name = f"@{self.core.me.username}".lower()
        texts = [(entity.type, entity.of(message.text).lower()) for entity in message.entities]
        commands = [text for kind, text in texts if kind == "bot_command"]
        return ("mention", name) in texts or any("@" not in text or text.endswith(name) for text in commands)

    def _media(
        self,
        user: User | None,
        reply_to: MessageRef | None,
        media: JsonObject,
        caption: str,
        extra: JsonObject | None = None,
    ) -> Update:
        return self._post(user, reply_to, media=media, text=caption, entities=detect(caption), extra=extra or {})

    def _quoted(self, reply_to: MessageRef | None, quote: str) -> JsonObject:
        text = self.message(reply_to).text if reply_to is not None else ""
        if quote not in text:
            raise LookupError(f"{quote!r} is no part of {text!r}")
        return {"quote": quote, "quote_position": utf16_len(text.partition(quote)[0])}

    def _file(self, name: str, content: bytes, mime_type: str) -> StoredFile:
        return self.core.files.add(name, content, mime_type)

    def _shown(self, message: Message) -> JsonObject:
        """A deleted message is an InaccessibleMessage in a callback query."""
        if self.store.get(message.message_id) is None:
            return {"chat": message.chat.to_json(), "message_id": message.message_id, "date": 0}
        return self.store.to_json(message)
