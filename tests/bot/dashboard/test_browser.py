"""The dashboard as a person sees it: in headless Chromium, where that is installed."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.dashboard.datasette_metadata import metadata
from bot.storage.interactions import Interaction, InteractionLog
from bot.texts.pages import dashboard
from retrieval import Engine
from tests.bot.desk_pictures import SCREEN, TELEPHONE, drawn, sign_in
from tests.bot.desk_visitor import WORD, Desk, desk
from tests.bot.desk_weeks import write
from tests.bot.page.browser import Page, browser, chromium

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(chromium() is None, reason="no chromium: apt-get install chromium fonts-noto-cjk"),
]

PANELS = metadata(Path("x"))["plugins"]["datasette-dashboards"]["desk"]["charts"]
FEWEST = {"volume": 80, "outcomes": 3, "latency": 84, "weekly": 20, "short_answers": 4}  # marks
NASTY = "<img src=x onerror='window.hurt=1'><script>window.hurt=1</script>几台"
TEXT = "document.getElementById('chart-{name}').textContent"
# What stands for the data: bars, lines and points, which is neither axis nor legend.
MARKS = "document.querySelectorAll('#chart-{name} svg .role-mark path').length"


@pytest.fixture(scope="module")
def board(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A dashboard over some weeks, in which somebody meant harm, and often."""
    state = tmp_path_factory.mktemp("seen") / "var"
    state.mkdir()
    write(state / "wenda.db", engine, asked_too=(NASTY,))
    with desk(state) as running:
        yield running


@pytest.fixture
async def page(board: Desk) -> AsyncIterator[Page]:
    """A browser of the size of a screen at the dashboard's address."""
    async with browser("about:blank") as opened:
        await opened.resize(*SCREEN, scale=1, mobile=False)
        await opened.watch()
        await opened.call("Page.navigate", url=board.address)
        await opened.wait("document.body !== null && document.body.textContent.length > 0")
        yield opened


async def enter(page: Page) -> None:
    """From the page that refuses to the board."""
    await page.run("document.querySelector('a').click()")
    await page.wait("document.querySelector('#password') !== null")
    await sign_in(page, WORD)
    await drawn(page)


async def test_a_wrong_password_is_refused_and_the_right_one_opens_the_board(page: Page) -> None:
    """A stranger reads that they must sign in, a wrong password is said to be wrong, the right one shows the board."""
    assert dashboard.DESK_SIGN_IN_FIRST in await page.run("document.body.textContent")
    await page.run("document.querySelector('a').click()")
    await page.wait("document.querySelector('#password') !== null")
    await sign_in(page, "not the password")
    assert dashboard.DESK_WRONG in await page.run("document.body.textContent")
    await sign_in(page, WORD)
    await drawn(page)
    assert await page.run("document.querySelector('h1').textContent") == dashboard.DESK_TITLE


async def test_every_panel_is_drawn_with_data(page: Page) -> None:
    """Charts have marks in colour, tables have rows, numbers are numbers, and nothing is said to have gone wrong."""
    await enter(page)
    for name, panel in PANELS.items():
        if panel["library"] == "vega-lite":
            assert await page.run(MARKS.format(name=name)) >= FEWEST[name], name
        elif panel["library"] == "table":
            assert await page.run(f"document.querySelectorAll('#chart-{name} tbody tr').length") > 1, name
        else:
            assert any(figure.isdigit() for figure in await page.run(TEXT.format(name=name))), name
    shown = await page.run("[...document.querySelectorAll('.dashboard-card-title')].map(e => e.textContent).join()")
    assert all(panel["title"] in shown for panel in PANELS.values())
    assert [error for error in page.errors() if "403" not in error] == []


async def test_the_board_asks_for_nothing_elsewhere(page: Page, board: Desk) -> None:
    """Every request of the page goes to the dashboard itself."""
    await enter(page)
    asked = page.requested()
    assert any("vega" in address for address in asked)
    assert [address for address in asked if not address.startswith((board.address, "data:", "blob:"))] == []


