"""The confidence: a file that loads as it was saved, and one that is none."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from retrieval.answering.quote_reading import QuoteReading
from retrieval.answering.short_answers.candidate_features import SPEAK_AGAINST, SPEAK_FOR
from retrieval.answering.short_answers.confidence import CandidateModel, ShortAnswerConfidence, model_of
from retrieval.models import ReportError
from retrieval.question.analysis import analyse
from retrieval.resources import DATA
from retrieval.scoring.logistic_model import LogisticModel
from retrieval.statements.staff_fact import StaffFact
from retrieval.text.lexicon import Lexicon
from retrieval.text.normalization import FoldedText

FACT = StaffFact((0, 4), (2, 4), frozenset(), 1.0, 1.0, 0.5, 0.5)
# Weighs echo by -2, at bias 1.
ECHO = LogisticModel(("echo",), np.zeros(1), np.ones(1), np.array([-2.0]), 1.0, 0.5)


def reading_of(question: str, *facts: StaffFact) -> QuoteReading:
    """A short quote, read for a question."""
    return QuoteReading("共有5台", FoldedText.of("共有5台"), analyse(question, (), Lexicon(), None), len, facts)


def confidence_of(model: LogisticModel) -> ShortAnswerConfidence:
    """The same model for all candidates."""
    return ShortAnswerConfidence(dict.fromkeys(CandidateModel, model))


@pytest.mark.parametrize(
    ("question", "facts", "model"),
    [
        ("有几台", (FACT,), CandidateModel.TOLD_FIGURE),
        ("谁买的", (FACT,), CandidateModel.TOLD_WORDS),
        ("有几台", (), CandidateModel.BARE_FIGURE),
        ("谁买的", (), CandidateModel.BARE_WORDS),
    ],
)
def test_which_model_weighs(question: str, facts: tuple[StaffFact, ...], model: CandidateModel) -> None:
    """Facts of staff and the type of answer decide which model weighs."""
    assert model_of(reading_of(question, *facts)) is model


def test_a_feature_that_is_not_told_counts_zero() -> None:
    """A candidate without a feature is weighed as if it were 0."""
    confidence = confidence_of(ECHO)
    assert confidence.of(reading_of("有几台"), {}) == pytest.approx(1 / (1 + np.exp(-1.0)))
    assert confidence.of(reading_of("有几台"), {"echo": 1.0}) == pytest.approx(1 / (1 + np.exp(1.0)))


def test_sure_from_the_threshold_on() -> None:
    """A candidate is shown from the threshold of its model on."""
    reading = reading_of("有几台")
    assert confidence_of(ECHO).is_sure(reading, {"echo": 0.5})
    assert not confidence_of(ECHO).is_sure(reading, {"echo": 0.51})
    assert not confidence_of(ECHO).with_threshold(0.9).is_sure(reading, {})


def test_what_is_saved_loads(tmp_path: Path) -> None:
    """The file holds all that the models are."""
    confidence_of(replace(ECHO, threshold=0.25)).save(tmp_path / "confidence.json")
    loaded = ShortAnswerConfidence.load(tmp_path / "confidence.json")
    for model in loaded.models.values():
        assert model.to_json() == replace(ECHO, threshold=0.25).to_json()


@pytest.mark.parametrize("content", ["", "{}", '{"format": "wenda-confidence 0"}', '{"format": "wenda-confidence 1"}'])
def test_a_file_of_another_form(tmp_path: Path, content: str) -> None:
    """What is no confidence says so, with the name of the file."""
    (tmp_path / "confidence.json").write_text(content, "utf-8")
    with pytest.raises(ReportError, match=r"confidence\.json"):
        ShortAnswerConfidence.load(tmp_path / "confidence.json")


def test_no_stored_weight_is_against_its_meaning() -> None:
    """In the product's own file what speaks for a candidate has no negative weight, and the other way round."""
    for model in ShortAnswerConfidence.load(DATA / "confidence.json").models.values():
        for name, weight in zip(model.names, model.weights, strict=True):
            assert weight >= 0 if name in SPEAK_FOR else weight <= 0 and name in SPEAK_AGAINST
