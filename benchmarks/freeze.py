"""Freeze of replies and rankings, which shows that a change of structure changes no reply.

``python -m benchmarks.freeze OUT`` writes JSON lines into the folder OUT: the replies to the project's own gold
questions, without times. ``--questions LIBRARY FILE`` adds gold questions over another library, ``--collection
FOLDER`` the ranking of each query of a judged collection. Run it before and after a change: ``diff -r BEFORE AFTER``
must print nothing.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks.collection import load_collection
from benchmarks.gold_sets import GOLD_SETS
from bot.dialogue.reply_json import to_json
from retrieval import Engine, Library
from retrieval.evaluation.gold import load_gold
from retrieval.search.bm25 import PassageRetriever

_ROOT = Path(__file__).parent.parent
_DEPTH = 100


def replies(engine: Engine, questions: Path) -> Iterator[dict[str, Any]]:
    """The reply to each gold question with its marked spans and without its time, and the passages found for it."""
    for gold in load_gold(questions.read_text("utf-8"), questions.name):
        reply = engine.ask(gold.question, gold.history)
        shown = to_json(reply, gold.question, gold.id)
        del shown["elapsed_ms"]
        yield {**shown, "marks": [quote.marks for quote in reply.quotes]}
        yield {"id": gold.id, "found": [(hit.passage.id, hit.score) for hit in engine.search(gold.question)]}


def passages(library: Library) -> Iterator[dict[str, Any]]:
    """The span and the citation of each passage of a library."""
    for passage in library.passages:
        yield {"id": passage.id, "start": passage.start, "end": passage.end, "citation": passage.citation}


def rankings(folder: Path) -> Iterator[dict[str, Any]]:
    """The first hundred passages for each judged query of a collection."""
    collection = load_collection(folder)
    retriever = PassageRetriever(collection.documents)
    for name, text in collection.judged.items():
        found = retriever.search(text, _DEPTH)
        yield {"query": name, "found": [(match.document.id, match.score) for match in found]}


def write_rows(path: Path, rows: Iterable[dict[str, Any]]) -> None:
    """Write rows as JSON lines."""
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit code."""
    options = _parser().parse_args(arguments)
    out: Path = options.out
    out.mkdir(parents=True, exist_ok=True)
    own = [(str(_ROOT / "data" / "reports"), str(_ROOT / "data" / "eval" / f"{name}.jsonl")) for name in GOLD_SETS]
    engines: dict[str, Engine] = {}
    for number, (folder, questions) in enumerate([*own, *options.questions]):
        if folder not in engines:
            library = Library.open(folder)
            engines[folder] = Engine(library)
            write_rows(out / f"{number}-passages.jsonl", passages(library))
        write_rows(out / f"{number}-{Path(questions).stem}.jsonl", replies(engines[folder], Path(questions)))
    for folder in options.collection:
        write_rows(out / f"{folder.name}.jsonl", rankings(folder))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.freeze", description=__doc__)
    parser.add_argument("out", type=Path, metavar="OUT", help="the folder to write into")
    parser.add_argument("--questions", nargs=2, action="append", default=[], metavar=("LIBRARY", "FILE"))
    parser.add_argument("--collection", type=Path, action="append", default=[], metavar="FOLDER")
    return parser


if __name__ == "__main__":
    sys.exit(main())
