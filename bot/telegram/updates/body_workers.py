"""Body workers: threads for the work on the bodies of updates, so that none of them delays the event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

LARGE_BODY = 65_536  # bytes; an update has a few thousand

_T = TypeVar("_T")


class BodyWorkers:
    """One thread for bodies of the usual size, in the order of their arrival, and one for large ones.

    More threads would share the interpreter with the event loop, and slow it down.
    """

    def __init__(self) -> None:
        self._usual = ThreadPoolExecutor(1, "bodies")
        self._large = ThreadPoolExecutor(1, "large-bodies")

    async def run(self, size: int, work: Callable[[], _T]) -> _T:
        """The result of work on a body of this size in bytes. Raises what the work raises."""
        thread = self._large if size > LARGE_BODY else self._usual
        return await asyncio.get_running_loop().run_in_executor(thread, work)
