"""Responses: the short pages that the dashboard itself answers with, and the types of ASGI."""

from __future__ import annotations

import html
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from bot.texts.pages import dashboard

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
Header = tuple[bytes, bytes]

_PAGE = (
    '<!DOCTYPE html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    '<link rel="icon" href="data:,">'
    '<title>{title}</title><p style="font: 1.1rem sans-serif; margin: 3rem">{said}</p>'
)


async def respond(send: Send, status: int, said: str, *headers: Header) -> None:
    """Answer with a page of one paragraph, which is given as HTML."""
    body = _PAGE.format(title=html.escape(dashboard.DESK_TITLE), said=said).encode()
    kind = ((b"content-type", b"text/html; charset=utf-8"), (b"cache-control", b"no-store"))
    await send({"type": "http.response.start", "status": status, "headers": [*kind, *headers]})
    await send({"type": "http.response.body", "body": body})
