"""Training of answerability and of confidence: ``python -m retrieval.evaluation.training [LIBRARY] [GATE.json]``.

The cases are made from what stands beside the reports, never from question sets:

- each phrasing, asked while it is not among the known questions: the report answers;
- each gap, asked while it is not among them: the report does not answer;
- phrasings asked while the report has lost the sentence that answers them, and the known questions their fact.

The confidence in short answers is fitted to cases of the same questions (`short_answer_cases`), and written to
``confidence.json`` beside the gate.

The model is a logistic regression with ridge penalty, by Newton's method; its figures are deterministic.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from retrieval.answering.answerability import AnswerabilityClassifier, GapVocabulary
from retrieval.answering.short_answers.candidate_features import SPEAK_AGAINST, SPEAK_FOR
from retrieval.answering.short_answers.confidence import CandidateModel, ShortAnswerConfidence
from retrieval.composition import EngineParts, answer_pipeline
from retrieval.corpus.filters import EVERY_REPORT
from retrieval.corpus.library import Library
from retrieval.evaluation.ablation import without_annotations
from retrieval.evaluation.regression import logistic_regression, signed_regression
from retrieval.evaluation.short_answer_cases import (
    ShortAnswerCase,
    cases_of_known_questions,
    cases_of_made_statements,
    cases_without_known_questions,
)
from retrieval.models import WendaError
from retrieval.question.known_questions import KnownQuestionIndex
from retrieval.resources import DATA
from retrieval.scoring.evidence import Evidence
from retrieval.scoring.logistic_model import LogisticModel
from retrieval.scoring.sentence_source import EVERY_CANDIDATE, CandidateFilter

# Every so many phrasings is asked with its sentence gone: about as many as there are gaps.
_DELETE_EVERY = 2
_THRESHOLD, _BARE_THRESHOLD = 0.35, 0.35
_CONFIDENCE_RIDGE = 10.0
# Chosen on the questions that choices are made by: from these on 253 of 260 figures and 85 of 87 words were right;
# words from .3 to .5 were in 49 of 56. Where staff prepared nothing the rules are right as they are; the weights of
# the made cases only tell how a curve would run.
_SURE = {
    CandidateModel.TOLD_FIGURE: 0.3,
    CandidateModel.TOLD_WORDS: 0.5,
    CandidateModel.BARE_FIGURE: 0.0,
    CandidateModel.BARE_WORDS: 0.0,
}
# The bias of a model that has learnt nothing: no candidate is shown.
_NEVER = -10.0
_NOTHING_TO_FIT = "wanted phrasings and gaps beside the reports to fit a classifier on, found none of one of them"
_RAREST = 2


def count_asks(known: KnownQuestionIndex) -> GapVocabulary:
    """How often each token stands in gaps and in phrasings; tokens seen once tell nothing."""
    gaps = Counter(token for at in range(known.asked, len(known.questions)) for token in known.ask_tokens(at))
    asked = Counter(token for at in range(known.asked) for token in known.ask_tokens(at))
    kept = sorted(token for token in gaps.keys() | asked.keys() if gaps[token] + asked[token] >= _RAREST)
    in_gaps, in_asked = ({t: counted[t] for t in kept if counted[t]} for counted in (gaps, asked))
    return GapVocabulary(in_gaps, in_asked, len(known.gaps), known.asked)


Case = tuple[dict[str, float], int]


def known_cases(parts: EngineParts) -> Iterator[Case]:
    """Features and label (1: the report answers) of every made case, with the known questions."""
    known, made = parts.known, _CaseMaker(parts)
    positions = np.arange(len(known.questions))
    for at, question in enumerate(known.questions):
        answered = at < known.asked
        own = 1 if answered else -1
        yield from made.cases(question, CandidateFilter(without_questions=positions == at), own, int(answered))
        if answered and at % _DELETE_EVERY == 0:
            lost = known.sentence_of[at]
            mask = np.array([key == lost for key in known.sentence_of]) & (positions < known.asked)
            yield from made.cases(question, CandidateFilter(EVERY_REPORT, (lost,) if lost else (), mask), own, 0)


def bare_cases(parts: EngineParts, known: KnownQuestionIndex) -> Iterator[Case]:
    """The same questions put to parts that know none; one that finds another sentence makes no case."""
    made = _CaseMaker(parts)
    for at, question in enumerate(known.questions):
        answered = at < known.asked
        lost = known.sentence_of[at]
        evidence = made.evidence(question, EVERY_CANDIDATE)
        if evidence.ranking and (not answered or evidence.best.sentence.key == lost):
            yield parts.estimator.features(evidence, 1 if answered else -1), int(answered)
        if answered and at % _DELETE_EVERY == 0:
            yield from made.cases(question, CandidateFilter(without_sentences=(lost,) if lost else ()), 1, 0)


class _CaseMaker:
    """Puts questions to the scorer of some parts."""

    def __init__(self, parts: EngineParts) -> None:
        self._parts = parts
        self._reader = answer_pipeline(parts).reader

    def evidence(self, question: str, candidates: CandidateFilter) -> Evidence:
        return self._reader.evidence(self._parts.analyzer.analyse(question), candidates)

    def cases(self, question: str, candidates: CandidateFilter, own: int, label: int) -> Iterator[Case]:
        """One case, or none where nothing is found."""
        evidence = self.evidence(question, candidates)
        if evidence.ranking:
            yield self._parts.estimator.features(evidence, own), label


def fit(library: Library) -> AnswerabilityClassifier:
    """A classifier fitted to the cases made of a library's content; in each model both sides weigh the same.

    Raises `WendaError` where the library has no phrasings, or no gaps.
    """
    empty = np.zeros(0)
    unfitted = LogisticModel((), empty, empty, empty, 0.0, 0.0)
    nothing = AnswerabilityClassifier(unfitted, unfitted, GapVocabulary({}, {}, 0, 0))
    shows_nothing = ShortAnswerConfidence({})
    parts = EngineParts.of(library, nothing, shows_nothing)
    if not parts.known.asked or not parts.known.gaps:
        raise WendaError(_NOTHING_TO_FIT)
    counted = AnswerabilityClassifier(unfitted, unfitted, count_asks(parts.known))
    bare = EngineParts.of(without_annotations(library), counted, shows_nothing)
    return AnswerabilityClassifier(
        _model(list(known_cases(replace(parts, classifier=counted))), _THRESHOLD),
        _model(list(bare_cases(bare, parts.known)), _BARE_THRESHOLD),
        counted.asks,
    )


def _model(made: list[Case], threshold: float) -> LogisticModel:
    if {label for _, label in made} != {0, 1}:
        raise WendaError(_NOTHING_TO_FIT)
    names = tuple(made[0][0])
    x = np.array([[values[name] for name in names] for values, _ in made])
    y = np.array([label for _, label in made], dtype=float)
    mean, scale = x.mean(axis=0), np.maximum(x.std(axis=0), 1e-6)
    return LogisticModel(names, mean, scale, *logistic_regression((x - mean) / scale, y), threshold)


def fit_confidence(library: Library, classifier: AnswerabilityClassifier) -> ShortAnswerConfidence:
    """The confidence in short answers, fitted to the cases made of a library's content and of made statements."""
    parts = EngineParts.of(library, classifier, ShortAnswerConfidence({}))
    bare = EngineParts.of(without_annotations(library), classifier, ShortAnswerConfidence({}))
    made = [
        *cases_of_known_questions(parts),
        *cases_without_known_questions(bare, parts.known),
        *cases_of_made_statements(bare),
    ]
    models = {each: [case for case in made if case.model is each] for each in CandidateModel}
    return ShortAnswerConfidence({each: confidence_model(cases, _SURE[each]) for each, cases in models.items()})


