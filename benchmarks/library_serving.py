"""One process that serves a library: ``python -m benchmarks.library_serving LIBRARY QUESTIONS``.

Opens the library, a folder or one on a cluster, asks every question of a JSON file once, and prints a JSON object with
the times and the memory. Nothing is asked beforehand: what is loaded or built at first use is in the time of the
question that needs it first.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks.memory import own_memory
from retrieval import Engine, Library
from retrieval.search.retriever import Query
from retrieval.search.syntax import parse_query

LOOK_UP = "look-up"
_HITS = 10
# As many passages as answering takes.
_CANDIDATES = 200


def serve(library: str, questions: list[dict[str, str]]) -> dict[str, Any]:
    """Milliseconds to open and for each question, the memory after the last one, and milliseconds for the first stage.

    ``serving_mb`` is what no other process shares, pages of mapped files included; ``serving_own_mb`` is what no file
    backs. The first stage is timed by itself, when all questions have been asked.
    """
    started = time.perf_counter()
    engine = Engine(opened(library))
    open_ms = (time.perf_counter() - started) * 1000
    times = []
    for question in questions:
        started = time.perf_counter()
        if question["kind"] == LOOK_UP:
            engine.look_up(parse_query(question["text"]), _HITS)
        else:
            engine.ask(question["text"])
        times.append((time.perf_counter() - started) * 1000)
    memory = own_memory()
    return {
        "open_ms": open_ms,
        "ask_ms": times,
        "serving_mb": memory.private_mb,
        "serving_own_mb": memory.own_mb,
        "first_stage_ms": [_first_stage_ms(engine, each["text"]) for each in questions if each["kind"] != LOOK_UP],
    }


def opened(library: str) -> Library:
    """The library of a folder, or of the nodes of a cluster: ``http://node-1:9200,http://node-2:9200#PREFIX``."""
    if not library.startswith("http"):
        return Library.open(library)
    from retrieval.cluster.cluster_index import ClusterIndex
    from retrieval.cluster.cluster_settings import ClusterSettings
    from retrieval.cluster.connection import ClusterConnection

    hosts, _, prefix = library.partition("#")
    connection = ClusterConnection(ClusterSettings(tuple(hosts.split(",")), prefix=prefix, timeout=60))
    return Library.of_index(ClusterIndex.open(connection))


def _first_stage_ms(engine: Engine, text: str) -> float:
    question = engine.parts.analyzer.analyse(text)
    query = Query(question.query, question.expansions, question.context)
    started = time.perf_counter()
    engine.parts.retriever.search(query, k=_CANDIDATES)
    return (time.perf_counter() - started) * 1000


if __name__ == "__main__":
    json.dump(serve(sys.argv[1], json.loads(Path(sys.argv[2]).read_text("utf-8"))), sys.stdout)
