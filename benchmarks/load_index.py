"""Time to build and to load an index: ``python -m benchmarks.load_index --passages N``.

The corpus is a folder of reports, copied with different digits until it has enough passages. Lengths, headings and
vocabulary are therefore those of real documents.
"""

from __future__ import annotations

import argparse
import gc
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

from retrieval import Engine, Library
from retrieval.corpus.builder import build
from retrieval.corpus.storage import HIDDEN
from retrieval.resources import DATA
from retrieval.text.normalization import fold
from retrieval.text.tokenization import words

_RUNS = 3


def write_copies(reports: Sequence[str], folder: Path, passages: int, passages_each: int) -> None:
    """Write copies of the reports with different digits until there are enough passages."""
    for copy in range(-(-passages // passages_each)):
        digits = str.maketrans("0123456789", "".join(str((digit + copy) % 10) for digit in range(10)))
        for at, text in enumerate(reports):
            (folder / f"{copy:03}-{at:03}.txt").write_text(text.translate(digits), "utf-8")


def measure(source: Path, passages: int) -> dict[str, float]:
    """Seconds to build an index, to build it again without a change, and to load it (best of three)."""
    library = Library.open(source)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_copies([report.text for report in library.reports], folder, passages, len(library.passages))
        built = build(folder)
        again = build(folder)
        opened, ready = zip(*(_load(folder / HIDDEN) for _ in range(_RUNS)), strict=True)
        return {
            "reports": built.reports,
            "passages": built.passages,
            "build_s": round(built.seconds, 3),
            "unchanged_s": round(again.seconds, 3),
            "open_s": round(min(opened), 3),
            "ready_s": round(min(ready), 3),
            "megabytes": round(sum(path.stat().st_size for path in (folder / HIDDEN).rglob("*")) / 1e6, 1),
        }


def _load(index: Path) -> tuple[float, float]:
    """Seconds until the library is open, and until an engine over it is ready."""
    gc.collect()
    started = perf_counter()
    library = Library.open(index)
    opened = perf_counter() - started
    Engine(library)
    return opened, perf_counter() - started


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load_index", description=__doc__)
    parser.add_argument("--passages", type=int, default=10_000, metavar="N", help="default: %(default)s")
    parser.add_argument("--reports", type=Path, default=DATA / "reports", metavar="DIR", help="default: %(default)s")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of lines")
    options = parser.parse_args(arguments)
    words(fold("预热"))  # Loads the dictionaries, as a running service has done.
    figures = measure(options.reports, options.passages)
    print(json.dumps(figures) if options.json else "\n".join(f"{name:12}{value}" for name, value in figures.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
