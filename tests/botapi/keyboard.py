"""Rules for reply markup (Bot API, "InlineKeyboardButton", "ReplyKeyboardMarkup")."""

from __future__ import annotations

from .errors import bad_request
from .html import check_url
from .model import JsonObject

_DECORATION = frozenset({"text", "icon_custom_emoji_id", "style"})
_MAX_BUTTONS = 100


def check_markup(markup: JsonObject | None) -> None:
    """Refuse what Telegram refuses in a keyboard."""
    if not markup:
        return
    rows = markup.get("inline_keyboard")
    if rows is not None:
        _check_count(rows)
        for button in (button for row in rows for button in row):
            _check_inline(button)
    elif "keyboard" in markup:
        _check_count(markup["keyboard"])
        for button in (button for row in markup["keyboard"] for button in row):
            _check_text(button if isinstance(button, str) else button["text"])


def _check_count(rows: list[list[JsonObject]]) -> None:
    if sum(len(row) for row in rows) > _MAX_BUTTONS:
        raise bad_request("reply markup is too long")


def _check_text(text: str) -> None:
    if not text.strip():
        raise bad_request("BUTTON_TEXT_INVALID: button text must be non-empty")


def _check_inline(button: JsonObject) -> None:
    """Check one: "Exactly one of the fields other than text, icon_custom_emoji_id, and style must be used"."""
    _check_text(button["text"])
    kinds = [key for key in button if key not in _DECORATION]
    if not kinds:
        raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if len(kinds) > 1:
        raise bad_request(f"BUTTON_TYPE_INVALID: one action per button, found {', '.join(sorted(kinds))}")
    if "callback_data" in button and not 1 <= len(button["callback_data"].encode()) <= 64:
        raise bad_request("BUTTON_DATA_INVALID")
    if "copy_text" in button and not 1 <= len(button["copy_text"]["text"]) <= 256:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")
    if "url" in button and check_url(button["url"]) is None:
        raise bad_request(f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")


def same_markup(one: JsonObject | None, other: JsonObject | None) -> bool:
    """No keyboard and an empty one are the same."""
    return _rows(one) == _rows(other)


def _rows(markup: JsonObject | None) -> list[list[JsonObject]]:
    return [row for row in (markup or {}).get("inline_keyboard", []) if row]
