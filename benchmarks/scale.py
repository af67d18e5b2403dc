"""A made library of any size, indexed and asked: ``python -m benchmarks.scale --passages N [--json]``.

The figures of `benchmarks.library` for reports that `benchmarks.made_library` writes, the time of the first stage, both
also without the extra that compiles the scoring, and the product's BM25 beside tantivy's over the same words, as
`benchmarks.speed` measures them. Every measurement is a process of its own.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks import library
from benchmarks.command_line import positive
from benchmarks.hidden_module import hiding
from benchmarks.processes import run
from benchmarks.report import machine, markdown_table, replace_section

# What hiding it leaves is the product without its extra.
_COMPILER = "numba"
_ENGINES = {"wenda-postings": "bm25_ms_p50", "wenda-postings-numpy": "bm25_numpy_ms_p50", "tantivy": "tantivy_ms_p50"}

Figures = dict[str, Any]


def measure(passages: int, work: Path, questions: int = 400, seed: int = 7) -> Figures:
    """All figures of a library that is made within the empty folder ``work``.

    Raises RuntimeError, with the last line that it wrote, where a process fails.
    """
    made = work / "made"
    made.mkdir()
    size = ("--passages", str(passages), "--seed", str(seed))
    _python(os.environ, "benchmarks.made_library", str(made), *size)
    figures: Figures = dict(library.measure(made, work, questions, seed).figures)
    served = ("benchmarks.library_serving", str(work / "library"), str(work / "questions.json"))
    figures |= _first_stage(json.loads(_python(os.environ, *served)))
    without = os.environ | hiding(_COMPILER, work / "without")
    return figures | {"without_extra": _serving(json.loads(_python(without, *served)))} | _bm25(size)


def _serving(served: Mapping[str, Any]) -> Figures:
    figures = {name: round(value, 3) for name, value in library.serving_figures(served).items()}
    return figures | _first_stage(served)


def _first_stage(served: Mapping[str, Any]) -> Figures:
    times = served["first_stage_ms"] or [0.0]
    return {
        "serving_own_mb": round(served["serving_own_mb"], 3),
        "first_stage_ms_p50": round(statistics.median(times), 3),
        "first_stage_ms_max": round(max(times), 3),
    }


def _bm25(size: Sequence[str]) -> Figures:
    """Median times of BM25 over the words of a synthetic corpus of the same size; None for an engine that is absent."""
    found = json.loads(_python(os.environ, "benchmarks.speed", *size, "--engines", *_ENGINES, "--json"))["engines"]
    figures = {key: found[name].get("query_ms_p50") for name, key in _ENGINES.items()}
    peer = figures["tantivy_ms_p50"]
    ratios = {key: round(figures[key] / peer, 3) if peer else None for key in ("bm25_ms_p50", "bm25_numpy_ms_p50")}
    return figures | {f"{key.removesuffix('_ms_p50')}_to_tantivy": ratio for key, ratio in ratios.items()}


def _python(environment: Mapping[str, str], module: str, *arguments: str) -> str:
    return run([sys.executable, "-m", module, *arguments], environment).output


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit code."""
    options = _parser().parse_args(arguments)
    with tempfile.TemporaryDirectory(dir=options.work) as work:
        try:
            figures = measure(options.passages, Path(work), options.questions, options.seed)
        except RuntimeError as error:
            print(f"benchmarks.scale: {error}", file=sys.stderr)
            return 1
    print(json.dumps(figures) if options.json else as_text(figures))
    if options.report:
        replace_section(options.report, "scale", as_markdown(options.passages, figures))
    return 0


def as_text(figures: Figures) -> str:
    """One figure a line; that without the extra beside it, where there is one."""
    return "\n".join(f"{name:24}" + "".join(f"{cell:>16}" for cell in cells) for name, *cells in _rows(figures))


def as_markdown(passages: int, figures: Figures) -> str:
    """The section of ``docs/performance.md``, with the command that made it."""
    table = markdown_table(("figure", "with the extra", "without"), _rows(figures))
    return f"`python -m benchmarks.scale --passages {passages}` on {machine()}.\n\n{table}"


def _rows(figures: Figures) -> list[list[str]]:
    without = figures["without_extra"]
    return [
        [name, _number(value), _number(without[name]) if name in without else ""]
        for name, value in figures.items()
        if name != "without_extra"
    ]


def _number(value: float | None) -> str:
    return "absent" if value is None else f"{value:,.3f}".rstrip("0").rstrip(".")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=__doc__)
    parser.add_argument("--passages", type=positive, default=10_000, metavar="N", help="default: %(default)s")
    parser.add_argument("--questions", type=positive, default=400, metavar="N", help="default: %(default)s")
    parser.add_argument("--seed", type=int, default=7, metavar="N", help="default: %(default)s")
    parser.add_argument("--work", type=Path, metavar="DIR", help="where it is made; default: the system's own place")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of lines")
    parser.add_argument("--report", type=Path, metavar="FILE", help="write the figures into their section of a page")
    return parser


if __name__ == "__main__":
    sys.exit(main())
