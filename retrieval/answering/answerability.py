"""Answerability classifier: whether the best sentence states what was asked, and not merely something near it.

Bag-of-words similarity cannot tell: the thing may be there and the asked attribute not. The features are how much of
the question the sentence and the phrasings that point at it explain, what the unexplained rest usually asks for,
whether the sentence has a slot of the wanted kind, and whether the question is closer to known questions with an answer
or to those without.

The weights are a logistic regression in ``data/gate.json``. ``python -m retrieval.evaluation.training`` fits it on
cases made from the content beside the report; no question set takes part.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Set
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from retrieval.answering.readings import AnswerabilityEstimator
from retrieval.index.collection_statistics import CollectionStatistics
from retrieval.lessons.lesson_index import LessonHit
from retrieval.question.analysis import Question
from retrieval.question.known_questions import KnownQuestionIndex
from retrieval.scoring.evidence import Evidence
from retrieval.scoring.logistic_model import FittedFile, LogisticModel
from retrieval.scoring.reranking.answer_model import AnswerModel
from retrieval.text.answer_type import HARD, AnswerType, has_slot
from retrieval.text.question_text import Token, ask_tokens, tokens
from retrieval.text.values.asked_units import END_OF_NUMBER, asked_units

_NEIGHBOURS = 8
_LIKE_A_GAP = 0.5
_FILE = FittedFile("gate", "wenda-gate 2")
_LEAST_ODDS = 1e-6
# What lessons of use say of a sentence, in log odds: see `LessonEstimator`.
_ALIKE, _SAME_KIND, _LACKING, _GAP, _DOUBT, _DENIED = 1.8, 0.8, 1.4, 7.2, -0.5, 6.0
_LEAST_ALIKE, _NEAR, _NEARLY = 0.2, 0.5, 8.0
# What the known questions of other reports tell of the words of a question: which are asked where nothing answers.
_WORDING = {"worst odds unexplained": -0.5, "best odds": -0.4, "text score": 0.3}


@dataclass(frozen=True, slots=True)
class GapVocabulary:
    """How much more often a token stands in questions without an answer than in answered ones (log odds).

    The log odds need questions of both kinds.
    """

    gaps: Mapping[Token, int]
    asked: Mapping[Token, int]
    gap_total: int
    asked_total: int

    def rarity(self, token: Token) -> float:
        """How telling a token is among all of these questions (idf); one that none has is the most telling."""
        held, total = self.gaps.get(token, 0) + self.asked.get(token, 0), self.gap_total + self.asked_total
        return math.log(1 + (total - held + 0.5) / (held + 0.5))

    def log_odds(self, token: Token, own: int = 0) -> float:
        """``own`` takes one question out of the count: 1 an answered one, -1 a gap, 0 none."""
        gap = max(self.gaps.get(token, 0) - (own < 0), 0)
        asked = max(self.asked.get(token, 0) - (own > 0), 0)
        share, smooth = self.gap_total / (self.gap_total + self.asked_total), 0.5
        in_gaps = (gap + smooth * share) / (self.gap_total + smooth)
        in_asked = (asked + smooth * (1 - share)) / (self.asked_total + smooth)
        return math.log(in_gaps) - math.log(in_asked)


def _explained_by_lexicon(question: Question, sentence: str) -> set[str]:
    """The pieces of lay forms whose official term stands in the sentence."""
    forms = [form for form, terms in question.expansions if any(term.text in sentence for term in terms)]
    return {form[at : at + size] for form in forms for size in (1, 2) for at in range(len(form))}


@dataclass(frozen=True, slots=True)
class AnswerabilityClassifier:
    """Two models: for reports with phrasings and gaps beside them, and for reports without."""

    known: LogisticModel
    bare: LogisticModel
    asks: GapVocabulary

    def model_for(self, known: KnownQuestionIndex) -> LogisticModel:
        """The model for reports with, or without, these known questions."""
        return self.known if known.asked else self.bare

    def with_threshold(self, threshold: float) -> AnswerabilityClassifier:
        """The same models, letting answers pass from another probability on."""
        known, bare = (replace(model, threshold=threshold) for model in (self.known, self.bare))
        return replace(self, known=known, bare=bare)

    @classmethod
    def load(cls, path: Path) -> AnswerabilityClassifier:
        """Read ``gate.json``. Raises `ReportError` where it is not one."""
        return _FILE.read(path, cls._from_json)

    @classmethod
    def _from_json(cls, stored: Mapping[str, Any]) -> AnswerabilityClassifier:
        asks = GapVocabulary(stored["gaps"], stored["asked"], stored["gap_total"], stored["asked_total"])
        if asks.gap_total < 1 or asks.asked_total < 1:
            raise ValueError(f"found {asks.gap_total} gaps and {asks.asked_total} questions with an answer")
        return cls(LogisticModel.from_json(stored["known"]), LogisticModel.from_json(stored["bare"]), asks)

    def save(self, path: Path) -> None:
        """Write ``gate.json``."""
        content = {
            "known": self.known.to_json(),
            "bare": self.bare.to_json(),
            "gap_total": self.asks.gap_total,
            "asked_total": self.asks.asked_total,
            "gaps": dict(self.asks.gaps),
            "asked": dict(self.asks.asked),
        }
        _FILE.write(path, content)


class ClassifierEstimator:
    """Answerability by the classifier alone: the words of the sentence, of known questions and of gaps."""

    def __init__(
        self, classifier: AnswerabilityClassifier, known: KnownQuestionIndex, statistics: CollectionStatistics
    ) -> None:
        """``known`` and ``statistics`` are those of the library that is asked."""
        self._model, self._asks = classifier.model_for(known), classifier.asks
        self._known, self._statistics = known, statistics
        self.threshold = self._model.threshold

    def features(self, evidence: Evidence, own: int = 0) -> dict[str, float]:
        """The features of the best sentence of some evidence, by name; ``own`` as in `GapVocabulary.log_odds`."""
        known = self._known
        question, mask, best = evidence.question, evidence.candidates.filter.without_questions, evidence.best
        sentence = best.stated
        here = [at for at in known.phrasings_of(best.sentence.key) if mask is None or not mask[at]]
        asked_here = set().union(*map(known.ask_tokens, here))
        explained = _explained_by_lexicon(question, sentence)
        asked = ask_tokens(question.text)
        odds = {token: self._asks.log_odds(token, own) for token in asked}
        beyond = [token for token in asked if token[1:] not in sentence]
        unexplained = [token for token in beyond if token not in asked_here]
        weights = {token: weight for token, weight in tokens(question.text).items() if token[0] != "w"}
        texts = [token[1:] for token in weights]
        idfs = [known.idf(token) for token in weights] if known.asked else self._statistics.idfs(texts)
        weights = {token: weight * idf for (token, weight), idf in zip(weights.items(), idfs, strict=True)}
        mass = sum(weights.values()) or 1.0

        def share(holds: Set[Token]) -> float:
            return sum(w for t, w in weights.items() if t[1:] in sentence or t[1:] in explained or t in holds) / mass

        similar = evidence.candidates.hits.similarity
        closest = max(here, key=lambda at: similar[at], default=None)
        unit = next(iter(asked_units(question.text)), None)
        fits = has_slot(question.kind, sentence)
        supported = any(attribute.is_stated(sentence) for attribute in evidence.wanted)
        runner_up = evidence.ranking[1].score if len(evidence.ranking) > 1 else 0.0
        answered, lacking = known.closest(similar)
        size = len(asked) + 1
        return {
            "explained by the sentence": share(set()),
            "explained with phrasings": share(asked_here),
            "explained by the closest fact": share(known.fact_tokens(closest, mask)) if closest is not None else 0.0,
            "words covered": best.coverage,
            "phrasing anywhere": answered,
            "phrasing here": float(max((similar[at] for at in here), default=0.0)),
            "gap anywhere": lacking,
            "neighbours": known.vote(similar, _NEIGHBOURS),
            "odds of all": sum(odds.values()) / size,
            "odds beyond the sentence": sum(odds[t] for t in beyond) / size,
            "odds unexplained": sum(odds[t] for t in unexplained) / size,
            "worst odds unexplained": max((odds[t] for t in unexplained), default=0.0),
            "worst odds": max(odds.values(), default=0.0),
            "best odds": min(odds.values(), default=0.0),
            "kind asked before": max((similar[at] for at in here if known.kinds[at] == question.kind), default=0.0),
            "slot": float(fits),
            "hard slot missing": float(not fits and question.kind in HARD),
            "attribute supported": float(supported),
            "attribute unsupported": float(bool(evidence.wanted) and not supported),
            "unit": 1.0 if unit is None else float(bool(re.search(f"{END_OF_NUMBER}个?{unit}", sentence))),
            "margin": (best.score - runner_up) / best.score if best.score else 0.0,
            "text score": best.text_score / 30,
            "length": math.log1p(len(question.text)),
            **{f"asks {kind}": float(question.kind == kind) for kind in AnswerType},
        }

    def probability(self, evidence: Evidence) -> float:
        """How likely it is that the best sentence states what was asked."""
        return self._model.probability(self.features(evidence))


class ContextEstimator:
    """Answerability by a sentence's context or meaning, and by the classifier where known questions point at it."""

    def __init__(self, classifier: ClassifierEstimator, known: KnownQuestionIndex, by_meaning: AnswerModel) -> None:
        """``known`` are the questions that ``classifier`` knows; ``by_meaning`` is for evidence that was reranked."""
        self._classifier, self._known, self._by_meaning = classifier, known, by_meaning
        self.threshold = classifier.threshold

    def probability(self, evidence: Evidence) -> float:
        """How likely it is that the best sentence states what was asked."""
        trust = evidence.best.trust
        if trust is None or self._known.phrasings_of(evidence.best.sentence.key):
            return self._classifier.probability(evidence)
        if evidence.features is not None and not evidence.question.context:
            by_meaning = self._by_meaning.probability(evidence.features)
            # What staff wrote down as not stated is known better than by meaning.
            return min(by_meaning, self._classifier.probability(evidence)) if self._is_gap(evidence) else by_meaning
        values = self._classifier.features(evidence)
        wording = sum(weight * values[name] for name, weight in _WORDING.items())
        return 1 / (1 + math.exp(-(trust + wording)))

    def _is_gap(self, evidence: Evidence) -> bool:
        """Whether a question is more like one that nothing answers than like any that something does."""
        answered, lacking = self._known.closest(evidence.candidates.hits.similarity)
        return lacking > max(_LIKE_A_GAP, answered)


