"""The command that takes pictures: where they go, and what is said where there is no browser."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any

from tests.bot.page.browser import chromium
from tests.shipped import ROOT

FOLDER = ROOT / "docs" / "screenshots"


def take_pictures(
    take: Callable[[Path], Coroutine[Any, Any, None]], about: str | None, arguments: Sequence[str] | None = None
) -> int:
    """Take all pictures into the folder that the arguments name; 1 where that cannot be done."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER, help="where the pictures go")
    folder = parser.parse_args(arguments).folder
    if chromium() is None:
        print("chromium is not installed: apt-get install chromium fonts-noto-cjk", file=sys.stderr)
        return 1
    asyncio.run(take(folder))
    return 0
