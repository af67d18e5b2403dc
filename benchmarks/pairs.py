"""Pairs of questions, labelled as asking the same or not, and the metrics of a similarity measure on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.models import WendaError

Scores = Sequence[float]


class PairsError(WendaError):
    """File of pairs that cannot be used."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two questions and whether they ask the same."""

    first: str
    second: str
    same: bool


def load_pairs(path: Path) -> list[Pair]:
    """Read tab-separated lines of two questions and 0 or 1. Raises `PairsError` with the number of a bad line."""
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise PairsError(f"{path}: wanted a text file in UTF-8, found: {error}") from error
    found = []
    for number, line in enumerate(lines, 1):
        parts = line.split("\t")
        if len(parts) != 3 or parts[2].strip() not in ("0", "1"):
            raise PairsError(f"{path}:{number}: wanted question, question and 0 or 1 between tabs, found {line[:40]!r}")
        found.append(Pair(parts[0], parts[1], parts[2].strip() == "1"))
    halves = found[: len(found) // 2], found[len(found) // 2 :]
    if not all(any(pair.same for pair in half) for half in halves):
        raise PairsError(f"{path}: wanted a pair that asks the same in each half, found {len(found)} pairs")
    return found


def best_threshold(scores: Scores, same: Sequence[bool]) -> float:
    """The threshold with the highest F1; of several, the highest threshold.

    >>> best_threshold([0.9, 0.8, 0.3, 0.1], [True, True, False, True])
    0.1
    """
    values, right = np.asarray(scores, dtype=float), np.asarray(same, dtype=bool)
    order = np.argsort(-values, kind="stable")
    hits, positives = np.cumsum(right[order]), np.arange(1, len(values) + 1)
    f1 = 2 * hits / (positives + right.sum())
    # A threshold cannot separate equal scores.
    last: NDArray[np.bool_] = np.append(values[order][1:] != values[order][:-1], True)
    return float(values[order][int(np.argmax(np.where(last, f1, -1.0)))])


def threshold_metrics(scores: Scores, same: Sequence[bool], threshold: float) -> dict[str, float]:
    """Precision, recall, F1 and accuracy where scores from ``threshold`` on count as the same.

    >>> threshold_metrics([0.9, 0.8, 0.3, 0.1], [True, False, True, False], 0.8)
    {'threshold': 0.8, 'precision': 0.5, 'recall': 0.5, 'f1': 0.5, 'accuracy': 0.5}
    """
    predicted, actual = np.asarray(scores, dtype=float) >= threshold, np.asarray(same, dtype=bool)
    hits, relevant, found = int((predicted & actual).sum()), int(actual.sum()), int(predicted.sum())
    metrics = {
        "threshold": threshold,
        "precision": hits / found if found else 0.0,
        "recall": hits / relevant if relevant else 0.0,
        "f1": 2 * hits / (relevant + found) if relevant + found else 0.0,
        "accuracy": float((predicted == actual).mean()),
    }
    return {name: round(value, 4) for name, value in metrics.items()}
