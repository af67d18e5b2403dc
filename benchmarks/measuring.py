"""Measuring a library: indexing, re-indexing, opening, asking, each in a process of its own. For Linux.

`measure_library` has the figures of ``benchmarks.library`` and ``benchmarks.scale``; the other functions are its parts.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks import process_usage

_COLD_ASKS = 3


@dataclass(frozen=True, slots=True)
class ProcessUsage:
    """What a command printed and took: seconds by the clock and of processor, and its peak resident memory in MB."""

    output: str
    wall_s: float
    cpu_s: float
    peak_mb: float


@dataclass(frozen=True, slots=True)
class ProcessMemory:
    """Memory of a process in MB: its own, which no file backs unchanged, and all that is resident, mapped files too."""

    private_mb: float
    resident_mb: float


def run_measured(command: Sequence[str], environment: Mapping[str, str] | None = None) -> ProcessUsage:
    """Run a command to its end. Raises RuntimeError with the last lines of its stderr where it fails."""
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        launcher = [sys.executable, "-S", process_usage.__file__, file.name, *command]
        done = subprocess.run(launcher, capture_output=True, encoding="utf-8", env=environment or os.environ)
        if done.returncode:
            raise RuntimeError(f"{' '.join(command)}: exit code {done.returncode}: {done.stderr[-2000:].strip()}")
        return ProcessUsage(done.stdout, **json.loads(Path(file.name).read_text("utf-8")))


def own_memory() -> ProcessMemory:
    """The memory of this process now."""
    lines = Path("/proc/self/smaps_rollup").read_text("ascii").splitlines()[1:]
    kilobytes = {name: int(value.split()[0]) for name, _, value in (line.partition(":") for line in lines)}
    private = kilobytes["Private_Dirty"] + kilobytes["Swap"]
    return ProcessMemory(round(private / 1024, 1), round(kilobytes["Rss"] / 1024, 1))


def folder_bytes(folder: Path) -> int:
    """The size of all files below a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def percentile_ms(seconds: Sequence[float], rank: float) -> float:
    """A percentile of times, in milliseconds.

    >>> percentile_ms([0.001, 0.002, 0.003], 50)
    2.0
    """
    return round(float(np.percentile(seconds, rank)) * 1000, 3)


def measure_library(
    folder: Path, questions: Sequence[str], environment: Mapping[str, str] | None = None
) -> dict[str, float]:
    """Index a folder of reports that has no index, change a report of middle size and index again, then ask.

    The folder is written to: hand in a copy of one that is to stay as it is. Each question is asked once.
    """
    index = wenda("index", str(folder), "--json")
    built = run_measured(index, environment)
    index_bytes = folder_bytes(folder / ".wenda-index")
    change_one(folder)
    again = run_measured(index, environment)
    served = _serve(folder, questions, environment)
    cold = [_cold_ask(folder, question, environment) for question in questions[:_COLD_ASKS]]
    return {
        **{key: served.pop(key) for key in ("documents", "passages", "text_bytes")},
        "index_cpu_s": round(built.cpu_s, 2),
        "index_wall_s": round(built.wall_s, 2),
        "index_peak_mb": round(built.peak_mb, 1),
        "index_bytes": index_bytes,
        "reindex_one_s": round(again.wall_s, 2),
        **served,
        "cold_ask_s": round(statistics.median(usage.wall_s for usage in cold), 2),
        "cold_ask_mb": round(max(usage.peak_mb for usage in cold), 1),
    }


def wenda(*arguments: str) -> list[str]:
    """The command ``wenda`` of this environment.

    >>> wenda("ask", "谁负责")[1:]
    ['-m', 'bot', 'ask', '谁负责']
    """
    return [sys.executable, "-m", "bot", *arguments]


def change_one(folder: Path) -> None:
    """Add a line to the plain text of middle size."""
    texts = sorted(folder.rglob("*.txt"), key=lambda path: (path.stat().st_size, path))
    with texts[len(texts) // 2].open("a", encoding="utf-8") as file:
        file.write("\n本报告已经更新。\n")


def _serve(folder: Path, questions: Sequence[str], environment: Mapping[str, str] | None) -> dict[str, float]:
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", suffix=".txt") as file:
        file.write("\n".join(questions))
        file.flush()
        command = [sys.executable, "-m", "benchmarks.serving", str(folder), file.name]
        served: dict[str, float] = json.loads(run_measured(command, environment).output)
    return served


def _cold_ask(folder: Path, question: str, environment: Mapping[str, str] | None) -> ProcessUsage:
    return run_measured(wenda("--library", str(folder), "ask", "--json", question), environment)
