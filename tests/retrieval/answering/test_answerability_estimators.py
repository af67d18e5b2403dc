"""Who decides whether a sentence answers: the classifier, the context, the meaning, or what use has taught."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from retrieval.answering.answerability import (
    AnswerabilityClassifier,
    ClassifierEstimator,
    ContextEstimator,
    LessonEstimator,
)
from retrieval.composition import EngineParts
from retrieval.lessons.lesson_index import LessonHit
from retrieval.scoring.evidence import Evidence
from retrieval.scoring.logistic_model import LogisticModel
from retrieval.scoring.reranking.answer_model import AnswerModel
from retrieval.text.question_text import ask_tokens
from tests.retrieval.answering.harbour import ASKS, evidence


def constant(probability: float) -> LogisticModel:
    """A model without features."""
    empty = np.zeros(0)
    return LogisticModel((), empty, empty, empty, math.log(probability / (1 - probability)), 0.5)


def by_context(parts: EngineParts, classified: float, meant: float) -> ContextEstimator:
    """An estimator whose classifier and whose model of meaning give these probabilities."""
    classifier = AnswerabilityClassifier(constant(classified), constant(classified), ASKS)
    always = LogisticModel(("hard slot missing",), np.zeros(1), np.ones(1), np.zeros(1), 20.0, 0.5)
    return ContextEstimator(
        ClassifierEstimator(classifier, parts.known, parts.statistics),
        parts.known,
        AnswerModel(constant(meant), always),
    )


def trusted(found: Evidence, trust: float | None, **changes: Any) -> Evidence:
    """Evidence whose best sentence has a context that speaks for it so far."""
    return replace(found, ranking=(replace(found.best, trust=trust), *found.ranking[1:]), **changes)


LOOKED: dict[str, Any] = {"features": {"hard slot missing": 0.0}}


def test_the_classifier_decides_where_known_questions_point(prepared: EngineParts, bare: EngineParts) -> None:
    """Or where no context was looked at."""
    told, untold = evidence(prepared, "全年新建泊位多少个"), evidence(bare, "全年新建泊位多少个")
    assert by_context(prepared, 0.2, 0.9).threshold == 0.5
    assert by_context(prepared, 0.2, 0.9).probability(trusted(told, 3.0, **LOOKED)) == pytest.approx(0.2)
    assert by_context(bare, 0.2, 0.9).probability(trusted(untold, None, **LOOKED)) == pytest.approx(0.2)


def test_context_and_wording_decide_elsewhere(bare: EngineParts) -> None:
    """What gaps usually ask lowers the log odds that the context gives."""
    found = trusted(evidence(bare, "港口的电话是多少"), 0.4)
    features = bare.estimator.features(found)
    wording = -0.5 * features["worst odds unexplained"] - 0.4 * features["best odds"] + 0.3 * features["text score"]
    assert features["worst odds unexplained"] > 0
    assert by_context(bare, 0.2, 0.9).probability(found) == pytest.approx(1 / (1 + math.exp(-(0.4 + wording))))
    # A question that leans on another one is not looked at by meaning.
    leans = replace(found, question=replace(found.question, context="港口"), **LOOKED)
    assert by_context(bare, 0.2, 0.9).probability(leans) == pytest.approx(1 / (1 + math.exp(-(0.4 + wording))))
    assert by_context(bare, 0.2, 0.9).probability(replace(found, **LOOKED)) == pytest.approx(0.9)


@pytest.mark.parametrize(
    ("answered", "lacking", "probability"),
    [(0.0, 0.6, 0.2), (0.55, 0.6, 0.2), (0.6, 0.6, 0.9), (0.7, 0.6, 0.9), (0.0, 0.5, 0.9), (0.0, 0.0, 0.9)],
)
def test_meaning_does_not_overrule_a_gap(
    prepared: EngineParts, answered: float, lacking: float, probability: float
) -> None:
    """Where the question is more like one that nothing answers than like any other, and much like it."""
    found = trusted(evidence(prepared, "夜间值守有没有加强"), 3.0, **LOOKED)
    assert not prepared.known.phrasings_of(found.best.sentence.key)
    similarity = np.zeros(len(prepared.known.questions))
    similarity[0], similarity[-1] = answered, lacking
    hits = replace(found.candidates.hits, similarity=similarity)
    found = replace(found, candidates=replace(found.candidates, hits=hits))
    assert by_context(prepared, 0.2, 0.9).probability(found) == pytest.approx(probability)
    assert by_context(prepared, 0.95, 0.9).probability(found) == pytest.approx(0.9)


def test_the_most_alike_question_of_each_side_counts(prepared: EngineParts) -> None:
    """The last one that is answered stands beside the first one that is not."""
    found = trusted(evidence(prepared, "夜间值守有没有加强"), 3.0, **LOOKED)
    for at, probability in ((prepared.known.asked - 1, 0.9), (prepared.known.asked, 0.2)):
        similarity = np.zeros(len(prepared.known.questions))
        similarity[at] = 0.8
        hits = replace(found.candidates.hits, similarity=similarity)
        alike = replace(found, candidates=replace(found.candidates, hits=hits))
        assert by_context(prepared, 0.2, 0.9).probability(alike) == pytest.approx(probability)


class Fixed:
    """An estimator that knows what to say of one piece of evidence."""

    def __init__(self, said: float, of: Evidence) -> None:
        """``said`` is the probability."""
        self.said, self.of, self.threshold = said, of, 0.35

    def probability(self, evidence: Evidence) -> float:
        """What was said."""
        assert evidence is self.of
        return self.said


def odds_moved(parts: EngineParts, found: Evidence, hit: LessonHit | None, said: float = 0.5) -> float:
    """By how much a lesson of the best sentence moves the log odds."""
    lessons = {found.best.sentence.key: hit} if hit else {}
    found = replace(found, candidates=replace(found.candidates, lessons=lessons))
    estimator = LessonEstimator(Fixed(said, found), ASKS, parts.known)
    assert estimator.threshold == 0.35
    probability = estimator.probability(found)
    return math.log(probability / (1 - probability))


def gap_of(found: Evidence, asked: frozenset[str] = frozenset()) -> float:
    """How far the question usually asks for what is not stated, beyond the sentence and the lessons."""
    tokens_asked, stated = ask_tokens(found.question.text), found.best.stated
    forms = [form for form, terms in found.question.expansions if any(term.text in stated for term in terms)]
    told = {form[at : at + size] for form in forms for size in (1, 2) for at in range(len(form) - size + 1)}
    beyond = [t for t in tokens_asked if t[1:] not in stated and t[1:] not in told and t not in asked]
    return sum(max(ASKS.log_odds(t), 0.0) for t in beyond) / (len(tokens_asked) + 1)


def test_a_lesson_speaks_for_a_sentence_by_how_much_it_is_like_the_question(bare: EngineParts) -> None:
    """And for one of the same kind; from half alike on much more, below a fifth not at all."""
    found = replace(evidence(bare, "全年新建泊位多少个"), wanted=())
    against = 7.2 * gap_of(found)
    assert odds_moved(bare, found, None) == pytest.approx(0.0)
    assert odds_moved(bare, found, LessonHit(0.5, 0.19)) == pytest.approx(0.0)
    assert odds_moved(bare, found, LessonHit(0.5, 0.2)) == pytest.approx(max(0.36 - against, -0.5))
    assert odds_moved(bare, found, LessonHit(0.0, 0.4)) == pytest.approx(max(0.72 - against, -0.5))
    kinds = frozenset({found.question.kind})
    assert odds_moved(bare, found, LessonHit(1.0, 0.5, kinds=kinds)) == pytest.approx(1.7 - against)
    assert odds_moved(bare, found, LessonHit(1.0, 1.0, kinds=kinds)) == pytest.approx(2.6 - against + 4.0)
    assert odds_moved(bare, found, LessonHit(1.0, 0.5, kinds=kinds), 0.8) == pytest.approx(1.7 - against + math.log(4))


def test_what_a_question_has_beyond_a_lesson_speaks_against_it(bare: EngineParts) -> None:
    """An attribute that is not stated, and words of gaps that neither sentence nor lesson has; to a limit."""
    found = replace(evidence(bare, "港口的电话是多少"), wanted=())
    gap = gap_of(found)
    assert gap > 0.1
    assert odds_moved(bare, found, LessonHit(1.0, 1.0)) == pytest.approx(max(1.8 - 7.2 * gap, -0.5) + 4.0)
    asked = frozenset(ask_tokens(found.question.text))
    assert odds_moved(bare, found, LessonHit(1.0, 1.0, asked)) == pytest.approx(1.8 + 4.0)
    lacking = replace(evidence(bare, "港口的电话是多少"))
    assert lacking.wanted
    assert odds_moved(bare, lacking, LessonHit(1.0, 1.0, asked)) == pytest.approx(1.8 - 1.4 + 4.0)
    assert odds_moved(bare, lacking, LessonHit(1.0, 0.2, asked)) == pytest.approx(-0.5)


@pytest.mark.parametrize("question", ["码头多出几个船位呢", "起重设备添置数量是多少", "添置起重机多少台"])
def test_a_word_is_beyond_a_lesson_as_a_whole(bare: EngineParts, question: str) -> None:
    """Neither a character of it that the sentence has, nor one that a lay word explains, is enough."""
    found = replace(evidence(bare, question), wanted=())
    assert (gap_of(found) > 0) is (question != "添置起重机多少台")
    assert odds_moved(bare, found, LessonHit(1.0, 0.5)) == pytest.approx(max(0.9 - 7.2 * gap_of(found), -0.5))


def test_a_lesson_that_denies_lowers_the_odds(bare: EngineParts) -> None:
    """By how much it is like the question, whatever the sentence has; a certain answer too."""
    found = evidence(bare, "全年新建泊位多少个")
    assert odds_moved(bare, found, LessonHit(-0.5, 0.9)) == pytest.approx(-3.0)
    assert odds_moved(bare, found, LessonHit(-1.0), said=1.0) == pytest.approx(math.log(1e6) - 6.0, abs=1e-3)
    assert odds_moved(bare, found, LessonHit(-1.0), said=0.0) == pytest.approx(-math.log(1e6) - 6.0, abs=1e-3)


def test_of_a_sentence_with_phrasings_only_nearly_the_same_question_tells_more(prepared: EngineParts) -> None:
    """A lesson that is half alike says nothing that the phrasings do not."""
    found = replace(evidence(prepared, "全年新建泊位多少个"), wanted=())
    asked = frozenset(ask_tokens(found.question.text))
    assert odds_moved(prepared, found, LessonHit(1.0, 0.5, asked)) == pytest.approx(0.0)
    assert odds_moved(prepared, found, LessonHit(1.0, 1.0, asked)) == pytest.approx(4.0)
    assert odds_moved(prepared, found, LessonHit(1.0, 0.75)) == pytest.approx(max(2.0 - 7.2 * gap_of(found), 0.0))
    # 位 stands in the sentence, 船位 does not.
    berths = replace(evidence(prepared, "码头多出几个船位呢"), wanted=())
    assert "位" in berths.best.stated
    assert odds_moved(prepared, berths, LessonHit(1.0, 1.0)) == pytest.approx(4.0 - 7.2 * gap_of(berths))
