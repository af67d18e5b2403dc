"""Does the sentence found state what was asked? Bag-of-words similarity cannot tell: the thing is there, the asked
attribute may not be. So the gate weighs how much of the question the sentence and the phrasings that point at it
explain, what the unexplained remainder usually asks for, whether the sentence has a slot of the wanted kind, and
whether the question is closer to what is known to be answered or to what is known not to be.

The weights are a logistic regression in ``data/gate.json``, fitted by ``python -m retrieval.evaluation.training`` on cases that
the script makes from the content beside the report; no question set takes part.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from retrieval.answering.lexical_scorer import LexicalRanking, SentenceIndex
from retrieval.index.postings import Mask
from retrieval.models import ReportError
from retrieval.question.analysis import Question
from retrieval.question.attributes import Attribute
from retrieval.question.known_questions import KnownQuestionHits, KnownQuestionIndex, Token, ask_tokens, tokens
from retrieval.text.answer_type import ANSWER_FORMS, HARD, AnswerType
from retrieval.text.quantities import END_OF_NUMBER, asked_units

_NEIGHBOURS = 8
_FORMAT = "wenda-gate 2"


@dataclass(frozen=True, slots=True)
class GapVocabulary:
    """How much more often a token stands in questions without an answer than in answered ones (log odds)."""

    gaps: Mapping[Token, int]
    asked: Mapping[Token, int]
    gap_total: int
    asked_total: int

    def log_odds(self, token: Token, own: int = 0) -> float:
        """``own`` takes one question out of the count: 1 an answered one, -1 a gap, 0 none."""
        gap = max(self.gaps.get(token, 0) - (own < 0), 0)
        asked = max(self.asked.get(token, 0) - (own > 0), 0)
        share = self.gap_total / max(self.gap_total + self.asked_total, 1)
        smooth = 0.5
        return math.log((gap + smooth * share) / (self.gap_total + smooth)) - math.log(
            (asked + smooth * (1 - share)) / (self.asked_total + smooth)
        )


def features(question: Question, index: SentenceIndex, bank: KnownQuestionIndex, asks: GapVocabulary, ranking: LexicalRanking, recall: KnownQuestionHits,
             order: list[int], scores: np.ndarray, wanted: list[Attribute], mask: Mask | None = None,
             own: int = 0) -> dict[str, float]:  # fmt: skip
    """What the gate looks at, by name, for the best sentence of ``order``."""
    best = order[0]
    sentence = index.folded[best]
    here = [at for at in bank.phrasings_of(best) if mask is None or not mask[at]]
    known = set().union(*(bank.ask_sets[at] for at in here)) if here else set()
    explained = _explained_by_lexicon(question, sentence)
    asked = ask_tokens(question.text)
    odds = {token: asks.log_odds(token, own) for token in asked}
    beyond = [token for token in asked if token[1:] not in sentence]
    unexplained = [token for token in beyond if token not in known]
    idf = bank.idf if bank.asked else lambda token: index.idf(token[1:])
    weights = {token: weight * idf(token) for token, weight in tokens(question.text).items() if token[0] != "w"}
    mass = sum(weights.values()) or 1.0

    def share(holds: set[Token]) -> float:
        return sum(w for t, w in weights.items() if t[1:] in sentence or t[1:] in explained or t in holds) / mass

    similar = recall.similarity
    closest = max(here, key=lambda at: similar[at], default=None)
    unit = next(iter(asked_units(question.text)), None)
    slot = ANSWER_FORMS[question.kind].slot
    has_slot = slot is None or bool(slot.search(sentence))
    supported = any(attribute.supported(sentence) for attribute in wanted)
    runner_up = scores[order[1]] if len(order) > 1 else 0.0
    answered, lacking = similar[: bank.asked], similar[bank.asked :]
    size = len(asked) + 1
    return {
        "explained by the sentence": share(set()),
        "explained with phrasings": share(known),
        "explained by the closest fact": share(bank.fact_tokens(closest, mask)) if closest is not None else 0.0,
        "words covered": float(ranking.coverage[best]),
        "phrasing anywhere": float(answered.max(initial=0.0)),
        "phrasing here": float(max((similar[at] for at in here), default=0.0)),
        "gap anywhere": float(lacking.max(initial=0.0)),
        "neighbours": bank.vote(similar, _NEIGHBOURS),
        "odds of all": sum(odds.values()) / size,
        "odds beyond the sentence": sum(odds[t] for t in beyond) / size,
        "odds unexplained": sum(odds[t] for t in unexplained) / size,
        "worst odds unexplained": max((odds[t] for t in unexplained), default=0.0),
        "worst odds": max(odds.values(), default=0.0),
        "best odds": min(odds.values(), default=0.0),
        "kind asked before": max((similar[at] for at in here if bank.kinds[at] == question.kind), default=0.0),
        "slot": float(has_slot),
        "hard slot missing": float(not has_slot and question.kind in HARD),
        "attribute supported": float(supported),
        "attribute unsupported": float(bool(wanted) and not supported),
        "unit": 1.0 if unit is None else float(bool(re.search(f"{END_OF_NUMBER}个?{unit}", sentence))),
        "margin": float((scores[best] - runner_up) / scores[best]) if scores[best] else 0.0,
        "text score": float(ranking.scores[best]) / 30,
        "length": math.log1p(len(question.text)),
        **{f"asks {kind}": float(question.kind == kind) for kind in AnswerType},
    }


def _explained_by_lexicon(question: Question, sentence: str) -> set[str]:
    """The pieces of lay forms whose official term stands in the sentence."""
    forms = [form for form, terms in question.expansions if any(term.text in sentence for term in terms)]
    return {form[at : at + size] for form in forms for size in (1, 2) for at in range(len(form) - size + 1)}


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
        """How likely it is that the sentence states what was asked, 0 to 1."""
        x = np.array([values[name] for name in self.names])
        return float(1 / (1 + np.exp(-((x - self.mean) / self.scale @ self.weights + self.bias))))

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> LogisticModel:
        """The model as ``gate.json`` holds it: per feature mean, scale and weight."""
        names = tuple(stored["features"])
        mean, scale, weights = (np.array([stored["features"][n][at] for n in names]) for at in range(3))
        return cls(names, mean, scale, weights, float(stored["bias"]), float(stored["threshold"]))

    def to_json(self) -> dict[str, Any]:
        """The opposite of `from_json`."""
        triples = zip(self.names, self.mean, self.scale, self.weights, strict=True)
        features = {name: [round(float(v), 6) for v in (m, s, w)] for name, m, s, w in triples}
        return {"threshold": self.threshold, "bias": round(self.bias, 6), "features": features}


@dataclass(frozen=True, slots=True)
class AnswerabilityClassifier:
    """Two models: for reports with phrasings and gaps beside them, and for reports without."""

    known: LogisticModel
    bare: LogisticModel
    asks: GapVocabulary

    @classmethod
    def load(cls, path: Path) -> AnswerabilityClassifier:
        """Read ``gate.json``. Raises `ReportError` where it is not one."""
        try:
            stored = json.loads(path.read_text("utf-8"))
            if stored["format"] != _FORMAT:
                raise ValueError(f"found the format {stored['format']!r}")
            asks = GapVocabulary(stored["gaps"], stored["asked"], stored["gap_total"], stored["asked_total"])
            return cls(LogisticModel.from_json(stored["known"]), LogisticModel.from_json(stored["bare"]), asks)
        except (KeyError, ValueError, TypeError, IndexError, OSError) as error:
            raise ReportError(f"{path.name}: wanted a gate of format {_FORMAT!r}: {error}") from error

    def save(self, path: Path) -> None:
        """Write ``gate.json``."""
        stored = {
            "format": _FORMAT,
            "known": self.known.to_json(),
            "bare": self.bare.to_json(),
            "gap_total": self.asks.gap_total,
            "asked_total": self.asks.asked_total,
            "gaps": dict(self.asks.gaps),
            "asked": dict(self.asks.asked),
        }
        path.write_text(json.dumps(stored, ensure_ascii=False, indent=0) + "\n", "utf-8")
