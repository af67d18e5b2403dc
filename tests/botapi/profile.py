"""What the bot says about itself: commands, names, descriptions (Bot API, "setMyCommands" and following)."""

from __future__ import annotations

import re

from .errors import bad_request
from .model import JsonObject


class Profile:
    """Commands per scope and language; texts per language."""

    def __init__(self, name: str) -> None:
        self.commands: dict[tuple[str, str], list[JsonObject]] = {}
        self.names: dict[str, str] = {"": name}
        self.descriptions: dict[str, str] = {}
        self.short_descriptions: dict[str, str] = {}


def scope_key(params: JsonObject) -> str:
    """One key for a command scope, such as ``default`` or ``chat:5``."""
    scope = params.get("scope") or {"type": "default"}
    parts = [scope["type"], scope.get("chat_id"), scope.get("user_id")]
    return ":".join(str(part) for part in parts if part is not None)


def language(params: JsonObject) -> str:
    """A two-letter ISO 639-1 code or empty; anything else is refused."""
    code = params.get("language_code") or ""
    if not re.fullmatch(r"([a-z]{2})?", code):
        raise bad_request("invalid language code specified")
    return str(code)


def check_commands(commands: list[JsonObject]) -> None:
    """At most 100; names of 1-32 of a-z, 0-9 and _; descriptions of 1-256 characters (Bot API, "BotCommand")."""
    if len(commands) > 100:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not re.fullmatch(r"[a-z0-9_]{1,32}", command["command"]):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(command["description"]) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
