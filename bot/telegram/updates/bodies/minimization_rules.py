"""Minimization rules: what is kept of each field of an update, by the kind of object that it stands in. Pure.

A rule takes a value and its depth, and gives what is kept of it. Fields that no table names are redacted; in messages,
only that they are there is kept, and their numbers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from bot.privacy.redaction import redact
from bot.telegram.updates.bodies.redacted_entities import redact_entities

Rule = Callable[[Any, int], Any]

_DEEPEST = 60  # levels that are kept; Telegram nests a dozen
_DROPPED = object()
_TEXTS = (("text", "entities"), ("caption", "caption_entities"))
_WORD = re.compile(r"[a-z][a-z0-9_]{0,31}")  # the form of Telegram's identifiers of types
_KINDS_OF_CHAT = ("private", "group", "supergroup", "channel")
_FILE = {"file_id": "", "file_unique_id": ""}
_PICTURE = _FILE | {"width": 0, "height": 0}
# The smallest content that python-telegram-bot accepts, by the type of the message.
_CONTENT: dict[str, Any] = {
    "animation": _PICTURE | {"duration": 0},
    "audio": _FILE | {"duration": 0},
    "contact": {"phone_number": "", "first_name": ""},
    "document": _FILE,
    "location": {"longitude": 0.0, "latitude": 0.0},
    "new_chat_photo": [_PICTURE],
    "photo": [_PICTURE],
    "sticker": _PICTURE | {"type": "regular", "is_animated": False, "is_video": False},
    "venue": {"location": {"longitude": 0.0, "latitude": 0.0}, "title": "", "address": ""},
    "video": _PICTURE | {"duration": 0},
    "video_note": _FILE | {"length": 0, "duration": 0},
    "voice": _FILE | {"duration": 0},
}


def reduced_update(update: Mapping[str, Any]) -> dict[str, Any]:
    """What is kept of the fields of an update, each by itself."""
    return _fields(update, _UPDATE, _redacted, 0)


def reduced_message(message: Mapping[str, Any], rules: Mapping[str, Rule]) -> dict[str, Any]:
    """What these rules keep of a message that another one refers to."""
    return _fields(message, rules, _other_content, 1)


def _fields(raw: Mapping[str, Any], rules: Mapping[str, Rule], otherwise: Rule, depth: int) -> dict[str, Any]:
    """Apply to each field the rule of its name, or ``otherwise``; to texts together with their entities."""
    texts = {words: marks for words, marks in _TEXTS if words in rules and isinstance(raw.get(words), str)}
    made = {}
    for key, value in raw.items():
        kept = value if key in texts else rules.get(key, otherwise)(value, depth + 1)
        if kept is not _DROPPED:
            made[key] = kept
    for words, marks in texts.items():
        given = raw[marks] if isinstance(raw.get(marks), list) else []
        made[words], moved = redact_entities(raw[words], given)
        if marks in made:
            made[marks] = [_entity(entity, depth + 2) for entity in moved]
    return made


def _object(rules: Mapping[str, Rule], otherwise: Rule) -> Rule:
    """Rule for an object with these fields; any other value is redacted."""

    def apply(value: Any, depth: int) -> Any:
        if not isinstance(value, dict) or depth > _DEEPEST:
            return _redacted(value, depth)
        return _fields(value, rules, otherwise, depth)

    return apply


def _list(rule: Rule) -> Rule:
    return lambda value, depth: [rule(v, depth + 1) for v in value] if isinstance(value, list) else rule(value, depth)


def _constant(value: Any) -> Rule:
    return lambda _, __: value


_drop = _constant(_DROPPED)


def _verbatim(value: Any, depth: int) -> Any:
    return value


def _scalar(value: Any, depth: int) -> Any:
    """Rule for numbers, and for strings that Telegram or this bot made: kept."""
    return _redacted(value, depth) if isinstance(value, dict | list) else value


def _number(value: Any, depth: int) -> Any:
    return value if isinstance(value, int | None) else _redacted(value, depth)


def _identifier(value: Any, depth: int) -> Any:
    return value if isinstance(value, str) and _WORD.fullmatch(value) else _redacted(value, depth)


def _entity(value: Any, depth: int) -> Any:
    return _object(_ENTITY, _drop)(value, depth)


def _chat(value: Any, depth: int) -> Any:
    return _object(_CHAT, _drop)(value, depth)


def _message(value: Any, depth: int) -> Any:
    return _object(_MESSAGE, _other_content)(value, depth)


def _person(value: Any, depth: int) -> Any:
    if not isinstance(value, dict):
        return _redacted(value, depth)
    made = _fields(value, _PERSON, _drop, depth)
    if value.get("is_bot") is True and isinstance(value.get("username"), str):
        made["username"] = value["username"]
    return made


def _bot_only(value: Any, depth: int) -> Any:
    """Rule for people whom the sender's text refers to: nobody but bots, of which this one may be meant."""
    return _person(value, depth) if isinstance(value, dict) and value.get("is_bot") is True else _DROPPED


