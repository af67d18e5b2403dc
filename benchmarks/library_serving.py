"""One process that serves a library: ``python -m benchmarks.library_serving DIR QUESTIONS``.

Opens the library, asks every question of a JSON file once, and prints one JSON object with the times and the memory.
Nothing is asked beforehand: what is loaded or built at first use is in the time of the question that needs it first.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

from retrieval import Engine, Library
from retrieval.search.syntax import parse_query

LOOK_UP = "look-up"
_HITS = 10


def private_mb() -> float:
    """Memory of this process that no other shares, in units of 1,000,000 bytes; pages of mapped files included."""
    lines = Path("/proc/self/smaps_rollup").read_text("ascii").splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private_")) * 1024 / 1e6


def serve(folder: str, questions: list[dict[str, str]]) -> dict[str, Any]:
    """Milliseconds to open, milliseconds for each question, and the memory after the last one."""
    started = time.perf_counter()
    engine = Engine(Library.open(folder))
    open_ms = (time.perf_counter() - started) * 1000
    times = []
    for question in questions:
        started = time.perf_counter()
        if question["kind"] == LOOK_UP:
            engine.look_up(parse_query(question["text"]), _HITS)
        else:
            engine.ask(question["text"])
        times.append((time.perf_counter() - started) * 1000)
    return {"open_ms": open_ms, "ask_ms": times, "serving_mb": private_mb()}


if __name__ == "__main__":
    json.dump(serve(sys.argv[1], json.loads(Path(sys.argv[2]).read_text("utf-8"))), sys.stdout)
