"""Matching of questions to staff answers: ``python -m benchmarks.answer_matching [--pairs FILE] [--report PAGE]``.

Facts of the shipped report get a staff answer each, under one of their phrasings or under all of them. Other
questions must find the right answer or none: further phrasings of the same fact, phrasings of other facts, questions
that the report does not answer (its gaps), and the gold questions. Courtesies must make no difference. On pairs of
questions by other authors: recall and precision. Speed: the time of a match among 1,000 answers.
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

from benchmarks.gold_sets import GOLD_SETS, load_gold_set
from benchmarks.grouping import new_reader
from benchmarks.pairs import PairsError, load_pairs
from benchmarks.report import markdown_table, replace_section
from bot.curation.answer_matcher import MIN_SIMILARITY, CuratedAnswerMatcher, WordingIndex, match_score
from bot.curation.curated_answers import CitedSpan, add, approve
from bot.storage.database import DatabaseWorker
from bot.storage.migrations import MIGRATIONS
from bot.topics.similarity import QuestionReader
from retrieval import Engine, Library
from retrieval.models import Span
from retrieval.resources import DATA
from retrieval.text.normalization import fold

if TYPE_CHECKING:
    from sqlite_utils import Database

_DRAWS, _FACTS = 5, 100
_COLUMNS = {
    "polite": "courtesies around a known wording",
    "gaps": "false matches of gaps",
    "gold": "of gold questions",
    "other phrasings": "of other phrasings",
}
_POLITE = ("请问{}？", "您好，我想问一下{}啊", "我想知道{}", "麻烦问一下，{}呢？谢谢")
Figures = dict[str, float]
Facts = Mapping[Span, Sequence[str]]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=Path, help="question TAB question TAB 0 or 1, a line a pair")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--report", type=Path, help="page to write the table of matches into")
    options = parser.parse_args(arguments)
    try:
        judged = {"pairs": measure_pairs(options.pairs)} if options.pairs else {}
    except PairsError as error:
        print(error, file=sys.stderr)
        return 1
    library = Library.open(DATA / "reports")
    engine = Engine(library)
    reader = QuestionReader(library.lexicon, library.gazetteer)
    found = {
        "one phrasing of 100 facts": measure_one_phrasing(library, reader),
        "all phrasings of all facts": measure_all_phrasings(library, reader),
    }
    if options.report:
        replace_section(options.report, "staff-answers", table(found))
    found |= judged
    found["speed"] = measure_speed(library, engine)
    print(json.dumps(found) if options.json else "\n".join(f"{name}: {figures}" for name, figures in found.items()))
    return 0


def table(found: Mapping[str, Figures]) -> str:
    """The shares of right and false matches, by what is known.

    >>> print(table({"all": {"polite": 0.98151, "gaps": 0.0, "gold": 0.0}}))
    | known by | courtesies around a known wording | false matches of gaps | of gold questions | of other phrasings |
    |---|---:|---:|---:|---:|
    | all | 0.982 | 0.000 | 0.000 | – |
    """
    rows = [
        [name, *(f"{figures[column]:.3f}" if column in figures else "–" for column in _COLUMNS)]
        for name, figures in found.items()
    ]
    return markdown_table(["known by", *_COLUMNS.values()], rows)


def facts_of(library: Library) -> dict[Span, list[str]]:
    """The facts of the shipped report with their phrasings; overlapping facts count as one."""
    found: list[tuple[Span, list[str]]] = []
    for phrasing in sorted(library.loaded_reports[0].phrasings, key=lambda phrasing: phrasing.span):
        if phrasing.own_words:
            continue
        (start, end), questions = phrasing.span, [phrasing.question]
        if found and start < found[-1][0][1]:
            (start, before), earlier = found.pop()
            end, questions = max(end, before), [*earlier, *questions]
        found.append(((start, end), questions))
    return dict(found)


def measure_one_phrasing(library: Library, reader: QuestionReader, draws: int = _DRAWS) -> Figures:
    """Figures for a random sample of facts with one phrasing each; the mean of several draws."""
    facts = facts_of(library)
    found = []
    for seed in range(draws):
        draw = random.Random(seed)
        chosen = {span: [draw.choice(facts[span])] for span in draw.sample(sorted(facts), _FACTS)}
        found.append(_measure(library, reader, chosen, facts))
    return {name: round(statistics.fmean(figures[name] for figures in found), 5) for name in found[0]}


def measure_all_phrasings(library: Library, reader: QuestionReader) -> Figures:
    """Figures for all facts with all their phrasings; the test questions are gaps and gold questions."""
    facts = facts_of(library)
    return _measure(library, reader, facts, {})


def _measure(library: Library, reader: QuestionReader, curated: Facts, others: Facts) -> Figures:
    """Put the phrasings of ``others``, gaps and gold questions to answers for the facts ``curated``."""
    spans = list(curated)
    index = WordingIndex((at, reader.read(question)) for at, span in enumerate(spans) for question in curated[span])
    same, wrong = [], []
    for span, questions in others.items():
        for question in set(questions) - set(curated.get(span, ())):
            found = index.find(reader.read(question))
            if span in curated:
                same.append(found is not None and spans[found] == span)
            wrong.append(found is not None and spans[found] != span)
    polite_forms = [(at, frame.format(q)) for at, span in enumerate(spans) for q in curated[span] for frame in _POLITE]
    polite = [index.find(reader.read(question)) == at for at, question in polite_forms]
    gaps = [index.find(reader.read(gap.question)) is not None for gap in library.loaded_reports[0].gaps]
    gold = _wrong_gold_answers(library, reader, index, spans)
    figures = {"recall": _share(same), "other phrasings": _share(wrong)} if others else {}
    return {
        **figures,
        "polite": _share(polite),
        "gaps": _share(gaps),
        "gold": _share(gold),
        "all": _share([*wrong, *gaps, *gold]),
    }


def _share(flags: Sequence[bool]) -> float:
    return round(sum(flags) / len(flags), 5)


def _wrong_gold_answers(
    library: Library, reader: QuestionReader, index: WordingIndex, spans: Sequence[Span]
) -> list[bool]:
    """For each gold question whether it found an answer that its gold sentences do not support."""
    text, wrong = library.reports[0].text, []
    for name in GOLD_SETS:
        for gold in load_gold_set(name):
            found = index.find(reader.read(gold.question, gold.history))
            fact = fold(text[slice(*spans[found])]) if found is not None else ""
            right = any(fold(quote) in fact or fact in fold(quote) for quote in gold.quotes)
            wrong.append(found is not None and not right)
    return wrong


def measure_pairs(path: Path) -> Figures:
    """Recall and precision of the matcher's threshold on the second half of a file of pairs."""
    pairs = load_pairs(path)
    test_pairs = pairs[len(pairs) // 2 :]
    reader = new_reader()
    matches = [match_score(reader.read(pair.first), reader.read(pair.second)) >= MIN_SIMILARITY for pair in test_pairs]
    hits = sum(pair.same for pair, match in zip(test_pairs, matches, strict=True) if match)
    recall, precision = hits / sum(pair.same for pair in test_pairs), hits / sum(matches)
    return {"pairs": len(test_pairs), "recall": round(recall, 3), "precision": round(precision, 3)}


def measure_speed(library: Library, engine: Engine, count: int = 1000) -> Figures:
    """Milliseconds for a match among ``count`` answers, for the first match, and for the first after a change."""
    questions = [phrasing.question for phrasing in library.loaded_reports[0].phrasings][: 2 * count]
    gaps = [gap.question for gap in library.loaded_reports[0].gaps]
    with TemporaryDirectory() as folder:
        store = DatabaseWorker(Path(folder) / "curated.db", "wenda", MIGRATIONS)
        for at in range(count):
            store.write(partial(_add_answer, library=library, at=at, questions=questions[at::count]))
        matcher = CuratedAnswerMatcher(
            store, lambda: library, lambda: QuestionReader(library.lexicon, library.gazetteer)
        )
        first = _milliseconds(matcher, questions[:1])
        times = _milliseconds(matcher, [*questions[:count], *gaps])
        store.write(partial(_add_answer, library=library, at=count, questions=["问"]))
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


def _add_answer(db: Database, library: Library, at: int, questions: Iterable[str]) -> None:
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
