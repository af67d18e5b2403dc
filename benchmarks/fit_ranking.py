"""Fits ``data/ranking.json``: ``python -m benchmarks.fit_ranking FOLDER QUESTIONS... [--check QUESTIONS]``.

The documents and questions are those of `benchmarks.unprepared`. For each question with an answer the model is to put a
sentence that answers before all others that were looked at; the weights are the likeliest by that (a conditional logit
with a penalty on their squares). Printed are the shares of questions with a right sentence at first and among the first
three and ten, before and after, for lay questions and the others; for the questions that were fitted each by a model of
the other seven eighths.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.report import markdown_table
from benchmarks.unprepared import gold_of, library_of
from retrieval import Engine, Library
from retrieval.evaluation.gold import GoldQuestion
from retrieval.resources import DATA
from retrieval.scoring.reranking.sentence_reranker import RankingModel
from retrieval.text.normalization import fold

_PENALTY, _STEPS, _RATE, _FOLDS = 5.0, 400, 0.03, 8
_MOST_OF, _SHORT = 0.6, 8
_LAY = "lay"


@dataclass(frozen=True, slots=True)
class RankingCase:
    """A question with an answer: features of the sentences looked at, shape (sentences, features), and which answer."""

    lay: bool
    names: tuple[str, ...]
    features: NDArray[np.float64]
    right: NDArray[np.bool_]


def cases_of(library: Library, questions: Path) -> Iterator[RankingCase]:
    """The cases of the questions with an answer. Raises ValueError for a library that is not reranked."""
    reader = Engine(library).pipeline.reader
    if reader.reranker is None:
        raise ValueError("wanted a library of several reports, found one")
    for gold, files in zip(*gold_of(questions, library), strict=True):
        if not gold.quotes:
            continue
        evidence = reader.evidence(reader.analyzer.analyse(gold.question, gold.history))
        found, batch = reader.reranker.look_at(evidence), evidence.candidates.batch
        names = tuple(found.features)
        rows = np.array([found.features[name] for name in names]).T
        right = [
            _answers(batch.folded[at], gold) and batch.passages[int(batch.passage_of[at])].file in files
            for at in found.positions
        ]
        yield RankingCase(gold.kind == _LAY, names, rows, np.array(right, bool))


def _answers(folded: str, gold: GoldQuestion) -> bool:
    """Whether a sentence is, holds or is a part of what answers."""
    wanted = [fold(quote) for quote in gold.quotes]
    return any(quote in folded or (len(folded) > _SHORT and folded in quote) for quote in wanted)


def fit(cases: Sequence[RankingCase]) -> RankingModel:
    """The likeliest weights for cases of which some have a right sentence."""
    answered = [case for case in cases if case.right.any()]
    names, spread = answered[0].names, np.vstack([case.features for case in answered]).std(axis=0)
    spread[spread == 0] = 1.0
    weights, mean, square = (np.zeros(len(names)) for _ in range(3))
    for step in range(1, _STEPS + 1):
        slope = -_PENALTY * weights / len(answered)
        for case in answered:
            scaled = case.features / spread
            likely = _softmax(scaled @ weights)
            right = likely * case.right
            slope += scaled.T @ (right / right.sum() - likely) / len(answered)
        mean, square = 0.9 * mean + 0.1 * slope, 0.99 * square + 0.01 * slope**2
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
    sums = model.scores(dict(zip(case.names, case.features.T, strict=True)))
    return int(min((sums > sums[at]).sum() for at in np.flatnonzero(case.right)))


def _shares(cases: Sequence[RankingCase], ranks: Sequence[int], lay: bool) -> list[str]:
    """The percentages with a right sentence at first, and among the first three and ten."""
    own = [rank for case, rank in zip(cases, ranks, strict=True) if case.lay is lay]
    return [f"{100 * sum(rank < most for rank in own) / len(own):.0f}" if own else "–" for most in (1, 3, 10)]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table, write the weights, and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="folder with the documents of the questions, and others")
    parser.add_argument("questions", type=Path, nargs="+", help="files of gold questions with spans, to fit on")
    parser.add_argument("--check", type=Path, nargs="*", default=(), help="such files that are measured only")
    parser.add_argument("--out", type=Path, default=DATA / "ranking.json", help="file to write")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as work:
        read = [
            [list(cases_of(library_of(options.folder, file, Path(work)), file)) for file in files]
            for files in (options.questions, options.check)
        ]
    fitted = [case for found in read[0] for case in found]
    model, before = fit(fitted), RankingModel({"score": 1.0})
    folds = [fit([case for at, case in enumerate(fitted) if at % _FOLDS != fold]) for fold in range(_FOLDS)]
    rows = []
    held_out = [rank(case, folds[at % _FOLDS]) for at, case in enumerate(fitted)]
    tables = [("fitted", fitted, held_out)]
    tables += [
        (file.stem, found, [rank(case, model) for case in found])
        for file, found in zip(options.check, read[1], strict=True)
    ]
    for name, found, after in tables:
        for way, ranks in (("before", [rank(case, before) for case in found]), ("after", after)):
            rows.append([f"{name}, {way}", *_shares(found, ranks, lay=True), *_shares(found, ranks, lay=False)])
    print(markdown_table(["", "lay @1", "@3", "@10", "others @1", "@3", "@10"], rows))
    model.save(options.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
