"""Logistic model: a fitted logistic regression over named features, and the files that hold such models."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from retrieval.models import ReportError

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class LogisticModel:
    """A fitted logistic regression over named features, and the probability from which it lets an answer pass."""

    names: tuple[str, ...]
    mean: np.ndarray
    scale: np.ndarray
    weights: np.ndarray
    bias: float
    threshold: float

    def probability(self, values: Mapping[str, float]) -> float:
        """How likely what it was fitted to holds for these features, 0 to 1. Raises KeyError where one is missing."""
        x = np.array([values[name] for name in self.names])
        return float(1 / (1 + np.exp(-((x - self.mean) / self.scale @ self.weights + self.bias))))

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> LogisticModel:
        """The model as files hold it: per feature mean, scale and weight."""
        names = tuple(stored["features"])
        mean, scale, weights = (np.array([stored["features"][n][at] for n in names]) for at in range(3))
        return cls(names, mean, scale, weights, float(stored["bias"]), float(stored["threshold"]))

    def to_json(self) -> dict[str, Any]:
        """The opposite of `from_json`."""
        triples = zip(self.names, self.mean, self.scale, self.weights, strict=True)
        features = {name: [round(float(v), 6) for v in (m, s, w)] for name, m, s, w in triples}
        return {"threshold": self.threshold, "bias": round(self.bias, 6), "features": features}


@dataclass(frozen=True, slots=True)
class FittedFile:
    """Form of the JSON files that hold fitted models: what such a file is called, and the format that it names."""

    name: str
    format: str

    def read(self, path: Path, build: Callable[[Mapping[str, Any]], _T]) -> _T:
        """What ``build`` makes of the content of a file. Raises `ReportError` where it is none of this form."""
        try:
            stored = json.loads(path.read_text("utf-8"))
            if stored["format"] != self.format:
                raise ValueError(f"found the format {stored['format']!r}")
            return build(stored)
        except (KeyError, ValueError, TypeError, IndexError, OSError) as error:
            raise ReportError(f"{path.name}: wanted a {self.name} of format {self.format!r}: {error}") from error

    def write(self, path: Path, content: Mapping[str, Any]) -> None:
        """Write a file."""
        stored = {"format": self.format, **content}
        path.write_text(json.dumps(stored, ensure_ascii=False, indent=0) + "\n", "utf-8")
