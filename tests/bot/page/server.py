"""The page: one private chat of a running `BotApiServer`, to be looked at and typed into."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from html import escape
from pathlib import Path

from aiohttp import web

from tests.botapi import Button, Chat, Entity, Message

_PAGE = Path(__file__).with_name("chat.html")
_TAGS = {
    "bold": ("<b>", "</b>"),
    "italic": ("<i>", "</i>"),
    "blockquote": ("<blockquote>", "</blockquote>"),
    "expandable_blockquote": ('<blockquote class="expandable">', "</blockquote>"),
    "url": ("<a>", "</a>"),
    "text_link": ("<a>", "</a>"),
    "bot_command": ("<a>", "</a>"),
}


@asynccontextmanager
async def chat_page(chat: Chat) -> AsyncIterator[str]:
    """Serve the page of a chat; gives its address."""
    app = web.Application()
    app.router.add_get("/", lambda request: _file())
    app.router.add_get("/state", lambda request: _state(chat))
    app.router.add_post("/send", lambda request: _send(chat, request))
    app.router.add_post("/press", lambda request: _press(chat, request))
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/"
    finally:
        await runner.cleanup()


async def _file() -> web.Response:
    return web.Response(text=_PAGE.read_text("utf-8"), content_type="text/html")


async def _state(chat: Chat) -> web.Response:
    return web.json_response([{"html": drawn(message, chat)} for message in chat.messages])


async def _send(chat: Chat, request: web.Request) -> web.Response:
    chat.send(json.loads(await request.text())["text"])
    return web.Response()


async def _press(chat: Chat, request: web.Request) -> web.Response:
    pressed = json.loads(await request.text())
    chat.press_data(chat.message(pressed["message"]), pressed["data"])
    return web.Response()


def drawn(message: Message, chat: Chat) -> str:
    """A message as a bubble with its buttons."""
    side = "" if message.from_bot else " me"
    replied = next((m for m in chat.messages if m.message_id == message.reply_to), None)
    reply = f'<div class="reply">{escape(replied.text[:60])}</div>' if replied else ""
    rows = "".join(f"<div>{''.join(_button(button, message) for button in row)}</div>" for row in message.button_rows)
    bubble = f'<div class="bubble">{reply}{painted(message.text, message.entities)}</div>'
    return f'<div class="message{side}">{bubble}<div class="keyboard">{rows}</div></div>'


def painted(text: str, entities: Iterable[Entity]) -> str:
    """Text with its entities as HTML; they nest, and count in UTF-16 units.

    >>> painted("甲乙", [Entity("bold", 1, 1)])
    '甲<b>乙</b>'
    """
    opening: dict[int, list[str]] = {}
    closing: dict[int, list[str]] = {}
    for entity in sorted(entities, key=lambda e: (e.offset, -e.length)):
        before, after = _TAGS.get(entity.type, ("", ""))
        opening.setdefault(entity.offset, []).append(before)
        closing.setdefault(entity.end, []).insert(0, after)
    pieces, at = [], 0
    for char in text:
        pieces += [*closing.pop(at, []), *opening.pop(at, []), escape(char)]
        at += 2 if ord(char) > 0xFFFF else 1
    # A quotation is a block of its own: the line end behind it would draw an empty line.
    return "".join([*pieces, *closing.pop(at, [])]).replace("</blockquote>\n", "</blockquote>")


def _button(button: Button, message: Message) -> str:
    press = f' data-press="{escape(button.data)}" data-message="{message.message_id}"' if button.data else ""
    return f"<button{press}>{escape(button.text)}</button>"
