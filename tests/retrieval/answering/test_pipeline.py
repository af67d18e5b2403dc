"""The pipeline with parts made for the test: who is asked, in which order, and which reading is taken."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest

from retrieval import Engine
from retrieval.answering.readings import ReadingSelector
from retrieval.models import Lack, Outcome, Reply
from retrieval.question.analysis import Question
from retrieval.question.follow_up import ScopedQuestion
from retrieval.question.scope import Scope
from retrieval.scoring.evidence import Evidence
from retrieval.scoring.sentence_source import EVERY_CANDIDATE, CandidateFilter

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

    def score(self, question: Question, candidates: CandidateFilter = EVERY_CANDIDATE) -> Evidence:
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


def files(engine: Engine) -> frozenset[str]:
    """The files of the engine's library."""
    return frozenset(report.file for report in engine.library.reports)


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
    reading = selector.best(selector.analyzer.analyse(COUNT), ("执法记录仪有几台",), files(engine))
    assert reading is not None
    assert selector.is_answer(reading)
    assert asked == [COUNT]


def test_a_short_question_is_read_with_the_one_before(engine: Engine) -> None:
    """Where it is no answer by itself, and the reading with the earlier one is."""
    selector, _ = reader(engine, lambda evidence: bool(evidence.question.context))
    reading = selector.best(selector.analyzer.analyse("法律顾问人数"), ("执法记录仪有几台",), files(engine))
    assert reading is not None
    assert reading.evidence.question.context == "执法记录仪有几台"


def test_a_slip_is_repaired_last(engine: Engine) -> None:
    """The repaired reading says what was put right."""
    selector, asked = reader(engine, lambda evidence: "付" not in evidence.question.text)
    reading = selector.best(selector.analyzer.analyse("行政付议受理了多少件"), (), files(engine))
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
    """Without a sentence there is nothing to quote; examples show what can be asked."""
    nothing = Scorer(engine, lambda question, evidence: replace(evidence, ranking=()), [])
    selector = replace(engine.pipeline.reader, scorer=nothing)
    reply = replace(engine.pipeline, reader=selector).answer(COUNT, ())
    assert (reply.outcome, reply.quotes, reply.suggestions) == (Outcome.NONE, (), engine.examples)
    assert reply.reason is not None
    assert reply.reason.lack is Lack.NO_WORDS


@pytest.mark.parametrize(
    "candidates", [CandidateFilter(frozenset()), CandidateFilter(frozenset({"another.txt"}))], ids=["none", "another"]
)
def test_no_sentence_of_another_file_is_a_candidate(engine: Engine, candidates: CandidateFilter) -> None:
    """A filter without the library's file leaves nothing."""
    asked = engine.parts.analyzer.analyse(COUNT)
    assert engine.pipeline.reader.scorer.score(asked, candidates).ranking == ()


def test_a_sentence_that_is_left_out_is_not_ranked(engine: Engine) -> None:
    """The next one is first."""
    scorer, asked = engine.pipeline.reader.scorer, engine.parts.analyzer.analyse(COUNT)
    first, second = scorer.score(asked).ranking[:2]
    assert scorer.score(asked, CandidateFilter(without_sentences=[first.position])).best.position == second.position


def test_a_ranking_falls_and_holds_no_sentence_twice(engine: Engine) -> None:
    """Best first, each once, each with the score that all scores have for it."""
    found = engine.pipeline.reader.scorer.score(engine.parts.analyzer.analyse(COUNT))
    scores = [scored.score for scored in found.ranking]
    assert scores == sorted(scores, reverse=True)
    assert len({scored.position for scored in found.ranking}) == len(scores) > 3
    assert [float(found.scores[scored.position]) for scored in found.ranking] == scores
    assert found.nearest == found.ranking[:3]
