"""Retrieval quality on a judged collection in BEIR's layout: ``python -m benchmarks.beir FOLDER --json``."""

from __future__ import annotations

import argparse
import json
import logging
import sys
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

import jieba

from benchmarks.collection import Collection, CollectionError, load_collection
from benchmarks.engines import ENGINES
from benchmarks.metrics import evaluate, percentiles
from retrieval.text.normalization import fold
from retrieval.text.tokenization import words

_DEPTH = 100


def measure(collection: Collection, engine: str) -> dict[str, float]:
    """Index a collection, run its judged queries and score the rankings."""
    _warm_up()
    started = perf_counter()
    search = ENGINES[engine](collection.documents)
    index_s = perf_counter() - started
    run, times = {}, []
    for name, text in collection.judged.items():
        started = perf_counter()
        run[name] = search(text, _DEPTH)
        times.append(perf_counter() - started)
    return {**evaluate(run, collection.qrels), "index_s": round(index_s, 3), **percentiles(times)}


def _warm_up() -> None:
    # Loading the dictionaries takes the same time for any collection, so it is not counted as indexing.
    jieba.setLogLevel(logging.WARNING)
    jieba.initialize()
    words(fold("預熱"))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit code."""
    options = _parser().parse_args(arguments)
    try:
        scores = measure(load_collection(options.folder, options.queries, options.qrels), options.engine)
    except CollectionError as error:
        print(f"benchmarks.beir: {error}", file=sys.stderr)
        return 1
    print(json.dumps(scores) if options.json else "\n".join(f"{name:13}{value:9}" for name, value in scores.items()))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.beir", description=__doc__)
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="corpus.jsonl, queries.jsonl and qrels.tsv")
    parser.add_argument("--queries", type=Path, metavar="F", help="questions other than the folder's own")
    parser.add_argument("--qrels", type=Path, metavar="F", help="judgements other than the folder's own")
    parser.add_argument("--engine", choices=ENGINES, default="wenda", help="default: %(default)s")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")
    return parser


if __name__ == "__main__":
    sys.exit(main())
