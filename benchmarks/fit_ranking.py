"""Fits the order of sentences in libraries that nobody prepared, and when the first of them answers.

``python -m benchmarks.fit_ranking FOLDER QUESTIONS... [--check QUESTIONS...]`` writes ``data/ranking.json`` and
``data/answering.json``. The documents and questions are those of `benchmarks.unprepared`, each file a library.

Order: for each question with an answer the model is to put a sentence that answers before all others that were looked
at; the weights are the likeliest by that (a conditional logit with a penalty on their squares). Answering: two logistic
regressions over what tells of the first sentence: whether it is right, and whether anything states what was asked. For
that, questions over the documents of the other files are put to each library too: nothing there answers them.

Printed are figures of questions that took no part: each file is asked with models of the other files, those of
``--check`` with the models that are written.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from benchmarks.command_line import add_library_arguments
from benchmarks.fit_answering import AnswerCase, answering_table, fit_answering
from benchmarks.report import markdown_table
from benchmarks.unprepared import gold_of, library_of
from retrieval import Engine, Library
from retrieval.answering.pipeline import AnswerPipeline
from retrieval.evaluation.gold import GoldQuestion
from retrieval.resources import DATA
from retrieval.scoring.evidence import Evidence
from retrieval.scoring.reranking.sentence_reranker import (
    RankingModel,
    SentenceFeatures,
    SentenceReranker,
    answer_features,
)
from retrieval.text.answer_type import AnswerType
from retrieval.text.normalization import fold

_PENALTY, _STEPS, _RATE = 5.0, 400, 0.03
_SHORT = 8
_FOREIGN = 30  # questions over other documents, a file and library
_LAY = "lay"

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class RankingCase:
    """A question: what it wants, the sentences that were looked at, and which of them answer it.

    ``stated`` tells whether a document of the library answers it.
    """

    lay: bool
    stated: bool
    kind: AnswerType
    found: SentenceFeatures
    right: NDArray[np.bool_]

    @property
    def features(self) -> NDArray[np.float64]:
        """The features of the sentences, shape (sentences, features)."""
        return np.array(list(self.found.features.values())).T

    def answer_case(self, model: RankingModel) -> AnswerCase:
        """What tells of the first sentence by a model, and whether it answers."""
        sums = model.scores(self.found.features)
        told = answer_features(self.found, sums, self.kind)
        return AnswerCase(told, right=bool(self.right[int(sums.argmax())]), stated=self.stated)


_Cases = Mapping[str, Sequence[RankingCase]]


@dataclass(frozen=True, slots=True)
class _Candidates:
    """The sentences of a library that the model is to put in order."""

    pipeline: AnswerPipeline
    reranker: SentenceReranker

    @classmethod
    def of(cls, library: Library) -> _Candidates:
        """Those of a library. Raises ValueError for one that is not reranked."""
        pipeline = Engine(library).pipeline
        if pipeline.reader.reranker is None:
            raise ValueError("wanted a library of several reports, found one")
        return cls(pipeline, pipeline.reader.reranker)

    def of_question(self, question: str, history: tuple[str, ...]) -> Iterator[tuple[Evidence, SentenceFeatures]]:
        """The evidence of a question and its sentences; nothing where there are none."""
        evidence = self.pipeline.evidence(question, history)
        found = self.reranker.features(evidence) if evidence else None
        if evidence and found and found.positions:
            yield evidence, found


def cases_of(library: Library, questions: Path) -> Iterator[RankingCase]:
    """The cases of some questions. Raises ValueError for a library that is not reranked."""
    candidates = _Candidates.of(library)
    for gold, files in zip(*gold_of(questions, library), strict=True):
        for evidence, found in candidates.of_question(gold.question, gold.history):
            batch = evidence.candidates.batch
            right = [
                _answers(batch.folded[at], gold) and batch.passages[int(batch.passage_of[at])].file in files
                for at in found.positions
            ]
            kind, stated = evidence.question.kind, bool(gold.quotes)
            yield RankingCase(gold.kind == _LAY, stated, kind, found, np.array(right, bool))


def foreign_cases(library: Library, questions: Path, count: int = _FOREIGN) -> Iterator[RankingCase]:
    """Cases of questions over other documents, every so many of a file, so that nothing in this library answers them.

    Raises ValueError for a library that is not reranked.
    """
    candidates = _Candidates.of(library)
    rows = [json.loads(line) for line in questions.read_text("utf-8").splitlines() if line.strip()]
    asked = [row["question"] for row in rows if row.get("spans") and not row.get("history")]
    for question in asked[:: max(len(asked) // count, 1)]:
        for evidence, found in candidates.of_question(question, ()):
            nothing = np.zeros(len(found.positions), bool)
            yield RankingCase(lay=False, stated=False, kind=evidence.question.kind, found=found, right=nothing)


def _answers(folded: str, gold: GoldQuestion) -> bool:
    """Whether a sentence is, holds or is a part of what answers."""
    wanted = [fold(quote) for quote in gold.quotes]
    return any(quote in folded or (len(folded) > _SHORT and folded in quote) for quote in wanted)


def fit(cases: Sequence[RankingCase]) -> RankingModel:
    """The likeliest weights for cases of which some have a right sentence."""
    answered = [(case.features, case.right) for case in cases if case.right.any()]
    names = next(tuple(case.found.features) for case in cases if case.right.any())
    spread = np.vstack([features for features, _ in answered]).std(axis=0)
    spread[spread == 0] = 1.0
    # Adam (Kingma and Ba 2015), with the means of the gradient and of its square.
    weights, mean, square = (np.zeros(len(names)) for _ in range(3))
    for step in range(1, _STEPS + 1):
        gradient = -_PENALTY * weights / len(answered)
        for features, answers in answered:
            scaled = features / spread
            likely = _softmax(scaled @ weights)
            right = likely * answers
            gradient += scaled.T @ (right / right.sum() - likely) / len(answered)
        mean, square = 0.9 * mean + 0.1 * gradient, 0.99 * square + 0.01 * gradient**2
        weights += _RATE * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.99**step)) + 1e-8)
    return RankingModel(dict(zip(names, (weights / spread).tolist(), strict=True)))


def _softmax(sums: NDArray[np.float64]) -> NDArray[np.float64]:
    raised = np.exp(sums - sums.max())
    likelihoods: NDArray[np.float64] = raised / raised.sum()
    return likelihoods


def rank(case: RankingCase, model: RankingModel) -> int:
    """How many sentences come before the first right one; more than there are where none is right."""
    if not case.right.any():
        return sys.maxsize
    sums = model.scores(case.found.features)
    return int(min((sums > sums[at]).sum() for at in np.flatnonzero(case.right)))


def _shares(cases: Sequence[RankingCase], model: RankingModel, lay: bool) -> list[str]:
    """The percentages with a right sentence at first, and among the first three and ten."""
    own = [rank(case, model) for case in cases if case.lay is lay and case.stated]
    return [f"{100 * sum(rank < most for rank in own) / len(own):.0f}" if own else "–" for most in (1, 3, 10)]


def _ranking_table(read: _Cases, models: Mapping[str, RankingModel], last: RankingModel) -> str:
    """How often a right sentence comes first, by words alone and by the model that did not see the file."""
    first, rows = RankingModel({"score": 1.0}), []
    for name, cases in read.items():
        for way, used in (("by words", first), ("by the model", models.get(name, last))):
            rows.append([f"{name}, {way}", *_shares(cases, used, lay=True), *_shares(cases, used, lay=False)])
    return markdown_table(["", "lay @1", "@3", "@10", "others @1", "@3", "@10"], rows)


def _read(options: argparse.Namespace, work: Path) -> tuple[_Cases, _Cases]:
    """The cases of all files, and by the files that are fitted on those of the other files' questions."""
    libraries = {file: library_of(options.folder, file, work) for file in (*options.questions, *options.check)}
    read = {file.stem: list(cases_of(library, file)) for file, library in libraries.items()}
    foreign = {
        file.stem: [case for other in libraries if other != file for case in foreign_cases(libraries[file], other)]
        for file in options.questions
    }
    return read, foreign


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables, write both models, and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_library_arguments(parser)
    parser.add_argument("--check", type=Path, nargs="*", default=(), help="such files that are measured only")
    parser.add_argument("--out", type=Path, default=DATA, help="folder to write both files to")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as temporary:
        read, foreign = _read(options, options.work or Path(temporary))
    fitted = {file.stem: read[file.stem] for file in options.questions}
    model = fit([case for cases in fitted.values() for case in cases])
    models = {name: fit(_others(fitted, name)) if len(fitted) > 1 else model for name in fitted}
    print(_ranking_table(read, models, model))
    told = {name: [case.answer_case(models.get(name, model)) for case in cases] for name, cases in read.items()}
    lacking = {name: [case.answer_case(models[name]) for case in cases] for name, cases in foreign.items()}
    trained = {name: [*told[name], *lacking[name]] for name in fitted}
    answering = fit_answering([case for cases in trained.values() for case in cases])
    held_out = {name: fit_answering(_others(trained, name)) for name in trained if len(trained) > 1}
    told |= {f"{name}, of other documents": cases for name, cases in lacking.items() if cases}
    held_out |= {f"{name}, of other documents": each for name, each in held_out.items()}
    print(answering_table(told, held_out, answering))
    model.save(options.out / "ranking.json")
    answering.save(options.out / "answering.json")
    return 0


def _others(groups: Mapping[str, Sequence[_T]], name: str) -> list[_T]:
    return [each for other, group in groups.items() if other != name for each in group]


if __name__ == "__main__":
    sys.exit(main())