def confidence_model(made: Sequence[ShortAnswerCase], threshold: float) -> LogisticModel:
    """The model of one sort of candidates; one that shows nothing where no case of them is right, or none is wrong."""
    names = (*SPEAK_FOR, *SPEAK_AGAINST)
    x = np.array([[case.features.get(name, 0.0) for name in names] for case in made]).reshape(-1, len(names))
    y = np.array([case.is_right for case in made], dtype=float)
    if not 0 < y.sum() < len(y):
        empty = np.zeros(0)
        return LogisticModel((), empty, empty, empty, _NEVER, threshold)
    mean, scale = x.mean(axis=0), np.maximum(x.std(axis=0), 1e-6)
    signs = np.array([1.0] * len(SPEAK_FOR) + [-1.0] * len(SPEAK_AGAINST))
    weights, bias = signed_regression((x - mean) / scale, y, signs, _CONFIDENCE_RIDGE)
    kept = np.flatnonzero(weights)
    return LogisticModel(tuple(names[at] for at in kept), mean[kept], scale[kept], weights[kept], bias, threshold)


def main(arguments: Sequence[str] | None = None) -> None:
    """Fit on a library and write the classifier."""
    parser = argparse.ArgumentParser(prog="python -m retrieval.evaluation.training", description=__doc__)
    parser.add_argument("library", nargs="?", type=Path, default=DATA / "reports", help="default: data/reports")
    parser.add_argument("gate", nargs="?", type=Path, default=DATA / "gate.json", help="default: data/gate.json")
    options = parser.parse_args(arguments)
    try:
        library = Library.open(options.library)
        classifier = fit(library)
        classifier.save(options.gate)
        fit_confidence(library, classifier).save(options.gate.with_name("confidence.json"))
    except WendaError as error:
        sys.exit(f"retrieval.evaluation.training: {error}")


if __name__ == "__main__":
    main()
