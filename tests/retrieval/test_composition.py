"""Composition: one report and several are served by different parts, and any part can be exchanged."""

from __future__ import annotations

from dataclasses import replace

import pytest

from retrieval import Engine
from retrieval.answering.answerability import ClassifierEstimator, ContextEstimator
from retrieval.answering.short_answers.table_answers import TableEstimator
from retrieval.answering.span_extraction import ConceptExtractor, FormExtractor
from retrieval.composition import EngineParts, answer_pipeline
from retrieval.index.vocabulary import WordList
from retrieval.models import Outcome
from retrieval.question.follow_up import LibraryScoping, SingleReportScoping
from retrieval.question.spelling import SpellingCorrector
from retrieval.scoring.candidates import sentences
from retrieval.scoring.context_scorer import LibraryScorer
from retrieval.scoring.lexical_scorer import SingleReportScorer
from tests.retrieval.invented import HARBOUR, HARBOUR_GAPS, HARBOUR_PHRASINGS, library_of
from tests.retrieval.invented_library import FILES

HARBOUR_FILES: dict[str, str | bytes] = {"a.txt": HARBOUR, "a.phrasings": HARBOUR_PHRASINGS, "a.gaps": HARBOUR_GAPS}


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> EngineParts:
    """The parts for one invented report."""
    return EngineParts.of(library_of(tmp_path_factory.mktemp("harbour"), HARBOUR_FILES))


@pytest.fixture(scope="module")
def several(tmp_path_factory: pytest.TempPathFactory) -> EngineParts:
    """The parts for five invented reports."""
    return EngineParts.of(library_of(tmp_path_factory.mktemp("several"), FILES))


def test_one_report_is_served_by_the_parts_for_one(harbour: EngineParts) -> None:
    """Scoping, scorer, estimator and extractor are those for one report."""
    made = answer_pipeline(harbour)
    assert isinstance(made.scoping, SingleReportScoping)
    assert isinstance(made.reader.scorer, SingleReportScorer)
    assert isinstance(made.reader.estimator, TableEstimator)
    assert isinstance(made.reader.estimator.other, ClassifierEstimator)
    assert isinstance(made.composer.extractor.rules, FormExtractor)


def test_several_reports_are_served_by_the_parts_for_several(several: EngineParts) -> None:
    """Scoping, scorer, estimator and extractor are those for a library."""
    made = answer_pipeline(several)
    assert isinstance(made.scoping, LibraryScoping)
    assert isinstance(made.reader.scorer, LibraryScorer)
    assert isinstance(made.reader.estimator, TableEstimator)
    assert isinstance(made.reader.estimator.other, ContextEstimator)
    assert isinstance(made.composer.extractor.rules, ConceptExtractor)


def test_a_part_that_is_handed_in_is_used(engine: Engine) -> None:
    """An engine without a vocabulary to repair by takes a slip as it stands; the one with it is not changed."""
    slip = "xingzheng复议受理了多少件"
    plain = Engine.of(replace(engine.parts, spelling=SpellingCorrector(WordList())))
    assert ("xingzheng", "行政") not in plain.ask(slip).understood
    assert ("xingzheng", "行政") in engine.ask(slip).understood


def test_an_engine_of_a_library_is_made_of_the_default_parts(harbour: EngineParts) -> None:
    """``Engine(library)`` replies as the engine of the parts for that library does."""
    made = Engine(harbour.library)
    assert made.ask("起重机几台") == Engine.of(harbour).ask("起重机几台")
    assert made.ask("起重机几台").outcome is Outcome.ANSWER


@pytest.mark.parametrize(
    ("question", "history", "sentence"),
    [
        ("叉车买了几台", (), "购置起重机8台,叉车21台。"),
        ("", (), "二是更新设备。"),
        ("几台呢", ("叉车买了几台",), "购置起重机8台,叉车21台。"),
    ],
)
def test_the_best_sentence_of_a_passage(
    harbour: EngineParts, question: str, history: tuple[str, ...], sentence: str
) -> None:
    """The one that ranks first for the question, with the questions before it; without a question the first."""
    engine = Engine.of(harbour)
    passage = next(p for p in engine.library.passages if p.clause.path == "一/(一)/二是")
    texts = [sentence.text for sentence in sentences(passage)]
    assert engine.best_sentence(passage, question, history) == (sentence if question else texts[0])


def test_a_passage_without_sentences_is_its_own_best(harbour: EngineParts) -> None:
    """A passage of another library is given whole."""
    engine = Engine.of(harbour)
    stranger = replace(engine.library.passages[0], id="p999", text="——", reading=None)
    assert engine.best_sentence(stranger, "起重机几台") == "——"


def test_evidence_is_looked_for_where_a_sentence_would_be(several: EngineParts) -> None:
    """A question that the header of a report answers has none; any other has sentences of the reports in scope."""
    pipeline = answer_pipeline(several)
    found = pipeline.evidence("云南省2031年新建农村公路多少公里", ())
    assert found is not None
    assert found.best.folded == "新建农村公路3100公里。"
    assert pipeline.evidence("国务院办公厅关于印发《风车守护办法》的通知的发文字号是什么", ()) is None
