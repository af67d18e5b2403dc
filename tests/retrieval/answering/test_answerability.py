"""The answerability classifier: what it refuses to load, and that its arithmetic is a logistic regression."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval import Engine
from retrieval.answering.answerability import AnswerabilityClassifier, GapVocabulary
from retrieval.models import Outcome, ReportError
from retrieval.resources import DATA
from retrieval.scoring.logistic_model import LogisticModel
from tests.examples import examples

MODEL: dict[str, Any] = {
    "threshold": 0.5,
    "bias": 0.25,
    "features": {"for": [1.0, 2.0, 3.0], "against": [0.0, 1.0, -2.0]},
}
STORED: dict[str, Any] = {
    "format": "wenda-gate 2",
    "known": MODEL,
    "bare": MODEL,
    "gap_total": 10,
    "asked_total": 30,
    "gaps": {"b电话": 6},
    "asked": {"b多少": 9},
}


def stored(path: Path, **changes: object) -> Path:
    """A gate file with some keys changed; None takes one out."""
    content = {key: value for key, value in (STORED | changes).items() if value is not None}
    path.write_text(json.dumps(content, ensure_ascii=False), "utf-8")
    return path


def without(key: str) -> dict[str, Any]:
    """A stored model that lacks something."""
    return {name: value for name, value in MODEL.items() if name != key}


def test_probability_is_a_logistic_regression(tmp_path: Path) -> None:
    """The probability is the logistic function of the scaled features' weighted sum and the bias."""
    model = AnswerabilityClassifier.load(stored(tmp_path / "gate.json")).known
    z = (5.0 - 1.0) / 2.0 * 3.0 + (1.5 - 0.0) / 1.0 * -2.0 + 0.25
    assert model.probability({"for": 5.0, "against": 1.5, "unused": 9.0}) == pytest.approx(1 / (1 + math.exp(-z)))


@given(st.floats(-20, 20), st.floats(0, 20), st.floats(-20, 20))
@settings(deadline=None, max_examples=examples(100), derandomize=True)
def test_probability_follows_the_sign_of_a_weight(value: float, more: float, other: float) -> None:
    """More of a feature with a positive weight never lowers the probability, of one with a negative never lifts it."""
    model = LogisticModel(("for", "against"), np.zeros(2), np.ones(2), np.array([3.0, -2.0]), 0.0, 0.5)
    before, after = value, value + more
    assert model.probability({"for": after, "against": other}) >= model.probability({"for": before, "against": other})
    assert model.probability({"for": other, "against": after}) <= model.probability({"for": other, "against": before})


def test_a_feature_that_is_not_given_is_an_error(tmp_path: Path) -> None:
    """A model asks for all of its features."""
    with pytest.raises(KeyError):
        AnswerabilityClassifier.load(stored(tmp_path / "gate.json")).known.probability({"for": 1.0})


@pytest.mark.parametrize(
    "changes",
    [
        {"format": "wenda-gate 9"},
        {"format": None},
        {"known": None},
        {"bare": None},
        {"known": [1, 2]},
        {"known": without("features")},
        {"known": without("bias")},
        {"bare": without("threshold")},
        {"known": MODEL | {"features": {"for": [1.0]}}},
        {"known": MODEL | {"bias": "high"}},
        {"gaps": None},
        {"asked_total": None},
        {"gap_total": -3},
        {"asked_total": "30"},
    ],
)
def test_a_broken_gate_file(tmp_path: Path, changes: dict[str, object]) -> None:
    """A file that lacks something or has another format is refused by name."""
    with pytest.raises(ReportError, match=r"^gate\.json: wanted a gate of format"):
        AnswerabilityClassifier.load(stored(tmp_path / "gate.json", **changes))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"gap_total": 0}, "found 0 gaps and 30 questions with an answer"),
        ({"asked_total": 0}, "found 10 gaps and 0 questions with an answer"),
    ],
)
def test_a_gate_that_was_fitted_to_one_side_alone(tmp_path: Path, changes: dict[str, object], said: str) -> None:
    """It is refused when it is read, not by the first question; one question of each side is enough."""
    with pytest.raises(ReportError) as error:
        AnswerabilityClassifier.load(stored(tmp_path / "gate.json", **changes))
    assert str(error.value) == f"gate.json: wanted a gate of format 'wenda-gate 2': {said}"
    least = {"gap_total": 1, "asked_total": 1, "gaps": {"b电话": 1}, "asked": {"b多少": 1}}
    asks = AnswerabilityClassifier.load(stored(tmp_path / "gate.json", **least)).asks
    assert asks.log_odds("b电话") == pytest.approx(math.log(5))
    assert asks.log_odds("b多少") == pytest.approx(-math.log(5))
    assert asks.log_odds("b火星") == pytest.approx(0.0)


@pytest.mark.parametrize("content", ["", "{", "[]", "null", '"gate"'])
def test_a_file_that_is_no_gate(tmp_path: Path, content: str) -> None:
    """A file that is not a JSON object of the right kind is refused by name."""
    path = tmp_path / "gate.json"
    path.write_text(content, "utf-8")
    with pytest.raises(ReportError, match=r"^gate\.json: wanted"):
        AnswerabilityClassifier.load(path)


def test_an_absent_gate(tmp_path: Path) -> None:
    """A file that is not there is refused by name."""
    with pytest.raises(ReportError, match=r"^none\.json: wanted"):
        AnswerabilityClassifier.load(tmp_path / "none.json")


def test_what_is_written_is_what_is_read(tmp_path: Path) -> None:
    """A classifier survives being written and read."""
    classifier = AnswerabilityClassifier.load(DATA / "gate.json")
    classifier.save(tmp_path / "gate.json")
    again = AnswerabilityClassifier.load(tmp_path / "gate.json")
    assert again.known.names == classifier.known.names
    assert again.bare.weights == pytest.approx(classifier.bare.weights)
    assert (again.known.threshold, again.bare.threshold) == (classifier.known.threshold, classifier.bare.threshold)
    assert again.asks == classifier.asks


def test_what_gaps_ask_speaks_against_an_answer() -> None:
    """A token of gaps has positive log odds, one of answered questions negative, an unseen one about none."""
    asks = GapVocabulary({"b电话": 6}, {"b多少": 9}, 10, 30)
    assert asks.log_odds("b电话") > 0 > asks.log_odds("b多少")
    assert asks.log_odds("b火星") == pytest.approx(0.0, abs=1.5)
    assert asks.log_odds("b电话") > asks.log_odds("b火星") > asks.log_odds("b多少")


def test_a_case_does_not_count_itself() -> None:
    """Taken out of the count, a question's own token tells less."""
    asks = GapVocabulary({"b电话": 1}, {"b多少": 1}, 10, 30)
    assert asks.log_odds("b电话", own=-1) < asks.log_odds("b电话")
    assert asks.log_odds("b多少", own=1) > asks.log_odds("b多少")


def test_the_threshold_decides(engine: Engine) -> None:
    """A classifier that is never sure answers nothing, one that is always sure refuses nothing."""
    classifier = engine.parts.classifier
    for threshold, outcome in ((1.1, Outcome.RELATED), (0.0, Outcome.ANSWER)):
        handed = AnswerabilityClassifier(
            replace(classifier.known, threshold=threshold), classifier.bare, classifier.asks
        )
        parts = replace(engine.parts, classifier=handed)
        assert Engine.of(parts).ask("截至目前一共保留了多少审批事项").outcome is outcome
