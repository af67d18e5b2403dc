"""The HTTP front of the server (Bot API, "Making requests")."""

from __future__ import annotations

import json
import socket
import struct
from typing import Any

from aiohttp import web

from .core import Core, Outcome
from .faults import BAD_GATEWAY_PAGE
from .files import Upload
from .model import JsonObject

MAX_BODY = 60 * 1024 * 1024
_UNAUTHORIZED: JsonObject = {"ok": False, "error_code": 401, "description": "Unauthorized"}


def build_app(core: Core, token: str) -> web.Application:
    """Routes for methods and for file downloads."""
    front = _Front(core, token)
    app = web.Application(client_max_size=MAX_BODY)
    app.router.add_route("*", "/bot{token}/{method}", front.call)
    app.router.add_get("/file/bot{token}/{path:.+}", front.download)
    app.router.add_route("*", "/{rest:.*}", front.nothing)
    return app


class _Front:
    """Reads requests, writes answers."""

    def __init__(self, core: Core, token: str) -> None:
        self.core = core
        self.token = token

    async def call(self, request: web.Request) -> web.Response:
        """One method call."""
        if request.match_info["token"] != self.token:
            return web.json_response(_UNAUTHORIZED, status=401)
        if request.method not in ("GET", "POST"):
            return _refusal(405, "Method Not Allowed: method must be GET or POST")
        try:
            params, files = await _read(request)
        except UnicodeDecodeError:
            return _refusal(400, "Bad Request: strings must be encoded in UTF-8")
        except ValueError as error:
            return _refusal(400, f"Bad Request: {error}")
        outcome = await self.core.execute(request.match_info["method"], params, files)
        return _answer(request, outcome)

    async def nothing(self, request: web.Request) -> web.Response:
        """Any other path."""
        return _refusal(404, "Not Found")

    async def download(self, request: web.Request) -> web.Response:
        """Content of a file by the path getFile gave."""
        if request.match_info["token"] != self.token:
            return web.json_response(_UNAUTHORIZED, status=401)
        stored = self.core.files.get(request.match_info["path"].rsplit("/", 1)[-1])
        if stored is None:
            return _refusal(404, "Not Found")
        return web.Response(body=stored.content, content_type="application/octet-stream")


def _refusal(status: int, description: str) -> web.Response:
    return web.json_response({"ok": False, "error_code": status, "description": description}, status=status)


def _answer(request: web.Request, outcome: Outcome) -> web.Response:
    if outcome.drop:
        _reset(request)
        return web.Response()
    if outcome.status == 502:
        # A bad gateway never reaches the API: the page of the proxy comes back.
        return web.Response(status=502, text=BAD_GATEWAY_PAGE, content_type="text/html")
    return web.json_response(outcome.body, status=outcome.status)


def _reset(request: web.Request) -> None:
    """Close the connection with RST instead of an answer."""
    transport = request.transport
    if transport is None:
        return
    raw = transport.get_extra_info("socket")
    if raw is not None:
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()


async def _read(request: web.Request) -> tuple[JsonObject, dict[str, Upload]]:
    """Parameters from query string, form, multipart or JSON body."""
    params: dict[str, Any] = dict(request.query)
    files: dict[str, Upload] = {}
    if request.content_type == "application/json":
        params |= await _read_json(request)
    elif request.method == "POST":
        for name, value in (await request.post()).items():
            if isinstance(value, web.FileField):
                files[name] = Upload(value.filename, value.file.read(), value.content_type)
            else:
                params[name] = value if isinstance(value, str) else bytes(value).decode()
    return {name: value for name, value in params.items() if value is not None}, files


async def _read_json(request: web.Request) -> JsonObject:
    raw = await request.read()
    if not raw:
        return {}
    try:
        body = json.loads(raw)
    except ValueError as error:
        raise ValueError("can't parse JSON object") from error
    if not isinstance(body, dict):
        raise ValueError("expected a JSON object")
    return body
