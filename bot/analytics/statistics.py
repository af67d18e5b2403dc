"""Statistics of a period: questions, answers, the most frequent topics, and new unanswered ones.

Functions on a connection, for use within `bot.storage.database.DatabaseWorker`. Days are China's, times in the
database are UTC.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from bot.analytics.short_precision import ShortPrecision, short_precision
from bot.clock import CHINA
from bot.storage.interactions import PERSON
from bot.topics import topics
from retrieval.models import Outcome

if TYPE_CHECKING:
    from sqlite_utils import Database

MAX_TOPICS = 10
_DAY = timedelta(days=1)
_ASKED_SQL = f"""
select t.id, t.wording, count(distinct {PERSON}) as people, count(*) as count,
  sum(i.outcome = 'answer') as answered
from interactions i join members m on m.interaction = i.id join topics t on t.id = m.topic
where i.time >= ? and i.time < ?"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days in China, from ``first`` to ``last`` inclusive."""

    first: date
    last: date

    @classmethod
    def ending(cls, last: date, days: int) -> Period:
        """A period of so many days that ends with this one."""
        return cls(last - (days - 1) * _DAY, last)

    @classmethod
    def week_before(cls, day: date) -> Period:
        """The week, Monday to Sunday, before the one of this day.

        >>> Period.week_before(date(2026, 11, 23)) == Period(date(2026, 11, 16), date(2026, 11, 22))
        True
        """
        return cls.ending(day - (day.weekday() + 1) * _DAY, 7)

    @property
    def before(self) -> Period:
        """The period of the same length before it."""
        return Period.ending(self.first - _DAY, len(self.days))

    @property
    def days(self) -> list[date]:
        """Every day."""
        return [self.first + n * _DAY for n in range((self.last - self.first).days + 1)]

    @property
    def bounds(self) -> tuple[str, str]:
        """The times in the log: from the first on, and before the second.

        >>> Period(date(2026, 11, 16), date(2026, 11, 16)).bounds
        ('2026-11-15T16:00:00', '2026-11-16T16:00:00')
        """
        return _midnight(self.first), _midnight(self.last + _DAY)


@dataclass(frozen=True, slots=True)
class PeriodTotals:
    """The number of exchanges and people, and exchanges by outcome and by channel."""

    count: int
    people: int
    outcomes: Mapping[Outcome, int]
    channels: Mapping[str, int]

    @property
    def share(self) -> float | None:
        """The share of answered questions, 0 to 1, without small talk; None where there was no question."""
        return answered_share(self.outcomes)


@dataclass(frozen=True, slots=True)
class ThumbCounts:
    """Ratings of the period, and what was wrong where people said so."""

    good: int
    bad: int
    complaints: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class AskedTopic:
    """A topic with its figures in a period; ``before`` is the question that it follows up, if any."""

    topic: int
    wording: str
    people: int
    count: int
    answered: int
    before: str = ""


@dataclass(frozen=True, slots=True)
class PeriodStatistics:
    """The figures of a period. ``before`` is the period of the same length before it; latencies are the engine's, in
    ms.

    ``new`` holds the first of ``new_count`` topics that wait for staff and were first not answered in the period.
    """

    period: Period
    totals: PeriodTotals
    before: PeriodTotals
    days: Sequence[tuple[date, Mapping[Outcome, int]]]
    median_ms: float | None
    p99_ms: float | None
    thumbs: ThumbCounts
    shorts: ShortPrecision
    shorts_before: ShortPrecision
    top: Sequence[AskedTopic]
    new: Sequence[AskedTopic]
    new_count: int


def period_statistics(db: Database, period: Period, now: datetime) -> PeriodStatistics:
    """The figures of a period; ``now`` is the time for the queue's weights."""
    totals, days = _totals_and_days(db, period)
    before, _ = _totals_and_days(db, period.before)
    latencies, new = _latencies(db, period), _new_unanswered(db, period, now)
    return PeriodStatistics(
        period=period,
        totals=totals,
        before=before,
        days=days,
        median_ms=quantile(latencies, 0.5),
        p99_ms=quantile(latencies, 0.99),
        thumbs=_thumb_counts(db, period),
        shorts=short_precision(db, period.bounds),
        shorts_before=short_precision(db, period.before.bounds),
        top=_asked_topics(db, period, "group by t.id order by people desc, count desc, t.id limit ?", MAX_TOPICS),
        new=[
            one for topic in new[:MAX_TOPICS] for one in _asked_topics(db, period, "and t.id = ? group by t.id", topic)
        ],
        new_count=len(new),
    )


