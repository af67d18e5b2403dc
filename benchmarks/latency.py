"""Latency of replies: ``python -m benchmarks.latency [--json] [--report FILE]``.

Measures the warm engine on the development questions, and the time from starting the process ``wenda run`` to the
first line of its first answer.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.gold_sets import load_gold_set
from benchmarks.report import figures_section, replace_section
from retrieval import Engine, Library
from retrieval.resources import DATA

STARTS = 5
QUESTION = "执法记录仪有多少台"


def warm_ms() -> tuple[float, float]:
    """Median and 99th percentile of the engine's time for a question, in milliseconds."""
    engine = Engine(Library.open(DATA / "reports"))
    golds = load_gold_set("development")
    for gold in golds:
        engine.ask(gold.question, gold.history)
    times = sorted(engine.ask(gold.question, gold.history).elapsed_ms for gold in golds * 3)
    return statistics.median(times), times[int(len(times) * 0.99)]


def first_answer_s() -> float:
    """Seconds from starting the bot to the first line of its first answer."""
    with tempfile.TemporaryDirectory() as state:
        environment = os.environ | {"WENDA_STATE": state, "TELEGRAM_BOT_TOKEN": ""}
        started = time.perf_counter()
        with subprocess.Popen(
            [sys.executable, "-m", "bot", "run"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
            env=environment,
        ) as process:
            if process.stdin is None or process.stdout is None:
                raise RuntimeError("wanted pipes to the bot, found none")
            process.stdin.write(QUESTION + "\n")
            process.stdin.close()
            process.stdout.readline()
            elapsed = time.perf_counter() - started
            process.stdout.read()
    return elapsed


def measure() -> dict[str, float]:
    """All figures, rounded."""
    median, slowest = warm_ms()
    starts = sorted(first_answer_s() for _ in range(STARTS))
    return {
        "query_ms_p50": round(median, 2),
        "query_ms_p99": round(slowest, 2),
        "first_answer_s_p50": round(statistics.median(starts), 2),
        "first_answer_s_max": round(starts[-1], 2),
    }


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--report", type=Path, metavar="FILE", help="write the figures into their section of a page")
    options = parser.parse_args()
    found = measure()
    print(json.dumps(found) if options.json else "\n".join(f"{name:20} {value}" for name, value in found.items()))
    if options.report:
        replace_section(options.report, "latency", figures_section("python -m benchmarks.latency", found))


if __name__ == "__main__":
    main()
