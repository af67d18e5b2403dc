"""Libraries that nobody prepared: ``python -m benchmarks.unprepared FOLDER QUESTIONS... [--report docs/quality.md]``.

The documents that a set of gold questions is on are taken from a folder of many into one of their own, indexed there,
and asked. Such a question names in ``spans`` the file and the offsets of what answers instead of its words: the
documents are other people's and are not part of the project. A quote is right only if it is of the right file.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from benchmarks.command_line import add_library_arguments
from benchmarks.report import markdown_table, replace_section
from benchmarks.unprepared_ablation import library_variants
from retrieval import Engine, Library
from retrieval.evaluation import grading
from retrieval.evaluation.gold import GoldQuestion, load_gold
from retrieval.models import Outcome, Reply

_COMPARE, _COMPARED, _LAY = "compare", 4, "lay"
_ABLATED = ("accuracy", "false_answers", "short_precision", "short_given", "median_ms")
_LIBRARY_COLUMNS = ("accuracy", "false_answers", "false_refusals", "short_precision", "short_given", "median_ms")


@dataclass(frozen=True, slots=True)
class UnpreparedResult:
    """What a set of questions found in its library; points from 0 to 100 by kind, with the number of questions."""

    totals: Mapping[str, Any]
    kinds: Mapping[str, tuple[int, float]]
    right_document: float
    replies: Sequence[grading.GradedReply]


def files_of(questions: Path) -> list[str]:
    """The documents that the questions of a file name, each once."""
    rows = [json.loads(line) for line in questions.read_text("utf-8").splitlines() if line.strip()]
    named = [*(row.get("doc") for row in rows), *(each for row in rows for each in row.get("docs") or ())]
    named += [file for row in rows for file, _, _ in row.get("spans") or ()]
    return sorted({each for each in named if each})


def library_of(folder: Path, questions: Path, work: Path) -> Library:
    """The library of the documents that the questions of a file name, indexed in a folder of its own."""
    own = work / questions.stem
    own.mkdir(parents=True, exist_ok=True)
    for file in files_of(questions):
        if not (own / file).exists():
            shutil.copyfile(folder / file, own / file)
    return Library.open(own)


def gold_of(questions: Path, library: Library) -> tuple[list[GoldQuestion], list[tuple[str, ...]]]:
    """The questions with the words that answer them, and the files that hold these."""
    texts = {each.report.file: each.report.text for each in library.loaded_reports}
    golds, files = [], []
    for line in filter(str.strip, questions.read_text("utf-8").splitlines()):
        row = json.loads(line)
        spans = row.pop("spans", [])
        row["quotes"] = [texts[file][start:end] for file, start, end in spans]
        golds += load_gold(json.dumps(row), questions.name)
        files.append(tuple(file for file, _, _ in spans))
    return golds, files


def ask(engine: Engine, library: Library, gold: GoldQuestion, files: Sequence[str]) -> grading.GradedReply:
    """The graded reply to a question; where ``files`` answer it, words and figures of another document are wrong."""
    graded = grading.grade(gold, engine.ask(gold.question, gold.history))
    if not files:
        return graded
    quoted = _quoted(library, graded.reply)
    is_right = bool(set(quoted[:1]) & set(files))
    points = _of_both(graded, quoted, files) if gold.kind == _COMPARE else graded.points if is_right else 0.0
    wrong = graded.given_right and not is_right
    return replace(graded, points=points, given_right=False if wrong else graded.given_right)


def measure(library: Library, questions: Path, engine: Engine | None = None) -> UnpreparedResult:
    """Ask the questions of a file, and grade the replies; ``engine`` is another one than that of the library."""
    engine = engine or Engine(library)
    asked = list(zip(*gold_of(questions, library), strict=True))
    run = [ask(engine, library, gold, files) for gold, files in asked]
    first = [(_quoted(library, each.reply)[:1], files) for each, (_, files) in zip(run, asked, strict=True) if files]
    right = [quoted[0] in files for quoted, files in first if quoted]
    return UnpreparedResult(
        asdict(grading.totals(engine, run)), grading.by_kind(run), round(100 * sum(right) / max(len(right), 1), 1), run
    )


def _quoted(library: Library, reply: Reply) -> list[str]:
    """The files of the quotes of a reply, in order."""
    return [library.report_of(quote.passage).file for quote in reply.quotes]


def _of_both(graded: grading.GradedReply, quoted: Sequence[str], files: Sequence[str]) -> float:
    """The points of a comparison: whole where each of the two documents is quoted, half for one of them."""
    share = len(set(files) & set(quoted[:_COMPARED])) / len(set(files))
    return 1.0 if share == 1 and graded.reply.outcome is Outcome.ANSWER else 0.5 if share else 0.0


def tables(results: Mapping[str, UnpreparedResult]) -> str:
    """The figures of some sets, and their accuracy by kind."""
    heads = ["", "questions", *(name.replace("_", " ") for name in _LIBRARY_COLUMNS), "right document first"]
    rows = [
        [
            name,
            str(each.totals["questions"]),
            *(str(each.totals[column]) for column in _LIBRARY_COLUMNS),
            str(each.right_document),
        ]
        for name, each in results.items()
    ]
    by_kind: dict[str, list[str]] = defaultdict(list)
    for each in results.values():
        for kind in sorted({kind for other in results.values() for kind in other.kinds}):
            asked, points = each.kinds.get(kind, (0, 0.0))
            by_kind[kind].append(f"{points} ({asked})" if asked else "–")
    kinds = [[kind, *cells] for kind, cells in by_kind.items()]
    return f"{markdown_table(heads, rows)}\n\n{markdown_table(['kind', *results], kinds)}"


def ablation(library: Library, questions: Path) -> str:
    """What is lost without each ingredient on the questions of a file."""
    rows = []
    for name, engine in library_variants(library):
        found = measure(library, questions, engine)
        lay = found.kinds.get(_LAY, (0, 0.0))[1]
        rows.append([name, *(str(found.totals[column]) for column in _ABLATED), str(lay), str(found.right_document)])
    heads = ["without", *(name.replace("_", " ") for name in _ABLATED), "everyday words", "right document first"]
    return markdown_table(heads, rows)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_library_arguments(parser)
    parser.add_argument("--show", type=Path, help="file for what fell short, JSON lines")
    parser.add_argument("--ablation", nargs="*", default=(), help="sets to ask without each ingredient in turn: blind")
    parser.add_argument("--report", type=Path, help="page to write the tables into")
    options = parser.parse_args(arguments)
    results, ablations = {}, []
    with tempfile.TemporaryDirectory() as temporary:
        for questions in options.questions:
            library = library_of(options.folder, questions, options.work or Path(temporary))
            results[questions.stem] = measure(library, questions)
            if questions.stem in options.ablation:
                ablations.append(f"*{questions.stem}*\n\n{ablation(library, questions)}")
    found = tables(results)
    print(found)
    if options.show:
        options.show.write_text("".join(_shown(results)), "utf-8")
    if options.report:
        replace_section(options.report, "unprepared", found)
    if ablations:
        without = "\n\n".join(ablations)
        print(without)
        if options.report:
            replace_section(options.report, "unprepared-ablation", without)
    return 0


def _shown(results: Mapping[str, UnpreparedResult]) -> list[str]:
    return [
        json.dumps(
            {
                "set": name,
                "id": each.gold.id,
                "kind": each.gold.kind,
                "question": each.gold.question,
                "points": each.points,
                "why": each.why,
                "short": each.reply.short,
                "right": each.given_right,
                "wanted": each.gold.answer,
                "outcome": each.reply.outcome.value,
                "quotes": [quote.text for quote in each.reply.quotes[:2]],
                "gold": each.gold.quotes[:1],
            },
            ensure_ascii=False,
        )
        + "\n"
        for name, result in results.items()
        for each in result.replies
    ]


if __name__ == "__main__":
    sys.exit(main())
