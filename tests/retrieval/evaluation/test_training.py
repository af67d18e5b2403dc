"""Fitting the classifier: the regression against cases that can be checked by hand, and a small library twice."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from retrieval import Engine
from retrieval.answering.answerability import AnswerabilityClassifier
from retrieval.answering.short_answers.confidence import CandidateModel, ShortAnswerConfidence
from retrieval.composition import EngineParts
from retrieval.evaluation import short_answer_cases
from retrieval.evaluation.ablation import without_annotations
from retrieval.evaluation.regression import logistic_regression, signed_regression
from retrieval.evaluation.short_answer_cases import ShortAnswerCase
from retrieval.evaluation.training import (
    Case,
    bare_cases,
    confidence_model,
    count_asks,
    fit,
    fit_confidence,
    known_cases,
    main,
)
from retrieval.models import WendaError
from tests.retrieval.invented import HARBOUR, HARBOUR_GAPS, HARBOUR_PHRASINGS, library_of

RIDGE = 100.0
FILES: dict[str, str | bytes] = {"a.txt": HARBOUR, "a.phrasings": HARBOUR_PHRASINGS, "a.gaps": HARBOUR_GAPS}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> EngineParts:
    """The parts of an engine over the invented report."""
    return EngineParts.of(library_of(tmp_path_factory.mktemp("harbour"), FILES))


def test_one_symmetric_feature() -> None:
    """With n cases at -1 and n at +1 the weight w solves 2n(1 - s(w)) = 100 w, and the bias is 0."""
    n = 50
    x = np.array([[-1.0], [1.0]] * n)
    y = np.array([0.0, 1.0] * n)
    weights, bias = logistic_regression(x, y)
    w = float(weights[0])
    assert 2 * n * (1 - 1 / (1 + np.exp(-w))) == pytest.approx(RIDGE * w, abs=1e-6)
    assert w == pytest.approx(0.4012, abs=1e-3)
    assert bias == pytest.approx(0.0, abs=1e-9)


def test_a_feature_that_tells_nothing() -> None:
    """A feature that is always 0 gets no weight, and classes of any size leave the bias at even odds."""
    weights, bias = logistic_regression(np.zeros((40, 1)), np.array([1.0] * 30 + [0.0] * 10))
    assert weights[0] == pytest.approx(0.0, abs=1e-9)
    assert bias == pytest.approx(0.0, abs=1e-9)


def test_the_gradient_vanishes() -> None:
    """At the fitted weights the penalised, class-balanced gradient is zero."""
    source = np.random.default_rng(7)
    x = source.normal(size=(300, 3))
    y = (x @ np.array([2.0, -1.0, 0.0]) + source.normal(size=300) > 0.8).astype(float)
    weights, bias = logistic_regression(x, y)
    p = 1 / (1 + np.exp(-(x @ weights + bias)))
    balance = np.where(y == 1, len(y) / (2 * y.sum()), len(y) / (2 * (len(y) - y.sum())))
    assert x.T @ (balance * (p - y)) + RIDGE * weights == pytest.approx(np.zeros(3), abs=1e-5)
    assert (balance * (p - y)).sum() == pytest.approx(0.0, abs=1e-5)
    assert weights[0] > abs(weights[2])
    assert weights[1] < 0


def sound(made: list[Case]) -> bool:
    """Whether there are answered cases and unanswered ones, all with the same finite features."""
    same = len({tuple(values) for values, _ in made}) == 1
    finite = all(np.isfinite(list(values.values())).all() for values, _ in made)
    return {label for _, label in made} == {0, 1} and same and finite


def test_cases_are_made_from_what_stands_beside_the_report(small: EngineParts) -> None:
    """Phrasings and gaps make answered and unanswered cases, with known questions and without."""
    bare = EngineParts.of(without_annotations(small.library))
    assert sound(list(known_cases(small)))
    assert sound(list(bare_cases(bare, small.known)))


def test_rare_tokens_are_not_counted(small: EngineParts) -> None:
    """Tokens seen once tell nothing; the totals are those of the questions."""
    asks = count_asks(small.known)
    assert asks.asked_total == small.known.asked
    assert asks.gap_total == len(small.known.gaps)
    assert all(asks.gaps.get(token, 0) + asks.asked.get(token, 0) >= 2 for token in {**asks.gaps, **asks.asked})


def test_fitting_is_deterministic(tmp_path: Path) -> None:
    """The same library gives the same classifier, to the last figure."""
    library = library_of(tmp_path, FILES)
    for name in ("one.json", "two.json"):
        fit(library).save(tmp_path / name)
    assert (tmp_path / "one.json").read_text("utf-8") == (tmp_path / "two.json").read_text("utf-8")


@pytest.mark.parametrize("beside", [{"a.phrasings": HARBOUR_PHRASINGS}, {"a.gaps": HARBOUR_GAPS}, {}])
def test_one_side_alone_is_nothing_to_fit(tmp_path: Path, beside: dict[str, str | bytes]) -> None:
    """A library without phrasings, or without gaps, is refused with what is wanted."""
    with pytest.raises(WendaError, match="wanted phrasings and gaps beside the reports"):
        fit(library_of(tmp_path, {"a.txt": HARBOUR, **beside}))


def test_weights_of_the_wrong_sign_are_left_out() -> None:
    """A feature that speaks against its meaning weighs nothing, and the others are fitted as if it were not there."""
    source = np.random.default_rng(11)
    x = source.normal(size=(400, 3))
    y = (x @ np.array([2.0, -1.5, 0.5]) + source.normal(size=400) > 0).astype(float)
    weights, bias = signed_regression(x, y, np.array([1.0, 1.0, 1.0]), 5.0)
    alone, alone_bias = logistic_regression(x[:, [0, 2]], y, 5.0, balanced=False)
    assert weights.tolist() == [alone[0], 0.0, alone[1]]
    assert bias == alone_bias


def test_a_confidence_without_cases_shows_nothing() -> None:
    """Where no choice of a sort is right, or none is wrong, none of it is shown."""
    right = ShortAnswerCase(CandidateModel.BARE_WORDS, {"answerability": 0.9}, True)
    for made in ([], [right]):
        assert confidence_model(made, 0.5).probability({}) < 0.01


def test_a_confidence_learns_what_speaks_for_a_choice() -> None:
    """Of two features the one that tells right from wrong gets the weight."""
    made = [
        ShortAnswerCase(CandidateModel.BARE_WORDS, {"answerability": at % 2, "echo": at % 3 / 2}, bool(at % 2))
        for at in range(60)
    ]
    model = confidence_model(made, 0.5)
    assert model.names[0] == "answerability"
    assert model.probability({"answerability": 1.0, "echo": 0.5}) > 0.7
    assert model.probability({"answerability": 0.0, "echo": 0.5}) < 0.3


@pytest.mark.slow
def test_stored_weights_are_those_that_the_training_gives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the command writes beside the gate is what fitting the same library gives, to the last figure."""
    monkeypatch.setattr(short_answer_cases, "_LIBRARIES", 1)
    library = library_of(tmp_path, FILES)
    out = tmp_path / "out" / "gate.json"
    out.parent.mkdir()
    main([str(tmp_path), str(out)])
    stored = ShortAnswerConfidence.load(out.with_name("confidence.json"))
    again = fit_confidence(library, fit(library))
    assert {each: m.to_json() for each, m in stored.models.items()} == {
        each: m.to_json() for each, m in again.models.items()
    }
    assert stored.models[CandidateModel.BARE_FIGURE].names


@pytest.mark.slow
def test_the_command_writes_a_classifier_that_loads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command line fits a library and writes a classifier that an engine can use."""
    monkeypatch.setattr(short_answer_cases, "_LIBRARIES", 1)
    library = library_of(tmp_path, FILES)
    out = tmp_path / "out" / "gate.json"
    out.parent.mkdir()
    main([str(tmp_path), str(out)])
    fitted = AnswerabilityClassifier.load(out)
    assert 0 <= fitted.known.threshold <= 1
    assert Engine.of(EngineParts.of(library, fitted)).ask("吊机买了几台").quotes[0].text == "购置起重机8台,叉车21台。"
