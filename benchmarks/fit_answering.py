"""Fits whether the first of some reranked sentences answers: a part of `benchmarks.fit_ranking`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

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
    """Both regressions over all features. Raises IndexError where there is no case."""
    names = tuple(cases[0].features)
    values = np.array([[case.features[name] for name in names] for case in cases])
    mean, scale = values.mean(axis=0), values.std(axis=0)
    scale[scale == 0] = 1.0

    def model(holds: Sequence[bool], threshold: float) -> LogisticModel:
        weights, bias = logistic_regression((values - mean) / scale, np.array(holds, float), _RIDGE, balanced=False)
        return LogisticModel(names, mean, scale, weights, bias, threshold)

    right, stated = [case.right for case in cases], [case.stated for case in cases]
    return AnswerModel(model(right, _RIGHT), model(stated, _STATED))


def answering_table(
    told: Mapping[str, Sequence[AnswerCase]], models: Mapping[str, AnswerModel], last: AnswerModel
) -> str:
    """For each file how well both models tell: areas under the curve, and what is answered at the thresholds."""
    rows = []
    for name, cases in told.items():
        model = models.get(name, last)
        right, stated, probability = (
            np.array([each.probability(case.features) for case in cases]) for each in (model.right, model.stated, model)
        )
        is_right, is_stated = np.array([(case.right, case.stated) for case in cases], bool).T
        answered = probability >= _RIGHT
        rows.append(
            [
                name,
                _auc(right[is_right], right[~is_right]),
                _auc(stated[is_right], stated[~is_stated]),
                f"{answered.sum()} of {len(cases)}",
                _percent(is_right[answered & is_stated]),
                _percent(answered[~is_stated]),
            ]
        )
    head = ["", "right from wrong", "right from unanswerable", "answered", "of these right", "false answers"]
    return markdown_table(head, rows)


def _auc(above: NDArray[np.float64], below: NDArray[np.float64]) -> str:
    """The area under the curve: how often one of the first is above one of the second; a dash where there are none."""
    if not len(above) or not len(below):
        return "–"
    difference = above[:, None] - below
    return f"{float(((difference > 0) + (difference == 0) / 2).mean()):.3f}"


def _percent(holds: NDArray[np.bool_]) -> str:
    return f"{100 * holds.mean():.1f}" if len(holds) else "–"
