"""Ablation: what is lost where an engine is made without one of its ingredients, or with another threshold."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from retrieval.composition import EngineParts
from retrieval.corpus.library import Library
from retrieval.corpus.sources.loader import LoadedReport
from retrieval.engine import Engine
from retrieval.evaluation.gold import GoldQuestion
from retrieval.evaluation.grading import evaluate, totals
from retrieval.evaluation.reporting import table
from retrieval.evaluation.short_answers import gold_answers
from retrieval.index.vocabulary import WordList
from retrieval.question.attributes import Attributes
from retrieval.question.spelling import SpellingCorrector
from retrieval.text.gazetteer import Gazetteer
from retrieval.text.lexicon import Lexicon

_THRESHOLDS = tuple(n / 20 for n in range(1, 18))
_CONFIDENCES = (0.0, 0.2, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
_COMPARED = ("accuracy", "false_answers", "short_exact", "median_ms")


def operating_curve(engine: Engine, golds: Sequence[GoldQuestion]) -> str:
    """The classifier's trade-off: accuracy, false answers and right first answers by threshold."""
    chosen, rows = engine.parts.estimator.threshold, []
    for threshold in _THRESHOLDS:
        variant = Engine.of(_with_threshold(engine.parts, threshold))
        found = totals(variant, evaluate(variant, golds))
        mark = " (used)" if abs(threshold - chosen) < 1e-9 else ""
        rows.append([f"{threshold:.2f}{mark}", f"{found.accuracy}", f"{found.false_answers}", f"{found.short_exact}"])
    return table(["threshold", "accuracy", "false answers", "short exact"], rows)


def precision_curve(engine: Engine, golds: Sequence[GoldQuestion]) -> str:
    """How many short answers are right against how many are given, by the confidence from which they are shown.

    The last column is the share, in percent, of the questions with a short answer that are given one. The last row is
    the confidence that is used, one for each sort of candidate.
    """
    stored = engine.parts.confidence
    variants = {f"{least:.2f}": stored.with_threshold(least) for least in _CONFIDENCES} | {"(used)": stored}
    rows = []
    for name, confidence in variants.items():
        run = evaluate(Engine.of(replace(engine.parts, confidence=confidence)), golds)
        right = [graded.given_right for graded in run if graded.given_right is not None]
        given = [graded.given_right is not None for graded in run if gold_answers(graded.gold)]
        rows.append([name, _share(right), f"{len(right)}", _share(given)])
    return table(["confidence", "short precision", "short given", "given where there is one"], rows)


def _share(held: Sequence[bool]) -> str:
    return f"{100 * sum(held) / len(held):.1f}" if held else "–"


def ablation_table(library: Library, golds: Sequence[GoldQuestion]) -> str:
    """What is lost without each ingredient; the classifier stays as fitted but where it has a model for the lack."""
    rows = []
    for name, engine in variants(library):
        found = totals(engine, evaluate(engine, golds))
        rows.append([name, *(f"{getattr(found, figure)}" for figure in _COMPARED)])
    return table(["without", *(figure.replace("_", " ") for figure in _COMPARED)], rows)


def variants(library: Library) -> Iterator[tuple[str, Engine]]:
    """The whole engine, then one for each ingredient that is made without it, last without nearly all."""
    whole = EngineParts.of(library)
    unworded = replace(library, lexicon=Lexicon())
    bare = EngineParts.of(without_annotations(unworded))
    # One report is searched without them.
    meaning = [("the meaning of words", replace(whole, vectors=None))] if whole.vectors else []
    for name, parts in (
        ("nothing: the whole engine", whole),
        ("the lexicon", replace(whole, library=unworded)),
        ("phrasings", EngineParts.of(_with_reports(library, lambda loaded: replace(loaded, phrasings=())))),
        ("gaps", EngineParts.of(_with_reports(library, lambda loaded: replace(loaded, gaps=())))),
        ("phrasings and gaps", EngineParts.of(without_annotations(library))),
        ("the table of attributes", replace(whole, attributes=Attributes({}))),
        ("places", EngineParts.of(_with_reports(replace(library, gazetteer=Gazetteer([], {})), lambda loaded: loaded))),
        *meaning,
        ("repair of slips", replace(whole, spelling=SpellingCorrector(WordList()))),
        ("the answerability classifier", _with_threshold(whole, 0.0)),
        ("lexicon, phrasings, gaps and classifier: BM25 of words and n-grams alone", _with_threshold(bare, 0.0)),
    ):
        yield name, Engine.of(parts)


def without_annotations(library: Library) -> Library:
    """The library without the content that staff wrote beside its reports."""
    return _with_reports(library, lambda loaded: replace(loaded, phrasings=(), gaps=()))


def _with_threshold(parts: EngineParts, threshold: float) -> EngineParts:
    return replace(parts, classifier=parts.classifier.with_threshold(threshold))


def _with_reports(library: Library, change: Callable[[LoadedReport], LoadedReport]) -> Library:
    return library.with_reports(map(change, library.loaded_reports))
