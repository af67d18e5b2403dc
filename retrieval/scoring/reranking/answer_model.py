"""Answer model: how likely the first of some reranked sentences answers, where nobody prepared the reports.

Two fitted models, since two things go wrong: another sentence may be the right one, and nothing may state what was
asked, so that the nearest is a near miss. The weights are in ``data/answering.json``;
``python -m benchmarks.fit_ranking`` fits them with those of the ranking.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from retrieval.scoring.logistic_model import FittedFile, LogisticModel

SLOT_MISSING = "hard slot missing"
_FILE = FittedFile("model of answers", "wenda-answering 1")


@dataclass(frozen=True, slots=True)
class AnswerModel:
    """``right``: how likely the first sentence is the one that answers; ``stated``: how likely anything is.

    A sentence answers where both reach their thresholds, and where a sum, share, day or period is asked for it has one.
    """

    right: LogisticModel
    stated: LogisticModel

    def probability(self, features: Mapping[str, float]) -> float:
        """How likely the first sentence answers; below the threshold where it cannot, or where nothing states it.

        ``features`` are those of `answer_features`. Raises KeyError where one is missing.
        """
        right, stated = self.right.probability(features), self.stated.probability(features)
        can_answer = stated >= self.stated.threshold and not features[SLOT_MISSING]
        return right if can_answer else min(right, stated * self.right.threshold)

    @classmethod
    def load(cls, path: Path) -> AnswerModel:
        """Read ``answering.json``. Raises `ReportError` where it is not one."""
        return _FILE.read(path, cls._from_json)

    @classmethod
    def _from_json(cls, stored: Mapping[str, Any]) -> AnswerModel:
        return cls(LogisticModel.from_json(stored["right"]), LogisticModel.from_json(stored["stated"]))

    def save(self, path: Path) -> None:
        """Write ``answering.json``."""
        _FILE.write(path, {"right": self.right.to_json(), "stated": self.stated.to_json()})
