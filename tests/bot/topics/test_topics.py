"""Exchanges put into topics, the unanswered queue, and what was decided."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.erasure.data_erasure import DataErasure
from bot.storage.database import DatabaseWorker, Work
from bot.storage.interactions import MIGRATIONS, Interaction, InteractionLog, Rating
from bot.topics import topics
from bot.topics.assignment import STEP_SIZE, TopicAssigner
from bot.topics.similarity import QuestionFeatures, QuestionReader
from bot.topics.topics import TopicAction
from retrieval.text.lexicon import Lexicon
from tests.examples import examples
from tests.hostile import text_of
from tests.pace import cost

NOW = datetime(2026, 6, 1, tzinfo=UTC)


class Desk:
    """A log with topics."""

    def __init__(self, folder: Path) -> None:
        self.store = DatabaseWorker(folder / "faq.db", "wenda", MIGRATIONS)
        self.log = InteractionLog(self.store)
        self.assigner = self.another()

    def another(self) -> TopicAssigner:
        """An assigner of another program."""
        return TopicAssigner(self.store, lambda: QuestionReader(Lexicon()))

    def ask(self, question: str, user: str, outcome: str = "none", days_ago: float = 0.0) -> int:
        """Log a question that was asked so long ago."""
        time = (NOW - timedelta(days=days_ago)).isoformat(timespec="milliseconds")
        traces = ({"file": "a.txt", "clause": "一", "start": 0, "end": 9},) if outcome == "answer" else ()
        row = Interaction(time, "telegram", question, outcome, "1", "1", 1.0, user=user, passages=traces)
        return self.log.add(row).id or 0

    def queue(self) -> list[tuple[str, int]]:
        """The wordings in the unanswered queue, with the people who asked."""
        self.assigner.assign_new()
        return [(one.wording, one.people) for one in self.store.read(lambda db: topics.unanswered(db, now=NOW))]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """An empty one."""
    made = Desk(tmp_path)
    yield made
    made.store.close()


def test_the_same_question_in_other_words_is_one_topic(desk: Desk) -> None:
    """Courtesies, order and particles do not matter; another question is another topic, and more people come first."""
    desk.ask("请问图书馆几点开门", "a")
    desk.ask("图书馆几点开门啊？", "b")
    desk.ask("公交卡怎么充值", "a")
    assert desk.queue() == [("请问图书馆几点开门", 2), ("公交卡怎么充值", 1)]


def test_who_asked_long_ago_weighs_less(desk: Desk) -> None:
    """One person of today outweighs one of last month."""
    desk.ask("公交卡怎么充值", "a", days_ago=30)
    desk.ask("图书馆几点开门", "a")
    assert [wording for wording, _ in desk.queue()] == ["图书馆几点开门", "公交卡怎么充值"]
    first = desk.store.read(lambda db: topics.unanswered(db, now=NOW))[0]
    assert first.weight == 1.0


def test_what_was_decided_leaves_the_queue_until_it_changes(desk: Desk) -> None:
    """After an answer was written one more person who gets none brings it back; what was put off needs three."""
    desk.ask("图书馆几点开门", "a")
    desk.queue()
    desk.store.write(lambda db: topics.decide(db, 1, TopicAction.IGNORED, "staff"))
    assert desk.queue() == []
    for user in "bc":
        desk.ask("图书馆几点开门", user)
    assert desk.queue() == []
    desk.ask("图书馆几点开门", "d")
    assert desk.queue() == [("图书馆几点开门", 4)]
    desk.store.write(lambda db: topics.decide(db, 1, TopicAction.CURATED, "staff", "7"))
    assert desk.queue() == []
    desk.ask("图书馆几点开门", "a")
    desk.assigner.assign_new()
    (back,) = desk.store.read(lambda db: topics.unanswered(db, now=NOW))
    assert back.decision
    assert (back.decision.action, back.decision.who, back.decision.note) == (TopicAction.CURATED, "staff", "7")


def test_what_was_asked_before_a_decision_does_not_undo_it(desk: Desk) -> None:
    """A question that was logged but in no topic yet when staff decided is not news."""
    desk.ask("图书馆几点开门", "a")
    desk.queue()
    desk.ask("图书馆几点开门", "b")
    desk.store.write(lambda db: topics.decide(db, 1, TopicAction.POINTED, "staff"))
    assert desk.queue() == []


def test_frequent_topics_count_people_answers_and_thumbs(desk: Desk) -> None:
    """A topic tells how many asked, how often it was answered and where, and what people thought."""
    first = desk.ask("图书馆几点开门", "a", "answer", days_ago=2)
    desk.ask("图书馆几点开门", "b", "answer")
    desk.ask("图书馆几点开门", "b", "answer")
    desk.log.rate(Rating(first, "a", "good", None, "t"))
    desk.assigner.assign_new()
    (one,) = desk.store.read(lambda db: topics.frequent(db))
    assert (one.count, one.people, one.share, one.good, one.bad, one.clause) == (3, 2, 1.0, 1, 0, "一")
    assert one.first < one.last
    since = (NOW - timedelta(days=1)).isoformat()
    assert [one.count for one in desk.store.read(lambda db: topics.frequent(db, since=since))] == [2]


def test_small_talk_is_no_topic(desk: Desk) -> None:
    """A greeting belongs nowhere, and is not looked at twice."""
    desk.ask("你好", "a", "smalltalk")
    assert desk.assigner.assign_new() == 1
    assert desk.assigner.assign_new() == 0
    assert desk.store.read(lambda db: topics.frequent(db)) == []


def test_two_programs_that_group_the_same_log_agree(desk: Desk) -> None:
    """An assigner sees the topics that another one made since, and makes none twice."""
    other = desk.another()
    desk.ask("图书馆几点开门", "a")
    desk.assigner.assign_new()
    desk.ask("图书馆几点开门", "b")
    other.assign_new()
    desk.ask("图书馆几点开门", "c")
    assert desk.queue() == [("图书馆几点开门", 3)]


def test_a_step_that_another_program_overtook_is_done_anew(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of it is stored, and both agree in the end."""
    other, store = desk.another(), desk.store
    desk.ask("图书馆几点开门", "a")
    desk.ask("公交卡怎么充值", "a")
    write, overtaken = store.write_when_idle, list[bool]()

    def overtake(work: Work[object]) -> object:
        if not overtaken:
            overtaken.append(True)
            desk.ask("图书馆几点开门啊", "b")
            other.assign_new()
        return write(work)

    monkeypatch.setattr(store, "write_when_idle", overtake)
    desk.assigner.assign_new()
    assert desk.queue() == [("图书馆几点开门", 2), ("公交卡怎么充值", 1)]
    assert store.read(lambda db: db.table("members").count) == 3


