"""Measure the gate of staff answers: ``python -m benchmarks.curating [--pairs FILE] [--json]``.

Facts of the shipped report get a staff answer each, known by one of their phrasings, or all facts by all of theirs.
What else is asked must find the right one or none: other phrasings of the same fact, phrasings of other facts,
questions that the report does not answer (its gaps), and the gold questions. Courtesies must not matter. On pairs of
questions that people wrote, how many of those that ask the same meet. And what a match costs among 1,000 answers.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import sys
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import TYPE_CHECKING

from benchmarks.grouping import new_reader
from benchmarks.pairs import PairsError, load_pairs
from bot.curation.answer_matcher import GATE, CuratedAnswerMatcher, WordingIndex, closeness
from bot.curation.curated_answers import CitedSpan, add, approve
from bot.storage.database import DatabaseWorker
from bot.storage.migrations import MIGRATIONS
from bot.topics.similarity import QuestionReader
from retrieval import Engine, Library
from retrieval.evaluation.gold import load_gold
from retrieval.models import Span
from retrieval.resources import DATA
from retrieval.text.normalization import fold

if TYPE_CHECKING:
    from sqlite_utils import Database

_SETS = ("development", "blind", "sealed")
_DRAWS, _FACTS = 5, 100
_POLITE = ("请问{}？", "您好，我想问一下{}啊", "我想知道{}", "麻烦问一下，{}呢？谢谢")
Figures = dict[str, float]
Facts = Mapping[Span, Sequence[str]]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=Path, help="question TAB question TAB 0 or 1, a line a pair")
    parser.add_argument("--json", action="store_true", help="print JSON")
    options = parser.parse_args(arguments)
    library = Library.open(DATA / "reports")
    engine = Engine(library)
    reader = QuestionReader(library.lexicon, engine.gazetteer)
    found = {"one phrasing of 100 facts": sparse(library, reader), "all phrasings of all facts": dense(library, reader)}
    if options.pairs:
        try:
            found["pairs"] = pairs(options.pairs)
        except PairsError as error:
            print(error, file=sys.stderr)
            return 1
    found["speed"] = speed(library, engine)
    print(json.dumps(found) if options.json else "\n".join(f"{name}: {figures}" for name, figures in found.items()))
    return 0


def facts_of(library: Library) -> dict[Span, list[str]]:
    """The facts of the shipped report with their phrasings; facts that overlap are one."""
    found: list[tuple[Span, list[str]]] = []
    for phrasing in sorted(library.shelves[0].phrasings, key=lambda phrasing: phrasing.span):
        if phrasing.own_words:
            continue
        (start, end), asked = phrasing.span, [phrasing.question]
        if found and start < found[-1][0][1]:
            (start, before), earlier = found.pop()
            end, asked = max(end, before), [*earlier, *asked]
        found.append(((start, end), asked))
    return dict(found)


def sparse(library: Library, reader: QuestionReader, draws: int = _DRAWS) -> Figures:
    """Some facts, each with one phrasing; the mean of several draws."""
    facts = facts_of(library)
    found = []
    for seed in range(draws):
        draw = random.Random(seed)
        chosen = {span: [draw.choice(facts[span])] for span in draw.sample(sorted(facts), _FACTS)}
        found.append(_asked(library, reader, chosen, facts))
    return {name: round(statistics.fmean(figures[name] for figures in found), 5) for name in found[0]}


def dense(library: Library, reader: QuestionReader) -> Figures:
    """Every fact with all its phrasings; what is asked are gaps and gold questions."""
    facts = facts_of(library)
    return _asked(library, reader, facts, {})


def _asked(library: Library, reader: QuestionReader, curated: Facts, others: Facts) -> Figures:
    spans = list(curated)
    known = WordingIndex((at, reader.read(question)) for at, span in enumerate(spans) for question in curated[span])
    same, wrong = [], []
    for span, questions in others.items():
        for question in set(questions) - set(curated.get(span, ())):
            found = known.find(reader.read(question))
            if span in curated:
                same.append(found is not None and spans[found] == span)
            wrong.append(found is not None and spans[found] != span)
    asked_so = [(at, frame.format(q)) for at, span in enumerate(spans) for q in curated[span] for frame in _POLITE]
    polite = [known.find(reader.read(question)) == at for at, question in asked_so]
    strange = [known.find(reader.read(gap.question)) is not None for gap in library.shelves[0].gaps]
    gold = _gold(library, reader, known, spans)
    figures = {"recall": _share(same), "other phrasings": _share(wrong)} if others else {}
    return {
        **figures,
        "polite": _share(polite),
        "gaps": _share(strange),
        "gold": _share(gold),
        "all": _share([*wrong, *strange, *gold]),
    }


def _share(which: Sequence[bool]) -> float:
    return round(sum(which) / len(which), 5)


def _gold(library: Library, reader: QuestionReader, known: WordingIndex, spans: Sequence[Span]) -> list[bool]:
    """For each gold question whether it got an answer that its gold sentences do not bear out."""
    text, wrong = library.reports[0].text, []
    for name in _SETS:
        for gold in load_gold((DATA / "eval" / f"{name}.jsonl").read_text("utf-8"), name):
            found = known.find(reader.read(gold.question, gold.history))
            fact = fold(text[slice(*spans[found])]) if found is not None else ""
            right = any(fold(quote) in fact or fact in fold(quote) for quote in gold.quotes)
            wrong.append(found is not None and not right)
    return wrong


def pairs(path: Path) -> Figures:
    """On the second half of a file of pairs: how many that ask the same meet, and how many of those that meet do."""
    every = load_pairs(path)
    held = every[len(every) // 2 :]
    reader = new_reader()
    met = [closeness(reader.read(pair.first), reader.read(pair.second)) >= GATE for pair in held]
    hits = sum(pair.same for pair, one in zip(held, met, strict=True) if one)
    recall, precision = hits / sum(pair.same for pair in held), hits / sum(met)
    return {"pairs": len(held), "recall": round(recall, 3), "precision": round(precision, 3)}


def speed(library: Library, engine: Engine, count: int = 1000) -> Figures:
    """Milliseconds for a question that finds its answer and for one that does not, and to take up a change."""
    questions = [phrasing.question for phrasing in library.shelves[0].phrasings][: 2 * count]
    gaps = [gap.question for gap in library.shelves[0].gaps]
    with TemporaryDirectory() as folder:
        store = DatabaseWorker(Path(folder) / "curated.db", "wenda", MIGRATIONS)
        for at in range(count):
            store.write(partial(_put, library=library, at=at, questions=questions[at::count]))
        matcher = CuratedAnswerMatcher(
            store, lambda: library, lambda: QuestionReader(library.lexicon, engine.gazetteer)
        )
        first = _milliseconds(matcher, questions[:1])
        times = _milliseconds(matcher, [*questions[:count], *gaps])
        store.write(partial(_put, library=library, at=count, questions=["问"]))
        changed = _milliseconds(matcher, questions[:1])
        store.close()
    ordered = sorted(times)
    return {
        "answers": count,
        "p50": round(statistics.median(times), 3),
        "p99": round(ordered[len(ordered) * 99 // 100], 3),
        "start": round(first[0], 1),
        "change": round(changed[0], 1),
    }


def _put(db: Database, library: Library, at: int, questions: Iterable[str]) -> None:
    cited = CitedSpan.of(library.passages[at % len(library.passages)])
    approve(db, add(db, f"答复{at}", [cited], list(questions), "one"), "other", library)


def _milliseconds(matcher: CuratedAnswerMatcher, questions: Iterable[str]) -> list[float]:
    times = []
    for question in questions:
        started = perf_counter()
        matcher.answer(question)
        times.append((perf_counter() - started) * 1000)
    return times


if __name__ == "__main__":
    sys.exit(main())