def _external_reply(value: Any, depth: int) -> Any:
    """Rule for a message of another chat that is replied to: whose it is, where that is told."""
    origin = value.get("origin") if isinstance(value, dict) else None
    is_known = isinstance(origin, dict) and origin.get("type") == "user"
    return _object({"origin": _object(_ORIGIN, _drop)}, _drop)(value, depth) if is_known else _DROPPED


def _content_of(placeholder: Any) -> Rule:
    return lambda value, depth: placeholder if value else _blank(value, depth)


def _other_content(value: Any, depth: int) -> Any:
    """Rule for fields of a message that no handler reads: only that they are there, and their numbers."""
    return ("-" if value else "") if isinstance(value, str) else _blank(value, depth)


def _blank(value: Any, depth: int, key: str = "") -> Any:
    """The structure without texts and coordinates; types are kept, since parsing needs them."""
    match value:
        case dict() | list() if depth > _DEEPEST:
            return None
        case dict():
            return {key: _blank(inner, depth + 1, key) for key, inner in value.items()}
        case list():
            return [_blank(inner, depth + 1, key) for inner in value]
        case str():
            return value if key in ("type", "status", "source") and _WORD.fullmatch(value) else ""
        case float():
            return 0.0
        case _:
            is_number_of_somebody = isinstance(value, int) and (key == "id" or key.endswith("_id"))
            return 0 if key in ("latitude", "longitude") or is_number_of_somebody else value


def _redacted(value: Any, depth: int) -> Any:
    """Rule for unknown fields: the structure, with every string redacted, and without names."""
    match value:
        case dict() | list() if depth > _DEEPEST:
            return None
        case dict() if "is_bot" in value and "first_name" in value:
            return _person(value, depth)
        case dict() if "message_id" in value and "chat" in value:
            return _message(value, depth)
        case dict() if "id" in value and value.get("type") in _KINDS_OF_CHAT:
            return _chat(value, depth)
        case dict():
            ids = {key: _scalar for key in value if key == "id" or key.endswith("_id")}
            return _fields(value, _ANYTHING | ids, _redacted, depth)
        case list():
            return [_redacted(inner, depth + 1) for inner in value]
        case str():
            return redact(value)
        case _:
            return value


