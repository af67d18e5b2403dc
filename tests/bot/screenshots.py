"""``python -m tests.bot.screenshots [FOLDER]``: hold a conversation in a browser and keep pictures of it.

``wenda demo`` serves the report that ships with it; headless Chromium works the page as a person would: typing and
pressing. Needs Debian's ``chromium``, ``fonts-noto-cjk`` and ``fonts-noto-color-emoji``.
"""

from __future__ import annotations

import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.bot.page.browser import HEIGHT, WIDTH, Page, browser
from tests.bot.page.picture_command import take_pictures
from tests.bot.program import program
from tests.shipped import REPORTS

SCREEN = (1280, 960)


async def take(folder: Path) -> None:
    """Take all pictures into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    async with demo(REPORTS) as page:
        await send(page, "执法记录仪配了多少", 4)
        await page.picture(folder / "answer.png")
        await page.resize(*SCREEN, scale=1, mobile=False)
        await page.picture(folder / "demo.png")
        await page.resize(WIDTH, HEIGHT)
        await send(page, "审批收费标准是多少", 6)
        await page.picture(folder / "not-found.png")


@asynccontextmanager
async def demo(library: Path) -> AsyncIterator[Page]:
    """The demo of a library in a browser of the size of a phone, with the welcome shown."""
    async with (
        program("--port", "0", "--no-browser", command="demo", WENDA_LIBRARY=str(library)) as running,
        browser(await running.address()) as page,
    ):
        await shown(page, 2)
        yield page


async def shown(page: Page, messages: int) -> None:
    """Wait until so many messages stand there, and the page has scrolled to the last."""
    await page.wait(f"document.querySelectorAll('.message').length >= {messages}")
    await page.run("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


async def send(page: Page, text: str, messages: int) -> None:
    """Type a line and wait for the answer to stand there."""
    await page.run(f"field.value = {json.dumps(text)}; form.requestSubmit()")
    await shown(page, messages)


if __name__ == "__main__":
    sys.exit(take_pictures(take, __doc__))
