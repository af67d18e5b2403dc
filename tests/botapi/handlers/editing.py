"""Editing and deleting messages (Bot API, "Updating messages")."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..errors import bad_request
from ..keyboard import check_markup, same_markup
from ..model import JsonObject, Message
from ..store import ChatStore
from ..texts import caption_text, html_source, message_text
from .registry import handles
from .sending import sent_extra

if TYPE_CHECKING:
    from ..core import Core

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current "
    "content and reply markup of the message"
)


def _target(core: Core, params: JsonObject) -> tuple[ChatStore, Message]:
    """The bot's own message to edit."""
    if params.get("chat_id") is None:
        raise bad_request("chat_id is empty")
    if params.get("message_id") is None:
        raise bad_request("message identifier is not specified")
    chat = core.chat(params["chat_id"])
    chat.check_can_write()
    message = chat.get(params["message_id"])
    if message is None:
        raise bad_request("message to edit not found")
    if message.sender.id != core.me.id or _has_other_markup(message):
        raise bad_request("message can't be edited")
    return chat, message


def _has_other_markup(message: Message) -> bool:
    """Only messages without a reply_markup or with an inline keyboard can be edited."""
    return bool(message.reply_markup) and "inline_keyboard" not in (message.reply_markup or {})


def _apply(chat: ChatStore, message: Message, params: JsonObject, **fields: Any) -> JsonObject:
    """Store the new version; a call without reply_markup removes the keyboard."""
    markup = params.get("reply_markup")
    check_markup(markup)
    same = all(getattr(message, key) == value for key, value in fields.items() if key not in ("html", "extra"))
    if same and same_markup(message.reply_markup, markup):
        raise bad_request(NOT_MODIFIED)
    return chat.to_json(chat.change(message, reply_markup=markup, **fields))


@handles("editMessageText")
async def edit_message_text(core: Core, params: JsonObject) -> JsonObject:
    """Replace text and keyboard."""
    chat, message = _target(core, params)
    text = message_text(params)
    if message.media:
        raise bad_request("there is no text in the message to edit")
    html = html_source(params, "text")
    kept = {key: value for key, value in message.extra.items() if key != "link_preview_options"}
    extra = kept | sent_extra(params)
    return _apply(chat, message, params, text=text.text, entities=text.entities, html=html, extra=extra)


@handles("editMessageCaption")
async def edit_message_caption(core: Core, params: JsonObject) -> JsonObject:
    """Replace caption and keyboard of a media message."""
    chat, message = _target(core, params)
    if not message.media:
        raise bad_request("there is no caption in the message to edit")
    text = caption_text(params)
    html = html_source(params, "caption")
    return _apply(chat, message, params, text=text.text, entities=text.entities, html=html)


@handles("editMessageReplyMarkup")
async def edit_message_reply_markup(core: Core, params: JsonObject) -> JsonObject:
    """Replace the keyboard only."""
    chat, message = _target(core, params)
    return _apply(chat, message, params)


def _delete(core: Core, chat: ChatStore, message_id: int) -> None:
    """Bots delete their own messages, incoming ones in private chats, any as administrator."""
    message = chat.get(message_id)
    if message is None:
        raise bad_request("message to delete not found")
    if not chat.is_private and message.sender.id != core.me.id and chat.bot_status != "administrator":
        raise bad_request("message can't be deleted")
    chat.delete(message_id)


@handles("deleteMessage")
async def delete_message(core: Core, params: JsonObject) -> bool:
    """Delete one message."""
    chat = core.chat(params["chat_id"])
    chat.check_can_write()
    _delete(core, chat, params["message_id"])
    return True


@handles("deleteMessages")
async def delete_messages(core: Core, params: JsonObject) -> bool:
    """Delete up to 100: "If some of the specified messages can't be found, they are skipped"."""
    chat = core.chat(params["chat_id"])
    chat.check_can_write()
    if not 1 <= len(params["message_ids"]) <= 100:
        raise bad_request("too many message identifiers specified")
    for message_id in params["message_ids"]:
        if chat.get(message_id) is not None:
            _delete(core, chat, message_id)
    return True