def test_what_is_erased_while_it_is_assigned_leaves_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither as a topic nor as the wording of one that others share."""
    desk.ask("请问图书馆几点开门", "a")
    desk.ask("请问图书馆几点开门", "a")
    desk.ask("图书馆几点开门啊", "b")
    desk.ask("只有甲问过的秘密事项", "a")
    write, steps = desk.store.write_when_idle, list[int]()

    def erase_before_the(step: int) -> None:
        def erase(work: Work[object]) -> object:
            steps.append(1)
            if len(steps) == step:
                DataErasure(desk.store).forget("a")
            return write(work)

        monkeypatch.setattr(desk.store, "write_when_idle", erase)

    for step in (2, 1):  # before the wordings are stored, and before the members are
        erase_before_the(step)
        desk.assigner.assign_new()
        steps.clear()
        wordings = desk.store.read(lambda db: [(row["anchor"], row["wording"]) for row in db.table("topics").rows])
        assert wordings == [("图书馆几点开门啊", "图书馆几点开门啊")], step
        desk.ask("请问图书馆几点开门", "a")


@pytest.mark.parametrize("length", [280, 1_980])
def test_random_questions_are_grouped_in_no_time(desk: Desk, length: int) -> None:
    """Each is a topic by itself, and what is remembered of them is small; the same again joins it."""
    asked = [text_of("random Han", length, at) for at in range(examples(200))]
    for question in asked:
        desk.ask(question, "a")
    limit = 0.03 * len(asked)
    assert cost(desk.another().assign_new, limit) < limit
    desk.assigner = desk.another()
    desk.ask(f"{asked[0]}？", "b")
    desk.queue()
    assert desk.store.read(lambda db: db.table("topics").count) == len(asked)


def test_a_step_is_short(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """No transaction of grouping has more than a few exchanges or topics, and questions are read outside of it."""
    inside: list[bool] = []
    reader = QuestionReader(Lexicon())

    class Watched(QuestionReader):
        def read(self, question: str, history: Sequence[str] = ()) -> QuestionFeatures:
            inside.append(threading.current_thread() is not threading.main_thread())
            return reader.read(question, history)

    sizes, write = list[int](), desk.store.write_when_idle

    def counted(work: Work[object]) -> object:
        before = desk.store.read(lambda db: db.table("members").count)
        done = write(work)
        sizes.append(desk.store.read(lambda db: db.table("members").count) - before)
        return done

    monkeypatch.setattr(desk.store, "write_when_idle", counted)
    for at in range(3 * STEP_SIZE + 1):
        desk.ask(f"第{at}号公交车几点发车", "a")
    assert TopicAssigner(desk.store, lambda: Watched(Lexicon())).assign_new() == 3 * STEP_SIZE + 1
    assert (max(sizes), any(inside)) == (STEP_SIZE, False)


def test_erasing_leaves_no_word_in_the_topics(desk: Desk, tmp_path: Path) -> None:
    """A topic of one who was forgotten goes; one that others share shows and remembers their words."""
    desk.ask("请问图书馆几点开门", "a")
    desk.ask("图书馆几点开门啊", "b")
    desk.ask("只有甲问过的秘密事项", "a")
    desk.queue()
    DataErasure(desk.store).forget("a")
    assert desk.queue() == [("图书馆几点开门啊", 1)]
    desk.ask("图书馆几点开门", "c")
    assert [people for _, people in desk.queue()] == [2]
    found = b"".join(path.read_bytes() for path in tmp_path.iterdir() if path.name.startswith("faq.db"))
    assert "秘密事项".encode() not in found
    assert "请问图书馆".encode() not in found


def test_a_topic_that_was_erased_gives_its_number_to_no_other(desk: Desk) -> None:
    """What was decided about an erased topic is never taken for another one's."""
    desk.ask("只有甲问过的事项", "a")
    desk.queue()
    desk.store.write(lambda db: topics.decide(db, 1, TopicAction.IGNORED, "staff"))
    DataErasure(desk.store).forget("a")
    desk.ask("公交卡怎么充值", "b")
    assert desk.queue() == [("公交卡怎么充值", 1)]
