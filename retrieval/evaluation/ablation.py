"""TODO docstring."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from retrieval.corpus.library import Library
from retrieval.corpus.loader import LoadedReport
from retrieval.engine import Engine
from retrieval.evaluation.gold import GoldQuestion
from retrieval.evaluation.grading import evaluate, totals
from retrieval.evaluation.reporting import _COMPARED, _THRESHOLDS, table
from retrieval.question.attributes import Attributes
from retrieval.question.spelling import SpellingCorrector
from retrieval.text.gazetteer import Gazetteer
from retrieval.text.lexicon import Lexicon


def operating_curve(engine: Engine, golds: Sequence[GoldQuestion]) -> str:
    """The gate's trade-off: accuracy, false answers and right first answers by threshold."""
    chosen, rows = engine.model, []
    for threshold in _THRESHOLDS:
        engine.model = replace(chosen, threshold=threshold)
        found = totals(engine, evaluate(engine, golds))
        mark = " (used)" if abs(threshold - chosen.threshold) < 1e-9 else ""
        rows.append([f"{threshold:.2f}{mark}", f"{found.accuracy}", f"{found.false_answers}", f"{found.short_exact}"])
    engine.model = chosen
    return table(["threshold", "accuracy", "false answers", "short exact"], rows)


def ablation_table(library: Library, golds: Sequence[GoldQuestion]) -> str:
    """What is lost without each ingredient; the gate stays as fitted but where it has a model for the lack."""
    rows = []
    for name, engine in _variants(library):
        found = totals(engine, evaluate(engine, golds))
        rows.append([name, *(f"{getattr(found, figure)}" for figure in _COMPARED)])
    return table(["without", *(figure.replace("_", " ") for figure in _COMPARED)], rows)


def _variants(library: Library) -> Iterator[tuple[str, Engine]]:
    yield "nothing: the whole engine", Engine(library)
    yield "the lexicon", Engine(replace(library, lexicon=Lexicon()))
    yield "phrasings", Engine(_with_reports(library, lambda loaded: replace(loaded, phrasings=())))
    yield "gaps", Engine(_with_reports(library, lambda loaded: replace(loaded, gaps=())))
    yield "phrasings and gaps", Engine(without_annotations(library))
    yield "places", Engine(replace(library, gazetteer=Gazetteer([], {})))
    changes: dict[str, Callable[[Engine], None]] = {
        "the table of attributes": lambda engine: setattr(engine, "attributes", Attributes({})),
        "repair of slips": lambda engine: setattr(engine, "repair", SpellingCorrector([])),
        "the gate": lambda engine: setattr(engine, "model", replace(engine.model, threshold=0.0)),
    }
    for name, change in changes.items():
        engine = Engine(library)
        change(engine)
        yield name, engine
    nothing = Engine(without_annotations(replace(library, lexicon=Lexicon())))
    nothing.model = replace(nothing.model, threshold=0.0)
    yield "lexicon, phrasings, gaps and gate: BM25 of words and n-grams alone", nothing


def without_annotations(library: Library) -> Library:
    """The library without the content that staff wrote beside its reports."""
    return _with_reports(library, lambda loaded: replace(loaded, phrasings=(), gaps=()))


def _with_reports(library: Library, change: Callable[[LoadedReport], LoadedReport]) -> Library:
    return replace(library, loaded_reports=tuple(map(change, library.loaded_reports)))
