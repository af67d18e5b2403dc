"""getMe, commands, names and descriptions, logOut, close (Bot API, "Available methods")."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..errors import bad_request
from ..model import JsonObject
from ..profile import check_commands, language, scope_key
from .registry import handles

if TYPE_CHECKING:
    from ..core import Core


@handles("getMe")
async def get_me(core: Core, params: JsonObject) -> JsonObject:
    """The bot's user with the fields only getMe returns."""
    flags = dict.fromkeys(
        ("can_connect_to_business", "has_main_web_app", "has_topics_enabled", "allows_users_to_create_topics"), False
    )
    return core.me.to_json() | {
        "can_join_groups": True,
        "can_read_all_group_messages": not core.privacy_mode,
        "supports_inline_queries": True,
        **flags,
    }


@handles("setMyCommands")
async def set_my_commands(core: Core, params: JsonObject) -> bool:
    """Set the list of a scope and language."""
    check_commands(params["commands"])
    _check_scope(core, params)
    core.profile.commands[scope_key(params), language(params)] = params["commands"]
    return True


@handles("getMyCommands")
async def get_my_commands(core: Core, params: JsonObject) -> list[JsonObject]:
    """The list of exactly this scope and language, without falling back."""
    _check_scope(core, params)
    return core.profile.commands.get((scope_key(params), language(params)), [])


@handles("deleteMyCommands")
async def delete_my_commands(core: Core, params: JsonObject) -> bool:
    """Delete the list of a scope and language."""
    _check_scope(core, params)
    core.profile.commands.pop((scope_key(params), language(params)), None)
    return True


def _check_scope(core: Core, params: JsonObject) -> None:
    chat_id = (params.get("scope") or {}).get("chat_id")
    if chat_id is not None:
        core.chat(chat_id)


def _set_text(texts: dict[str, str], params: JsonObject, key: str, limit: int) -> bool:
    """An empty text removes the one of the language."""
    value = params.get(key) or ""
    if len(value) > limit:
        raise bad_request(f"{key.upper()}_TOO_LONG")
    if value:
        texts[language(params)] = value
    else:
        texts.pop(language(params), None)
    return True


def _get_text(texts: dict[str, str], params: JsonObject) -> str:
    return texts.get(language(params)) or texts.get("", "")


@handles("setMyName")
async def set_my_name(core: Core, params: JsonObject) -> bool:
    """0-64 characters; the name without a language cannot be removed."""
    if not params.get("name") and not language(params):
        raise bad_request("bot name can't be empty")
    return _set_text(core.profile.names, params, "name", 64)


@handles("getMyName")
async def get_my_name(core: Core, params: JsonObject) -> JsonObject:
    """BotName."""
    return {"name": _get_text(core.profile.names, params)}


@handles("setMyDescription")
async def set_my_description(core: Core, params: JsonObject) -> bool:
    """0-512 characters."""
    return _set_text(core.profile.descriptions, params, "description", 512)


@handles("getMyDescription")
async def get_my_description(core: Core, params: JsonObject) -> JsonObject:
    """BotDescription."""
    return {"description": _get_text(core.profile.descriptions, params)}


@handles("setMyShortDescription")
async def set_my_short_description(core: Core, params: JsonObject) -> bool:
    """0-120 characters."""
    return _set_text(core.profile.short_descriptions, params, "short_description", 120)


@handles("getMyShortDescription")
async def get_my_short_description(core: Core, params: JsonObject) -> JsonObject:
    """BotShortDescription."""
    return {"short_description": _get_text(core.profile.short_descriptions, params)}


@handles("logOut")
async def log_out(core: Core, params: JsonObject) -> bool:
    """After logOut the real server refuses every call for ten minutes; here until the test ends."""
    core.logged_out = True
    return True


@handles("close")
async def close(core: Core, params: JsonObject) -> bool:
    """Accepted and without effect."""
    return True