_PERSON: dict[str, Rule] = {"id": _number, "is_bot": _number, "first_name": _constant("")}
_CHAT: dict[str, Rule] = {"id": _number, "type": _identifier, "is_forum": _number, "is_direct_messages": _number}
_ENTITY: dict[str, Rule] = {
    "type": _identifier,
    "offset": _number,
    "length": _number,
    "url": _redacted,
    "user": _bot_only,
    "custom_emoji_id": _scalar,
}
_WORDS: dict[str, Rule] = {
    "text": _redacted,
    "entities": _list(_entity),
    "caption": _redacted,
    "caption_entities": _list(_entity),
}
# Somebody who joined or left: that there was one.
_ANYBODY = {"id": 0, "is_bot": False, "first_name": ""}
_ORIGIN: dict[str, Rule] = {"type": _identifier, "date": _number, "sender_user": _person}
_QUOTE: dict[str, Rule] = {"text": _redacted, "position": _number, "is_manual": _number}
_MESSAGE: dict[str, Rule] = {
    **_WORDS,
    **{name: _content_of(placeholder) for name, placeholder in _CONTENT.items()},
    **dict.fromkeys(("chat", "sender_chat", "guest_bot_caller_chat"), _chat),
    **dict.fromkeys(("reply_to_message", "pinned_message"), _message),
    **dict.fromkeys(("from", "via_bot", "sender_business_bot", "guest_bot_caller_user"), _person),
    "left_chat_member": _content_of(_ANYBODY),
    "new_chat_members": _content_of([_ANYBODY]),
    **dict.fromkeys(("media_group_id", "business_connection_id", "guest_query_id"), _scalar),
    # The original author, and other things that a message refers to.
    **dict.fromkeys(("forward_origin", "reply_to_story", "author_signature", "sender_tag"), _drop),
    "external_reply": _external_reply,
    "quote": _object(_QUOTE, _drop),
    "reply_markup": _verbatim,
    **dict.fromkeys(("forward_from", "forward_from_chat", "forward_sender_name", "forward_signature"), _drop),
    **dict.fromkeys(("link_preview_options", "passport_data"), _drop),
}
# Without the rules of texts: of those only that they are there is kept.
OTHERS_MESSAGE: dict[str, Rule] = {
    **{name: rule for name, rule in _MESSAGE.items() if name not in _WORDS},
    **dict.fromkeys(("from", "sender_chat", "via_bot", "entities", "caption_entities"), _drop),
    **dict.fromkeys(("reply_to_message", "external_reply", "pinned_message", "reply_markup", "quote"), _drop),
}
# Of what is put to this bot as a question, the author too, whose words it is.
QUOTED_MESSAGE: dict[str, Rule] = OTHERS_MESSAGE | {"from": _person}
ASKED_MESSAGE: dict[str, Rule] = QUOTED_MESSAGE | _WORDS | {"via_bot": _person}
_PRESS: dict[str, Rule] = {
    "from": _person,
    "message": _message,
    "chat_instance": _constant(""),  # python-telegram-bot asks for the field
    **dict.fromkeys(("id", "inline_message_id", "data", "game_short_name"), _scalar),
}
_INLINE: dict[str, Rule] = {
    "from": _person,
    "query": _redacted,
    "location": _drop,
    "chat_type": _identifier,
    **dict.fromkeys(("id", "offset", "result_id", "inline_message_id"), _scalar),
}
_SIGN: dict[str, Rule] = {"type": _identifier, "emoji": _scalar, "custom_emoji_id": _scalar}
_REACTION: dict[str, Rule] = {
    "chat": _chat,
    "user": _person,
    "actor_chat": _chat,
    **dict.fromkeys(("message_id", "date"), _number),
    **dict.fromkeys(("old_reaction", "new_reaction"), _list(_object(_SIGN, _drop))),
}
_UPDATE: dict[str, Rule] = {
    "update_id": _number,
    **dict.fromkeys(("message", "edited_message", "channel_post", "edited_channel_post"), _message),
    **dict.fromkeys(("business_message", "edited_business_message", "guest_message"), _message),
    "callback_query": _object(_PRESS, _redacted),
    "message_reaction": _object(_REACTION, _drop),
    **dict.fromkeys(("inline_query", "chosen_inline_result"), _object(_INLINE, _redacted)),
}
_ANYTHING: dict[str, Rule] = {
    **_WORDS,
    "from": _person,
    "chat": _chat,
    "reply_markup": _verbatim,
    **dict.fromkeys(("first_name", "phone_number"), _constant("")),
    **dict.fromkeys(("last_name", "username", "language_code"), _drop),
    **dict.fromkeys(("latitude", "longitude"), _constant(0.0)),
}
