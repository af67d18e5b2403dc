"""Addressing: whether a message is meant for this bot, and the question in it. Pure."""

from __future__ import annotations

import re

from telegram import Chat, Message, MessageEntity, User

from bot.privacy.redaction import redact, remove_masks
from retrieval.question.dialogue_acts.classifier import dialogue_act
from retrieval.text.normalization import fold
from retrieval.text.tokenization import STOPWORDS, plain_words

SHORT_ENOUGH = 300
TOO_LONG = 2000
_MOST_WORDS_KEPT = 200  # characters of content words, where the sentences that ask are still too long
_ASKING = re.compile(r"[?？]|多少|几[个家件条次项年月]|谁|哪|什么|啥|怎|如何|何时|是否|吗|能不能|可不可以|有没有")
_INTERROGATIVE = frozenset(
    "多少 几 几个 谁 哪 哪些 哪个 哪里 什么 啥 怎么 怎样 如何 为什么 为何 多久 多长 多大 吗".split()
)
_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@([A-Za-z0-9_]+))?(?:\s+|$)")


def question_in(message: Message, me: User) -> str | None:
    """The question that a text message asks this bot; empty for an ``/ask`` without one, None where there is none."""
    text = message.text or ""
    command = _COMMAND.match(text)
    if command:
        asks = command[1].lower() == "ask" and _is_for_me(command, me)
        return text[command.end() :].strip() if asks else None
    if message.chat.type == Chat.PRIVATE:
        return text.strip() or None
    if not is_mentioned(message, me) and not is_reply_to(message, me):
        return None
    return _without_mentions(message, me) or None


def is_addressed(message: Message, me: User) -> bool:
    """Whether a message in a group is meant for this bot: a command, a mention, or a reply."""
    command = _COMMAND.match(message.text or "")
    return _is_for_me(command, me) if command else is_mentioned(message, me) or is_reply_to(message, me)


def is_mentioned(message: Message, me: User) -> bool:
    """Whether the text mentions this bot."""
    return any(_is_me(entity, text, me) for entity, text in message.parse_entities().items())


def is_reply_to(message: Message, me: User) -> bool:
    """Whether the message replies to one of this bot."""
    replied = message.reply_to_message
    return bool(replied and replied.from_user and replied.from_user.id == me.id)


def condensed(question: str) -> str:
    """A long question reduced to its interrogative sentences, else to its content words; without personal data.

    What asks nothing stays as it is, since its words alone do not tell that.

    >>> condensed("我家住在城东。" * 60 + "一共保留了多少审批事项？")
    '一共保留了多少审批事项'
    """
    if dialogue_act(question):
        return question
    left = remove_masks(redact(question))
    sentences = list(dict.fromkeys(s.strip() for s in re.findall(r"[^。！？!?；;\n]+[?？]?", left) if s.strip()))
    asking = "，".join(s.rstrip("?？") for s in sentences if _ASKING.search(s)) or "，".join(sentences)
    if len(asking) <= SHORT_ENOUGH:
        return asking
    words = list(dict.fromkeys(plain_words(fold(asking))))
    if sum(map(len, words)) > SHORT_ENOUGH:
        words = [word for word in words if word not in STOPWORDS or word in _INTERROGATIVE]
    return "".join(words)[:_MOST_WORDS_KEPT]


def _is_for_me(command: re.Match[str], me: User) -> bool:
    return not command[2] or command[2].lower() == (me.username or "").lower()


def _is_me(entity: MessageEntity, text: str, me: User) -> bool:
    if entity.type == MessageEntity.TEXT_MENTION:
        return bool(entity.user and entity.user.id == me.id)
    return entity.type == MessageEntity.MENTION and text.lower() == f"@{me.username}".lower()


def _without_mentions(message: Message, me: User) -> str:
    """The text without mentions of this bot. Offsets of entities count UTF-16 code units."""
    raw = (message.text or "").encode("utf-16-le")
    for entity, text in sorted(message.parse_entities().items(), key=lambda item: -item[0].offset):
        if _is_me(entity, text, me):
            raw = raw[: entity.offset * 2] + raw[(entity.offset + entity.length) * 2 :]
    return raw.decode("utf-16-le", "replace").strip(" \t\n，,：:")
