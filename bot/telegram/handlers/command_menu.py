"""Command menu: one for private chats, one for groups, one for each staff member's own chat while they are staff."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import telegram
from telegram import Bot, BotCommand, BotCommandScope
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.storage import files
from bot.texts import chat

_LOGGER = logging.getLogger(__name__)


STAFF_MENUS_FILE = "staff-menus"
_FORMAT = "wenda-staff-menus 1"


async def set_menus(bot: Bot, staff: Iterable[int], state: Path) -> None:
    """Set all menus, and take the staff menu from those who are no longer staff.

    Telegram does not tell who has one, so the ids are kept in a file of the state folder. A failure is logged only: the
    bot answers without a menu too, and what is left to take away is tried again at the next start.
    """
    remembered = StaffMenusFile(state / STAFF_MENUS_FILE)
    present = frozenset(staff)
    former = remembered.read() - present
    remembered.write(present | former)
    try:
        for scope in (telegram.BotCommandScopeDefault(), telegram.BotCommandScopeAllPrivateChats()):
            await _set(bot, chat.MENU, scope)
        await _set(bot, chat.GROUP_MENU, telegram.BotCommandScopeAllGroupChats())
        for person in sorted(present):
            await set_staff_menu(bot, person)
        for person in sorted(former):
            if await _delete_staff_menu(bot, person):
                former -= {person}
    except TelegramError as error:
        _LOGGER.warning("the command menu could not be set: %s", error.message)
    remembered.write(present | former)


async def set_staff_menu(bot: Bot, person: int) -> None:
    """Set the menu of a staff member. Telegram refuses it until they have written to the bot once."""
    try:
        await _set(bot, chat.MENU | chat.STAFF_MENU, telegram.BotCommandScopeChat(person))
    except (BadRequest, Forbidden) as error:
        _LOGGER.info("no menu for a staff member who has not written to the bot yet, or blocks it: %s", error.message)


async def _delete_staff_menu(bot: Bot, person: int) -> bool:
    """Whether a former staff member has no staff menu now; one who never wrote to the bot had none."""
    try:
        await bot.delete_my_commands(telegram.BotCommandScopeChat(person))
    except Forbidden as error:
        _LOGGER.info("a former staff member blocks the bot and may keep the menu: %s", error.message)
        return False
    except BadRequest as error:
        _LOGGER.info("no menu to take from a former staff member: %s", error.message)
    return True


@dataclass(frozen=True, slots=True)
class StaffMenusFile:
    """The file of the ids of those who may have the staff menu: a line that names the format, then one id a line."""

    path: Path

    def read(self) -> frozenset[int]:
        """The ids; none where there is no such file, or it cannot be read."""
        try:
            head, *ids = self.path.read_text("ascii").splitlines()
            if head != _FORMAT:
                raise ValueError(f"wanted {_FORMAT!r} in the first line")
            return frozenset(map(int, ids))
        except FileNotFoundError:
            return frozenset()
        except (OSError, ValueError) as error:
            _LOGGER.warning("%s cannot be read (%s); former staff may keep their menu", self.path, error)
            return frozenset()

    def write(self, ids: Iterable[int]) -> None:
        """Write the ids; that it was impossible is logged."""
        try:
            files.write_atomically(self.path, [f"{line}\n" for line in (_FORMAT, *sorted(ids))])
        except OSError as error:
            _LOGGER.warning("%s cannot be written: %s", self.path, error)


async def _set(bot: Bot, menu: Mapping[str, str], scope: BotCommandScope) -> None:
    await bot.set_my_commands([BotCommand(name, meaning) for name, meaning in menu.items()], scope)
