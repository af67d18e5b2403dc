"""Serving a library, measured in a process of its own: ``python -m benchmarks.serving LIBRARY QUESTIONS``.

QUESTIONS is a file with one question a line. Each is asked once, in order, of an engine that was just opened.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

from benchmarks.measuring import own_memory, percentile_ms
from retrieval import Engine, Library


def measure(folder: Path, questions: Sequence[str]) -> dict[str, float]:
    """Open the library, ask the questions, and count what the library holds."""
    started = perf_counter()
    library = Library.open(folder)
    engine = Engine(library)
    opened = perf_counter() - started
    seconds = []
    for question in questions:
        started = perf_counter()
        engine.ask(question)
        seconds.append(perf_counter() - started)
    memory = own_memory()
    first, rest = seconds[0], seconds[1:] or seconds
    return {
        "documents": len(library.catalog),
        "passages": len(library.passages),
        "text_bytes": _text_bytes(library),
        "open_ms": round(opened * 1000, 1),
        "first_ms": round(first * 1000, 1),
        "ask_ms_p50": percentile_ms(rest, 50),
        "ask_ms_p99": percentile_ms(rest, 99),
        "ask_ms_max": percentile_ms(seconds, 100),
        "serving_mb": memory.private_mb,
        "serving_resident_mb": memory.resident_mb,
    }


def _text_bytes(library: Library) -> int:
    texts = (library.passages.report(file).text for file in library.catalog.metadata)
    return sum(len(text.encode("utf-8", "surrogatepass")) for text in texts)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the figures as one JSON object."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.serving", description=__doc__)
    parser.add_argument("library", type=Path)
    parser.add_argument("questions", type=Path)
    options = parser.parse_args(arguments)
    print(json.dumps(measure(options.library, options.questions.read_text("utf-8").splitlines())))


if __name__ == "__main__":
    main()
