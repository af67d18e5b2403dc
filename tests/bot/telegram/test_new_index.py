"""Buttons of messages from before a new index, over HTTP: each works, or says that the library has changed."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.app import AppContext
from bot.texts.chat import (
    BAD_BUTTON,
    CLAUSE_AS_IT_IS_NOW,
    GOOD_BUTTON,
    LIBRARY_CHANGED,
    SOURCE_BUTTON,
    STALE_BUTTON,
    THANKS_FOR_BAD,
    THANKS_FOR_GOOD,
)
from retrieval import Library
from tests.bot.chatting import ask, press, touch
from tests.bot.staffed import FIRST, staffed
from tests.botapi import BotApiServer, Chat, Message
from tests.retrieval.answering.documents.offices import figures
from tests.retrieval.invented import write
from tests.waiting import until

TITLE = "白塔县2021年国民经济和社会发展统计公报"
QUESTIONS = (
    f"{TITLE}茶叶产量多少吨",
    "茶叶产量多少吨",
    "青石县水产品产量是多少",
    "水产品多少钱一斤",
    "/start",
    "/library",
)
COMMANDS = ("/outline", "/find 产量", "/mydata", "/unanswered")


def two_reports() -> dict[str, str | bytes]:
    """Bulletins of two years."""
    return {"a.txt": figures(2021, 3620), "b.txt": figures(2022, 3710)}


def made(parent: Path) -> Path:
    """A folder with two reports."""
    folder = parent / "reports"
    folder.mkdir()
    return write(folder, two_reports())


def all_else(files: dict[str, str | bytes]) -> dict[str, str | bytes]:
    """Neither of the reports, but another one."""
    return {
        "a.txt": "青石县2023年预算报告\n\n一、收入\n\n全年收入5亿元。\n",
        "b.txt": "青石县2024年预算报告\n\n一、收入\n\n全年收入6亿元。\n",
    }


def one_more(files: dict[str, str | bytes]) -> dict[str, str | bytes]:
    """One report more, before the others."""
    return {"0.txt": figures(2020, 3500), **files}


def one_less(files: dict[str, str | bytes]) -> dict[str, str | bytes]:
    """The second report alone, with other figures."""
    return {"b.txt": figures(2022, 3999)}


async def replace_library(app_context: AppContext, folder: Path, files: dict[str, str | bytes]) -> None:
    """Put these files into the folder in place of those that are there, and let the bot take up the new index."""
    for old in folder.glob("*.txt"):
        old.unlink()
    write(folder, files)
    version = (await asyncio.to_thread(Library.open, folder)).version
    provider = app_context.engine_provider
    await asyncio.to_thread(provider.refresh)
    await until(lambda: provider.current().library.version == version, "the new index")


async def outcome_of(chat: Chat, server: BotApiServer, message: Message, data: str) -> str:
    """What a press comes to: an alert, or what the person sees instead."""
    versions, sent = len(chat.message(message).history), len(chat.bot_messages)
    answer = await chat.press_data(message, data).wait_answered()
    await server.wait_until_idle()
    if answer.get("text") and answer["text"] != CLAUSE_AS_IT_IS_NOW:
        return str(answer["text"])
    await chat.wait_until(lambda: len(chat.message(message).history) > versions or len(chat.bot_messages) > sent)
    return "shown"


@pytest.mark.parametrize("change", [all_else, one_more, one_less])
async def test_every_button_of_old_messages_works_or_says_that_the_library_has_changed(
    server: BotApiServer,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    change: Callable[[dict[str, str | bytes]], dict[str, str | bytes]],
) -> None:
    """Of answers, of contents and look-ups, of staff: none is called stale, none is silent, nothing fails."""
    folder = made(tmp_path)
    async with staffed(server, monkeypatch, tmp_path / "var", library=folder) as app_context:
        chat = server.private_chat(FIRST)
        shown = [await ask(chat, text) for text in (*QUESTIONS, *COMMANDS)]
        source = await press(chat, await ask(chat, QUESTIONS[0]), SOURCE_BUTTON)
        await replace_library(app_context, folder, change(two_reports()))
        outcomes: dict[str, str] = {}
        for message in (*shown, source):
            current = chat.message(message)
            for button in current.buttons:
                if button.data is not None:
                    place = f"{current.text[:12]} {button.text}"
                    outcomes[place] = await outcome_of(chat, server, message, button.data)
    assert len(outcomes) > 15
    assert STALE_BUTTON not in outcomes.values(), json.dumps(outcomes, ensure_ascii=False)
    assert "shown" in outcomes.values()
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


async def test_a_choice_of_reports_still_takes_its_question_along(
    server: BotApiServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Pressed after another report has come, and after other questions, the button answers what was asked."""
    folder = made(tmp_path)
    async with staffed(server, monkeypatch, tmp_path / "var", library=folder) as app_context:
        chat = server.private_chat(7)
        offered = await ask(chat, "茶叶产量多少吨")
        await ask(chat, "/new")
        await replace_library(app_context, folder, one_more(two_reports()))
        chat.press(offered, TITLE)
        (answer,) = await chat.wait_for()
    assert "3620吨" in answer.text


async def test_thumbs_under_an_old_answer_count(
    server: BotApiServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """What the library was then is what is rated; the answer itself cannot be shown again, which is said."""
    folder = made(tmp_path)
    async with staffed(server, monkeypatch, tmp_path / "var", library=folder) as app_context:
        chat = server.private_chat(7)
        answer = await ask(chat, QUESTIONS[0])
        source = await press(chat, await ask(chat, QUESTIONS[0]), SOURCE_BUTTON)
        await replace_library(app_context, folder, one_less(two_reports()))
        assert (await touch(chat, answer, BAD_BUTTON)).text == THANKS_FOR_BAD
        assert (await touch(chat, answer, GOOD_BUTTON)).text == THANKS_FOR_GOOD
        assert (await chat.press_data(source, "a").wait_answered())["text"] == LIBRARY_CHANGED
        rated = app_context.log.store.read(lambda db: [row["verdict"] for row in db.table("ratings").rows])
    assert rated == ["good"]


async def test_the_source_below_an_old_answer_is_said_to_be_as_it_is_now(
    server: BotApiServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Nobody takes other words of the clause, or another report in its file, for what was quoted."""
    folder = made(tmp_path)
    async with staffed(server, monkeypatch, tmp_path / "var", library=folder) as app_context:
        chat = server.private_chat(7)
        answer = await ask(chat, f"白塔县2022年国民经济和社会发展统计公报{QUESTIONS[1]}")
        assert "3710吨" in answer.text
        await replace_library(app_context, folder, one_less(two_reports()))
        assert (await touch(chat, answer, SOURCE_BUTTON)).text == CLAUSE_AS_IT_IS_NOW
        await chat.wait_until(lambda: "3999吨" in chat.message(answer).text)
