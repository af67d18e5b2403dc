"""Fixtures for the tests of the server itself."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest_asyncio

from tests.botapi import BotApiServer


@dataclass(frozen=True)
class Api:
    """A bare client: parameters go out as a form, composite ones as JSON."""

    server: BotApiServer
    session: aiohttp.ClientSession

    def url(self, method: str, token: str | None = None) -> str:
        """Address of a method."""
        return f"{self.server.base_url}/bot{token or self.server.token}/{method}"

    async def __call__(self, method: str, **params: Any) -> tuple[int, Any]:
        """Status with the result, or with the description of an error."""
        form = {key: value if isinstance(value, str) else json.dumps(value) for key, value in params.items()}
        async with self.session.post(self.url(method), data=form) as response:
            body = await response.json()
        return response.status, body["result"] if body["ok"] else body["description"]


@pytest_asyncio.fixture
async def server() -> AsyncIterator[BotApiServer]:
    """A running server."""
    async with BotApiServer() as running:
        yield running


@pytest_asyncio.fixture
async def api(server: BotApiServer) -> AsyncIterator[Api]:
    """A client of the running server."""
    async with aiohttp.ClientSession() as session:
        yield Api(server, session)
