"""What the dashboard is made of: everything that it shows, and nothing that tells who asked."""

from __future__ import annotations

import json
import math
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.dashboard import snapshot
from bot.dashboard.app import ServedSnapshot
from bot.erasure.data_erasure import DataErasure
from bot.storage.database import DatabaseWorker
from bot.storage.interactions import MIGRATIONS, Interaction, InteractionLog, Rating
from bot.texts import chat
from bot.texts.pages import dashboard
from bot.topics import topics
from retrieval import Engine
from tests.bot.desk_weeks import Weeks, write

GOLD = {"questions": 4, "points": 0.0, "absent": 0, "answered": 0, "shorts": 0, "right": 0}
NOW = datetime(2026, 6, 10, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def weeks(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Weeks:
    """Some weeks of exchanges."""
    return write(tmp_path_factory.mktemp("weeks") / "wenda.db", engine, NOW)


@pytest.fixture(scope="module")
def made(weeks: Weeks) -> Path:
    """A snapshot of them."""
    target = weeks.database.with_name("snapshot.db")
    snapshot.create(weeks.database, target, NOW)
    return target


@pytest.fixture
def store(tmp_path: Path) -> Iterator[DatabaseWorker]:
    """An empty log."""
    made = DatabaseWorker(tmp_path / "wenda.db", "wenda", MIGRATIONS)
    yield made
    made.close()


def ask(
    store: DatabaseWorker, question: str, time: str, outcome: str = "answer", user: str = "u" * 32, **more: Any
) -> int:
    """Log a question."""
    row = Interaction(time, "telegram", question, outcome, "1", "1", 3.0, user=user, chat=user, **more)
    return InteractionLog(store).add(row).id or 0


def rows(path: Path, sql: str) -> list[tuple[Any, ...]]:
    """What a snapshot holds."""
    with closing(sqlite3.connect(path)) as db:
        return db.execute(sql).fetchall()


def shot(store: DatabaseWorker, name: str = "made.db") -> Path:
    """A snapshot of a log."""
    target = store.path.with_name(name)
    snapshot.create(store.path, target, NOW)
    return target


@pytest.mark.slow
def test_a_snapshot_names_nobody(weeks: Weeks, made: Path) -> None:
    """No pseudonym stands anywhere in the file, of those who asked, who rated, or who decided for the staff."""
    content = made.read_bytes()
    log = weeks.database.read_bytes()
    assert sum(person.encode() in log for person in weeks.people) > 200
    assert [person for person in weeks.people if person.encode() in content] == []


def test_a_snapshot_has_no_column_that_tells_who_asked(made: Path) -> None:
    """The tables and columns are the listed ones: none of users, chats, updates, messages, threads, and no inbox."""
    tables = {name for (name,) in rows(made, "select name from sqlite_master where type = 'table'")}
    assert tables == set(snapshot.TABLES)
    found = {table: tuple(name for _, name, *_ in rows(made, f"pragma table_info([{table}])")) for table in tables}
    assert found == snapshot.TABLES
    known = {"user", "chat", "update_id", "question_message", "reply_message", "history", "author", "approver", "who"}
    assert not known & {column for columns in found.values() for column in columns}


def test_every_exchange_is_there(weeks: Weeks, made: Path) -> None:
    """There are as many exchanges as in the log, with the same questions in the same order."""
    wanted = rows(weeks.database, "select id, question from interactions order by id")
    assert rows(made, "select id, question from exchanges order by id") == wanted
    assert len(wanted) > 1000


def test_days_are_chinas(store: DatabaseWorker) -> None:
    """A question asked after four in the afternoon, UTC, is one of the next day."""
    ask(store, "甲", "2026-06-09T15:59:59+00:00")
    ask(store, "乙", "2026-06-09T16:00:00+00:00")
    found = rows(shot(store), "select day, time, question from exchanges order by id")
    assert found == [("2026-06-09", "23:59", "甲"), ("2026-06-10", "00:00", "乙")]


def test_the_queue_is_the_staffs_own(weeks: Weeks, made: Path) -> None:
    """What waits is what the queue gives, in its order and with its weights."""
    store = DatabaseWorker(weeks.database, "wenda", MIGRATIONS)
    wanted = [(topic.id, topic.weight) for topic in store.read(lambda db: topics.unanswered(db, 1000, NOW))]
    store.close()
    assert rows(made, "select topic, weight from unanswered order by place") == wanted
    assert len(wanted) > 10


def test_topics_have_the_figures_of_their_exchanges(made: Path) -> None:
    """How often a topic was asked, and how often answered, agrees with the exchanges that belong to it."""
    direct = dashboard.DESK_OUTCOMES["answer"]
    counted = f"""select t.id, t.count, t.share, count(*), round(100.0 * sum(e.outcome = '{direct}') / count(*), 1)
      from topics t join exchanges e on e.topic = t.id group by t.id"""
    found = rows(made, counted)
    assert len(found) > 50
    assert all(count == asked and share == answered for _, count, share, asked, answered in found)


def test_small_talk_is_no_question(store: DatabaseWorker) -> None:
    """The share of a week that was answered leaves small talk out; the exchanges keep it."""
    for outcome in ("answer", "answer", "none", "smalltalk", "smalltalk"):
        ask(store, "问", "2026-06-09T01:00:00+00:00", outcome)
    made = shot(store)
    assert rows(made, "select week, count, share, near from quality") == [("2026-06-08", 3, 66.7, 33.3)]
    assert rows(made, "select count(*) from exchanges") == [(5,)]


def test_ratings_are_counted_and_said_in_words(store: DatabaseWorker) -> None:
    """Each person's last word counts; an exchange shows the newest of them with what was wrong."""
    log = InteractionLog(store)
    number = ask(store, "问", "2026-06-09T01:00:00+00:00")
    log.rate(Rating(number, "a" * 32, "good", None, "2026-06-09T02:00:00+00:00"))
    log.rate(Rating(number, "b" * 32, "bad", "off", "2026-06-09T03:00:00+00:00"))
    made = shot(store)
    assert rows(made, "select good, bad from days") == [(1, 1)]
    assert rows(made, "select liked from quality") == [(50.0,)]
    assert rows(made, "select judged, precision from quality") == [(0, None)]
    assert rows(made, "select rating, complaint from exchanges") == [("没用", chat.COMPLAINTS["off"])]


def test_judged_short_answers_are_counted_by_week(store: DatabaseWorker) -> None:
    """Of two that were judged one was right."""
    log = InteractionLog(store)
    for short, verdict in (("1项", "good"), ("2项", "bad"), ("3项", None)):
        made = Interaction("2026-06-09T01:00:00+00:00", "telegram", "问", "answer", "1", "1", 1.0, short=short)
        number = log.add(made).id or 0
        if verdict:
            log.rate(Rating(number, "a" * 32, verdict, None, "2026-06-20T02:00:00+00:00"))
    found = rows(shot(store), "select week, judged, right, precision from quality")
    assert found == [("2026-06-08", 2, 1, 50.0)]


def test_the_percentiles_are_nearest_ranks(made: Path) -> None:
    """Median and 99th percentile of a day are times that were measured, at the ranks that the definition names."""
    for day, median, p99 in rows(made, "select day, median, p99 from days"):
        talk = dashboard.DESK_OUTCOMES["smalltalk"]
        sql = f"select milliseconds from exchanges where day = '{day}' and outcome != '{talk}' order by milliseconds"
        times = [time for (time,) in rows(made, sql)]
        assert (median, p99) == tuple(round(times[math.ceil(share * len(times)) - 1], 2) for share in (0.5, 0.99))


def test_curated_answers_say_what_they_rest_on(weeks: Weeks, made: Path) -> None:
    """An answer of the staff stands with its state, its phrasings, and its citation in words, if it rests on any."""
    found = rows(made, "select state, phrasings, citations, why from curated order by id")
    assert [state for state, *_ in found] == ["已生效", "待批准", "已暂停"]
    assert all(phrasings for _, phrasings, *_ in found)
    assert ["法治政府建设情况报告 一/" in citations for _, _, citations, _ in found] == [True, False, True]
    assert [why for *_, why in found] == [None, None, "所引的条款已有改动"]


def test_words_and_gold_questions_are_lessons(store: DatabaseWorker) -> None:
    """What staff taught stands with its day; a word with the effect that was measured."""
    time = "2026-06-09T20:00:00+00:00"
    scores = {name: {**GOLD, "points": points} for name, points in (("before", 2.0), ("after", 1.0))}
    effect = json.dumps(scores)
    word = {"lay": "办照", "official": "企业登记", "who": "s" * 32, "time": time, "effect": effect, "forced": 1}
    case = {"question": "几台", "quotes": "[]", "who": "s" * 32, "time": time}
    store.write(lambda db: (db.table("lexicon").insert(word), db.table("gold").insert(case)))
    found = rows(shot(store), "select * from lessons")
    assert found == [
        ("2026-06-10", "同义词", "办照 → 企业登记", "50.0% → 25.0%（仍要采用）"),
        ("2026-06-10", "标准题", "几台", None),
    ]


def test_a_snapshot_is_made_while_the_log_is_written(store: DatabaseWorker) -> None:
    """A transaction that is under way neither holds the snapshot up nor is seen in it."""
    ask(store, "甲", "2026-06-09T01:00:00+00:00")
    with closing(sqlite3.connect(store.path)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("update interactions set question = '乙'")
        made = shot(store)
        writer.rollback()
    assert rows(made, "select question from exchanges") == [("甲",)]


def test_a_log_that_nobody_has_open_can_be_read(tmp_path: Path) -> None:
    """Its write-ahead log is gone then, which a reader must not mind."""
    store = DatabaseWorker(tmp_path / "wenda.db", "wenda", MIGRATIONS)
    ask(store, "甲", "2026-06-09T01:00:00+00:00")
    store.close()
    assert not store.path.with_name("wenda.db-wal").exists()
    assert snapshot.create(store.path, tmp_path / "made.db", NOW) == 1


def test_an_open_reader_sees_the_next_snapshot(store: DatabaseWorker) -> None:
    """A connection that was open before shows the new rows, all of them or none."""
    ask(store, "甲", "2026-06-09T01:00:00+00:00")
    served = shot(store, "served.db")
    with closing(sqlite3.connect(f"file:{served}?mode=ro", uri=True)) as reader:
        assert reader.execute("select count(*) from exchanges").fetchone() == (1,)
        ask(store, "乙", "2026-06-09T02:00:00+00:00")
        snapshot.publish(shot(store, "fresh.db"), served)
        assert reader.execute("select count(*) from exchanges").fetchone() == (2,)


def test_what_was_erased_leaves_the_file_with_the_next_snapshot(store: DatabaseWorker) -> None:
    """Nothing of a question that its asker had erased is left in the file that is served."""
    erased = "请把这一句忘掉"
    ask(store, erased, "2026-06-09T01:00:00+00:00", user="e" * 32)
    served = shot(store, "served.db")
    assert erased.encode() in served.read_bytes()
    DataErasure(store).forget("e" * 32)
    snapshot.publish(shot(store, "fresh.db"), served)
    assert erased.encode() not in served.read_bytes()


def test_an_erasure_does_not_wait_for_the_next_refresh(store: DatabaseWorker, tmp_path: Path) -> None:
    """The dashboard looks for one every few seconds; nothing else that is written is a reason to hurry."""
    erased = "请把这一句忘掉"
    ask(store, erased, "2026-06-09T01:00:00+00:00", user="e" * 32)
    (tmp_path / "desk").mkdir()
    served = ServedSnapshot(store.path, tmp_path / "desk")
    assert served.refresh()
    ask(store, "别人的", "2026-06-09T01:00:00+00:00")
    assert not served.holds_erased()
    DataErasure(store).forget("e" * 32)
    assert served.holds_erased()
    assert served.refresh()
    assert not served.holds_erased()
    assert not served.refresh()
    assert erased.encode() not in served.served.read_bytes()
