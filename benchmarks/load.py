"""The running bot under load, over HTTP: ``python -m benchmarks.load [--questions N] [--chats M] [--json]``.

Starts ``wenda run`` as a process of its own against the Bot API server of the tests on the loopback address, sends
every chat its questions at once and waits until all are answered. Prints answers a second, the time from a question
to its reply, and how many requests broke the Bot API's schema (none may).
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

from retrieval.evaluation.gold import load_gold
from retrieval.resources import DATA
from tests.botapi import BotApiServer, Chat

TOKEN = "123456:LOAD-token"
_READY_S, _LONGEST_S = 30.0, 300.0


async def run(questions: int, chats: int) -> dict[str, float]:
    """Serve ``questions`` questions spread over ``chats`` chats; raises TimeoutError where they stay unanswered."""
    golds = load_gold((DATA / "eval" / "development.jsonl").read_text("utf-8"), "development.jsonl")
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
                await _until(lambda: bool(server.calls_of("getUpdates")), _READY_S)
                rooms = [server.private_chat(user_id=1000 + at, first_name="load") for at in range(chats)]
                return await _measure(server, rooms, asked)
            finally:
                process.terminate()
                await process.wait()


async def _measure(server: BotApiServer, rooms: list[Chat], asked: list[str]) -> dict[str, float]:
    started = time.perf_counter()
    for at, question in enumerate(asked):
        rooms[at % len(rooms)].send(question)
    waits: list[float] = []
    seen = [0] * len(rooms)
    while len(waits) < len(asked):
        if time.perf_counter() - started > _LONGEST_S:
            raise TimeoutError(f"wanted {len(asked)} replies within {_LONGEST_S:g} s, found {len(waits)}")
        await asyncio.sleep(0.01)
        for at, room in enumerate(rooms):
            count = len(room.bot_messages)
            waits += [time.perf_counter() - started] * (count - seen[at])
            seen[at] = count
    elapsed = time.perf_counter() - started
    return {
        "questions": len(asked),
        "chats": len(rooms),
        "answers_per_s": round(len(asked) / elapsed, 1),
        "reply_ms_p50": round(1000 * statistics.median(waits), 1),
        "reply_ms_p99": round(1000 * sorted(waits)[int(len(waits) * 0.99)], 1),
        "violations": len(server.violations),
    }


async def _until(ready: Callable[[], bool], seconds: float) -> None:
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
    given = parser.parse_args()
    found = asyncio.run(run(given.questions, given.chats))
    print(json.dumps(found) if given.json else "\n".join(f"{name:16} {value}" for name, value in found.items()))


if __name__ == "__main__":
    main()
