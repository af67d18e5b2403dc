"""Texts of a call: parse mode, entities, limits (Bot API, "sendMessage", "Formatting options")."""

from __future__ import annotations

from .entities import clean, from_json, normalise
from .errors import bad_request
from .handlers.registry import Unsupported
from .html import parse_html
from .model import FormattedText, JsonObject, utf16_len

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024


def formatted(source: str, parse_mode: str | None, entities: list[JsonObject] | None) -> FormattedText:
    """A text after entity parsing; a parse mode goes before a list of entities."""
    mode = (parse_mode or "").lower()
    if mode == "html":
        return parse_html(source)
    if mode in ("markdown", "markdownv2"):
        raise Unsupported(f"parse_mode {parse_mode}")
    if mode:
        raise bad_request("unsupported parse_mode")
    return from_json(clean(source), entities) if entities else normalise(clean(source), [])


def message_text(params: JsonObject) -> FormattedText:
    """The ``text`` of a message: 1-4096 characters after entity parsing."""
    if params.get("text") is None:
        raise bad_request("message text is empty")
    return checked(formatted(params["text"], params.get("parse_mode"), params.get("entities")))


def checked(text: FormattedText) -> FormattedText:
    """Refuse an empty or too long message text."""
    if not text.text:
        raise bad_request("message text is empty")
    if utf16_len(text.text) > TEXT_LIMIT:
        raise bad_request("message is too long")
    return text


def caption_text(params: JsonObject) -> FormattedText:
    """The optional ``caption``: 0-1024 characters after entity parsing."""
    source = params.get("caption") or ""
    text = formatted(source, params.get("parse_mode"), params.get("caption_entities"))
    if utf16_len(text.text) > CAPTION_LIMIT:
        raise bad_request("message caption is too long")
    return text


def html_source(params: JsonObject, key: str) -> str | None:
    """The source of a text sent with parse_mode HTML."""
    return params.get(key) if (params.get("parse_mode") or "").lower() == "html" else None
