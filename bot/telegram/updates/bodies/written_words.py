"""Written words: the text or caption of a message, and whether it calls this bot. Pure.

Works on the JSON as Telegram sends it, so that what is stored of a message and how it is answered rest on one reading.
Offsets and lengths of entities count UTF-16 code units (Bot API, "MessageEntity").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@([A-Za-z0-9_]+))?(?:\s+|$)")
_AROUND = " \t\n，,：:"


@dataclass(frozen=True, slots=True)
class BotIdentity:
    """Number and username of a bot; 0 and empty where they are not known."""

    number: int = 0
    username: str = ""


UNKNOWN_BOT = BotIdentity()


@dataclass(frozen=True, slots=True)
class WrittenWords:
    """Text of a message with its entities as JSON."""

    text: str
    entities: Sequence[Mapping[str, Any]] = ()

    @classmethod
    def of(cls, message: Mapping[str, Any]) -> WrittenWords:
        """The text of a message, or the caption of what it shows.

        >>> WrittenWords.of({"photo": [], "caption": "有几台"}).text
        '有几台'
        """
        name, marks = ("text", "entities") if message.get("text") else ("caption", "caption_entities")
        text, entities = message.get(name), message.get(marks)
        placed = [each for each in entities if is_placed(each)] if isinstance(entities, list) else []
        return cls(text if isinstance(text, str) else "", placed)

    def mentions(self, bot: BotIdentity) -> bool:
        """Whether the text mentions this bot."""
        return any(True for _ in self._mentions(bot))

    def command(self, bot: BotIdentity) -> str | None:
        """The name of the command that the text begins with; empty where it is meant for another bot, None without one.

        >>> WrittenWords("/ask@qa_bot 有几台").command(BotIdentity(1, "QA_bot"))
        'ask'
        """
        found = COMMAND.match(self.text)
        if found is None:
            return None
        is_ours = not found[2] or found[2].lower() == bot.username.lower()
        return found[1].lower() if is_ours else ""

    def question(self, bot: BotIdentity) -> str:
        """What is left of the text without ``/ask`` and without mentions of this bot.

        >>> mention = {"type": "mention", "offset": 3, "length": 7}
        >>> WrittenWords("😀 @qa_bot，有几台", [mention]).question(BotIdentity(1, "qa_bot"))
        '😀 ，有几台'
        """
        raw = self.text.encode("utf-16-le", "surrogatepass")
        for entity in sorted(self._mentions(bot), key=lambda each: -each["offset"]):
            raw = raw[: entity["offset"] * 2] + raw[(entity["offset"] + entity["length"]) * 2 :]
        left = raw.decode("utf-16-le", "surrogatepass")
        if self.command(bot) == "ask":
            left = COMMAND.sub("", left, count=1)
        return left.strip(_AROUND)

    def is_bare_call(self, bot: BotIdentity) -> bool:
        """Whether the text calls this bot, by a mention or by ``/ask``, and says nothing else.

        >>> WrittenWords("/ask ？").is_bare_call(BotIdentity()), WrittenWords("/ask 甲").is_bare_call(BotIdentity())
        (True, False)
        """
        calls = self.mentions(bot) if self.command(bot) is None else self.command(bot) == "ask"
        return calls and not any(map(str.isalnum, self.question(bot)))

    def _mentions(self, bot: BotIdentity) -> Iterator[Mapping[str, Any]]:
        raw = self.text.encode("utf-16-le", "surrogatepass")
        for entity in self.entities:
            user, kind = entity.get("user"), entity.get("type")
            covered = raw[entity["offset"] * 2 : (entity["offset"] + entity["length"]) * 2]
            name = covered.decode("utf-16-le", "replace").lower()
            is_named = kind == "mention" and bool(bot.username) and name == f"@{bot.username}".lower()
            if is_named or (kind == "text_mention" and isinstance(user, dict) and user.get("id") == bot.number):
                yield entity


def is_bot(user: object, bot: BotIdentity) -> bool:
    """Whether a user, as JSON, is this bot.

    >>> is_bot({"id": 1, "is_bot": True}, BotIdentity(1)), is_bot(None, BotIdentity(1))
    (True, False)
    """
    return isinstance(user, dict) and bool(bot.number) and user.get("id") == bot.number


def is_called(message: Mapping[str, Any], bot: BotIdentity) -> bool:
    """Whether a message is meant for this bot: in a private chat, by a command, a mention or a reply."""
    words, chat, replied = WrittenWords.of(message), message.get("chat"), message.get("reply_to_message")
    if isinstance(chat, dict) and chat.get("type") == "private":
        return True
    if words.command(bot) is not None:
        return bool(words.command(bot))
    return words.mentions(bot) or (isinstance(replied, dict) and is_bot(replied.get("from"), bot))


def asks(message: Mapping[str, Any], bot: BotIdentity) -> bool:
    """Whether a message may ask this bot something: it is meant for it, and is no command but ``/ask``."""
    return is_called(message, bot) and WrittenWords.of(message).command(bot) in (None, "ask")


def is_placed(entity: Any) -> bool:
    """Whether an entity, as JSON, has whole numbers for its place."""
    return isinstance(entity, dict) and all(type(entity.get(key)) is int for key in ("offset", "length"))
