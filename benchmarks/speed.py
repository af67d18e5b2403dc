"""Speed of the product and its peers on one synthetic corpus: ``python -m benchmarks.speed [--passages N ...]``.

Each engine gets the same words and the same queries and runs in a process of its own. The queries are asked in rounds,
a few of every engine in turn, so that other load on the machine falls on all alike.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from benchmarks.agreement import overlap, same_order
from benchmarks.command_line import positive
from benchmarks.engine_process import EngineFailedError, EngineProcess
from benchmarks.metrics import percentiles
from benchmarks.peers import PEERS, PRODUCT, Hits, Words
from benchmarks.report import replace_section
from benchmarks.speed_tables import as_markdown, as_text, plot
from benchmarks.synthetic import PassageFile, SyntheticCorpus

SIZES = (1_000, 10_000, 100_000)
_ROUND = 10
_LONGEST_S = 30.0
_RATIOS = ("index_s", "index_bytes", "memory_mb", "query_ms_p50", "query_ms_p99")

Row = dict[str, Any]
Table = dict[str, Any]


class Contestant:
    """An engine's row of the table while it is measured."""

    def __init__(self, name: str, passages: PassageFile, folder: Path) -> None:
        """``folder`` is where it may keep its index."""
        self.name, self._passages, self._folder = name, passages, folder
        folder.mkdir()
        self._process: EngineProcess | None = None
        self.row: Row = {}
        self.seconds: list[float] = []
        self.hits: list[Hits] = []

    def prepare(self, stack: ExitStack, warm_up: Sequence[Words]) -> None:
        """Build, open, and ask queries that do not count. An index on disk is opened by another process."""
        try:
            process = stack.enter_context(EngineProcess(self.name, self._passages, self._folder))
            self.row |= process.ask("build")
            if PEERS[self.name].open:
                process.close()
                process = stack.enter_context(EngineProcess(self.name, self._passages, self._folder))
            self.row |= process.ask("open")
            process.ask("search", queries=warm_up)
            self._process = process
        except EngineFailedError as error:
            self.row = {"absent": str(error)}

    def answer(self, queries: Sequence[Words]) -> None:
        """Search, unless the queries so far have taken too long."""
        if self._process is None or sum(self.seconds) > _LONGEST_S:
            return
        try:
            found = self._process.ask("search", queries=queries)
        except EngineFailedError as error:
            self._process, self.row = None, {"absent": str(error)}
            return
        self.seconds += found["seconds"]
        self.hits += found["hits"]
        self.row |= {"memory_mb": found["memory_mb"], "queries": len(self.seconds), **percentiles(self.seconds)}


def compare(corpus: SyntheticCorpus, queries: int, names: Sequence[str]) -> dict[str, Row]:
    """The figures of each engine, and how they relate to the product's."""
    asked = corpus.queries(queries)
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        passages = PassageFile.write(Path(folder) / "passages.txt", corpus)
        contestants = [Contestant(name, passages, Path(folder) / name) for name in names]
        for each in contestants:
            each.prepare(stack, corpus.queries(_ROUND + 1))
        for turn, start in enumerate(range(0, queries, _ROUND)):
            first = turn % len(contestants)  # Not always the same engine follows another.
            for each in contestants[first:] + contestants[:first]:
                each.answer(asked[start : start + _ROUND])
    product = next((each for each in contestants if each.name == PRODUCT), None)
    if product and product.hits:
        for each in contestants:
            each.row |= _relation(each, product)
    return {each.name: each.row for each in contestants}


def _relation(other: Contestant, product: Contestant) -> Row:
    """Ratios to the product, and the agreement of the hits: of scores where the formula is the same."""
    if not other.hits:
        return {}
    pairs = list(zip(other.hits, product.hits, strict=False))
    agreement = {"overlap": round(sum(overlap(found, wanted) for found, wanted in pairs) / len(pairs), 3)}
    if PEERS[other.name].same_formula:
        agreement["same_order"] = round(sum(same_order(found, wanted) for found, wanted in pairs) / len(pairs), 3)
    ratios = {f"{key}_ratio": round(other.row[key] / product.row[key], 3) for key in _RATIOS if product.row[key] > 0}
    return agreement | ratios


def measure(sizes: Sequence[int], queries: int, seed: int, names: Sequence[str]) -> Iterator[Table]:
    """A table for each number of passages."""
    for size in sizes:
        engines = compare(SyntheticCorpus(size, seed), queries, names)
        yield {"passages": size, "queries": queries, "seed": seed, "engines": engines}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit code."""
    options = _parser().parse_args(arguments)
    tables = []
    for table in measure(options.passages, options.queries, options.seed, options.engines):
        print(json.dumps(table) if options.json else as_text(table), flush=True)
        tables.append(table)
    if options.plot:
        plot(tables, options.plot)
    if options.report:
        replace_section(options.report, "speed", as_markdown(tables, options.plot))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed", description=__doc__)
    parser.add_argument(
        "--passages", type=positive, nargs="+", default=SIZES, metavar="N", help="default: 1000 10000 100000"
    )
    parser.add_argument("--queries", type=positive, default=200, metavar="N", help="default: %(default)s")
    parser.add_argument("--seed", type=int, default=7, metavar="N", help="default: %(default)s")
    parser.add_argument("--engines", nargs="+", choices=PEERS, default=list(PEERS), metavar="NAME", help="default: all")
    parser.add_argument("--json", action="store_true", help="one JSON object for each size instead of a table")
    parser.add_argument("--plot", type=Path, metavar="FILE", help="draw the median times (.svg or .png)")
    parser.add_argument("--report", type=Path, metavar="FILE", help="write the tables into their section of a page")
    return parser


if __name__ == "__main__":
    sys.exit(main())
