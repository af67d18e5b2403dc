"""What use teaches, and what drafts are worth: ``python -m benchmarks.lessons_of_use --report docs/staff.md``.

Gold questions of some sets are taught to the shipped report as if staff had pointed to their sentences; another set is
asked before and after. Then the report gets the drafts of `wenda suggest`, approved unread. Without ``--prepared`` the
report has no phrasings and gaps of its own, with it nothing is drafted. ``--report`` writes the tables into the page.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from benchmarks.gold_sets import load_gold_set
from benchmarks.report import markdown_table, replace_section
from retrieval import Engine, Library
from retrieval.corpus.sources.annotations import parse_gaps, parse_phrasings
from retrieval.drafting.draft_file import approved, gaps_file, phrasings_file
from retrieval.drafting.report_drafts import ReportDrafter
from retrieval.evaluation.ablation import without_annotations
from retrieval.evaluation.gold import GoldQuestion
from retrieval.evaluation.grading import evaluate, totals
from retrieval.models import Lesson
from retrieval.question.attributes import read_attributes
from retrieval.resources import DATA

# The sets that are taught, and the one that is asked.
_TAUGHT = (
    (("development",), "blind"),
    (("blind",), "development"),
    (("challenge", "blind"), "development"),
    (("challenge", "development"), "blind"),
    (("development", "blind"), "challenge"),
    (("development", "blind"), "challenge-third"),
)
_DRAFTED = ("development", "blind")
_DRAFTS = "drafts"
_ARROW = " -> "
_COMPARED = ("accuracy", "false answers")
Figures = dict[str, float]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--prepared", action="store_true", help="keep the report's own phrasings and gaps")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--report", type=Path, help="page to write the tables into")
    options = parser.parse_args(arguments)
    shipped = Library.open(DATA / "reports")
    library = shipped if options.prepared else without_annotations(shipped)
    lessons = dict(measure_lessons(library))
    drafts = {} if options.prepared else measure_drafts(library)
    found = lessons | drafts
    print(json.dumps(found) if options.json else "\n".join(f"{name}: {figures}" for name, figures in found.items()))
    if options.report:
        replace_section(options.report, "lessons-prepared" if options.prepared else "lessons", table(lessons))
        if drafts:
            replace_section(options.report, _DRAFTS, table(drafts))
    return 0


def table(found: Mapping[str, Figures]) -> str:
    """The figures of each set that is asked, before and after, and of what it was asked after.

    >>> figures = {f"{name} before": 80.0 for name in _COMPARED} | dict.fromkeys(_COMPARED, 82.5)
    >>> print(table({"development -> blind": {"lessons": 94, **figures}}))
    | with | asked | lessons | accuracy | false answers |
    |---|---:|---:|---:|---:|
    | development | blind | 94 | 80.0 → 82.5 | 80.0 → 82.5 |
    """
    rows = []
    for name, figures in found.items():
        counts = [count for count in figures if count in ("lessons", "phrasings", "gaps")]
        changes = [f"{figures[f'{figure} before']} → {figures[figure]}" for figure in _COMPARED]
        rows.append([*name.split(_ARROW), *(f"{figures[count]:,}" for count in counts), *changes])
    return markdown_table(["with", "asked", *counts, *_COMPARED], rows)


def measure_lessons(library: Library) -> Iterator[tuple[str, Figures]]:
    """The figures of each set that is asked, before and after others were taught."""
    for taught, asked in _TAUGHT:
        golds = load_gold_set(asked)
        lessons = [each for name in taught for each in lessons_of(library, load_gold_set(name))]
        after = _figures(Engine(library.with_lessons(lessons)), golds)
        yield f"{' and '.join(taught)}{_ARROW}{asked}", {"lessons": len(lessons), **_before(library, golds), **after}


def lessons_of(library: Library, golds: Iterable[GoldQuestion]) -> Iterator[Lesson]:
    """The gold questions that stand alone and have an answer, tied to it."""
    for gold in golds:
        quote = gold.quotes[0] if gold.quotes and not gold.history else ""
        passage = next((each for each in library.passages if quote in each.text), None) if quote else None
        if passage:
            start = passage.start + passage.text.index(quote)
            yield Lesson(gold.question, "", passage.id, (start, start + len(quote)))


def measure_drafts(library: Library) -> dict[str, Figures]:
    """The figures of the sets before and after all drafts for the report were approved unread."""
    (loaded,) = library.loaded_reports
    drafts = ReportDrafter.of(library.lexicon, read_attributes()).drafts(loaded)
    phrasings = parse_phrasings(approved(phrasings_file("", drafts.facts)), "drafts", loaded.report)
    gaps = parse_gaps(approved(gaps_file("", drafts.gaps, "")), "drafts", loaded.report)
    engine = Engine(library.with_reports([replace(loaded, phrasings=tuple(phrasings), gaps=tuple(gaps))]))
    counts = {"phrasings": len(phrasings), "gaps": len(gaps)}
    golds = {name: load_gold_set(name) for name in _DRAFTED}
    return {
        f"{_DRAFTS}{_ARROW}{name}": counts | _before(library, asked) | _figures(engine, asked)
        for name, asked in golds.items()
    }


def _before(library: Library, golds: Sequence[GoldQuestion]) -> Figures:
    return {f"{name} before": value for name, value in _figures(Engine(library), golds).items()}


def _figures(engine: Engine, golds: Sequence[GoldQuestion]) -> Figures:
    found = totals(engine, evaluate(engine, golds))
    return {"accuracy": found.accuracy, "false answers": found.false_answers, "short exact": found.short_exact}


if __name__ == "__main__":
    sys.exit(main())
