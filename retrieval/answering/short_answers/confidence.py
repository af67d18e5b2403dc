"""Confidence: how sure it is that a candidate is the short answer, by a logistic regression over its features.

The weights are in ``data/confidence.json``. ``python -m retrieval.evaluation.training`` fits them on cases made from
the content beside the report and from sentences of general language; no question set takes part.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from retrieval.answering.quote_reading import QuoteReading
from retrieval.scoring.logistic_model import FittedFile, LogisticModel
from retrieval.text.answer_type import NUMERIC

_FILE = FittedFile("confidence", "wenda-confidence 1")
# Words need less where staff's questions on them are so much more like the one asked than those on anything else: of
# such words with a confidence from .3 to .5 26 of 27 were right on the questions that choices are made by, of others
# 23 of 29.
_MARGIN, _LESS = 0.02, 0.4


class CandidateModel(StrEnum):
    """Which model weighs a choice: by whether staff tied facts to the sentence, and whether a figure is asked for."""

    TOLD_FIGURE = "told-figure"
    TOLD_WORDS = "told-words"
    BARE_FIGURE = "bare-figure"
    BARE_WORDS = "bare-words"


def model_of(reading: QuoteReading) -> CandidateModel:
    """The model for the candidates of a quote."""
    figure = reading.kind in NUMERIC
    if reading.facts:
        return CandidateModel.TOLD_FIGURE if figure else CandidateModel.TOLD_WORDS
    return CandidateModel.BARE_FIGURE if figure else CandidateModel.BARE_WORDS


@dataclass(frozen=True, slots=True)
class ShortAnswerConfidence:
    """The fitted models, each with the probability from which a candidate is shown."""

    models: Mapping[CandidateModel, LogisticModel]

    def of(self, reading: QuoteReading, features: Mapping[str, float]) -> float:
        """How likely a candidate with these features is the short answer, 0 to 1; what is not named counts 0."""
        model = self.models[model_of(reading)]
        return model.probability({name: features.get(name, 0.0) for name in model.names})

    def is_sure(self, reading: QuoteReading, features: Mapping[str, float]) -> bool:
        """Whether a candidate with these features is shown; less will do where nothing else is asked like this."""
        model = model_of(reading)
        threshold = self.models[model].threshold
        if model is CandidateModel.TOLD_WORDS and features.get("told margin", 0.0) >= _MARGIN:
            threshold -= _LESS * (1 - threshold)
        return self.of(reading, features) >= threshold

    def with_threshold(self, threshold: float) -> ShortAnswerConfidence:
        """The same models, showing candidates from another probability on."""
        return replace(self, models={each: replace(m, threshold=threshold) for each, m in self.models.items()})

    @classmethod
    def load(cls, path: Path) -> ShortAnswerConfidence:
        """Read ``confidence.json``. Raises `ReportError` where it is not one."""
        return _FILE.read(path, cls._from_json)

    @classmethod
    def _from_json(cls, stored: Mapping[str, Any]) -> ShortAnswerConfidence:
        return cls({each: LogisticModel.from_json(stored[each.value]) for each in CandidateModel})

    def save(self, path: Path) -> None:
        """Write ``confidence.json``."""
        _FILE.write(path, {each.value: model.to_json() for each, model in self.models.items()})
