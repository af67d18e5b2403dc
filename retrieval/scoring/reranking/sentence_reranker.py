"""Sentence reranker: the sentences for a question that none answers by its words, put in order by a fitted model.

More of the candidates are looked at than before: those that mean nearly what was asked too. The model weighs what a
closer look found of each, and how near its meaning is. Its weights are in ``data/ranking.json``;
``python -m benchmarks.fit_ranking`` fits them on questions over libraries that nobody prepared.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from retrieval.index.postings import Scores, top_positions
from retrieval.scoring.context_scorer import ContextFeatures, LibraryScorer, ranking_of
from retrieval.scoring.evidence import Evidence, Nearness
from retrieval.scoring.lexical_scorer import TEXT_PROPER
from retrieval.scoring.logistic_model import FittedFile
from retrieval.scoring.reranking.meaning_match import MeaningMatch, match_meaning
from retrieval.scoring.sentence_batch import SentenceBatch
from retrieval.text.word_vectors import WordVectors

_FILE = FittedFile("ranking", "wenda-ranking 1")
# Sentences that are looked at for their meaning, and what the headings above them count there.
_LOOKED_AT, _HEADINGS = 40, 0.3
# Scores fall more slowly than the likelihoods of the model: what is shown beside the best depends on it.
_SOFTNESS = 4.0
_ANY = Nearness(coverage=0.0)


@dataclass(frozen=True, slots=True)
class RankingModel:
    """A weight for each feature of a sentence; of two sentences the one with the greater sum comes first."""

    weights: Mapping[str, float]

    def scores(self, features: Mapping[str, Scores]) -> Scores:
        """The sums of some sentences, by their features in the same order. Raises KeyError where one is missing."""
        sums: Scores = sum((weight * features[name] for name, weight in self.weights.items()), np.zeros(1))
        return sums

    @classmethod
    def load(cls, path: Path) -> RankingModel:
        """Read ``ranking.json``. Raises `ReportError` where it is not one."""
        return _FILE.read(path, cls._from_json)

    @classmethod
    def _from_json(cls, stored: Mapping[str, Any]) -> RankingModel:
        return cls({str(name): float(weight) for name, weight in stored["weights"].items()})

    def save(self, path: Path) -> None:
        """Write ``ranking.json``."""
        _FILE.write(path, {"weights": {name: round(weight, 4) for name, weight in self.weights.items()}})


@dataclass(frozen=True, slots=True)
class LookedAt:
    """The sentences of some evidence that were looked at: their positions, context, text scores and features."""

    positions: list[int]
    context: Mapping[int, ContextFeatures]
    text_scores: Scores
    meaning: MeaningMatch
    features: Mapping[str, Scores]


@dataclass(frozen=True, slots=True)
class SentenceReranker:
    """Puts the sentences of some evidence of a library in order once more. Thread-safe: nothing changes."""

    vectors: WordVectors
    scorer: LibraryScorer
    model: RankingModel

    def look_at(self, evidence: Evidence) -> LookedAt:
        """The candidates with the best words, and those that are nearest in meaning."""
        batch, question = evidence.candidates.batch, evidence.question
        near = match_meaning(self.vectors, question.text, batch)
        proper = np.array([passage.clause.place in TEXT_PROPER for passage in batch.passages], bool)[batch.passage_of]
        nearest = top_positions(np.where(proper, near.own + _HEADINGS * near.above, 0.0), _LOOKED_AT)
        text, context = self.scorer.look_at(question, evidence.candidates, nearest)
        positions = list(context)
        features = _features([context[at] for at in positions], near, np.array(positions, np.int64), batch, proper)
        return LookedAt(positions, context, text, near, features)

    def rerank(self, evidence: Evidence) -> Evidence:
        """The evidence with its sentences in the order of the model."""
        found, batch = self.look_at(evidence), evidence.candidates.batch
        if not found.positions:
            return evidence
        sums = self.model.scores(found.features)
        scores = np.zeros(len(batch))
        scores[found.positions] = np.exp((sums - sums.max()) / _SOFTNESS)
        ranks = self.scorer.first.with_lessons(scores, evidence.candidates)
        ranking = ranking_of(batch, ranks, scores, found.text_scores, found.context)
        # Where a sentence is near by its words, those that the model prefers to it are near.
        return replace(evidence, ranking=ranking, nearness=_ANY if evidence.near() else evidence.nearness)


def _features(
    looked: list[ContextFeatures], near: MeaningMatch, at: np.ndarray, batch: SentenceBatch, proper: np.ndarray
) -> dict[str, Scores]:
    """The features of some sentences by name; those of meaning but for shares in standard deviations."""
    scores = np.array([each.score for each in looked])
    return {
        "score": scores / (scores.max(initial=0.0) or 1.0),
        "covered": np.array([each.covered for each in looked]),
        "missing": np.array([each.missing for each in looked]),
        "tense": np.array([each.tense - 0.5 for each in looked]),
        "line": np.array([float(each.line) for each in looked]),
        "other year": np.array([float(each.elsewhen) for each in looked]),
        "figure": np.array([float(each.figure.found) for each in looked]),
        "figure beside": np.array([each.figure.found * each.figure.beside for each in looked]),
        "other unit": np.array([float(not each.figure.unit) for each in looked]),
        "attribute stated": np.array([float(each.wanted and each.supported) for each in looked]),
        "attribute not stated": np.array([float(each.wanted and not each.supported) for each in looked]),
        "own meaning": _standardised(near.own[at]),
        "meaning above": _standardised(near.above[at]),
        "meaning around": _standardised(near.around[at]),
        "words said": near.said[at],
        "words said around": near.said_around[at],
        "length": np.array([np.log1p(len(batch.folded[each])) for each in at.tolist()]),
        "text proper": proper[at].astype(float),
    }


def _standardised(values: Scores) -> Scores:
    spread = float(values.std()) if len(values) else 0.0
    standardised: Scores = (values - values.mean()) / spread if spread else np.zeros(len(values))
    return standardised