async def test_what_people_write_is_shown_and_not_run(page: Page, board: Desk) -> None:
    """A question made of tags stands in its table to the letter, and none of its script has run."""
    await enter(page)
    assert NASTY in await page.run(TEXT.format(name="unanswered_queue"))
    for path in ("wenda/unanswered_queue", "wenda/exchanges?_sort_desc=id", "-/dashboards/desk/unanswered_queue"):
        await page.call("Page.navigate", url=board.address + path)
        await page.wait("document.readyState === 'complete' && document.body.textContent.includes('window.hurt=1')")
        assert await page.run("window.hurt === undefined")


async def test_it_fits_a_telephone(page: Page) -> None:
    """On a telephone nothing sticks out: the page is as wide as the screen, and each panel within it."""
    await page.resize(*TELEPHONE, scale=2)
    await enter(page)
    assert await page.run("document.documentElement.scrollWidth") <= TELEPHONE[0]
    edges = await page.run(
        "[...document.querySelectorAll('.dashboard-card')].map(e => e.getBoundingClientRect().right)"
    )
    assert max(edges) <= TELEPHONE[0]


async def test_the_menu_of_a_column_is_chinese(page: Page, board: Desk) -> None:
    """A press on a column's wheel opens a menu in Chinese that sorts, and its filters can be removed by name."""
    await enter(page)
    await page.call("Page.navigate", url=f"{board.address}wenda/exchanges?outcome__exact=nothing&_col=day")
    remove = dashboard.DESK_COLUMN_MENU["filters"]["remove"]
    labels = "[...document.querySelectorAll('.filter-row a')].map(e => e.getAttribute('aria-label')).join()"
    await page.wait(f"{labels} === '{remove},{remove}'")
    await page.call("Page.navigate", url=f"{board.address}wenda/exchanges")
    await page.wait("document.querySelector('th.col-day .dropdown-menu-icon') && document.readyState === 'complete'")
    await page.run("document.querySelector('th.col-day .dropdown-menu-icon').dispatchEvent(new Event('click'))")
    shown = await page.run("document.querySelector('.dropdown-menu').innerText")
    assert dashboard.DESK_COLUMN_MENU["menu"][".dropdown-sort-asc"] in shown
    assert not re.search("[A-Za-z]{3}", shown)


async def test_each_panel_can_be_seen_alone(page: Page, board: Desk) -> None:
    """A panel's own page draws it large."""
    await enter(page)
    await page.call("Page.navigate", url=f"{board.address}-/dashboards/desk/volume")
    await page.wait(MARKS.format(name="desk") + f" >= {FEWEST['volume']}")
    assert await page.run("document.querySelector('#chart-desk svg').getBoundingClientRect().height") > 400


async def test_an_empty_log_is_an_empty_board(tmp_path: Path) -> None:
    """Before the first question every panel is there, says that there is no data yet, and nothing goes wrong."""
    with desk(tmp_path / "var") as running:
        async with browser(f"{running.address}-/login") as opened:
            await opened.watch()
            await opened.wait("document.querySelector('#password') !== null")
            await sign_in(opened, WORD)
            await drawn(opened)
            assert dashboard.DESK_NO_ROWS in await opened.run(TEXT.format(name="frequent"))
            assert dashboard.DESK_UNKNOWN in await opened.run(TEXT.format(name="answered"))
            assert opened.errors() == []


async def test_a_single_question_is_drawn(tmp_path: Path) -> None:
    """One exchange is enough for a chart."""
    log = InteractionLog.at(tmp_path / "var" / "wenda.db")
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    log.add(Interaction(now, "telegram", "几台", "answer", "1", "1", 3.0))
    log.close()
    with desk(tmp_path / "var") as running:
        async with browser(f"{running.address}-/login") as opened:
            await opened.wait("document.querySelector('#password') !== null")
            await sign_in(opened, WORD)
            await drawn(opened)
            assert await opened.run(MARKS.format(name="volume")) == 1
