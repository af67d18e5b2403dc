"""``python -m tests.bot.desk_pictures [FOLDER]``: serve the dashboard of some invented weeks and keep pictures of it.

The real command serves it; headless Chromium signs in as a person would. Needs Debian's ``chromium`` and
``fonts-noto-cjk`` (or another Chinese font: without one the pictures show boxes).
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
from pathlib import Path

from bot.dashboard import password
from retrieval import Engine, Library
from tests.bot.desk_weeks import write
from tests.bot.page.browser import Page, browser
from tests.bot.page.picture_command import take_pictures
from tests.bot.program import program
from tests.shipped import ROOT

PASSWORD = "a password of the pictures"
SCREEN = (1280, 900)
TELEPHONE = (390, 844)
TABLE = "wenda/exchanges?_facet=outcome&outcome__not=%E7%AD%94%E5%87%BA&_sort_desc=id"
PANELS = "document.querySelectorAll('.dashboard-card').length"


async def take(folder: Path) -> None:
    """Take all pictures into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as state:
        write(Path(state) / "wenda.db", Engine(Library.open(ROOT / "data" / "reports")))
        password.save(Path(state), PASSWORD)
        async with program("--port", "0", command="desk", WENDA_STATE=state) as running:
            sign_in_page = f"{await running.address()}-/login"
            async with browser(sign_in_page) as page:
                await page.resize(*SCREEN, scale=1, mobile=False)
                await page.wait("document.querySelector('#password') !== null")
                await sign_in(page, PASSWORD)
                await drawn(page)
                await whole(page, folder / "desk.png")
                await page.resize(*SCREEN, scale=1, mobile=False)
                await page.call("Page.navigate", url=f"{await running.address()}{TABLE}")
                await page.wait("document.querySelector('.dropdown-menu-icon') !== null")
                await page.run(
                    "document.querySelector('th.col-channel .dropdown-menu-icon').dispatchEvent(new Event('click'))"
                )
                await asyncio.sleep(0.5)  # the menu fades in
                await page.picture(folder / "desk-table.png")


async def sign_in(page: Page, word: str) -> None:
    """Type a password and press the button."""
    await page.run(f"document.querySelector('#password').value = {json.dumps(word)}")
    await page.run("window.leaving = true; document.querySelector('.desk-login [type=submit]').click()")
    await page.wait("window.leaving === undefined && document.readyState === 'complete'")


async def drawn(page: Page) -> None:
    """Wait until every panel of the board is drawn."""
    await page.wait(f"typeof deskDrawn !== 'undefined' && {PANELS} > 0 && deskDrawn === {PANELS}")
    await asyncio.sleep(0.5)  # Vega draws once more when it knows its width


async def whole(page: Page, path: Path) -> None:
    """A picture of the page to its end."""
    height = await page.run("document.documentElement.scrollHeight")
    await page.resize(SCREEN[0], int(height), scale=1, mobile=False)
    await asyncio.sleep(0.5)
    await page.picture(path)


if __name__ == "__main__":
    sys.exit(take_pictures(take, __doc__))
