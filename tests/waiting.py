"""Waiting for a condition, as long as it takes: the limit only ends a test that has gone wrong."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

LONGEST_S = 300.0
_PAUSE_S = 0.01


def wait_until(ready: Callable[[], object], what: str = "the condition") -> None:
    """Return as soon as something is true."""
    deadline = time.monotonic() + LONGEST_S
    while not ready():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what} did not come true in {LONGEST_S:g} s")
        time.sleep(_PAUSE_S)


async def until(ready: Callable[[], object], what: str = "the condition") -> None:
    """Return as soon as something is true, and let others work meanwhile."""
    deadline = time.monotonic() + LONGEST_S
    while not ready():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what} did not come true in {LONGEST_S:g} s")
        await asyncio.sleep(_PAUSE_S)
