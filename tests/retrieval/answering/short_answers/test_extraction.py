"""Short answers are shown from a confidence on: nothing at 1, always the best candidate at 0, and never a cut quote."""

from __future__ import annotations

from dataclasses import replace

import pytest

from retrieval import Engine
from retrieval.answering.readings import Reading, quote_sentence
from retrieval.answering.short_answers.extraction import Extraction
from retrieval.models import Outcome

ASKED = ("一共保留了多少审批事项", "执法记录仪有几台", "法律顾问有多少名", "减轻处罚案件有几件")


def reading_of(engine: Engine, question: str) -> Reading:
    """The reading of a question that stands alone."""
    parts, reader = engine.parts, engine.pipeline.reader
    evidence = reader.evidence(parts.analyzer.analyse(question))
    return Reading(evidence, reader.estimator.probability(evidence))


def extracted(engine: Engine, question: str, threshold: float) -> Extraction:
    """What is emphasised of the best sentence where candidates are shown from a confidence on."""
    extractor = replace(engine.parts.extractor, confidence=engine.parts.confidence.with_threshold(threshold))
    reading = reading_of(engine, question)
    quote = quote_sentence(reading.evidence.best, reading.evidence.question)
    return extractor.extract(extractor.read(quote, reading.evidence), reading.evidence, reading.probability)


@pytest.mark.parametrize("question", ASKED)
def test_a_threshold_of_one_shows_nothing(engine: Engine, question: str) -> None:
    """No candidate is certain, so that none reaches 1; the clause that matters is emphasised instead."""
    found = extracted(engine, question, 1.0)
    assert found.short is None
    assert found.clause is not None


@pytest.mark.parametrize("question", ASKED)
def test_a_threshold_of_zero_always_shows_the_choice(engine: Engine, question: str) -> None:
    """Whatever the confidence, what the rules choose is shown, a slice of the quote."""
    reading = reading_of(engine, question)
    quote = quote_sentence(reading.evidence.best, reading.evidence.question)
    read = engine.parts.extractor.read(quote, reading.evidence)
    chosen = engine.parts.extractor.choice(read, reading.evidence, reading.probability)
    assert chosen is not None
    assert extracted(engine, question, 0.0) == Extraction(chosen.words)
    assert chosen.words in quote.text
    assert chosen.words == engine.parts.extractor.rules.extract(read)


def test_an_answer_without_a_short_one_has_its_clause_marked(engine: Engine) -> None:
    """The reply's first quote marks the clause that is about what was asked, and nothing else."""
    parts = replace(engine.parts, confidence=engine.parts.confidence.with_threshold(1.0))
    reply = Engine.of(parts).ask("执法记录仪有几台")
    assert reply.outcome is Outcome.ANSWER
    assert reply.short is None
    assert ["记录仪788台" in reply.quotes[0].text[slice(*mark)] for mark in reply.quotes[0].marks] == [True]


def test_the_short_answer_of_a_fact_is_shown(engine: Engine) -> None:
    """A plain question for a figure that staff marked gets it in bold."""
    assert engine.ask("一共保留了多少审批事项").short == "189项"


@pytest.mark.parametrize("question", ["审批事项189项里面行政许可之外的有多少项", "保留的189项审批事项在哪办"])
def test_what_the_question_says_itself_is_no_short_answer(engine: Engine, question: str) -> None:
    """Whatever the confidence: the figure of the whole is not that of its part."""
    assert extracted(engine, "一共保留了多少审批事项", 0.0).short == "189项"
    assert extracted(engine, question, 0.0).short != "189项"
