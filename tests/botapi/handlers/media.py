"""sendPhoto, sendDocument, getFile, minimal (Bot API, "Sending files")."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..errors import bad_request
from ..files import StoredFile
from ..keyboard import check_markup
from ..model import JsonObject
from ..texts import caption_text, html_source
from .registry import handles
from .sending import reply_fields, sent_extra, writable

if TYPE_CHECKING:
    from ..core import Core

PHOTO_LIMIT = 10 * 1024 * 1024
DOCUMENT_LIMIT = 50 * 1024 * 1024
DOWNLOAD_LIMIT = 20 * 1024 * 1024


def photo_json(stored: StoredFile) -> JsonObject:
    """One size of a photo."""
    return {"photo": [stored.to_json(width=640, height=480)]}


def document_json(stored: StoredFile) -> JsonObject:
    """A general file."""
    return {"document": stored.to_json(file_name=stored.file_name, mime_type=stored.mime_type)}


def _post(core: Core, params: JsonObject, key: str, limit: int) -> JsonObject:
    chat = writable(core, params)
    check_markup(params.get("reply_markup"))
    caption = caption_text(params)
    reply = reply_fields(core, chat, params)
    stored = core.files.resolve(params[key])
    if len(stored.content) > limit:
        raise bad_request(f"file of size {len(stored.content)} bytes is too big for a {key}")
    message = chat.post(
        core.me,
        text=caption.text,
        entities=caption.entities,
        html=html_source(params, "caption"),
        media=photo_json(stored) if key == "photo" else document_json(stored),
        reply_markup=params.get("reply_markup"),
        extra=sent_extra(params),
        **reply,
    )
    return chat.to_json(message)


@handles("sendPhoto")
async def send_photo(core: Core, params: JsonObject) -> JsonObject:
    """Post a photo of at most 10 MB."""
    return _post(core, params, "photo", PHOTO_LIMIT)


@handles("sendDocument")
async def send_document(core: Core, params: JsonObject) -> JsonObject:
    """Post a file of at most 50 MB."""
    return _post(core, params, "document", DOCUMENT_LIMIT)


@handles("getFile")
async def get_file(core: Core, params: JsonObject) -> JsonObject:
    """File with a path to download it from; at most 20 MB."""
    stored = core.files.get(params["file_id"])
    if stored is None:
        raise bad_request("invalid file_id")
    if len(stored.content) > DOWNLOAD_LIMIT:
        raise bad_request("file is too big")
    return stored.to_json(file_path=stored.path)
