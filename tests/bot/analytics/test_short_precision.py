"""The precision of short answers, against exchanges that were judged by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import partial

import pytest

from bot.analytics.digest import digest_text, figures_to_json, weekly_lines
from bot.analytics.short_precision import ShortPrecision, short_precision, weekly_short_precision
from bot.analytics.statistics import Period, period_statistics
from bot.curation import gold_questions
from bot.curation.gold_questions import ReviewedExchange
from bot.storage.database import DatabaseWorker
from bot.storage.interactions import Interaction, InteractionLog, Rating
from bot.texts import chat

WEEK = Period(date(2026, 11, 16), date(2026, 11, 22))
NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
EARLIER, EARLY, LATE = "2026-11-15T15:59:59+00:00", "2026-11-15T16:00:00+00:00", "2026-11-22T15:59:59+00:00"
AFTER = "2026-11-24T01:00:00+00:00"  # when everything is judged


@pytest.fixture
def judged(log: InteractionLog, store: DatabaseWorker) -> DatabaseWorker:
    """Twelve exchanges, of which five in the week and one before it count."""
    for time, short, outcome, curated, good, bad in (
        (EARLIER, "1项", "answer", None, "a", ""),  # right, the week before
        (EARLY, "2项", "answer", None, "ab", "c"),  # right: more say so
        (EARLY, "3项", "answer", None, "a", "bc"),  # wrong
        (EARLY, "4项", "answer", None, "a", "b"),  # no judgement
        (EARLY, "5项", "answer", None, "", ""),  # none either, until staff make it a gold question
        (LATE, "6项", "answer", None, "", "abc"),  # wrong, until staff review it
        (LATE, "7项", "answer", None, "", "a"),  # wrong
        (LATE, "8项", "answer", None, "", ""),  # not judged
        (LATE, None, "answer", None, "", "a"),  # a quote without a short answer
        (LATE, None, "related", None, "a", ""),  # no answer
        (LATE, "9项", "answer", 1, "a", ""),  # an answer of staff
        (LATE, "10项", "answer", None, "a", ""),  # right
    ):
        entry = log.add(
            Interaction(time, "telegram", f"问{short}", outcome, "1", "1", 1.0, user="a", short=short, curated=curated)
        )
        number = entry.id or 0
        for verdict, people in (("good", good), ("bad", bad)):
            for person in people:
                log.rate(Rating(number, person, verdict, None, AFTER))
    for number, short in ((5, "5项"), (6, "6项")):
        case = ReviewedExchange(f"问{short}", (), ("原文",), short, "一", number)
        store.write(partial(gold_questions.add, case=case, who="staff"))
    return store


def test_a_short_answer_counts_once_it_is_judged(judged: DatabaseWorker) -> None:
    """Reviews go before thumbs, thumbs count by majority, ties and other replies are left out."""
    found = judged.read(lambda db: short_precision(db, WEEK.bounds))
    assert found == ShortPrecision(judged=6, right=4)
    assert judged.read(lambda db: short_precision(db, WEEK.before.bounds)) == ShortPrecision(1, 1)


def test_weeks_are_those_of_the_questions_in_china(judged: DatabaseWorker) -> None:
    """A question on Sunday at midnight belongs to the week that ends, whenever it was judged."""
    found = judged.read(weekly_short_precision)
    assert found == {date(2026, 11, 9): ShortPrecision(1, 1), date(2026, 11, 16): ShortPrecision(6, 4)}
    assert list(weekly_lines(found))[1:] == ["2026-11-09　100.0%（1/1）", "2026-11-16　66.7%（4/6）"]
    assert list(weekly_lines({})) == []


def test_the_digest_says_it(judged: DatabaseWorker) -> None:
    """With the share of the week before; programs get counts and share by week."""
    figures = judged.read(lambda db: period_statistics(db, WEEK, NOW))
    line = chat.STATS_SHORTS.format(judged=6, right=4, share="66.7%", before="（前 7 天 100.0%）")
    assert line in digest_text(figures, chat.DIGEST_LEAD).splitlines()
    found = figures_to_json(figures, judged.read(weekly_short_precision))
    assert found["shorts"] == {"judged": 6, "right": 4, "share": 4 / 6}
    assert found["shorts_by_week"]["2026-11-09"] == {"judged": 1, "right": 1, "share": 1.0}
    assert found["totals"]["outcomes"]["answer"] == 10


def test_what_is_erased_counts_no_longer(judged: DatabaseWorker) -> None:
    """A rating that went with its person judges nothing, and neither does a gold question that is gone."""
    judged.write(lambda db: db.execute("delete from ratings"))
    judged.write(lambda db: gold_questions.remove(db, 6))
    assert judged.read(lambda db: short_precision(db, WEEK.bounds)) == ShortPrecision(1, 1)
