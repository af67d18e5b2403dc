"""Cost of a real library: ``python -m benchmarks.library DIR``: to index, to open, to ask, in time and memory.

A copy of the folder is indexed, never the folder itself. The command line, the serving process and each cold ``ask``
are processes of their own; the questions are made from the library, see `benchmarks.library_questions`.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import sys
import tempfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.command_line import positive
from benchmarks.processes import FinishedProcess, run
from benchmarks.report import machine, markdown_table, replace_section

_INDEX = ".wenda-index"
_COLD_STARTS = 3
_TEXT_FILES = frozenset({".txt", ".md"})
_ADDITION = "\n\n本段是为测量重建索引所用的时间而添加的。\n"

Figures = dict[str, float]


@dataclass(frozen=True, slots=True)
class MeasuredLibrary:
    """The figures of a library, and the milliseconds of each question by its kind."""

    figures: Figures
    ask_ms: Mapping[str, Sequence[float]]


def measure(source: Path, work: Path, questions: int = 400, seed: int = 7) -> MeasuredLibrary:
    """Index a copy of ``source`` within the empty folder ``work`` and measure it.

    Raises RuntimeError, with the last line that it wrote, where a process fails.
    """
    library = work / "library"
    shutil.copytree(source, library, ignore=shutil.ignore_patterns(_INDEX))
    # An own state folder: asking writes a log.
    python = partial(_python, environment=os.environ | {"WENDA_STATE": str(work / "state"), "TELEGRAM_BOT_TOKEN": ""})
    indexed = python("bot", "index", str(library))
    index_bytes = sum(path.stat().st_size for path in (library / _INDEX).rglob("*") if path.is_file())
    amounts = ("--questions", str(questions), "--seed", str(seed))
    made = json.loads(python("benchmarks.library_questions", str(library), *amounts).output)
    asked = work / "questions.json"
    asked.write_text(json.dumps(made["questions"]), "utf-8")
    served = json.loads(python("benchmarks.library_serving", str(library), str(asked)).output)
    texts = [question["text"] for question in made["questions"][:_COLD_STARTS]]
    cold = [python("bot", "--library", str(library), "ask", "--", text) for text in texts]
    _change_one(library)
    reindexed = python("bot", "index", str(library))
    by_kind = defaultdict(list)
    for question, ms in zip(made["questions"], served["ask_ms"], strict=True):
        by_kind[question["kind"]].append(ms)
    figures = {
        **made["sizes"],
        "index_cpu_s": indexed.cpu_s,
        "index_wall_s": indexed.wall_s,
        "index_peak_mb": indexed.peak_mb,
        "index_bytes": index_bytes,
        "reindex_one_s": reindexed.wall_s,
        **serving_figures(served),
        "cold_ask_s": statistics.median(process.wall_s for process in cold),
        "cold_ask_mb": max(process.peak_mb for process in cold),
    }
    return MeasuredLibrary({name: round(value, 3) for name, value in figures.items()}, by_kind)


def serving_figures(served: Mapping[str, Any]) -> Figures:
    """The figures of a process of `benchmarks.library_serving`."""
    times = served["ask_ms"]
    # The first question is one of them.
    ranks = statistics.quantiles(times, n=100, method="inclusive") if len(times) > 1 else times * 99
    return {
        "open_ms": served["open_ms"],
        "first_ms": times[0],
        "ask_ms_p50": ranks[49],
        "ask_ms_p99": ranks[98],
        "ask_ms_max": max(times),
        "serving_mb": served["serving_mb"],
    }


def _python(module: str, *arguments: str, environment: Mapping[str, str]) -> FinishedProcess:
    return run([sys.executable, "-m", module, *arguments], environment)


def _change_one(library: Path) -> None:
    """Add a sentence to the text file of median size, else a line end to the first report of another format."""
    files = sorted((path for path in library.rglob("*") if path.is_file() and _INDEX not in path.parts), key=_size)
    texts = [path for path in files if path.suffix.lower() in _TEXT_FILES]
    others = [path for path in files if path.suffix.lower() in (".html", ".htm", ".pdf", ".docx")]
    path, added = (texts[len(texts) // 2], _ADDITION) if texts else (others[len(others) // 2], "\n")
    with path.open("a", encoding="utf-8") as file:
        file.write(added)


def _size(path: Path) -> tuple[int, str]:
    return path.stat().st_size, path.name


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.library", description=__doc__)
    parser.add_argument("library", metavar="DIR", type=Path, help="a folder of report files; it is not changed")
    parser.add_argument("--questions", type=positive, default=400, metavar="N", help="default: %(default)s")
    parser.add_argument("--seed", type=int, default=7, metavar="N", help="default: %(default)s")
    parser.add_argument("--work", type=Path, metavar="DIR", help="where the copy is made; default: the system's own")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of lines")
    parser.add_argument("--report", type=Path, metavar="FILE", help="write the figures into their section of a page")
    options = parser.parse_args(arguments)
    if not options.library.is_dir():
        parser.error(f"{options.library}: wanted a folder of reports, found none")
    with tempfile.TemporaryDirectory(dir=options.work) as work:
        try:
            measured = measure(options.library, Path(work), options.questions, options.seed)
        except RuntimeError as error:
            print(f"benchmarks.library: {error}", file=sys.stderr)
            return 1
    print(json.dumps(measured.figures) if options.json else _as_text(measured))
    if options.report:
        replace_section(options.report, "library", _as_markdown(measured, options.questions))
    return 0


def _as_markdown(measured: MeasuredLibrary, questions: int) -> str:
    """The section of ``docs/performance.md``, with the command that made it, but without the folder's own name."""
    rows = [(name, f"{value:,}") for name, value in measured.figures.items()]
    kinds = [
        (kind, str(len(times)), f"{statistics.median(times):.1f}", f"{max(times):.1f}")
        for kind, times in measured.ask_ms.items()
    ]
    return "\n\n".join(
        (
            f"`python -m benchmarks.library DIR --questions {questions}` on {machine()}.",
            markdown_table(("figure", "value"), rows),
            "The questions by their kind:",
            markdown_table(("kind", "questions", "median ms", "slowest ms"), kinds),
        )
    )


def _as_text(measured: MeasuredLibrary) -> str:
    lines = [f"{name:14} {value:>14,}" for name, value in measured.figures.items()]
    for kind, times in measured.ask_ms.items():
        lines.append(f"{kind:14} {statistics.median(times):10.1f} ms at the median, {max(times):.1f} ms at most")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
