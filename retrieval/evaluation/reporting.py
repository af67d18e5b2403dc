"""Reporting: the tables that an evaluation shows, and what fell below the figures accepted before."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from retrieval.evaluation.grading import GradedReply, QualityTotals, by_kind
from retrieval.evaluation.recall import RecallFigures
from retrieval.models import WendaError

# How far a figure may fall before an evaluation fails: one or two questions of some hundred.
_ALLOWED = {
    "accuracy": 1.0,
    "false_answers": 3.0,
    "false_refusals": 1.0,
    "short_exact": 3.0,
    "short_precision": 2.0,
    "parts_stated": 3.0,
    "unfaithful": 0.0,
}
_HIGHER_IS_BETTER = frozenset({"accuracy", "short_exact", "short_precision", "parts_stated"})
_FIGURES = (
    "accuracy",
    "false_answers",
    "false_refusals",
    "short_exact",
    "short_precision",
    "short_given",
    "parts_stated",
    "unfaithful",
    "median_quote",
    "median_ms",
)
_NONE = "–"


def compare(name: str, found: QualityTotals, accepted: Mapping[str, Any]) -> list[str]:
    """Compare a set's figures with the accepted ones: a sentence for each that fell by more than is allowed.

    >>> poor = QualityTotals(100, 80.0, 5.0, 0.0, 90.0, 95.0, 40, None, 0, 50.0, 2.0)
    >>> compare("blind", poor, {"blind": {"accuracy": 90.0}})
    ['blind: accuracy is 80.0, accepted was 90.0, allowed is 1.0']
    """
    fallen = []
    for figure, before in accepted.get(name, {}).items():
        now = getattr(found, figure)
        if now is None:
            continue
        worse = before - now if figure in _HIGHER_IS_BETTER else now - before
        if worse > _ALLOWED[figure]:
            fallen.append(f"{name}: {figure} is {now}, accepted was {before}, allowed is {_ALLOWED[figure]}")
    return fallen


def accepted_figures(text: str, name: str) -> dict[str, dict[str, float]]:
    """Parse the accepted figures of each set. Raises `WendaError` for a file of another form."""
    try:
        stored = json.loads(text)
        return {str(key): {figure: float(figures[figure]) for figure in figures} for key, figures in stored.items()}
    except (ValueError, AttributeError, TypeError) as error:
        raise WendaError(f"{name}: wanted an object of sets with their figures: {error}") from error


def to_accept(found: QualityTotals) -> dict[str, float]:
    """The figures of a run that later runs are compared with."""
    return {figure: value for figure, value in asdict(found).items() if figure in _ALLOWED and value is not None}


def kinds_table(runs: Mapping[str, Sequence[GradedReply]]) -> str:
    """Accuracy by kind of question, one column for each set."""
    columns = [
        {kind: f"{accuracy:.1f} ({count})" for kind, (count, accuracy) in by_kind(run).items()} for run in runs.values()
    ]
    rows = [[kind, *(column.get(kind, "") for column in columns)] for kind in sorted(set().union(*columns))]
    return table(["kind", *runs], rows)


def totals_table(found: Mapping[str, QualityTotals]) -> str:
    """The figures of several runs, one row for each."""
    rows = [[name, str(t.questions), *(_shown(getattr(t, figure)) for figure in _FIGURES)] for name, t in found.items()]
    return table(["", "questions", *(figure.replace("_", " ") for figure in _FIGURES)], rows)


def _shown(figure: float | None) -> str:
    return _NONE if figure is None else str(figure)


def recall_table(found: Mapping[str, RecallFigures]) -> str:
    """The recall of the first stage in several sets, one row for each.

    >>> print(recall_table({"blind": RecallFigures(8, {50: 75.0}, 100.0)}))
    |  | questions | recall@50 | recall@50 with known |
    |---|---|---|---|
    | blind | 8 | 75.0 | 100.0 |
    """
    figures = {name: each.to_json() for name, each in found.items()}
    head = dict.fromkeys(name for row in figures.values() for name in row)
    rows = [[name, str(found[name].questions), *map(str, row.values())] for name, row in figures.items()]
    return table(["", "questions", *(name.replace("_", " ") for name in head)], rows)


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table.

    >>> print(table(["a", "b"], [["1", "2"]]))
    | a | b |
    |---|---|
    | 1 | 2 |
    """
    lines = [f"| {' | '.join(head)} |", "|" + "---|" * len(head)]
    return "\n".join(lines + [f"| {' | '.join(row)} |" for row in rows])


def failures_table(run: Sequence[GradedReply]) -> str:
    """Every question that lost points, with the reason."""
    rows = []
    for graded in run:
        if graded.points < 1 or graded.short_right is False or graded.given_right is False:
            wanted = graded.gold.answer or "；".join(filter(None, graded.gold.answers))
            why = graded.why or f"short answer {graded.reply.short!r}, wanted {wanted!r}"
            asked = " / ".join((*graded.gold.history, graded.gold.question)).replace("|", "\\|")
            rows.append([graded.gold.id, asked, f"{graded.points:g}", why.replace("|", "\\|")])
    return table(["id", "question", "points", "why"], rows)
