"""Command menu: one for private chats, one for groups, one for each staff member's own chat."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping

import telegram
from telegram import Bot, BotCommand, BotCommandScope
from telegram.error import BadRequest, TelegramError

from bot.texts import chat

_LOGGER = logging.getLogger(__name__)


async def set_menus(bot: Bot, staff: Iterable[int]) -> None:
    """Set all menus. A failure is logged only: the bot answers without a menu too."""
    try:
        for scope in (telegram.BotCommandScopeDefault(), telegram.BotCommandScopeAllPrivateChats()):
            await _set(bot, chat.MENU, scope)
        await _set(bot, chat.GROUP_MENU, telegram.BotCommandScopeAllGroupChats())
        for person in sorted(staff):
            await set_staff_menu(bot, person)
    except TelegramError as error:
        _LOGGER.warning("the command menu could not be set: %s", error.message)


async def set_staff_menu(bot: Bot, person: int) -> None:
    """Set the menu of a staff member. Telegram refuses it until they have written to the bot once."""
    try:
        await _set(bot, chat.MENU | chat.STAFF_MENU, telegram.BotCommandScopeChat(person))
    except BadRequest as error:
        _LOGGER.info("no menu for a staff member who has not written to the bot yet: %s", error.message)


async def _set(bot: Bot, menu: Mapping[str, str], scope: BotCommandScope) -> None:
    await bot.set_my_commands([BotCommand(name, meaning) for name, meaning in menu.items()], scope)
