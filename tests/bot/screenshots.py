"""``python -m tests.bot.screenshots [FOLDER]``: hold a conversation in a browser and keep pictures of it.

``wenda demo`` serves the report that ships with it; headless Chromium works the page as a person would: typing and
pressing. Needs Debian's ``chromium``, ``fonts-noto-cjk`` and ``fonts-noto-color-emoji``.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from bot.texts.chat import BACK_TO_ANSWER, SOURCE_BUTTON, UP
from tests.bot.page.browser import Page, browser, chromium
from tests.bot.program import program
from tests.shipped import REPORTS, ROOT

FOLDER = ROOT / "docs" / "screenshots"
SCREEN = (1280, 960)
# Two years of a made-up report, so that a question can fit both.
YEARLY = """示例市{year}年政府工作报告

一、工作回顾
(一)经济运行平稳。全市地区生产总值增长{growth}%。
(二)民生持续改善。改造老旧小区{estates}个。
"""
YEARS = ({"year": 2023, "growth": 5.1, "estates": 46}, {"year": 2024, "growth": 5.4, "estates": 52})
BUTTONS = "[...document.querySelectorAll('.keyboard button')]"


async def take(folder: Path) -> None:
    """Take all pictures into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    async with demo(REPORTS) as page:
        await _one_report(page, folder)
    with tempfile.TemporaryDirectory() as both:
        for facts in YEARS:
            (Path(both) / f"{facts['year']}.txt").write_text(YEARLY.format(**facts), "utf-8")
        async with demo(Path(both)) as page:
            await send(page, "改造了多少个老旧小区", 4)
            await page.picture(folder / "clarify.png")


@asynccontextmanager
async def demo(library: Path) -> AsyncIterator[Page]:
    """The demo of a library in a browser of the size of a phone, with the welcome shown."""
    async with (
        program("--port", "0", "--no-browser", command="demo", WENDA_LIBRARY=str(library)) as running,
        browser(await running.address()) as page,
    ):
        await shown(page, 2)
        yield page


async def _one_report(page: Page, folder: Path) -> None:
    await page.picture(folder / "greeting.png")
    await send(page, "执法记录仪配了多少", 4)
    await page.picture(folder / "answer.png")
    await page.resize(*SCREEN, scale=1, mobile=False)
    await page.picture(folder / "demo.png")
    await page.resize(390, 844)
    await press(page, SOURCE_BUTTON, BACK_TO_ANSWER)
    await page.run("document.querySelector('.more').click()")
    await page.run("log.scrollTop = log.scrollHeight")
    await page.picture(folder / "source.png")
    await send(page, "审批收费标准是多少", 6)
    await page.picture(folder / "not-found.png")
    await send(page, "/outline", 8)
    await press(page, "一、", UP)
    await page.picture(folder / "outline.png")


async def shown(page: Page, messages: int) -> None:
    """Wait until so many messages stand there, and the page has scrolled to the last."""
    await page.wait(f"document.querySelectorAll('.message').length >= {messages}")
    await page.run("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


async def send(page: Page, text: str, messages: int) -> None:
    """Type a line and wait for the answer to stand there."""
    await page.run(f"field.value = {json.dumps(text)}; form.requestSubmit()")
    await shown(page, messages)


async def press(page: Page, label: str, then: str) -> None:
    """Press the last button whose label begins so, and wait for another to appear."""
    await page.run(f"{BUTTONS}.filter(b => b.textContent.startsWith({json.dumps(label)})).at(-1).click()")
    await page.wait(f"{BUTTONS}.some(b => b.textContent.startsWith({json.dumps(then)}))")


def main(arguments: Sequence[str] | None = None) -> int:
    """Take the pictures; 1 where that cannot be done."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER, help="where the pictures go")
    folder = parser.parse_args(arguments).folder
    if chromium() is None:
        print("chromium is not installed: apt-get install chromium fonts-noto-cjk", file=sys.stderr)
        return 1
    asyncio.run(take(folder))
    return 0


if __name__ == "__main__":
    sys.exit(main())