def has_exchange_until(db: Database, day: date) -> bool:
    """Whether there is an exchange on this day or before it."""
    before = _midnight(day + _DAY)
    return db.execute("select 1 from interactions where time < ? limit 1", [before]).fetchone() is not None


def answered_share(outcomes: Mapping[Outcome, int]) -> float | None:
    """The share of answers among all outcomes but small talk; None where there are none.

    >>> answered_share({Outcome.ANSWER: 3, Outcome.NONE: 1, Outcome.SMALLTALK: 5})
    0.75
    """
    questions = sum(outcomes.values()) - outcomes.get(Outcome.SMALLTALK, 0)
    return outcomes.get(Outcome.ANSWER, 0) / questions if questions else None


def quantile(ordered: Sequence[float], share: float) -> float | None:
    """Nearest-rank quantile: the least value that at least this share of the values does not exceed (Hyndman & Fan
    1996, definition 1); None where there are no values.

    >>> quantile([1.0, 2.0, 3.0, 4.0], 0.5), quantile([1.0, 2.0, 3.0, 4.0], 0.99)
    (2.0, 4.0)
    """
    return ordered[max(1, math.ceil(share * len(ordered))) - 1] if ordered else None


def _midnight(day: date) -> str:
    # Without fraction and zone, so that all times of that second compare as equal or later, in any notation.
    return datetime.combine(day, time(), CHINA).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")


def _totals_and_days(db: Database, period: Period) -> tuple[PeriodTotals, list[tuple[date, Mapping[Outcome, int]]]]:
    """The totals, and the outcomes of every day, which begins in China at 16:00 UTC of the day before."""
    rows = db.execute(
        "select substr(time, 1, 10), substr(time, 12, 2) >= '16', channel, outcome, count(*) from interactions"
        " where time >= ? and time < ? group by 1, 2, 3, 4",
        period.bounds,
    )
    days: dict[date, Counter[Outcome]] = {day: Counter() for day in period.days}
    outcomes, channels = Counter[Outcome](), Counter[str]()
    for day, late, channel, outcome, count in rows:
        days[date.fromisoformat(day) + late * _DAY][Outcome(outcome)] += count
        outcomes[Outcome(outcome)] += count
        channels[channel] += count
    found = db.execute(
        f"select count(distinct {PERSON}) from interactions i where time >= ? and time < ?",  # noqa: S608
        period.bounds,
    )
    totals = PeriodTotals(outcomes.total(), int(found.fetchone()[0]), outcomes, channels)
    return totals, list(days.items())


def _latencies(db: Database, period: Period) -> list[float]:
    rows = db.execute(
        "select milliseconds from interactions where time >= ? and time < ? and milliseconds is not null", period.bounds
    )
    return sorted(row[0] for row in rows)


def _thumb_counts(db: Database, period: Period) -> ThumbCounts:
    rows = db.execute(
        "select verdict, complaint, count(*) from ratings where time >= ? and time < ? group by 1, 2", period.bounds
    )
    verdicts, complaints = Counter[str](), Counter[str]()
    for verdict, complaint, count in rows:
        verdicts[verdict] += count
        if verdict == "bad" and complaint:
            complaints[complaint] += count
    return ThumbCounts(verdicts["good"], verdicts["bad"], complaints)


def _asked_topics(db: Database, period: Period, rest: str, value: int) -> list[AskedTopic]:
    """Topics with their figures in the period; ``rest`` ends the statement and takes the value."""
    asked = [AskedTopic(*row) for row in db.execute(f"{_ASKED_SQL} {rest}", [*period.bounds, value])]
    return [replace(each, before=topics.before_topic(db, each.topic, each.wording)) for each in asked]


def _new_unanswered(db: Database, period: Period, now: datetime) -> list[int]:
    """The topics that wait for staff and were first not answered in the period, the heaviest first."""
    marks = ", ".join("?" * len(topics.UNANSWERED))
    rows = db.execute(
        "select m.topic, min(i.time) as first from interactions i"  # noqa: S608
        " cross join members m on m.interaction = i.id"
        f" where i.outcome in ({marks}) group by m.topic having first >= ? and first < ?",
        [*topics.UNANSWERED, *period.bounds],
    )
    new = {row[0] for row in rows}
    return [number for number, _ in topics.unanswered_weights(db, now) if number in new] if new else []
