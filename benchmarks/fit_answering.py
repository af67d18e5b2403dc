"""Fits whether the first of some reranked sentences answers: a part of `benchmarks.fit_ranking`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.report import markdown_table
from retrieval.evaluation.regression import logistic_regression
from retrieval.scoring.logistic_model import LogisticModel
from retrieval.scoring.reranking.answer_model import AnswerModel

_RIDGE = 30.0
# Chosen by the files that were fitted on, each asked with models of the others. The first is the threshold of the
# classifier, which the probabilities are held against.
_RIGHT, _STATED = 0.35, 0.8


@dataclass(frozen=True, slots=True)
class AnswerCase:
    """What tells of the first sentence for a question, whether it answers, and whether any does."""

    features: Mapping[str, float]
    right: bool
    stated: bool


def fit_answering(cases: Sequence[AnswerCase]) -> AnswerModel:
    """Both regressions over all features."""
    names = tuple(cases[0].features)
    values = np.array([[case.features[name] for name in names] for case in cases])
    mean, scale = values.mean(axis=0), values.std(axis=0)
    scale[scale == 0] = 1.0

    def model(holds: Sequence[bool], threshold: float) -> LogisticModel:
        weights, bias = logistic_regression((values - mean) / scale, np.array(holds, float), _RIDGE, balanced=False)
        return LogisticModel(names, mean, scale, weights, bias, threshold)

    right, stated = [case.right for case in cases], [case.stated for case in cases]
    return AnswerModel(model(right, _RIGHT), model(stated, _STATED))


def curve(told: Mapping[str, Sequence[AnswerCase]], models: Mapping[str, AnswerModel], last: AnswerModel) -> str:
    """For each file how well both models tell: areas under the curve, and what is answered at the thresholds."""
    rows = []
    for name, cases in told.items():
        model = models.get(name, last)
        right = [model.right.probability(case.features) for case in cases]
        stated = [model.stated.probability(case.features) for case in cases]
        answered = [model.probability(case.features) >= _RIGHT for case in cases]
        given = [case for case, is_answered in zip(cases, answered, strict=True) if is_answered]
        lacking = [is_answered for case, is_answered in zip(cases, answered, strict=True) if not case.stated]
        rows.append(
            [
                name,
                _area([p for p, case in zip(right, cases, strict=True) if case.right],
                      [p for p, case in zip(right, cases, strict=True) if not case.right]),
                _area([p for p, case in zip(stated, cases, strict=True) if case.right],
                      [p for p, case in zip(stated, cases, strict=True) if not case.stated]),
                f"{len(given)} of {len(cases)}",
                _percent([case.right for case in given if case.stated]),
                _percent(lacking),
            ]
        )  # fmt: skip
    head = ["", "right from wrong", "right from unanswerable", "answered", "of these right", "false answers"]
    return markdown_table(head, rows)


def _area(above: Sequence[float], below: Sequence[float]) -> str:
    """The area under the curve: how often one of the first is above one of the second."""
    if not above or not below:
        return "–"
    difference = np.array(above)[:, None] - np.array(below)
    return f"{float(((difference > 0) + (difference == 0) / 2).mean()):.3f}"


def _percent(holds: Sequence[bool]) -> str:
    return f"{100 * sum(holds) / len(holds):.1f}" if holds else "–"
