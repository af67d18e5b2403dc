"""Grouping of questions that ask the same: ``python -m benchmarks.grouping --pairs FILE --purity --speed N``.

Pairs: precision, recall, F1 and accuracy of the product, of edit distance and of bigram Jaccard on the second half of
the file, each at the threshold that is best on the first half; for the product also at the threshold that grouping
uses. Purity: groups of the shipped questions that mix different questions. Speed: time to group synthetic questions.
``--report PAGE`` writes each table that is asked for into its section of a page.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import numpy as np
from rapidfuzz import fuzz

from benchmarks.command_line import positive
from benchmarks.gold_sets import GOLD_SETS, load_gold_set
from benchmarks.pairs import Pair, PairsError, best_threshold, load_pairs, threshold_metrics
from benchmarks.purity import gold_purity, phrasings_purity
from benchmarks.report import figures_section, markdown_table, replace_section
from benchmarks.synthetic_questions import make_questions
from bot.topics.clustering import MIN_SIMILARITY, QuestionClusters
from bot.topics.similarity import QuestionReader, question_similarity
from retrieval import Engine, Library
from retrieval.resources import DATA, LEXICON, read_lexicon
from retrieval.text.gazetteer import parse_places
from retrieval.text.question_text import plain
from retrieval.text.tokenization import plain_words

Table = dict[str, dict[str, float]]


def new_reader() -> QuestionReader:
    """A question reader with the shipped lexicon and places."""
    plain_words("预热")  # Loads jieba's dictionary, which is not counted.
    return QuestionReader(read_lexicon(LEXICON), parse_places((DATA / "places.txt").read_text("utf-8"), "places.txt"))


def edit_similarity(first: str, second: str) -> float:
    """rapidfuzz's edit ratio of the folded questions, 0 to 1."""
    return fuzz.ratio(plain(first), plain(second)) / 100


def bigram_similarity(first: str, second: str) -> float:
    """Jaccard similarity of the character bigrams of the folded questions.

    >>> bigram_similarity("执法记录仪", "执法记录")
    0.75
    """
    ours, theirs = ({text[at : at + 2] for at in range(len(text) - 1)} for text in (plain(first), plain(second)))
    return len(ours & theirs) / len(ours | theirs) if ours | theirs else 1.0


def measure_pairs(pairs: Sequence[Pair], reader: QuestionReader) -> Table:
    """Each similarity measure on the second half of the pairs, at its best threshold on the first half."""
    similarities: dict[str, Callable[[str, str], float]] = {
        "wenda": lambda first, second: question_similarity(reader.read(first), reader.read(second)),
        "edit distance": edit_similarity,
        "bigram jaccard": bigram_similarity,
    }
    half = len(pairs) // 2
    same = [pair.same for pair in pairs]
    table: Table = {}
    for name, similarity in similarities.items():
        scores = [similarity(pair.first, pair.second) for pair in pairs]
        table[name] = threshold_metrics(scores[half:], same[half:], best_threshold(scores[:half], same[:half]))
        if name == "wenda":
            table["wenda, as shipped"] = threshold_metrics(scores[half:], same[half:], MIN_SIMILARITY)
    return table


def measure_purity() -> Table:
    """Purity of the groups of the shipped questions, as the real engine answers them."""
    engine = Engine(Library.open(DATA / "reports"))
    golds = {name: load_gold_set(name) for name in GOLD_SETS}
    golds["together"] = [gold for name in GOLD_SETS for gold in golds[name]]
    table = {name: gold_purity(engine, golds[name]) for name in golds}
    return table | {"phrasings": phrasings_purity(engine, [p for p in engine.parts.known.phrasings if not p.own_words])}


def measure_speed(count: int, seed: int, reader: QuestionReader) -> dict[str, float]:
    """Seconds to group synthetic questions one by one, and to restore the groups from their rows."""
    questions = make_questions(count, seed)
    groups, times = QuestionClusters(reader), []
    cpu = process_time()
    for question in questions:
        started = perf_counter()
        groups.add(question)
        times.append(perf_counter() - started)
    cpu = process_time() - cpu
    rows = list(groups)
    started = perf_counter()
    QuestionClusters.restore(reader, rows)
    restore_s = perf_counter() - started
    return {
        "questions": count,
        "groups": len(groups),
        "seconds": round(sum(times), 2),
        "cpu_s": round(cpu, 2),
        "questions_per_s": round(count / sum(times), 1),
        "add_ms_p50": round(float(np.percentile(times, 50)) * 1000, 3),
        "add_ms_p99": round(float(np.percentile(times, 99)) * 1000, 3),
        "restore_s": round(restore_s, 2),
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit code."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if not (options.pairs or options.purity or options.speed):
        parser.error("wanted at least one of --pairs, --purity and --speed")
    found: dict[str, Any] = {}
    try:
        if options.pairs:
            found["pairs"] = measure_pairs(load_pairs(options.pairs), new_reader())
    except PairsError as error:
        print(f"benchmarks.grouping: {error}", file=sys.stderr)
        return 1
    if options.purity:
        found["purity"] = measure_purity()
    if options.speed:
        found["speed"] = {"made questions": measure_speed(options.speed, options.seed, new_reader())}
    print(json.dumps(found, ensure_ascii=False) if options.json else "\n\n".join(map(_as_text, found.values())))
    if options.report:
        for name, table in found.items():
            replace_section(options.report, f"grouping-{name}", _as_markdown(name, table))
    return 0


def _as_markdown(name: str, table: Table) -> str:
    """The section of a page, with the command that made it."""
    if name == "speed":
        (figures,) = table.values()
        return figures_section(f"python -m benchmarks.grouping --speed {figures['questions']}", figures)
    columns = list(dict.fromkeys(figure for row in table.values() for figure in row))
    rows = [[way, *(str(row.get(figure, "–")) for figure in columns)] for way, row in table.items()]
    return markdown_table(["", *columns], rows)


def _as_text(table: Table) -> str:
    return "\n".join(
        f"{name:18}" + "  ".join(f"{figure} {value}" for figure, value in row.items()) for name, row in table.items()
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.grouping", description=__doc__)
    parser.add_argument("--pairs", type=Path, metavar="FILE", help="question, question and 0 or 1 between tabs")
    parser.add_argument("--purity", action="store_true", help="group the shipped questions by the real engine")
    parser.add_argument("--speed", type=positive, metavar="N", help="group N synthetic questions")
    parser.add_argument("--seed", type=int, default=7, metavar="N", help="of synthetic questions; default: %(default)s")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of tables")
    parser.add_argument("--report", type=Path, metavar="FILE", help="write each table into its section of a page")
    return parser


if __name__ == "__main__":
    sys.exit(main())
