"""Data minimization: reduces an update to what handlers need, without personal data, before it is stored.

Works on the JSON as Telegram sends it. Kept are ids, dates, the sender's text without personal data, mentions, this
bot's own keyboards, and that a message is no text. Names are dropped, and so is the content of pictures, voices,
contacts and places, what other people wrote in a message that is replied to, and keyboards of other bots. The exception
is what the sender puts to this bot as a question: the message that a bare mention or ``/ask`` replies to, and the part
of a message that is quoted to this bot, with the number of whoever wrote it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.telegram.updates.bodies.minimization_rules import (
    ASKED_MESSAGE,
    OTHERS_MESSAGE,
    QUOTED_MESSAGE,
    Rule,
    reduced_message,
    reduced_update,
)
from bot.telegram.updates.bodies.written_words import UNKNOWN_BOT, BotIdentity, WrittenWords, asks, is_bot


def minimal(update: dict[str, Any], bot: BotIdentity = UNKNOWN_BOT) -> dict[str, Any]:
    """The minimized update, of any JSON object; ``bot`` is this bot, as far as it is known. Idempotent.

    >>> minimal({"update_id": 1, "inline_query": {"id": "2", "query": "13800138000是谁", "offset": ""}})
    {'update_id': 1, 'inline_query': {'id': '2', 'query': '［手机号］是谁', 'offset': ''}}
    """
    made = reduced_update(update)
    _drop_foreign(made, None, bot)
    return made


def _drop_foreign(made: dict[str, Any] | list[Any], sender: int | None, bot: BotIdentity) -> None:
    """Drop the keyboards of all messages that are not from this bot (where its number is not known: from no bot), and
    what neither this bot nor the sender wrote in messages that are replied to, unless it is put to this bot.
    """
    if isinstance(made, dict):
        author = made.get("from")
        sender = author.get("id") if sender is None and isinstance(author, dict) else sender
        if "reply_markup" in made and not _is_ours(author, bot):
            del made["reply_markup"]
        if "quote" in made and not asks(made, bot):
            del made["quote"]
        if "quote" not in made:
            made.pop("external_reply", None)
        for name in ("reply_to_message", "pinned_message"):
            replied = made.get(name)
            if isinstance(replied, dict):
                replied.pop("quote", None)
            if isinstance(replied, dict) and not _is_known(replied.get("from"), sender, bot):
                rules = _rules_of_replied(made, bot) if name == "reply_to_message" else OTHERS_MESSAGE
                made[name] = reduced_message(replied, rules)
    for key, inner in made.items() if isinstance(made, dict) else enumerate(made):
        if key != "reply_markup" and isinstance(inner, dict | list):
            _drop_foreign(inner, sender, bot)


def _rules_of_replied(made: Mapping[str, Any], bot: BotIdentity) -> Mapping[str, Rule]:
    """The rules for a message of somebody else that is replied to."""
    if isinstance(made.get("quote"), dict):
        return QUOTED_MESSAGE
    return ASKED_MESSAGE if WrittenWords.of(made).is_bare_call(bot) else OTHERS_MESSAGE


def _is_known(author: Any, sender: int | None, bot: BotIdentity) -> bool:
    return _is_ours(author, bot) or (isinstance(author, dict) and author.get("id") == sender)


def _is_ours(author: Any, bot: BotIdentity) -> bool:
    return is_bot(author, bot) if bot.number else isinstance(author, dict) and author.get("is_bot") is True
