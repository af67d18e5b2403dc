"""Speed of the product and its peers on one synthetic corpus: ``python -m benchmarks.speed --passages N``."""

from __future__ import annotations

import argparse
import gc
import json
import sqlite3
import sys
from collections.abc import Callable, Sequence
from time import perf_counter

from benchmarks.command_line import positive
from benchmarks.metrics import percentiles
from benchmarks.peers import PEERS, Search, Words
from benchmarks.synthetic import SyntheticCorpus, make_corpus
from retrieval.text.tokenization import words

Row = dict[str, float | str]


def measure(build: Callable[[Sequence[Words]], Search], corpus: SyntheticCorpus) -> Row:
    """Time the index and each query once. A peer that is not installed is reported as absent; that is no error."""
    try:
        build(corpus.passages[:10])(corpus.queries[0])  # Imports and first compilation are not counted.
        started = perf_counter()
        search = build(corpus.passages)
    except ImportError as error:
        return {"absent": f"not installed: {error.name}"}
    except sqlite3.OperationalError as error:
        return {"absent": str(error)}
    index_s = perf_counter() - started
    search(corpus.queries[0])
    times = []
    for query in corpus.queries:
        started = perf_counter()
        search(query)
        times.append(perf_counter() - started)
    return {"index_s": round(index_s, 3), **percentiles(times)}


def compare(corpus: SyntheticCorpus) -> dict[str, Row]:
    """The figures of each engine."""
    words("预热")  # Loads jieba's dictionary, which is not counted.
    engines: dict[str, Row] = {}
    for name, build in PEERS.items():
        engines[name] = measure(build, corpus)
        gc.collect()
    return engines


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit code."""
    options = _parser().parse_args(arguments)
    engines = compare(make_corpus(options.passages, options.queries, options.seed))
    table = {"passages": options.passages, "queries": options.queries, "seed": options.seed, "engines": engines}
    print(json.dumps(table) if options.json else _as_text(engines))
    return 0


def _as_text(engines: dict[str, Row]) -> str:
    columns = {"index_s": "index s", "query_ms_p50": "p50 ms", "query_ms_p99": "p99 ms"}
    lines = [f"{'engine':16}" + "".join(f"{heading:>10}" for heading in columns.values())]
    for name, row in engines.items():
        cells = f"  absent ({row['absent']})" if "absent" in row else "".join(f"{row[key]:10}" for key in columns)
        lines.append(f"{name:16}{cells}")
    return "\n".join(lines)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed", description=__doc__)
    parser.add_argument("--passages", type=positive, default=10_000, metavar="N", help="default: %(default)s")
    parser.add_argument("--queries", type=positive, default=100, metavar="N", help="default: %(default)s")
    parser.add_argument("--seed", type=int, default=7, metavar="N", help="default: %(default)s")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")
    return parser


if __name__ == "__main__":
    sys.exit(main())
