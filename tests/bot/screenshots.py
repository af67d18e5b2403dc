"""``python -m tests.bot.screenshots [FOLDER]``: hold a conversation in a browser and keep pictures of it.

The real application serves the report that ships with it, over HTTP, against `tests.botapi`; the chat is drawn by
`tests.bot.page` and worked in headless Chromium as a person would: typing and pressing. Needs Debian's ``chromium``,
``fonts-noto-cjk`` and ``fonts-noto-color-emoji``.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from bot.config import settings as settings_module
from bot.dialogue.conversation import Conversation
from bot.dialogue.exchange_history import ExchangeHistory
from bot.operations.maintenance import MaintenanceLoop
from bot.storage.database import DatabaseWorker
from bot.storage.interactions import MIGRATIONS, InteractionLog
from bot.storage.update_inbox import UpdateInbox
from bot.telegram.app import TelegramService, run
from bot.telegram.handlers.handler_services import HandlerServices
from bot.telegram.views.library_view import LibraryViews
from bot.texts.chat import BACK_TO_ANSWER, SOURCE_BUTTON, UP
from retrieval import Engine, Library
from tests.bot.conftest import Still
from tests.bot.page.browser import Page, browser, chromium
from tests.bot.page.server import chat_page
from tests.botapi import BotApiServer, Chat
from tests.shipped import ROOT

FOLDER = ROOT / "docs" / "screenshots"
SHIPPED = ROOT / "data" / "reports"
# Two years of a made-up report, so that a question can fit both.
YEARLY = """示例市{year}年政府工作报告

一、工作回顾
(一)经济运行平稳。全市地区生产总值增长{growth}%。
(二)民生持续改善。改造老旧小区{estates}个。
"""
YEARS = ({"year": 2023, "growth": 5.1, "estates": 46}, {"year": 2024, "growth": 5.4, "estates": 52})


async def take(folder: Path) -> list[str]:
    """Take all pictures into a folder; what Telegram would have refused on the way."""
    folder.mkdir(parents=True, exist_ok=True)
    async with BotApiServer() as server:
        async with _serving(server, Library.open(SHIPPED)):
            await _one_report(server.private_chat(), folder)
        with tempfile.TemporaryDirectory() as both:
            for facts in YEARS:
                (Path(both) / f"{facts['year']}.txt").write_text(YEARLY.format(**facts), "utf-8")
            async with _serving(server, Library.open(both)):
                await _two_reports(server.private_chat(user_id=2), folder)
        return [str(violation) for violation in server.violations]


async def _one_report(chat: Chat, folder: Path) -> None:
    async with chat_page(chat) as address, browser(address) as page:
        await _send(page, "/start", 2)
        await page.picture(folder / "greeting.png")
        await _send(page, "执法记录仪配了多少", 4)
        await page.picture(folder / "answer.png")
        await _press(page, SOURCE_BUTTON, BACK_TO_ANSWER)
        await page.run("[...document.querySelectorAll('blockquote.expandable')].at(-1).click()")
        await page.run("main.scrollTop = main.scrollHeight")
        await page.picture(folder / "source.png")
        await _send(page, "审批收费标准是多少", 6)
        await page.picture(folder / "not-found.png")
        await _send(page, "/outline", 8)
        await _press(page, "一、", UP)
        await page.picture(folder / "outline.png")


async def _two_reports(chat: Chat, folder: Path) -> None:
    async with chat_page(chat) as address, browser(address) as page:
        await _send(page, "改造了多少个老旧小区", 2)
        await page.picture(folder / "clarify.png")


async def _send(page: Page, text: str, messages: int) -> None:
    """Type a line and wait for the answer to stand there."""
    await page.wait("typeof input !== 'undefined'")
    await page.run(f"input.value = {json.dumps(text)}; document.querySelector('form').requestSubmit()")
    await page.wait(f"document.querySelectorAll('.message').length >= {messages}")
    await asyncio.sleep(0.3)  # the scroll


async def _press(page: Page, label: str, then: str) -> None:
    """Press the last button whose label begins so, and wait for another to appear."""
    buttons = "[...document.querySelectorAll('.keyboard button')]"
    await page.run(f"{buttons}.filter(b => b.textContent.startsWith({json.dumps(label)})).at(-1).click()")
    await page.wait(f"{buttons}.some(b => b.textContent.startsWith({json.dumps(then)}))")
    await asyncio.sleep(0.3)


@asynccontextmanager
async def _serving(server: BotApiServer, library: Library) -> AsyncIterator[None]:
    engine = Engine(library)
    with tempfile.TemporaryDirectory() as state:
        settings = settings_module.load(token=server.token, api_base=server.base_url, state=Path(state))
        store = DatabaseWorker(settings.database, "wenda", MIGRATIONS)
        log = InteractionLog(store)
        library_views = LibraryViews(Still(engine, library, engine.examples), settings.hotline)
        conversation = Conversation(engine, log, library.version, b"pictures")
        services = HandlerServices(
            conversation, ExchangeHistory(log, library_views.library, b"pictures"), library_views, store
        )
        inbox = UpdateInbox.at(settings.inbox, settings.bot_id)
        task = asyncio.create_task(
            run(TelegramService(settings, services, inbox, MaintenanceLoop(log, inbox, settings.retention_days)))
        )
        try:
            yield
        finally:
            task.cancel()
            await asyncio.wait({task})
            inbox.close()
            log.close()


def main(arguments: Sequence[str]) -> int:
    """Take the pictures; 1 where that cannot be done or Telegram would have refused a message."""
    if chromium() is None:
        print("chromium is not installed: apt-get install chromium fonts-noto-cjk", file=sys.stderr)
        return 1
    refused = asyncio.run(take(Path(arguments[0]) if arguments else FOLDER))
    for violation in refused:
        print(violation, file=sys.stderr)
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
