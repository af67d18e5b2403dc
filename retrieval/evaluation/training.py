"""Fit the gate: ``python -m retrieval.evaluation.training [LIBRARY] [GATE.json]``.

The cases are made from what stands beside the reports, never from question sets:

- each phrasing, asked while the bank forgets it: the report answers;
- each gap, asked while the bank forgets it: the report does not answer;
- phrasings asked while the report has lost the sentence that answers them, and the bank their fact.

The model is a logistic regression with ridge penalty, by Newton's method; its figures are deterministic.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.answering.answerability import AnswerabilityClassifier, GapVocabulary, LogisticModel
from retrieval.corpus.library import Library
from retrieval.engine import Engine
from retrieval.evaluation.ablation import without_annotations
from retrieval.models import WendaError
from retrieval.question.known_questions import KnownQuestionIndex
from retrieval.resources import DATA

_RIDGE = 100.0
# Every so many phrasings is asked with its sentence gone: about as many as there are gaps.
_DELETE_EVERY = 2
_THRESHOLD, _BARE_THRESHOLD = 0.35, 0.35
_RAREST = 2


def count_asks(bank: KnownQuestionIndex) -> GapVocabulary:
    """How often each token stands in gaps and in phrasings; tokens seen once tell nothing."""
    gaps = Counter(token for known in bank.ask_sets[bank.asked :] for token in known)
    asked = Counter(token for known in bank.ask_sets[: bank.asked] for token in known)
    kept = sorted(token for token in gaps.keys() | asked.keys() if gaps[token] + asked[token] >= _RAREST)
    return GapVocabulary({t: gaps[t] for t in kept if gaps[t]}, {t: asked[t] for t in kept if asked[t]},
                len(bank.questions) - bank.asked, bank.asked)  # fmt: skip


Case = tuple[dict[str, float], int]


def known_cases(engine: Engine) -> Iterator[Case]:
    """Features and label (1: the report answers) of every made case, with the bank."""
    bank, nothing = engine.bank, np.zeros(len(engine.bank.questions), dtype=bool)
    for at, question in enumerate(bank.questions):
        mask = nothing.copy()
        mask[at] = True
        own = 1 if at < bank.asked else -1
        yield from _case(engine, question, mask, [], own, int(at < bank.asked))
        if at < bank.asked and at % _DELETE_EVERY == 0:
            lost = bank.sentence_of_fact[bank.fact_of[at]]
            mask = np.concatenate([bank.sentence_of[: bank.asked] == lost, nothing[bank.asked :]])
            yield from _case(engine, question, mask, [int(lost)], own, 0)


def bare_cases(engine: Engine, bank: KnownQuestionIndex) -> Iterator[Case]:
    """The same questions put to an engine that has no bank; one that finds another sentence makes no case."""
    for at, question in enumerate(bank.questions):
        answered = at < bank.asked
        lost = int(bank.sentence_of_fact[bank.fact_of[at]]) if answered else -1
        evidence = engine.gather(engine.analyse(question))
        if evidence.order and (not answered or evidence.order[0] == lost):
            yield engine.look(evidence, None, 1 if answered else -1), int(answered)
        if answered and at % _DELETE_EVERY == 0:
            yield from _case(engine, question, None, [lost], 1, 0)


def _case(engine: Engine, question: str, mask: NDArray[np.bool_] | None, dead: list[int], own: int,
          label: int) -> Iterator[Case]:  # fmt: skip
    evidence = engine.gather(engine.analyse(question), mask, dead)
    if evidence.order:
        yield engine.look(evidence, mask, own), label


def fit(library: Library) -> AnswerabilityClassifier:
    """A gate fitted to the cases made of a library's content; in each model both sides weigh the same."""
    empty = np.zeros(0)
    unfitted = LogisticModel((), empty, empty, empty, 0.0, 0.0)
    bank = Engine(library, AnswerabilityClassifier(unfitted, unfitted, GapVocabulary({}, {}, 0, 0))).bank
    unfitted_gate = AnswerabilityClassifier(unfitted, unfitted, count_asks(bank))
    return AnswerabilityClassifier(
        _model(list(known_cases(Engine(library, unfitted_gate))), _THRESHOLD),
        _model(list(bare_cases(Engine(without_annotations(library), unfitted_gate), bank)), _BARE_THRESHOLD),
        unfitted_gate.asks,
    )


def _model(made: list[Case], threshold: float) -> LogisticModel:
    if {label for _, label in made} != {0, 1}:
        raise WendaError("wanted phrasings and gaps beside the reports to fit a gate on, found none of one of them")
    names = tuple(made[0][0])
    x = np.array([[values[name] for name in names] for values, _ in made])
    y = np.array([label for _, label in made], dtype=float)
    mean, scale = x.mean(axis=0), np.maximum(x.std(axis=0), 1e-6)
    return LogisticModel(names, mean, scale, *logistic_regression((x - mean) / scale, y), threshold)


def logistic_regression(x: NDArray[np.float64], y: NDArray[np.float64]) -> tuple[NDArray[np.float64], float]:
    """Ridge-penalised logistic regression with balanced classes, by Newton's method: weights and bias.

    >>> weights, bias = logistic_regression(np.array([[-1.0], [1.0]] * 50), np.array([0.0, 1.0] * 50))
    >>> bool(weights[0] > 0), abs(round(bias, 6))
    (True, 0.0)
    """
    design = np.hstack([x, np.ones((len(x), 1))])
    balance = np.where(y == 1, len(y) / (2 * y.sum()), len(y) / (2 * (len(y) - y.sum())))
    penalty = np.diag([_RIDGE] * x.shape[1] + [0.0])
    beta = np.zeros(design.shape[1])
    for _ in range(30):
        p = 1 / (1 + np.exp(-design @ beta))
        gradient = design.T @ (balance * (p - y)) + penalty @ beta
        hessian = design.T @ (design * (balance * p * (1 - p))[:, None]) + penalty
        step = np.linalg.solve(hessian, gradient)
        beta -= step
        if np.abs(step).max() < 1e-8:
            break
    return beta[:-1], float(beta[-1])


def main(arguments: list[str]) -> None:
    """Fit on a library (default: the report in ``data/reports``) and write the gate (default: ``data/gate.json``)."""
    try:
        library = Library.open(arguments[0] if arguments else DATA / "reports")
        fit(library).save(Path(arguments[1]) if len(arguments) > 1 else DATA / "gate.json")
    except WendaError as error:
        sys.exit(f"retrieval.evaluation.training: {error}")


if __name__ == "__main__":
    main(sys.argv[1:])
