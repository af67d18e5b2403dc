"""``python -m tests.bot.staff_pictures [FOLDER]``: work on a question as staff do in the chat, and keep pictures of it.

The page of ``wenda demo`` shows the chat of somebody who is staff; headless Chromium types and presses. Needs Debian's
``chromium``, ``fonts-noto-cjk`` and ``fonts-noto-color-emoji``.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import replace
from pathlib import Path

from bot.demo import app
from bot.demo.demo_chat import DemoChat
from bot.demo.local_bot_api import PERSON, LocalBotApi, LocalRequest
from bot.telegram.app import TelegramService
from bot.texts.staff_chat import WRITE_BUTTON
from tests.bot.page.browser import Page, browser
from tests.bot.page.picture_command import take_pictures
from tests.bot.screenshots import send, shown
from tests.shipped import REPORTS

ASKED = ("执法记录仪多少钱一台", "市民活动中心几点开门", "办事要本人去吗")
COLLEAGUE = PERSON + 1  # an answer needs a second person
BUTTONS = "[...document.querySelectorAll('.keyboard button')]"
SEEN = "log.scrollTop = log.scrollHeight"


async def take(folder: Path) -> None:
    """Take all pictures into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    async with staff_chat() as page:
        for number, question in enumerate(ASKED, 1):
            await send(page, question, 2 + 2 * number)
        await send(page, "/unanswered", 4 + 2 * len(ASKED))
        await page.run(SEEN)
        await page.picture(folder / "staff-queue.png")
        await press(page, str(len(ASKED)), WRITE_BUTTON)
        await page.run(SEEN)
        await page.picture(folder / "staff-topic.png")


@asynccontextmanager
async def staff_chat() -> AsyncIterator[Page]:
    """The demo, served from this process to somebody who is staff, in a browser of the size of a phone."""
    address: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    with (
        closing(app._listener(0)) as listener,
        tempfile.TemporaryDirectory() as state,
        closing(app._context(REPORTS, Path(state))) as app_context,
    ):
        app_context.setting_overrides["staff"] = frozenset({PERSON, COLLEAGUE})
        api = LocalBotApi(DemoChat(), app_context.settings.bot_id)
        service = replace(TelegramService.of(app_context), request=lambda: LocalRequest(api))
        serving = asyncio.create_task(app._run(service, api, listener, address.set_result))
        try:
            async with browser(await address) as page:
                await shown(page, 2)
                await page.run("document.querySelector('.note').remove()")  # what it says holds for the demo alone
                yield page
        finally:
            serving.cancel()
            await asyncio.wait({serving})


async def press(page: Page, label: str, then: str) -> None:
    """Press the last button whose label begins so, and wait for another to appear."""
    await page.run(f"{BUTTONS}.filter(b => b.textContent.startsWith({json.dumps(label)})).at(-1).click()")
    await page.wait(f"{BUTTONS}.some(b => b.textContent.startsWith({json.dumps(then)}))")


if __name__ == "__main__":
    sys.exit(take_pictures(take, __doc__))
