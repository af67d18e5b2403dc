"""Error pages: whatever fails within Datasette is one paragraph for the visitor, and at most one line in the log.

Datasette's own handler prints the traceback with the values of all variables.
"""

from __future__ import annotations

import html
import logging
import sys

from datasette import Response, hookimpl  # type: ignore[import-untyped]
from datasette.plugins import pm  # type: ignore[import-untyped]
from datasette.utils.asgi import Request  # type: ignore[import-untyped]

from bot.dashboard.responses import App, Message, Receive, Scope, Send, respond
from bot.texts.pages import dashboard

_LOGGER = logging.getLogger(__name__)
_THEIRS = "datasette.handle_exception"
_LONGEST_MESSAGE = 200  # characters


class ErrorPages:
    """ASGI middleware: replaces each response with an error's status by a short page."""

    def __init__(self, app: App) -> None:
        self._app = app
        replace_handler()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        is_started = is_replaced = False

        async def send_or_replace(message: Message) -> None:
            nonlocal is_started, is_replaced
            if message["type"] == "http.response.start":
                is_started, is_replaced = True, message["status"] >= 400
                if is_replaced:
                    await _respond_with_error(send, message["status"])
            if not is_replaced:
                await send(message)

        try:
            await self._app(scope, receive, send_or_replace)
        except Exception as error:  # a plugin's: the visitor gets a page, the operator a line
            _log(scope, error)
            if not is_started:
                await _respond_with_error(send, 500)


def replace_handler() -> None:
    """Put `handle_exception` in the place of Datasette's handler, in this process."""
    if pm.has_plugin(_THEIRS):
        pm.unregister(name=_THEIRS)
        pm.register(sys.modules[__name__])


@hookimpl  # type: ignore[untyped-decorator]
def handle_exception(request: Request, exception: Exception) -> Response:
    """The status of what a page raised; a failure of ours is logged."""
    status = getattr(exception, "status", 500)
    if status >= 500:
        _log(request.scope, exception)
    return Response.text("", status=status)


async def _respond_with_error(send: Send, status: int) -> None:
    await respond(send, status, html.escape(dashboard.DESK_ERRORS.get(status, dashboard.DESK_FAILED)))


def _log(scope: Scope, error: Exception) -> None:
    message = str(error)[:_LONGEST_MESSAGE]
    _LOGGER.error("%s %s failed: %s: %s", scope["method"], scope["path"], type(error).__name__, message)
