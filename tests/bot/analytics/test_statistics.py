"""The figures of a period against rows that were counted by hand, and the words that say them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from datetime import UTC, date, datetime

import pytest
from sqlite_utils import Database

from bot.analytics.digest import digest_text, figures_to_json
from bot.analytics.short_precision import ShortPrecision
from bot.analytics.statistics import (
    AskedTopic,
    Period,
    PeriodStatistics,
    PeriodTotals,
    ThumbCounts,
    has_exchange_until,
    period_statistics,
)
from bot.storage.database import DatabaseWorker
from bot.storage.interactions import Interaction, InteractionLog, Rating
from bot.telegram.outgoing.markup import CAPTION, units
from bot.texts import chat
from bot.topics import topics
from bot.topics.assignment import TopicAssigner
from bot.topics.similarity import QuestionReader
from bot.topics.topics import TopicAction
from retrieval.models import Outcome
from retrieval.text.lexicon import Lexicon

# Monday to Sunday, in China: from 15 November 16:00 UTC.
WEEK = Period(date(2026, 11, 16), date(2026, 11, 22))
NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
ANSWER, RELATED, NONE, SMALLTALK = Outcome.ANSWER, Outcome.RELATED, Outcome.NONE, Outcome.SMALLTALK
LIBRARY, BUS, HELLO = "图书馆几点开门", "公交卡怎么充值", "你好"

# time (UTC), who, question, outcome, milliseconds
ROWS = [
    ("2026-11-10T03:00:00.000+00:00", "a", BUS, NONE, 5.0),  # the week before
    ("2026-11-15T15:59:59.999+00:00", "a", LIBRARY, ANSWER, 5.0),  # the last moment of it
    ("2026-11-15T16:00:00.000+00:00", "a", LIBRARY, ANSWER, 1.0),
    ("2026-11-16T15:59:59.999+00:00", "b", LIBRARY, ANSWER, 2.0),
    ("2026-11-16T16:00:00.000+00:00", "b", HELLO, SMALLTALK, 3.0),
    ("2026-11-18T04:00:00.000+00:00", "c", BUS, RELATED, 4.0),
    ("2026-11-22T15:59:59.999+00:00", "c", "地铁几点停运", NONE, 90.0),
    ("2026-11-22T16:00:00.000+00:00", "d", "地铁几点停运", NONE, 6.0),  # the week after
]


@pytest.fixture
def counted(log: InteractionLog, store: DatabaseWorker) -> DatabaseWorker:
    """A log of two weeks and a bit, with topics and thumbs."""
    for time, user, question, outcome, milliseconds in ROWS:
        traces = ({"file": "a.txt", "clause": "一", "start": 0, "end": 9},) if outcome is ANSWER else ()
        log.add(Interaction(time, "telegram", question, outcome, "1", "1", milliseconds, user=user, passages=traces))
    log.rate(Rating(1, "a", "bad", "off", "2026-11-10T03:01:00+00:00"))
    log.rate(Rating(3, "a", "good", None, "2026-11-15T16:00:00+00:00"))
    log.rate(Rating(4, "b", "bad", "outdated", "2026-11-17T00:00:00+00:00"))
    log.rate(Rating(6, "c", "bad", None, "2026-11-18T05:00:00+00:00"))
    TopicAssigner(store, lambda: QuestionReader(Lexicon())).assign_new()
    return store


def of(store: DatabaseWorker, period: Period = WEEK) -> PeriodStatistics:
    """The figures."""
    return store.read(lambda db: period_statistics(db, period, NOW))


def test_a_week_is_counted_by_the_days_of_china(counted: DatabaseWorker) -> None:
    """Exchanges, people, outcomes, days and the share of questions that were answered."""
    found = of(counted)
    assert (found.totals.count, found.totals.people, found.totals.share) == (5, 3, 0.5)
    assert found.totals.outcomes == {ANSWER: 2, SMALLTALK: 1, RELATED: 1, NONE: 1}
    assert found.totals.channels == {"telegram": 5}
    assert (found.before.count, found.before.people, found.before.share) == (2, 1, 0.5)
    assert [(day.day, dict(outcomes)) for day, outcomes in found.days] == [
        (16, {ANSWER: 2}), (17, {SMALLTALK: 1}), (18, {RELATED: 1}), (19, {}), (20, {}), (21, {}), (22, {NONE: 1})
    ]  # fmt: skip


def test_latency_and_thumbs_are_those_of_the_period(counted: DatabaseWorker) -> None:
    """The nearest ranks of 1, 2, 3, 4, 90 ms; thumbs by when they were given."""
    found = of(counted)
    assert (found.median_ms, found.p99_ms) == (3.0, 90.0)
    assert found.thumbs == ThumbCounts(1, 2, {"outdated": 1})


def test_topics_are_counted_within_the_period(counted: DatabaseWorker) -> None:
    """The topics that most people asked, with the figures of the period alone."""
    assert [(one.wording, one.people, one.count, one.answered) for one in of(counted).top] == [
        (LIBRARY, 2, 2, 2), (BUS, 1, 1, 0), ("地铁几点停运", 1, 1, 0)
    ]  # fmt: skip


def test_new_is_what_was_first_not_answered_in_the_period_and_waits(counted: DatabaseWorker) -> None:
    """A topic that was not answered before is not new, and one that staff decided about does not wait."""
    found = of(counted)
    assert ([one.wording for one in found.new], found.new_count) == (["地铁几点停运"], 1)
    assert [one.wording for one in of(counted, WEEK.before).new] == [BUS]
    counted.write(lambda db: topics.decide(db, found.new[0].topic, TopicAction.IGNORED, "staff"))
    assert of(counted).new_count == 0


def test_whoever_asks_without_an_account_is_one_person(log: InteractionLog, counted: DatabaseWorker) -> None:
    """In a terminal, by a pipe and on the command line, of the period and of a topic; accounts count beside."""
    for channel in ("terminal", "pipe", "ask"):
        log.add(Interaction("2026-11-20T03:00:00.000+00:00", channel, BUS, NONE, "1", "1", 4.0))
    TopicAssigner(counted, lambda: QuestionReader(Lexicon())).assign_new()
    found = of(counted)
    assert (found.totals.count, found.totals.people) == (8, 4)
    assert {one.wording: (one.people, one.count) for one in found.top}[BUS] == (2, 4)
    assert counted.read(lambda db: {one.wording: one.people for one in topics.frequent(db)})[BUS] == 3


def test_a_bare_follow_up_is_listed_with_what_it_follows(log: InteractionLog, counted: DatabaseWorker) -> None:
    """Shortened, in the message as in the figures for programs; a whole question stands by itself."""
    before = "这一年里一共保留了多少项行政审批事项"
    for question in ("那其中行政许可呢", "游泳馆门票多少钱"):
        row = Interaction("2026-11-20T03:00:00.000+00:00", "telegram", question, NONE, "1", "1", 4.0, user="e",
                          history=(before,))  # fmt: skip
        log.add(row)
    TopicAssigner(counted, lambda: QuestionReader(Lexicon())).assign_new()
    found = of(counted)
    words = digest_text(found, chat.STATS_LEAD)
    assert "那其中行政许可呢（上一问：这一年里一共保留了多少…）（1 人" in words
    assert "游泳馆门票多少钱（1 人" in words
    figures = json.loads(json.dumps(figures_to_json(found, {})))
    assert {one["wording"]: one["before"] for one in figures["top"]}["那其中行政许可呢"] == before


def test_an_empty_period_has_figures(counted: DatabaseWorker) -> None:
    """Nothing was asked, so nothing has a share or a latency."""
    found = of(counted, Period(date(2020, 1, 1), date(2020, 1, 3)))
    assert (found.totals.count, found.totals.share, found.median_ms, found.top, found.new) == (0, None, None, [], [])
    assert len(found.days) == 3
    assert digest_text(found, chat.STATS_LEAD).splitlines() == ["📊 1月1日—1月3日，共 3 天", chat.STATS_NONE]


def test_whether_anything_was_asked_before(counted: DatabaseWorker) -> None:
    """The day itself counts, to its end in China."""
    asked = counted.read(lambda db: [has_exchange_until(db, date(2026, 11, day)) for day in (9, 10)])
    assert asked == [False, True]


def test_a_long_look_keeps_nobody_waiting_and_writes_nothing(counted: DatabaseWorker) -> None:
    """Its connection is one of its own, and only for reading: others write meanwhile."""

    def look(db: Database) -> tuple[int, int]:
        counted.write(lambda other: topics.decide(other, 1, TopicAction.IGNORED, "staff"))
        return period_statistics(db, WEEK, NOW).totals.count, counted.read(lambda other: other.table("decisions").count)

    assert counted.read_snapshot(look) == (5, 1)
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        counted.read_snapshot(lambda db: db.execute("delete from interactions"))


def test_the_words_of_a_week(counted: DatabaseWorker) -> None:
    """Every figure in a line, with that of the week before."""
    assert digest_text(of(counted), chat.DIGEST_LEAD) == (
        "📊 上周问答（11月16日—11月22日）\n"
        "提问 5 次，3 人（前 7 天 2 次，1 人）\n"
        "答出率 50.0%（前 7 天 50.0%）\n"
        "答出 2，只有相近 1，没有找到 1，寒暄 1\n"
        "来自：Telegram 5\n"
        "查找用时：一半在 3.0 毫秒以内，99% 在 90.0 毫秒以内\n"
        "👍 1　👎 2（过时 1）\n"
        "问得最多：\n"
        "1. 图书馆几点开门（2 人，答出 100%）\n"
        "2. 公交卡怎么充值（1 人，答出 0%）\n"
        "3. 地铁几点停运（1 人，答出 0%）\n"
        "新出现、还没答上来的 1 个问题，/unanswered 可以逐个处理：\n"
        "1. 地铁几点停运（1 人）"
    )


def test_the_words_fit_under_a_picture() -> None:
    """However much there is to say, with the longest questions and numbers of seven digits."""
    many = dict.fromkeys(Outcome, 1234567)
    totals = PeriodTotals(9_876_543, 1_234_567, many, dict.fromkeys(chat.CHANNELS, 1_234_567))
    thumbs = ThumbCounts(1_234_567, 1_234_567, dict.fromkeys(chat.COMPLAINTS, 123_456))
    shorts = ShortPrecision(1_234_567, 1_234_566)
    following = f"那{'问' * 22}呢", 1_234_567, 1_234_567, 1_234_567, "问" * 500
    asked = [AskedTopic(n, *following) for n in range(20)]
    full = PeriodStatistics(WEEK, totals, totals, [], 12345.6, 12345.6, thumbs, shorts, shorts, asked, asked, 1_234_567)
    assert units(digest_text(full, chat.DIGEST_LEAD)) <= CAPTION - 100


def test_counting_reads_no_row(counted: DatabaseWorker) -> None:
    """The counts of a period come from an index alone, so that a large log costs little."""
    plans = counted.read(
        lambda db: _plans(
            db.conn.execute,
            [
                "select outcome, channel, milliseconds, user from interactions where time >= 'a' and time < 'b'",
                "select m.topic, min(i.time) from interactions i cross join members m on m.interaction = i.id"
                " where i.outcome in ('none') group by m.topic",
            ],
        )
    )
    assert all("COVERING INDEX" in plan for plan in plans), json.dumps(plans)


def _plans(execute: object, queries: Sequence[str]) -> list[str]:
    return [str(execute(f"explain query plan {query}").fetchall()[0]) for query in queries]  # type: ignore[operator]
