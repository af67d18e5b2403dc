"""Demo program: the service without Telegram, its page, and the browser that shows it.

What is asked here is no question of citizens: the state is a folder of its own that goes when the demo ends.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import socket
import sys
import tempfile
import webbrowser
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path

from bot.app import AppContext
from bot.demo.demo_chat import DemoChat
from bot.demo.local_bot_api import LocalBotApi, LocalRequest
from bot.demo.page_server import PageServer
from bot.operations.engine_provider import check_index
from bot.telegram.app import TelegramService, run, until_terminated
from bot.texts.errors.system_errors import system_error
from bot.texts.pages import demo
from retrieval.models import WendaError

HOST = "127.0.0.1"
FIRST_PORT, LAST_PORT = 8766, 8785  # the dashboard is at the one before


class DemoError(WendaError):
    """The demo cannot be served; the message says why."""


def serve(library: Path | None, port: int | None, ready: Callable[[str], None]) -> None:
    """Serve the demo until Ctrl-C or SIGTERM; ``ready`` gets the address.

    Raises:
        DemoError: the port is taken, or, where none is given, all from `FIRST_PORT` to `LAST_PORT`.
        UnusableIndexError: the index of the library is damaged.
    """
    with (
        suppress(KeyboardInterrupt, asyncio.CancelledError),
        closing(_listener(port)) as listener,
        tempfile.TemporaryDirectory(prefix="wenda-demo-") as folder,
        closing(_context(library, Path(folder))) as app_context,
    ):
        if not app_context.cluster:
            check_index(app_context.settings.library_folder)
        api = LocalBotApi(DemoChat(), app_context.settings.bot_id)
        # Before the event loop, which would not let Ctrl-C through while an index is made.
        service = replace(TelegramService.of(app_context), request=lambda: LocalRequest(api))
        asyncio.run(until_terminated(_run(service, api, listener, ready)))


def _context(library: Path | None, state: Path) -> AppContext:
    """The application with a token that nobody knows, a state of its own, and no staff."""
    app_context = AppContext()
    app_context.library_option = library
    app_context.setting_overrides = {
        "token": f"2:{secrets.token_urlsafe(32)}",
        "api_base": "http://bot-api.invalid",
        "webhook_url": None,
        "state": state,
        "staff": frozenset(),
    }
    return app_context


async def _run(
    service: TelegramService, api: LocalBotApi, listener: socket.socket, ready: Callable[[str], None]
) -> None:
    page = PageServer(api)
    page.start(listener)
    try:
        api.send("/start")  # as the first press in Telegram does
        ready(f"http://{HOST}:{listener.getsockname()[1]}/")
        await run(service)
    finally:
        await page.stop()
        service.inbox.close()


def _listener(port: int | None) -> socket.socket:
    ports = range(FIRST_PORT, LAST_PORT + 1) if port is None else (port,)
    for each in ports:
        try:
            return socket.create_server((HOST, each))
        except OSError as error:
            reason = system_error(error)
    if port is None:
        raise DemoError(demo.DEMO_PORTS_TAKEN.format(first=FIRST_PORT, last=LAST_PORT, error=reason))
    raise DemoError(demo.DEMO_PORT_TAKEN.format(address=f"{HOST}:{port}", error=reason))


def open_browser(address: str) -> None:
    """Open a window of the browser, where there is a screen; a browser within the terminal would take its place."""
    has_screen = sys.platform in ("darwin", "win32") or any(map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY")))
    if has_screen or os.environ.get("BROWSER"):
        webbrowser.open(address)
