"""What an evaluation shows: tables, what each ingredient adds, the gate's trade-off, what fell below before."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from retrieval.attributes import Attributes
from retrieval.content import Lexicon
from retrieval.engine import Engine
from retrieval.evaluate import Gold, Graded, Totals, by_kind, evaluate, totals
from retrieval.library import Library, Shelf
from retrieval.places import Places
from retrieval.repair import Repair
from retrieval.types import WendaError

# A figure may move this far the wrong way before an evaluation fails: a question or two of some hundred.
_ALLOWED = {"accuracy": 1.0, "false_answers": 3.0, "false_refusals": 1.0, "short_exact": 3.0, "unfaithful": 0.0}
_HIGHER_IS_BETTER = frozenset({"accuracy", "short_exact"})
_THRESHOLDS = tuple(n / 20 for n in range(1, 18))
_COMPARED = ("accuracy", "false_answers", "short_exact", "median_ms")
_FIGURES = ("accuracy", "false_answers", "false_refusals", "short_exact", "unfaithful", "median_quote", "median_ms")


def compare(name: str, found: Totals, accepted: Mapping[str, Any]) -> list[str]:
    """The figures of a set that fell by more than is allowed below the accepted ones, a sentence each.

    >>> poor = Totals(100, 80.0, 5.0, 0.0, 90.0, 0, 50.0, 2.0)
    >>> compare("blind", poor, {"blind": {"accuracy": 90.0}})
    ['blind: accuracy is 80.0, accepted was 90.0, allowed is 1.0']
    """
    fallen = []
    for figure, before in accepted.get(name, {}).items():
        now = getattr(found, figure)
        worse = before - now if figure in _HIGHER_IS_BETTER else now - before
        if worse > _ALLOWED[figure]:
            fallen.append(f"{name}: {figure} is {now}, accepted was {before}, allowed is {_ALLOWED[figure]}")
    return fallen


def accepted_figures(text: str, name: str) -> dict[str, dict[str, float]]:
    """The accepted figures by set. Raises `WendaError` where the file is not that."""
    try:
        stored = json.loads(text)
        return {str(key): {figure: float(figures[figure]) for figure in figures} for key, figures in stored.items()}
    except (ValueError, AttributeError, TypeError) as error:
        raise WendaError(f"{name}: wanted an object of sets with their figures: {error}") from error


def to_accept(found: Totals) -> dict[str, float]:
    """The figures of a run that later runs are held against."""
    return {figure: value for figure, value in asdict(found).items() if figure in _ALLOWED}


def kinds_table(runs: Mapping[str, Sequence[Graded]]) -> str:
    """Accuracy by kind of question, a column a set."""
    kinds = sorted({kind for run in runs.values() for kind in by_kind(run)})
    cells = {name: by_kind(run) for name, run in runs.items()}
    rows = [
        [kind, *(f"{cells[n][kind][1]:.1f} ({cells[n][kind][0]})" if kind in cells[n] else "" for n in runs)]
        for kind in kinds
    ]
    return table(["kind", *runs], rows)


def totals_table(found: Mapping[str, Totals]) -> str:
    """The figures of several runs, a row a run."""
    rows = [[name, str(t.questions), *(f"{getattr(t, figure)}" for figure in _FIGURES)] for name, t in found.items()]
    return table(["", "questions", *(figure.replace("_", " ") for figure in _FIGURES)], rows)


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table.

    >>> print(table(["a", "b"], [["1", "2"]]))
    | a | b |
    |---|---|
    | 1 | 2 |
    """
    lines = [f"| {' | '.join(head)} |", "|" + "---|" * len(head)]
    return "\n".join(lines + [f"| {' | '.join(row)} |" for row in rows])


def failures_table(run: Sequence[Graded]) -> str:
    """Every question that fell short, with why."""
    rows = []
    for graded in run:
        if graded.points < 1 or graded.short_right is False:
            why = graded.why or f"short answer {graded.reply.short!r}, wanted {graded.gold.answer!r}"
            asked = " / ".join((*graded.gold.history, graded.gold.question)).replace("|", "\\|")
            rows.append([graded.gold.id, asked, f"{graded.points:g}", why.replace("|", "\\|")])
    return table(["id", "question", "points", "why"], rows)


def curve(engine: Engine, golds: Sequence[Gold]) -> str:
    """The gate's trade-off: accuracy, false answers and right first answers by threshold."""
    chosen, rows = engine.model, []
    for threshold in _THRESHOLDS:
        engine.model = replace(chosen, threshold=threshold)
        found = totals(engine, evaluate(engine, golds))
        mark = " (used)" if abs(threshold - chosen.threshold) < 1e-9 else ""
        rows.append([f"{threshold:.2f}{mark}", f"{found.accuracy}", f"{found.false_answers}", f"{found.short_exact}"])
    engine.model = chosen
    return table(["threshold", "accuracy", "false answers", "short exact"], rows)


def ablation(library: Library, golds: Sequence[Gold]) -> str:
    """What is lost without each ingredient; the gate stays as fitted but where it has a model for the lack."""
    rows = []
    for name, engine in _variants(library):
        found = totals(engine, evaluate(engine, golds))
        rows.append([name, *(f"{getattr(found, figure)}" for figure in _COMPARED)])
    return table(["without", *(figure.replace("_", " ") for figure in _COMPARED)], rows)


def _variants(library: Library) -> Iterator[tuple[str, Engine]]:
    yield "nothing: the whole engine", Engine(library)
    yield "the lexicon", Engine(replace(library, lexicon=Lexicon()))
    yield "phrasings", Engine(_reshelved(library, lambda shelf: replace(shelf, phrasings=())))
    yield "gaps", Engine(_reshelved(library, lambda shelf: replace(shelf, gaps=())))
    yield "phrasings and gaps", Engine(bare(library))
    changes: dict[str, Callable[[Engine], None]] = {
        "the table of attributes": lambda engine: setattr(engine, "attributes", Attributes({})),
        "places": lambda engine: setattr(engine, "places", Places([], {})),
        "repair of slips": lambda engine: setattr(engine, "repair", Repair([])),
        "the gate": lambda engine: setattr(engine, "model", replace(engine.model, threshold=0.0)),
    }
    for name, change in changes.items():
        engine = Engine(library)
        change(engine)
        yield name, engine
    nothing = Engine(bare(replace(library, lexicon=Lexicon())))
    nothing.model = replace(nothing.model, threshold=0.0)
    yield "lexicon, phrasings, gaps and gate: BM25 of words and n-grams alone", nothing


def bare(library: Library) -> Library:
    """The library without the content that staff wrote beside its reports."""
    return _reshelved(library, lambda shelf: replace(shelf, phrasings=(), gaps=()))


def _reshelved(library: Library, change: Callable[[Shelf], Shelf]) -> Library:
    return replace(library, shelves=tuple(map(change, library.shelves)))