class LessonEstimator:
    """Answerability by another estimator, and by the lessons of use that speak for or against the best sentence.

    A lesson that is like the question speaks for the sentence; what the question has beyond sentence and lessons speaks
    against it where it usually asks for what is not stated. Of a sentence with phrasings the other estimator knows as
    much: there only a question that is nearly that of a lesson tells more. The weights were fitted with one set of gold
    questions taught and another one asked.
    """

    def __init__(self, estimator: AnswerabilityEstimator, asks: GapVocabulary, known: KnownQuestionIndex) -> None:
        """``asks`` tells what usually asks for what is not stated, ``known`` which sentences have phrasings."""
        self._estimator, self._asks, self._known = estimator, asks, known
        self.threshold = estimator.threshold

    def probability(self, evidence: Evidence) -> float:
        """How likely it is that the best sentence states what was asked."""
        probability = self._estimator.probability(evidence)
        hit = evidence.candidates.lessons.get(evidence.best.sentence.key)
        told = self._told(evidence, hit) if hit else 0.0
        if not told:
            return probability
        odds = math.log(max(probability, _LEAST_ODDS) / max(1 - probability, _LEAST_ODDS))
        return 1 / (1 + math.exp(-(odds + told)))

    def _told(self, evidence: Evidence, hit: LessonHit) -> float:
        """What lessons say of the best sentence, in log odds."""
        if hit.rank < 0:
            return _DENIED * hit.rank
        if hit.answers < _LEAST_ALIKE:
            return 0.0
        nearly, against = _NEARLY * max(hit.answers - _NEAR, 0.0), self._against(evidence, hit)
        if self._known.phrasings_of(evidence.best.sentence.key):
            return max(nearly - against, 0.0)
        speaks = _ALIKE * hit.answers + _SAME_KIND * (evidence.question.kind in hit.kinds)
        return max(speaks - against, _DOUBT) + nearly

    def _against(self, evidence: Evidence, hit: LessonHit) -> float:
        """How far a question asks for more than the best sentence states and its lessons ask, in log odds."""
        question, stated = evidence.question, evidence.best.stated
        lacking = bool(evidence.wanted) and not any(each.is_stated(stated) for each in evidence.wanted)
        explained, asked = _explained_by_lexicon(question, stated), ask_tokens(question.text)
        beyond = (t for t in asked if t[1:] not in stated and t[1:] not in explained and t not in hit.asked)
        gap = sum(max(self._asks.log_odds(token), 0.0) for token in beyond) / (len(asked) + 1)
        return _LACKING * lacking + _GAP * gap
