"""Addressing: whether a message is meant for this bot, and the question in it. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from telegram import Chat, Message, MessageOriginUser, User

from bot.privacy.redaction import redact, remove_masks
from bot.telegram.updates.bodies.written_words import BotIdentity, WrittenWords, is_called
from retrieval.question.dialogue_acts.classifier import dialogue_act
from retrieval.text.normalization import fold
from retrieval.text.tokenization import STOPWORDS, plain_words

SHORT_ENOUGH = 300
TOO_LONG = 2000
_MOST_WORDS_KEPT = 200  # characters of content words, where the sentences that ask are still too long
_ASKING = re.compile(r"[?？]|多少|几[个家件条次项年月]|谁|哪|什么|啥|怎|如何|何时|是否|吗|能不能|可不可以|有没有")
# Words that point at what is quoted and ask nothing of their own: 帮忙看一下这个.
_POINTING = re.compile(
    r"请问?|麻烦|帮[忙我]?|看一?看|看|回?答|解答|求解?|说一?说|这[个条句]?|那[个条句]?|一?下|呢|吧|[？?]"
)
_INTERROGATIVE = frozenset(
    "多少 几 几个 谁 哪 哪些 哪个 哪里 什么 啥 怎么 怎样 如何 为什么 为何 多久 多长 多大 吗".split()
)


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """Question of a message; empty where the message calls this bot, or is written to it alone, and asks nothing.

    ``author`` is the number of the person whose words it holds or follows up, where that is not the sender. ``about``
    is the quoted part of a message that it follows up.
    """

    text: str
    author: int | None = None
    about: str = ""


def question_in(message: Message, me: User) -> AskedQuestion | None:
    """The question that a message asks this bot; None where it asks none.

    Where the message calls this bot and says nothing else, the message that it replies to is the question.
    """
    if not _is_for_me(message, me) or is_own_inline(message, me):
        return None
    words, bot = _written(message), _identity(me)
    if words.is_bare_call(bot):
        return _replied_question(message, me) or AskedQuestion("")
    command = words.command(bot)
    if message.text and command is not None and command != "ask":
        return None
    question, quote = words.question(bot), message.quote.text if message.quote else ""
    if quote and (dialogue_act(question) or not any(map(str.isalnum, _POINTING.sub("", question)))):
        return AskedQuestion(quote, _author(message, me))
    if not question:
        return AskedQuestion("") if message.chat.type == Chat.PRIVATE else None
    return AskedQuestion(question, _author(message, me) if quote else None, quote)


def is_addressed(message: Message, me: User) -> bool:
    """Whether a message in a group is meant for this bot: a command, a mention, or a reply."""
    return _is_for_me(message, me) and not is_own_inline(message, me)


def is_own_inline(message: Message, me: User) -> bool:
    """Whether a message was inserted by this bot's inline mode: it is an answer, and no question."""
    return bool(message.via_bot and message.via_bot.id == me.id)


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
    # A long one is looked at whole only where its beginning asks nothing either.
    if dialogue_act(question[:SHORT_ENOUGH]) and dialogue_act(question):
        return question
    left = remove_masks(redact(question))
    sentences = list(dict.fromkeys(s.strip() for s in re.findall(r"[^。！？!?；;\n]+[?？]?", left) if s.strip()))
    asking = [s.rstrip("?？") for s in sentences if _ASKING.search(s)] or sentences
    whole = "，".join(asking)
    return whole if len(whole) <= SHORT_ENOUGH else _content_words(asking)


def _content_words(sentences: Sequence[str]) -> str:
    """The first content words of sentences, each once; where there are few of them, all words. Reads no more of the
    sentences than that takes.
    """
    pieces = (each[at : at + SHORT_ENOUGH] for each in sentences for at in range(0, len(each), SHORT_ENOUGH))
    words, length, content_length = dict[str, bool](), 0, 0
    for word in chain.from_iterable(plain_words(fold(piece)) for piece in pieces):
        if word in words:
            continue
        words[word] = word not in STOPWORDS or word in _INTERROGATIVE
        length += len(word)
        content_length += len(word) * words[word]
        if length > SHORT_ENOUGH and content_length >= _MOST_WORDS_KEPT:
            break
    kept = words if length <= SHORT_ENOUGH else (word for word, is_content in words.items() if is_content)
    return "".join(kept)[:_MOST_WORDS_KEPT]


def _replied_question(message: Message, me: User) -> AskedQuestion | None:
    """The quoted part of the message that is replied to, or all of it; None where this bot wrote it, or nobody."""
    replied = message.reply_to_message
    if message.quote:
        return AskedQuestion(message.quote.text, _author(message, me))
    if replied is None or is_reply_to(message, me) or is_own_inline(replied, me):
        return None
    text = _written(replied).question(_identity(me))
    return AskedQuestion(text, _author(message, me)) if text else None


def _author(message: Message, me: User) -> int | None:
    """Who wrote the message that is replied to, here or in another chat, where that is neither the sender nor this bot;
    None where Telegram does not tell.
    """
    replied, elsewhere = message.reply_to_message, message.external_reply
    author = replied.from_user if replied else None
    if elsewhere and isinstance(elsewhere.origin, MessageOriginUser):
        author = elsewhere.origin.sender_user
    return author.id if author and author not in (me, message.from_user) else None


def _is_for_me(message: Message, me: User) -> bool:
    return is_called(message.to_dict(), _identity(me))


def _written(message: Message) -> WrittenWords:
    return WrittenWords.of(message.to_dict())


def _identity(me: User) -> BotIdentity:
    return BotIdentity(me.id, me.username or "")
