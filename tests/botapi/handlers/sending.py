"""sendMessage, sendChatAction, getChat (Bot API, "Available methods")."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..errors import bad_request
from ..keyboard import check_markup
from ..model import JsonObject, utf16_len
from ..store import ChatStore
from ..texts import formatted, html_source, message_text
from .registry import handles

if TYPE_CHECKING:
    from ..core import Core

CHAT_ACTIONS = frozenset(
    [
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    ]
)


def writable(core: Core, params: JsonObject) -> ChatStore:
    """The chat to write into, if the bot may; no chat here is a forum, so a thread is never found."""
    chat = core.chat(params.get("chat_id"))
    chat.check_can_write()
    if params.get("message_thread_id"):
        raise bad_request("message thread not found")
    return chat


def reply_fields(core: Core, chat: ChatStore, params: JsonObject) -> dict[str, Any]:
    """Fields of the message for reply_parameters (Bot API, "ReplyParameters")."""
    reply = dict(params.get("reply_parameters") or {})
    if not reply and params.get("reply_to_message_id"):
        # Deprecated since Bot API 7.0 but still understood by the real server.
        reply = {"message_id": params["reply_to_message_id"]}
        reply["allow_sending_without_reply"] = params.get("allow_sending_without_reply")
    if not reply:
        return {}
    other = core.chat(reply["chat_id"]) if reply.get("chat_id") is not None else chat
    original = other.get(reply.get("message_id") or 0)
    if original is None:
        # "Always False for replies in another chat".
        if reply.get("allow_sending_without_reply") and other is chat:
            return {}
        raise bad_request("message to be replied not found")
    fields: dict[str, Any] = {"reply_to": original.message_id, "reply_chat_id": other.info.id}
    return fields | (_quote(reply, original.text) if reply.get("quote") else {})


def _quote(reply: JsonObject, text: str) -> dict[str, Any]:
    """Check the quote: "The quote must be an exact substring of the message to be replied to"."""
    quote = formatted(reply["quote"], reply.get("quote_parse_mode"), reply.get("quote_entities")).text
    found = text.find(quote)
    if found < 0 or not quote or utf16_len(quote) > 1024:
        raise bad_request("QUOTE_TEXT_INVALID")
    return {"quote": quote, "quote_position": utf16_len(text[:found])}


@handles("sendMessage")
async def send_message(core: Core, params: JsonObject) -> JsonObject:
    """Post a text."""
    chat = writable(core, params)
    check_markup(params.get("reply_markup"))
    text = message_text(params)
    message = chat.post(
        core.me,
        text=text.text,
        entities=text.entities,
        html=html_source(params, "text"),
        reply_markup=params.get("reply_markup"),
        extra=sent_extra(params),
        **reply_fields(core, chat, params),
    )
    return chat.to_json(message)


def sent_extra(params: JsonObject) -> JsonObject:
    """Fields of a call the message object repeats."""
    extra: JsonObject = {}
    if params.get("link_preview_options"):
        extra["link_preview_options"] = params["link_preview_options"]
    if params.get("protect_content"):
        extra["has_protected_content"] = True
    return extra


@handles("sendChatAction")
async def send_chat_action(core: Core, params: JsonObject) -> bool:
    """Note the action; the chat shows it for five seconds."""
    chat = writable(core, params)
    if params["action"].lower() not in CHAT_ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat.actions.append(params["action"])
    chat.signal.notify()
    return True


@handles("getChat")
async def get_chat(core: Core, params: JsonObject) -> JsonObject:
    """ChatFullInfo with its required fields."""
    chat = core.chat(params.get("chat_id"))
    gifts = dict.fromkeys(
        ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"), False
    )
    return chat.info.to_json() | {
        "accent_color_id": chat.info.id % 7 if chat.info.id > 0 else 0,
        "max_reaction_count": 11,
        "accepted_gift_types": gifts,
    }
