"""Menus of commands, above all who has that of staff."""

from __future__ import annotations

import logging
import stat
from pathlib import Path

import pytest

from bot.telegram.handlers.command_menu import STAFF_MENUS_FILE, StaffMenusFile
from bot.texts import chat
from retrieval import Engine
from tests.bot.conftest import Serve
from tests.botapi import BotApiServer
from tests.waiting import until

STAFF, FORMER = 42, 43


def has_menu(server: BotApiServer, person: int) -> bool:
    """Whether only this person sees commands that others do not."""
    found = server.core.profile.commands.get((f"chat:{person}", ""), [])
    return [each["command"] for each in found] == [*(chat.MENU | chat.STAFF_MENU)]


@pytest.fixture
def remembered(server: BotApiServer, tmp_path: Path) -> StaffMenusFile:
    """The list of those who may have the menu. All of them have written to the bot once."""
    for person in (STAFF, FORMER):
        server.private_chat(user_id=person)
    return StaffMenusFile(tmp_path / STAFF_MENUS_FILE)


async def test_who_is_no_longer_staff_loses_the_menu_at_the_next_start(
    server: BotApiServer, serve: Serve, engine: Engine, remembered: StaffMenusFile
) -> None:
    """Those who stay keep theirs; the file holds the list of now, for its owner alone."""
    async with serve(server, engine, staff=f"{STAFF},{FORMER}"):
        await until(lambda: has_menu(server, STAFF) and has_menu(server, FORMER), "both menus")
    async with serve(server, engine, staff=str(STAFF)):
        await until(lambda: remembered.read() == {STAFF}, "the list of now")
    assert (has_menu(server, STAFF), has_menu(server, FORMER)) == (True, False)
    assert stat.S_IMODE(remembered.path.stat().st_mode) == 0o600


async def test_who_has_left_altogether_leaves_nothing(
    server: BotApiServer, serve: Serve, engine: Engine, remembered: StaffMenusFile
) -> None:
    """Without any staff nobody has the menu, and no id is kept."""
    async with serve(server, engine, staff=str(FORMER)):
        await until(lambda: has_menu(server, FORMER), "the menu")
    async with serve(server, engine):
        await until(lambda: not remembered.read(), "the list of now")
    assert not has_menu(server, FORMER)


@pytest.mark.parametrize(("status", "said"), [(403, "Forbidden: bot was blocked by the user"), (502, "Bad Gateway")])
async def test_a_menu_that_could_not_be_taken_is_taken_later(
    server: BotApiServer, serve: Serve, engine: Engine, remembered: StaffMenusFile, status: int, said: str
) -> None:
    """Whatever Telegram says, a former staff member is forgotten only once the menu is gone."""
    async with serve(server, engine, staff=str(FORMER)):
        await until(lambda: has_menu(server, FORMER), "the menu")
    fault = server.fail("deleteMyCommands", status, 1 << 30, description=said)
    async with serve(server, engine, staff=str(STAFF)):
        await until(lambda: fault.hits, "the try")
    assert has_menu(server, FORMER)
    assert remembered.read() == {STAFF, FORMER}
    server.core.faults.faults.clear()
    async with serve(server, engine, staff=str(STAFF)):
        await until(lambda: remembered.read() == {STAFF}, "the list of now")
    assert not has_menu(server, FORMER)


async def test_one_who_blocks_the_bot_keeps_no_menu_from_others(
    server: BotApiServer, serve: Serve, engine: Engine, remembered: StaffMenusFile
) -> None:
    """Whatever Telegram says of one staff member, the next one gets the menu."""
    server.fail("setMyCommands", 403, 1, after=3)  # after those of everybody
    async with serve(server, engine, staff=f"{STAFF},{FORMER}"):
        await until(lambda: has_menu(server, FORMER), "the menu")
    assert not has_menu(server, STAFF)
    assert remembered.read() == {STAFF, FORMER}


@pytest.mark.parametrize("content", [b"", b"wenda-staff-menus 9\n1\n", b"wenda-staff-menus 1\nada\n", b"\xff"])
def test_a_damaged_list_is_said(tmp_path: Path, caplog: pytest.LogCaptureFixture, content: bytes) -> None:
    """It counts as empty, and the log says whose menus may stay."""
    path = tmp_path / STAFF_MENUS_FILE
    path.write_bytes(content)
    with caplog.at_level(logging.WARNING):
        assert StaffMenusFile(path).read() == frozenset()
    assert "former staff may keep their menu" in caplog.text


def test_a_list_comes_back_as_it_was_written(tmp_path: Path) -> None:
    """None at first."""
    listed = StaffMenusFile(tmp_path / STAFF_MENUS_FILE)
    assert listed.read() == frozenset()
    listed.write({3, 1, 2})
    assert listed.read() == {1, 2, 3}
