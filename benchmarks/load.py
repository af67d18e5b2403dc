"""Load test of the running bot over HTTP: ``python -m benchmarks.load [--questions N] [--chats M] [--report FILE]``.

Starts ``wenda run`` as a process of its own against the tests' Bot API server on the loopback address, sends all
questions of all chats at once and waits for the replies. Prints the answers per second, the time from a question to
its reply, and the number of requests that violate the Bot API's schema (must be 0).
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.gold_sets import load_gold_set
from benchmarks.report import figures_section, replace_section
from tests.botapi import BotApiServer, Chat

TOKEN = "123456:LOAD-token"
_READY_S, _LONGEST_S = 30.0, 300.0


async def run(questions: int, chats: int) -> dict[str, float]:
    """Have ``questions`` questions from ``chats`` chats answered. Raises TimeoutError if some stay unanswered."""
    golds = load_gold_set("development")
    asked = [golds[at % len(golds)].question for at in range(questions)]
    async with BotApiServer(token=TOKEN) as server:
        with tempfile.TemporaryDirectory() as state:
            environment = os.environ | {
                "TELEGRAM_BOT_TOKEN": TOKEN,
                "TELEGRAM_API_BASE": server.base_url,
                "WENDA_STATE": state,
                "PTB_TIMEDELTA": "true",
            }
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", "run", env=environment, stderr=asyncio.subprocess.DEVNULL
            )
            try:
                await _wait_until(lambda: bool(server.calls_of("getUpdates")), _READY_S)
                senders = [server.private_chat(user_id=1000 + at, first_name="load") for at in range(chats)]
                return await _measure(server, senders, asked)
            finally:
                process.terminate()
                await process.wait()


async def _measure(server: BotApiServer, chats: list[Chat], asked: list[str]) -> dict[str, float]:
    """Send the questions, wait for all replies and return the figures."""
    started = time.perf_counter()
    for at, question in enumerate(asked):
        chats[at % len(chats)].send(question)
    waits: list[float] = []
    seen = [0] * len(chats)
    while len(waits) < len(asked):
        if time.perf_counter() - started > _LONGEST_S:
            raise TimeoutError(f"wanted {len(asked)} replies within {_LONGEST_S:g} s, found {len(waits)}")
        await asyncio.sleep(0.01)
        for at, chat in enumerate(chats):
            count = len(chat.bot_messages)
            waits += [time.perf_counter() - started] * (count - seen[at])
            seen[at] = count
    elapsed = time.perf_counter() - started
    return {
        "questions": len(asked),
        "chats": len(chats),
        "answers_per_s": round(len(asked) / elapsed, 1),
        "reply_ms_p50": round(1000 * statistics.median(waits), 1),
        "reply_ms_p99": round(1000 * sorted(waits)[int(len(waits) * 0.99)], 1),
        "violations": len(server.violations),
    }


async def _wait_until(ready: Callable[[], bool], seconds: float) -> None:
    deadline = time.perf_counter() + seconds
    while not ready():
        if time.perf_counter() > deadline:
            raise TimeoutError(f"wanted the bot to ask for updates within {seconds:g} s")
        await asyncio.sleep(0.05)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=int, default=300)
    parser.add_argument("--chats", type=int, default=50)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--report", type=Path, metavar="FILE", help="write the figures into their section of a page")
    options = parser.parse_args()
    found = asyncio.run(run(options.questions, options.chats))
    print(json.dumps(found) if options.json else "\n".join(f"{name:16} {value}" for name, value in found.items()))
    if options.report:
        command = f"python -m benchmarks.load --questions {options.questions} --chats {options.chats}"
        replace_section(options.report, "load", figures_section(command, found))


if __name__ == "__main__":
    main()
