"""Clusters of questions that ask the same."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.purity import gold_groups, is_mixed, share_sentence
from bot.topics.clustering import MIN_SIMILARITY, AnswerKey, Cluster, ClusteringError, LoggedQuestion, QuestionClusters
from bot.topics.similarity import QuestionReader, question_similarity
from bot.topics.wording import typical_wording
from retrieval import Engine, Library
from retrieval.evaluation.gold import load_gold
from retrieval.models import Outcome
from retrieval.resources import DATA
from retrieval.text.answer_type import AnswerType
from retrieval.text.lexicon import Lexicon
from tests.examples import examples

CAMERAS = AnswerKey("a.txt", "二/(一)", 10, 40, "788台")


@pytest.fixture(scope="module")
def reader(engine: Engine, library: Library) -> QuestionReader:
    """The shipped lexicon and places."""
    return QuestionReader(library.lexicon, library.gazetteer)


@pytest.fixture
def clusters(reader: QuestionReader) -> QuestionClusters:
    """No clusters yet."""
    return QuestionClusters(reader)


def answered(question: str, answer: AnswerKey = CAMERAS) -> LoggedQuestion:
    """A question that the engine answered."""
    return LoggedQuestion(question, Outcome.ANSWER, answer)


def unanswered(question: str, *history: str) -> LoggedQuestion:
    """A question that it did not."""
    return LoggedQuestion(question, Outcome.RELATED, None, history)


def ids(clusters: QuestionClusters, *logged: LoggedQuestion) -> list[int]:
    """The clusters that questions went to."""
    placed = [clusters.add(one) for one in logged]
    return [one.cluster.id for one in placed if one]


def test_same_answer_however_worded(clusters: QuestionClusters) -> None:
    """Two questions of one kind with one sentence and one short answer are one cluster."""
    assert ids(clusters, answered("执法记录仪有多少台"), answered("拍执法过程的机器配了几个")) == [1, 1]


@pytest.mark.parametrize(
    "other", [replace(CAMERAS, short="64个"), replace(CAMERAS, start=20, end=50), replace(CAMERAS, file="b.txt")]
)
def test_another_answer_is_another_group(clusters: QuestionClusters, other: AnswerKey) -> None:
    """The very same words do not join questions whose sentence or short answer differs."""
    assert ids(clusters, answered("执法记录仪有多少台"), answered("执法记录仪有多少台", other)) == [1, 2]


def test_another_kind_is_another_group(clusters: QuestionClusters) -> None:
    """Questions that ask when and how many do not meet, though one answer was given to both."""
    assert ids(clusters, answered("执法记录仪有多少台"), answered("执法记录仪什么时候买的")) == [1, 2]


def test_words_that_name_no_kind_must_be_alike(clusters: QuestionClusters) -> None:
    """Key words that got the figure of their sentence join only where they speak of the same."""
    placed = ids(clusters, answered("执法记录仪有多少台"), answered("政务公开 工作原则"), answered("执法记录仪 配备"))
    assert placed == [1, 2, 1]


def test_sentence_without_short_answer_needs_alike_words(clusters: QuestionClusters) -> None:
    """The same first sentence alone does not join questions about different things in it."""
    long = AnswerKey("a.txt", "三", 5, 90, None)
    placed = ids(
        clusters, answered("跨省通办怎么办", long), answered("手机能登记公司吗", long), answered("怎么跨省通办", long)
    )
    assert placed == [1, 2, 1]


def test_unanswered_meet_by_words(clusters: QuestionClusters) -> None:
    """Questions without an answer meet where they say the same, and only there."""
    placed = ids(
        clusters,
        unanswered("营业执照怎么注销"),
        unanswered("请问如何注销营业执照？"),
        unanswered("居住证怎么注销"),
        unanswered("营业执照为什么不能注销"),
    )
    assert placed == [1, 1, 2, 3]


def test_unanswered_joins_answered_only_where_nearly_identical(clusters: QuestionClusters) -> None:
    """The same words join an answered cluster; merely similar ones do not."""
    placed = ids(
        clusters,
        answered("执法记录仪有多少台"),
        unanswered("请问执法记录仪有多少台?"),
        unanswered("交警的执法记录仪有多少台"),
    )
    assert placed == [1, 1, 2]


def test_small_talk_takes_no_part(clusters: QuestionClusters) -> None:
    """A greeting belongs to no cluster."""
    assert clusters.add(LoggedQuestion("你好", Outcome.SMALLTALK)) is None
    assert len(clusters) == 0


@pytest.mark.parametrize(
    "wrong", [LoggedQuestion("几台", Outcome.ANSWER), LoggedQuestion("几台", Outcome.NONE, CAMERAS)]
)
def test_answer_and_outcome_must_agree(clusters: QuestionClusters, wrong: LoggedQuestion) -> None:
    """An answered question without its answer, or the reverse, is refused."""
    with pytest.raises(ClusteringError, match="wanted an answer with outcome 'answer' only"):
        clusters.add(wrong)


def test_no_drift_along_a_chain(clusters: QuestionClusters, reader: QuestionReader) -> None:
    """Each question asks the same as the one before, and the last is not taken into the cluster of the first."""
    words = "垃圾 分类 投放 站点 开放 时段 公示 牌匾 照明 维修 经费 预算".split()
    chain = ["".join(words[at : at + 9]) for at in range(4)]
    steps = [question_similarity(reader.read(one), reader.read(other)) for one, other in pairwise(chain)]
    assert min(steps) >= MIN_SIMILARITY
    first, *_, last = ids(clusters, *map(unanswered, chain))
    assert first != last


ASKED = (
    answered("执法记录仪有多少台"),
    answered("配了几台记录仪"),
    answered("执法记录仪 配备"),
    answered("记录仪什么时候配的"),
    answered("执法记录仪"),
    unanswered("营业执照怎么注销"),
    unanswered("如何注销营业执照"),
    unanswered("居住证怎么办"),
    unanswered("怎么办居住证呢"),
    unanswered("那废止的呢", "文件清理了几件"),
    unanswered("执法记录仪有多少台呀"),
)


@settings(deadline=None, max_examples=examples(40))
@given(st.lists(st.sampled_from(ASKED), max_size=14), st.integers(0, 14))
def test_restored_in_the_middle_goes_on_as_if_nothing_had_been(asked: list[LoggedQuestion], cut: int) -> None:
    """Groups made again from their fresh rows place all further questions as the ones that were never stopped."""
    reader = QuestionReader(Lexicon())
    whole, before = QuestionClusters(reader), QuestionClusters(reader)
    rows: dict[int, Cluster] = {}
    for one in asked[:cut]:
        placed = before.add(one)
        if placed and placed.changed:
            rows[placed.cluster.id] = placed.cluster
    after = QuestionClusters.restore(QuestionReader(Lexicon()), rows.values())
    assert ids(whole, *asked)[cut:] == ids(after, *asked[cut:])
    assert list(whole) == list(after)


@pytest.mark.sized
def test_looking_up_finds_what_comparing_all_finds(engine: Engine, reader: QuestionReader) -> None:
    """The index of rare features loses next to nothing against comparing with every cluster."""

    class Patient(QuestionClusters):
        def _similar_candidates(self, asked: object) -> object:  # type: ignore[override]
            return iter(list(self._features))

    asked = [unanswered(gap.question) for gap in engine.parts.known.gaps[: examples(300)]]
    asked += [unanswered(f"请问{one.question}呢") for one in asked]
    fast, patient = ids(QuestionClusters(reader), *asked), ids(Patient(reader), *asked)
    assert sum(a == b for a, b in zip(fast, patient, strict=True)) >= 0.99 * len(asked)


def test_id_of_a_deleted_cluster_is_not_given_again(reader: QuestionReader) -> None:
    """Clusters made again without a deleted one give new ids above all that were ever given."""
    clusters = QuestionClusters.restore(reader, [Cluster(1, "", AnswerType.HOW, "营业执照怎么注销")], 3)
    assert ids(clusters, unanswered("如何注销营业执照"), answered("执法记录仪有多少台")) == [1, 3]


def test_stored_id_twice_is_refused(reader: QuestionReader) -> None:
    """Rows that contradict each other are named."""
    row = Cluster(3, "", AnswerType.HOW, "怎么办")
    with pytest.raises(ClusteringError, match="cluster 3: wanted each id once"):
        QuestionClusters.restore(reader, [row, row])


def test_development_questions_stay_apart(engine: Engine) -> None:
    """No two development questions with different gold sentences are in one group, and some of one sentence meet."""
    golds = load_gold((DATA / "eval" / "development.jsonl").read_text("utf-8"), "development.jsonl")
    groups = gold_groups(engine, golds)
    mixed = [[gold.question for gold in group] for group in groups if is_mixed(group, share_sentence)]
    assert mixed == []
    assert sum(len(group) > 1 for group in groups) >= 5


def test_typical_wording_is_the_most_frequent_then_the_closest() -> None:
    """Courtesies do not divide a wording; among equals the one nearest to the others, the shorter, the first."""
    assert typical_wording([("营业执照怎么注销", 1), ("如何注销执照", 2)]) == "如何注销执照"
    assert (
        typical_wording([("请问如何注销执照", 1), ("营业执照怎么注销", 1), ("如何注销执照？", 1)]) == "请问如何注销执照"
    )
    assert typical_wording([("注销", 1), ("怎么注销营业执照呢", 1), ("怎么注销营业执照啊", 1)]) == "怎么注销营业执照呢"
    assert typical_wording([]) == ""
