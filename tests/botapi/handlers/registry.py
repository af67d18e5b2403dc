"""Table of the methods that work for real."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..model import JsonObject

if TYPE_CHECKING:
    from ..core import Core

Handler = Callable[["Core", JsonObject], Awaitable[Any]]
HANDLERS: dict[str, Handler] = {}


class Unsupported(Exception):
    """Valid in the Bot API, but not played by this server."""


@dataclass(frozen=True)
class Described:
    """A result with the optional description some methods answer."""

    result: Any
    description: str


def handles(name: str) -> Callable[[Handler], Handler]:
    """Register the handler of a method."""

    def register(handler: Handler) -> Handler:
        HANDLERS[name] = handler
        return handler

    return register
