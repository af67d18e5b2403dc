"""The demo as a person sees it: in headless Chromium, where that is installed."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from bot.texts import chat
from bot.texts.pages import demo
from tests.bot.demo_visitor import Demo
from tests.bot.page.browser import HEIGHT, WIDTH, Page, browser, chromium

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(chromium() is None, reason="no chromium: apt-get install chromium fonts-noto-cjk"),
]

SENT = json.dumps({"text": "执法记录仪有几台"})
MESSAGES = "document.querySelectorAll('.message').length"
LAST = "document.querySelector('.message:last-child')"
# What a reader of the page cannot name: fields and buttons without a label.
NAMELESS = """[...document.querySelectorAll('button, textarea, summary, main')].filter(e =>
    !(e.ariaLabel || e.labels?.length || e.textContent.trim())).map(e => e.outerHTML)"""
# The contrast of the text of elements with what lies behind it, by WCAG 2.
CONTRAST = """selector => {
  const channels = text => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(c => c / 255)
    .map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, at) => sum + c * [0.2126, 0.7152, 0.0722][at], 0);
  const behind = e => { const c = channels(getComputedStyle(e).backgroundColor);
    return c.length === 4 && c[3] === 0 ? behind(e.parentElement) : c; };
  return [...document.querySelectorAll(selector)].filter(e => e.offsetParent).map(e => {
    const pair = [light(channels(getComputedStyle(e).color)), light(behind(e))].sort((a, b) => b - a);
    return (pair[0] + 0.05) / (pair[1] + 0.05); });
}"""
TEXTS = (
    "h1, header p, .note, .bubble, .text, .replied, blockquote, .send, .more, .keyboard button, form button, summary"
)


@pytest.fixture
async def page(served: Demo) -> AsyncIterator[Page]:
    """The page on a phone, with nothing but the welcome to a new conversation below what others have asked."""
    async with browser("about:blank") as opened:
        await opened.watch()
        await opened.call("Page.navigate", url=served.address)
        await opened.wait(f"{MESSAGES} >= 2")
        yield opened
        assert opened.errors() == []


async def key(page: Page, name: str, code: int, text: str = "", modifiers: int = 0) -> None:
    """Press a key of the keyboard."""
    about = {"key": name, "code": name, "windowsVirtualKeyCode": code, "modifiers": modifiers}
    await page.call("Input.dispatchKeyEvent", type="keyDown", **about, **({"text": text} if text else {}))
    await page.call("Input.dispatchKeyEvent", type="keyUp", **about)


async def enter(page: Page, text: str) -> None:
    """Type a line with the keyboard, and wait for the answer."""
    before = await page.run(MESSAGES)
    await page.run("field.focus()")
    await page.call("Input.insertText", text=text)
    await key(page, "Enter", 13, "\r")
    await page.wait(f"{MESSAGES} >= {before + 2}")


async def test_a_conversation_by_keyboard_alone(page: Page) -> None:
    """Enter sends, Shift+Enter does not; the field is empty again and keeps the focus; buttons are reached by Tab."""
    await page.run("field.focus()")
    await page.call("Input.insertText", text="执法记录仪")
    await key(page, "Enter", 13, "\r", modifiers=8)
    before = await page.run(MESSAGES)
    await page.call("Input.insertText", text="配了多少台")
    await key(page, "Enter", 13, "\r")
    await page.wait(f"{MESSAGES} >= {before + 2} && field.value === ''")
    assert "788台" in await page.run(f"{LAST}.querySelector('b').textContent")
    assert await page.run("document.activeElement === field")
    for _ in range(3):
        await key(page, "Tab", 9, modifiers=8)
    assert await page.run("document.activeElement.textContent") in (chat.GOOD_BUTTON, chat.BAD_BUTTON)
    await page.run(f"{LAST}.querySelector('.keyboard button').focus()")
    await key(page, "Enter", 13, "\r")
    await page.wait(f"{LAST}.textContent.includes({json.dumps(chat.BACK_TO_ANSWER)})")
    assert await page.run(f"document.activeElement === {LAST}")


async def test_enter_that_chooses_a_word_sends_nothing(page: Page) -> None:
    """While an input method is composing, Enter belongs to it."""
    before = await page.run(MESSAGES)
    await page.run("field.focus()")
    await page.call("Input.imeSetComposition", text="zhifa", selectionStart=5, selectionEnd=5)
    await page.run(
        "field.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', isComposing: true, bubbles: true}))"
    )
    await page.run("new Promise(done => setTimeout(done, 100))")
    assert await page.run(MESSAGES) == before


async def test_a_long_quote_is_folded_and_says_so(page: Page) -> None:
    """It opens and closes by a button that tells its state."""
    await enter(page, "执法记录仪配了多少")
    await page.run(f"{LAST}.querySelector('.keyboard button').click()")
    await page.wait(f"{LAST}.querySelector('.more') !== null")
    height = f"{LAST}.querySelector('blockquote').offsetHeight"
    folded = await page.run(height)
    for label, state in ((demo.DEMO_LESS, "true"), (demo.DEMO_MORE, "false")):
        await page.run(f"{LAST}.querySelector('.more').click()")
        assert await page.run(f"{LAST}.querySelector('.more').textContent") == label
        assert await page.run(f"{LAST}.querySelector('.more').getAttribute('aria-expanded')") == state
        assert (await page.run(height) > folded) == (state == "true")


async def test_the_menu_sends_a_command(page: Page) -> None:
    """It lists the bot's commands, closes with Escape, and sends the one that is chosen."""
    await page.run("menu.querySelector('summary').click()")
    assert await page.run("menu.querySelectorAll('li').length") == len(chat.MENU)
    await key(page, "Escape", 27)
    assert not await page.run("menu.open")
    before = await page.run(MESSAGES)
    await page.run("[...menu.querySelectorAll('button')].find(b => b.textContent.startsWith('/help')).click()")
    await page.wait(f"{MESSAGES} >= {before + 2}")
    assert await page.run("!menu.open && document.activeElement === field")


