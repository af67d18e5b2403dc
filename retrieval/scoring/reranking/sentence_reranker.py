"""Sentence reranker: the sentences for a question that none answers by its words, put in order by a fitted model.

More of the candidates are looked at than before: those that mean nearly what was asked too. The model weighs what a
closer look found of each, and how near its meaning is. Its weights are in ``data/ranking.json``;
``python -m benchmarks.fit_ranking`` fits them on questions over libraries that nobody prepared.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from retrieval.index.postings import Scores, top_positions
from retrieval.scoring.context_features import ContextFeatures
from retrieval.scoring.context_scorer import LibraryScorer, ranking_of
from retrieval.scoring.evidence import Evidence, Nearness
from retrieval.scoring.lexical_scorer import TEXT_PROPER
from retrieval.scoring.logistic_model import FittedFile
from retrieval.scoring.reranking.answer_model import SLOT_MISSING
from retrieval.scoring.reranking.meaning_match import MeaningMatch, QuestionMeaning
from retrieval.scoring.sentence_batch import SentenceBatch
from retrieval.text.answer_type import HARD, AnswerType, has_slot
from retrieval.text.word_vectors import WordVectors, standard_scores

_FILE = FittedFile("ranking", "wenda-ranking 1")
# Sentences that are looked at for their meaning, and what the headings above them count there.
_LOOKED_AT, _HEADINGS = 40, 0.3
# Scores fall more slowly than the likelihoods of the model: what is shown beside the best depends on it.
_SOFTNESS = 4.0
_ANY = Nearness(coverage=0.0)
# Features that few questions have: what they would tell of an answer was fitted on too little.
_RARE = frozenset({"tense", "line", "other year"})
_FITTED_ON = 60
# The lead of a sentence that is the only one.
_CLEAR_LEAD = 5.0


@dataclass(frozen=True, slots=True)
class RankingModel:
    """A weight for each feature of a sentence; of two sentences the one with the greater sum comes first."""

    weights: Mapping[str, float]

    def scores(self, features: Mapping[str, Scores]) -> Scores:
        """The weighted sums of some sentences, by the features of each. Raises KeyError where a feature is missing."""
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
class SentenceFeatures:
    """The sentences of some evidence that a model puts in order, and what it weighs.

    By sentence: their ``positions`` among the candidates, folded ``texts``, ``meaning`` and ``features`` by name; by
    position their ``context``. ``text_scores`` are those of all candidates; ``words`` is how many different words of
    the table the question has.
    """

    positions: list[int]
    texts: Sequence[str]
    context: Mapping[int, ContextFeatures]
    text_scores: Scores
    meaning: MeaningMatch
    words: int
    features: Mapping[str, Scores]


@dataclass(frozen=True, slots=True)
class SentenceReranker:
    """Puts the sentences of some evidence of a library in order once more. Thread-safe: nothing changes.

    ``fitted_on`` is how many sentences to look at each case had, at least, by which answers are told: a lead over fewer
    says less.
    """

    vectors: WordVectors
    scorer: LibraryScorer
    model: RankingModel
    fitted_on: int = _FITTED_ON

    def features(self, evidence: Evidence) -> SentenceFeatures:
        """The candidates with the best words, and those that are nearest in meaning, with their features."""
        batch = evidence.candidates.batch
        asked = QuestionMeaning.of(self.vectors, evidence.question.text, batch)
        proper = np.array([passage.clause.place in TEXT_PROPER for passage in batch.passages], bool)[batch.passage_of]
        nearest = top_positions(np.where(proper, asked.own + _HEADINGS * asked.above, 0.0), _LOOKED_AT)
        scores = self.scorer.extended_scores(evidence, nearest)
        context = scores.features
        positions = list(context)
        near = asked.match(positions)
        features = _features([context[at] for at in positions], near, np.array(positions, np.int64), batch, proper)
        texts = [batch.folded[at] for at in positions]
        return SentenceFeatures(positions, texts, context, scores.text, near, asked.words, features)

    def rerank(self, evidence: Evidence) -> Evidence:
        """The evidence with its sentences in the order of the model."""
        found, batch = self.features(evidence), evidence.candidates.batch
        if not found.positions:
            return evidence
        sums = self.model.scores(found.features)
        scores = np.zeros(len(batch))
        scores[found.positions] = np.exp((sums - sums.max()) / _SOFTNESS)
        ranks = self.scorer.first.with_lessons(scores, evidence.candidates)
        ranking = ranking_of(batch, ranks, scores, found.text_scores, found.context)
        first = found.texts[int(sums.argmax())]
        # Of a sentence that use has taught nothing is known, nor of one that leads few others.
        is_known = bool(ranking) and ranking[0].folded == first and len(found.positions) >= self.fitted_on
        features = answer_features(found, sums, evidence.question.kind) if is_known else None
        # Where a sentence is near by its words, those that the model prefers to it are near.
        nearness = _ANY if evidence.near() else evidence.nearness
        return replace(evidence, ranking=ranking, nearness=nearness, features=features)


def _features(
    context: list[ContextFeatures], near: MeaningMatch, at: np.ndarray, batch: SentenceBatch, proper: np.ndarray
) -> dict[str, Scores]:
    """The features of some sentences by name; those of meaning but for shares in standard deviations."""
    scores = np.array([each.score for each in context])
    return {
        "score": scores / (scores.max(initial=0.0) or 1.0),
        "covered": np.array([each.covered for each in context]),
        "missing": np.array([each.missing for each in context]),
        "tense": np.array([each.tense - 0.5 for each in context]),
        "line": np.array([float(each.line) for each in context]),
        "other year": np.array([float(each.elsewhen) for each in context]),
        "figure": np.array([float(each.figure.found) for each in context]),
        "figure beside": np.array([each.figure.found * each.figure.beside for each in context]),
        "other unit": np.array([float(not each.figure.unit) for each in context]),
        "attribute stated": np.array([float(each.wanted and each.supported) for each in context]),
        "attribute not stated": np.array([float(each.wanted and not each.supported) for each in context]),
        "own meaning": standard_scores(near.own),
        "meaning above": standard_scores(near.above),
        "meaning around": standard_scores(near.around),
        "words said": near.said.share,
        "words said around": near.said_around.share,
        "length": np.array([np.log1p(len(batch.folded[each])) for each in at.tolist()]),
        "text proper": proper[at].astype(float),
    }


def answer_features(found: SentenceFeatures, sums: Scores, kind: AnswerType) -> dict[str, float]:
    """What tells whether the sentence with the greatest sum answers a question of a kind: its features by name."""
    first, ordered = int(sums.argmax()), np.sort(sums)[::-1]
    meaning, said, around = found.meaning, found.meaning.said, found.meaning.said_around
    told = {name: values[first] for name, values in found.features.items() if name not in _RARE}
    told |= {"own cosine": meaning.own[first], "cosine above": meaning.above[first]}
    told |= {"cosine around": meaning.around[first]}
    told |= {"lead": ordered[0] - ordered[1] if len(ordered) > 1 else _CLEAR_LEAD}
    told |= {"lead over five": ordered[0] - ordered[min(4, len(ordered) - 1)]}
    told |= {"likelihood": 1 / np.exp(ordered - ordered[0]).sum()}
    told |= {"worst word": said.worst[first], "second worst word": said.second[first]}
    told |= {"worst word around": around.worst[first], "second worst word around": around.second[first]}
    told |= {"verbatim": said.verbatim[first], "verbatim around": around.verbatim[first]}
    told |= {"unsaid": around.unsaid[first], "words": found.words}
    told |= {"alike around": around.share[first] - around.verbatim[first]}
    fits = has_slot(kind, found.texts[first])
    told |= {"slot": fits, SLOT_MISSING: kind in HARD and not fits}
    told |= {f"asks {each}": each == kind for each in AnswerType}
    return {name: float(value) for name, value in told.items()}
