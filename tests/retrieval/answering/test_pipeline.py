"""The pipeline with parts made for the test: who is asked, in which order, and which reading is taken."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest

from retrieval import Engine
from retrieval.answering.readings import ReadingSelector
from retrieval.corpus.filters import EVERY_REPORT, AnyOf, Condition, Is, ReportField
from retrieval.models import Lack, Outcome, Reason, Reply
from retrieval.question.analysis import Question
from retrieval.question.follow_up import ScopedQuestion
from retrieval.question.scope import Scope
from retrieval.scoring.evidence import Evidence
from retrieval.scoring.sentence_source import CandidateFilter, Candidates

COUNT = "一共保留了多少审批事项"


@dataclass
class Responder:
    """Replies always, or never; notes whether it was asked."""

    replies: bool
    asked: int = 0

    def respond(self, asked: ScopedQuestion, scope: Scope) -> Reply | None:
        """A reply of its own."""
        self.asked += 1
        return Reply(asked.question.raw, Outcome.ANSWER, short=f"of {scope.count}") if self.replies else None


@dataclass
class Scorer:
    """A scorer that notes what it is asked, and gives what ``change`` makes of another's evidence."""

    engine: Engine
    change: Callable[[Question, Evidence], Evidence]
    asked: list[str]

    def score(self, question: Question, candidates: Candidates) -> Evidence:
        """The changed evidence."""
        self.asked.append(question.text)
        return self.change(question, self.engine.pipeline.reader.scorer.score(question, candidates))


@dataclass
class Estimator:
    """An estimator that is sure of what ``sure`` says."""

    sure: Callable[[Evidence], bool]
    threshold: float = 0.5

    def probability(self, evidence: Evidence) -> float:
        """1 or 0."""
        return float(self.sure(evidence))


def reader(engine: Engine, sure: Callable[[Evidence], bool]) -> tuple[ReadingSelector, list[str]]:
    """A selector over the engine's own parts with another estimator, and what its scorer is asked."""
    asked: list[str] = []
    scorer = Scorer(engine, lambda question, evidence: evidence, asked)
    return replace(engine.pipeline.reader, scorer=scorer, estimator=Estimator(sure)), asked


def test_the_first_responder_that_replies_is_the_last_asked(engine: Engine) -> None:
    """Responders are tried in order, before a sentence is scored."""
    silent, first, second = Responder(False), Responder(True), Responder(True)
    reply = replace(engine.pipeline, responders=(silent, first, second)).answer(COUNT, ())
    assert (reply.question, reply.short) == (COUNT, "of 1")
    assert (silent.asked, first.asked, second.asked) == (1, 1, 0)


def test_small_talk_reaches_no_part(engine: Engine) -> None:
    """A greeting is replied to with examples and asks nobody."""
    responder = Responder(True)
    reply = replace(engine.pipeline, responders=(responder,)).answer("你好", ())
    assert (reply.outcome, reply.suggestions, responder.asked) == (Outcome.SMALLTALK, engine.examples, 0)


def test_a_reading_that_is_sure_ends_the_search(engine: Engine) -> None:
    """The question as it stands comes first, and no other is tried where that is an answer."""
    selector, asked = reader(engine, lambda evidence: True)
    reading = selector.best(selector.analyzer.analyse(COUNT), ("执法记录仪有几台",), EVERY_REPORT)
    assert reading is not None
    assert selector.is_answer(reading)
    assert asked == [COUNT]


def test_a_short_question_is_read_with_the_one_before(engine: Engine) -> None:
    """Where it is no answer by itself, and the reading with the earlier one is."""
    selector, _ = reader(engine, lambda evidence: bool(evidence.question.context))
    reading = selector.best(selector.analyzer.analyse("法律顾问人数"), ("执法记录仪有几台",), EVERY_REPORT)
    assert reading is not None
    assert reading.evidence.question.context == "执法记录仪有几台"


def test_a_slip_is_repaired_last(engine: Engine) -> None:
    """The repaired reading says what was put right."""
    selector, asked = reader(engine, lambda evidence: "付" not in evidence.question.text)
    reading = selector.best(selector.analyzer.analyse("行政付议受理了多少件"), (), EVERY_REPORT)
    assert reading is not None
    assert reading.repairs == (("行政付议", "行政复议"),)
    assert asked == ["行政付议受理了多少件", "行政复议受理了多少件"]


def test_where_no_reading_answers_the_first_is_shown(engine: Engine) -> None:
    """As related, not as an answer."""
    selector, _ = reader(engine, lambda evidence: False)
    reply = replace(engine.pipeline, reader=selector).answer(COUNT, ())
    assert reply.outcome is Outcome.RELATED
    assert "189项" in reply.quotes[0].text


def test_where_nothing_is_found_the_reply_says_so(engine: Engine) -> None:
    """Without a sentence there is nothing to quote, and nothing to ask instead."""
    nothing = Scorer(engine, lambda question, evidence: replace(evidence, ranking=()), [])
    selector = replace(engine.pipeline.reader, scorer=nothing)
    reply = replace(engine.pipeline, reader=selector).answer(COUNT, ())
    assert (reply.outcome, reply.quotes, reply.suggestions) == (Outcome.NONE, (), ())
    assert reply.reason == Reason(Lack.NOTHING)


@pytest.mark.parametrize("reports", [AnyOf(()), AnyOf((Is(ReportField.FILE, "another.txt"),))], ids=["none", "another"])
def test_no_sentence_of_another_file_is_a_candidate(engine: Engine, reports: Condition) -> None:
    """A filter without the library's file leaves nothing."""
    asked = engine.parts.analyzer.analyse(COUNT)
    evidence = engine.pipeline.reader.evidence(asked, CandidateFilter(reports))
    assert (evidence.ranking, len(evidence.candidates.batch)) == ((), 0)
    assert engine.pipeline.reader.best(asked, (), reports) is None


def test_a_sentence_that_is_left_out_is_not_ranked(engine: Engine) -> None:
    """The next one is first."""
    reader, asked = engine.pipeline.reader, engine.parts.analyzer.analyse(COUNT)
    first, second = reader.evidence(asked).ranking[:2]
    left = reader.evidence(asked, CandidateFilter(without_sentences=[first.sentence.key]))
    assert left.best.sentence == second.sentence
    assert first.sentence not in [scored.sentence for scored in left.ranking]


def test_a_ranking_falls_and_holds_no_sentence_twice(engine: Engine) -> None:
    """Best first, each once, each a candidate, folded as that one is."""
    found = engine.pipeline.reader.evidence(engine.parts.analyzer.analyse(COUNT))
    scores = [scored.score for scored in found.ranking]
    assert scores == sorted(scores, reverse=True)
    assert scores[-1] > 0
    assert len({scored.sentence.key for scored in found.ranking}) == len(scores) > 3
    folded = {
        s.key: text for s, text in zip(found.candidates.batch.sentences, found.candidates.batch.folded, strict=True)
    }
    assert [folded[scored.sentence.key] for scored in found.ranking] == [scored.folded for scored in found.ranking]
    assert found.nearest == found.ranking[:3]