async def test_sharing_is_said_to_be_telegrams_and_copying_copies(page: Page, served: Demo) -> None:
    """The demo reaches nobody; a citation is copied to the clipboard."""
    grant = {"origin": served.address.rstrip("/"), "permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"]}
    await page.call("Browser.grantPermissions", **grant)
    await enter(page, "执法记录仪配了多少")
    find = "[...document.querySelectorAll('.message:last-child .keyboard button')].find(b => b.textContent === {label})"
    await page.run(find.format(label=json.dumps(chat.COPY_BUTTON)) + ".click()")
    await page.wait(f"notice.textContent === {json.dumps(demo.DEMO_COPIED)}")
    await page.run(find.format(label=json.dumps(chat.SOURCE_BUTTON)) + ".click()")
    await page.wait(f"!!({find.format(label=json.dumps(chat.SHARE_BUTTON))})")
    await page.run(find.format(label=json.dumps(chat.SHARE_BUTTON)) + ".click()")
    assert await page.run("notice.textContent") == demo.DEMO_NO_SHARING


async def test_what_is_too_long_stays_in_the_field(page: Page) -> None:
    """It is said to be too long, and nothing is lost."""
    await page.run("field.value = '几'.repeat(4097); form.requestSubmit()")
    await page.wait("notice.textContent.length > 0")
    assert await page.run("notice.textContent") == demo.DEMO_TOO_LONG.format(limit=4096)
    assert await page.run("field.value.length") == 4097


async def test_everything_has_a_name_and_new_messages_are_announced(page: Page) -> None:
    """Each field and button can be named; the conversation is a live region, and says who speaks."""
    await enter(page, "执法记录仪配了多少")
    assert await page.run(NAMELESS) == []
    assert await page.run("document.documentElement.lang") == "zh-CN"
    assert await page.run("log.getAttribute('role') === 'log' && log.ariaLive === 'polite'")
    assert await page.run("notice.getAttribute('role')") == "status"
    assert await page.run(f"{LAST}.innerText.startsWith({json.dumps(demo.DEMO_FROM_BOT)})")


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_texts_stand_out_by_day_and_night(page: Page, scheme: str) -> None:
    """Every text has a contrast of at least 4.5 : 1, in the colours for light and for dark."""
    await page.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
    await enter(page, "执法记录仪配了多少")
    await page.run(f"{LAST}.querySelector('.keyboard button').click()")
    await page.wait(f"{LAST}.querySelector('.more') !== null")
    found = await page.run(f"({CONTRAST})({json.dumps(TEXTS)})")
    assert len(found) > 20
    assert min(found) >= 4.5
    paper = await page.run("getComputedStyle(document.querySelector('header')).backgroundColor")
    assert (paper == "rgb(255, 255, 255)") == (scheme == "light")


@pytest.mark.parametrize(("width", "height"), [(WIDTH, HEIGHT), (320, 568), (844, 390), (1440, 900)])
async def test_nothing_sticks_out_at_any_size(page: Page, width: int, height: int) -> None:
    """On phones upright and lying, small ones and screens: all is within, and the last answer is in view."""
    await page.resize(width, height, scale=1, mobile=width < 1000)
    await enter(page, "行政复议情况怎么样")
    assert await page.run("document.documentElement.scrollWidth") <= width
    assert await page.run("document.documentElement.scrollTop + document.body.scrollTop") == 0
    assert await page.run("form.getBoundingClientRect().bottom") <= height
    top = await page.run(f"{LAST}.getBoundingClientRect().top - log.getBoundingClientRect().top")
    assert 0 <= top < await page.run("log.clientHeight")


async def test_the_page_asks_for_nothing_elsewhere(page: Page, served: Demo) -> None:
    """Every request goes to the program itself."""
    await enter(page, "执法记录仪配了多少")
    asked = page.requested()
    assert any(address.endswith("/send") for address in asked)
    assert [address for address in asked if not address.startswith((served.address, "data:", "about:"))] == []


async def test_another_page_can_neither_send_nor_read(page: Page, served: Demo) -> None:
    """A page of another origin, on this very machine, gets nothing in and nothing out."""
    with elsewhere() as address:
        async with browser(address) as other:
            await other.wait("document.title === 'elsewhere'")
            version = served.state()["version"]
            for mode, kind in (("no-cors", "text/plain"), ("cors", "text/plain"), ("cors", "application/json")):
                options = {
                    "method": "POST",
                    "mode": mode,
                    "headers": {"Content-Type": kind},
                    "body": '{"text": "几台"}',
                }
                sent = f"fetch('{served.address}send', {json.dumps(options)})"
                assert await other.run(f"{sent}.then(r => r.type, () => 'refused')") in ("opaque", "refused")
            read = await other.run(f"fetch('{served.address}state').then(r => r.text(), () => 'refused')")
            assert read == "refused"
            assert served.state()["version"] == version


@contextmanager
def elsewhere() -> Iterator[str]:
    """The address of a page of another origin."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(b"<!doctype html><title>elsewhere</title><body>")

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
