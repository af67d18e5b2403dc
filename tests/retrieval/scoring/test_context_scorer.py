"""Context scorer: how many sentences are looked at closely, and what is held against the question."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from retrieval.corpus.filters import EVERY_REPORT
from retrieval.index.collection_statistics import CollectionStatistics
from retrieval.models import Passage
from retrieval.parsing.metadata import read_metadata
from retrieval.parsing.report import passages
from retrieval.parsing.sentences import with_readings
from retrieval.question.analysis import Question, analyse
from retrieval.question.attributes import Attributes
from retrieval.question.known_questions import KnownQuestionHits
from retrieval.resources import read_gazetteer
from retrieval.scoring.candidates import SEVERAL_REPORTS
from retrieval.scoring.context_features import ContextFeatures
from retrieval.scoring.context_scorer import ContextScorer, LibraryScorer
from retrieval.scoring.lexical_scorer import FirstStageScorer
from retrieval.scoring.lexical_scores import LexicalScores
from retrieval.scoring.sentence_batch import SentenceBatch
from retrieval.scoring.sentence_source import CandidateFilter, Candidates
from retrieval.text.lexicon import Lexicon
from tests.retrieval.counted import CountedSentences
from tests.retrieval.invented import report_of
from tests.retrieval.invented_library import RULES, YUNNAN

LOOKED_AT = 80
FILE, RULES_FILE = "2026-云南省-政府工作报告.txt", "2029-国务院办公厅-风车守护办法.txt"
# Years from 2030 on are taken for ends of periods.
WORK_REPORT = YUNNAN.replace("2031", "2026").replace("2030", "2025").replace("十七五", "十五五")
ROADS, RULE = "新建农村公路3100公里。", "守护人应当每晚"
REPORTS = [report_of(RULES, RULES_FILE), report_of(WORK_REPORT, FILE)]
METADATA = {report.file: read_metadata(report, read_gazetteer()) for report in REPORTS}
PASSAGES = [passage for report in REPORTS for passage in with_readings(passages(report), METADATA[report.file])]


def found(own: Sequence[Passage]) -> tuple[Candidates, CollectionStatistics]:
    """The candidates of some passages, and the statistics of their sentences."""
    batch = SentenceBatch(own, SEVERAL_REPORTS)
    nothing = np.zeros(0)
    hits = KnownQuestionHits(nothing, nothing)
    statistics = CollectionStatistics(CountedSentences(batch.folded, batch.clauses, batch.headings))
    lexical = LexicalScores(batch, statistics)
    return Candidates(CandidateFilter(EVERY_REPORT), lexical, METADATA, hits, nothing, {}), statistics


def asked(text: str) -> Question:
    """A question taken apart."""
    return analyse(text, (), Lexicon(), 2026)


def looked_at(question: str) -> dict[str, ContextFeatures]:
    """A closer look at every sentence of both reports, by how each begins."""
    candidates, statistics = found(PASSAGES)
    base = np.ones(len(candidates.batch))
    features = ContextScorer(statistics).score(asked(question), base, (), candidates)
    assert sorted(features) == list(range(len(base)))
    return {candidates.batch.sentences[at].text[:7]: one for at, one in features.items()}


def many(count: int) -> list[Passage]:
    """Passages of one sentence each."""
    text = "2026年风车报告\n\n" + "".join(
        f"{part}、风车\n\n" + "".join(f"{at}.新建风车{at}座。\n\n" for at in range(1, 61)) for part in "一二"
    )
    report = report_of(text, FILE)
    return [p for p in with_readings(passages(report), METADATA[FILE]) if p.text.endswith("座。")][:count]


def test_only_the_best_are_looked_at() -> None:
    """The eighty best by their scores; those without a score are not."""
    own = many(120)
    candidates, statistics = found(own)
    assert len(candidates.batch) == 120
    base = np.arange(120, dtype=float)[::-1].copy()
    scorer = ContextScorer(statistics)
    assert sorted(scorer.score(asked("新建风车几座"), base, (), candidates)) == list(range(LOOKED_AT))
    base[3:] = 0.0
    assert sorted(scorer.score(asked("新建风车几座"), base, (), candidates)) == [0, 1, 2]
    assert scorer.score(asked("新建风车几座"), np.zeros(120), (), candidates) == {}


@pytest.mark.parametrize(
    ("question", "result", "period", "target"),
    [
        ("去年城镇新增就业多少", 1.0, 0.0, 0.0),
        ("今年城镇新增就业目标多少", 0.0, 0.0, 1.0),
        ("今后五年城镇新增就业多少", 0.0, 1.0, 0.0),
        ("城镇新增就业多少", 0.5, 0.5, 0.5),
    ],
)
def test_the_time_frame_that_is_asked_for(question: str, result: float, period: float, target: float) -> None:
    """By the part in which a sentence of a work report stands; of rules it is not known."""
    features = looked_at(question)
    assert features["2025年,地"].tense == result
    assert features["今后五年,地区"].tense == period
    assert features[ROADS[:7]].tense == target
    assert features[RULE[:7]].tense == 0.5


def test_a_sentence_covers_what_stands_around_it_too() -> None:
    """Its own words in full, those above it for less, and what is nowhere is missing."""
    features = looked_at("新建农村公路多少公里")
    own, other = features[ROADS[:7]], features[RULE[:7]]
    assert own.covered > 0.9 > 0.1 > other.covered
    assert own.missing < other.missing
    assert 0 < looked_at("云南省重点工作")[ROADS[:7]].covered < 1


def test_a_document_of_another_year_speaks_of_another_time() -> None:
    """Where neither it nor the clause is of the year that is asked for."""
    features = looked_at("2026年风车")
    assert features[RULE[:7]].elsewhen
    assert not features[ROADS[:7]].elsewhen
    assert not looked_at("2029年风车")[RULE[:7]].elsewhen
    assert not looked_at("风车")[RULE[:7]].elsewhen


def test_in_a_library_only_what_was_looked_at_is_ranked() -> None:
    """With how far it can be trusted; the best is the one with the words."""
    candidates, statistics = found(PASSAGES)
    first = FirstStageScorer(0.5)
    scorer = LibraryScorer(first, Attributes({}), ContextScorer(statistics))
    evidence = scorer.score(asked("新建农村公路多少公里"), candidates)
    assert evidence.best.sentence.text == ROADS
    assert all(scored.trust is not None and scored.text_score > 0 for scored in evidence.ranking)
    assert evidence.best.coverage > 0.9
    nothing = scorer.score(asked("zzz"), candidates)
    assert nothing.ranking == ()


def test_a_copy_is_ranked_though_nothing_else_speaks_for_it() -> None:
    """Who copies a sentence gets it first, wherever it stands."""
    candidates, statistics = found(PASSAGES)
    scorer = LibraryScorer(FirstStageScorer(0.5), Attributes({}), ContextScorer(statistics))
    for sentence in candidates.batch.sentences:
        if len(sentence.text) > 15:
            assert scorer.score(asked(sentence.text), candidates).best.sentence == sentence


def test_nothing_is_made_of_no_candidates() -> None:
    """An empty ranking."""
    candidates, statistics = found([])
    scorer = LibraryScorer(FirstStageScorer(0.5), Attributes({}), ContextScorer(statistics))
    assert scorer.score(asked("新建农村公路多少公里"), candidates).ranking == ()
