"""What the dashboard shows, copied out of the log into a file of its own, without anything that tells who asked.

The log is read in one transaction, so the figures agree with each other, and while the bot writes. Only the columns
below are ever copied: no pseudonym, chat, message or thread touches the new file, not even for a moment, as it would
in a copy of the whole database that is thinned out afterwards. People are counted, never listed. Days and times are
China's, and times have no seconds. Words of people stand as the log has them, with personal data masked.
"""

from __future__ import annotations

import json
import math
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot import clock
from bot.clock import CHINA
from bot.storage.database import Row
from bot.texts import chat, dashboard
from bot.topics import topics
from bot.topics.topics import Topic

if TYPE_CHECKING:
    from sqlite_utils import Database

TABLES: dict[str, tuple[str, ...]] = {
    "exchanges": ("id", "day", "time", "channel", "outcome", "topic", "question", "short", "clause", "milliseconds",
                  "rating", "complaint"),
    "topics": ("id", "wording", "count", "people", "share", "good", "bad", "first", "last", "file", "clause",
               "decision"),
    "unanswered": ("place", "topic", "wording", "people", "count", "weight", "last", "decision"),
    "curated": ("id", "text", "state", "phrasings", "citations", "created", "approved", "changed", "why"),
    "days": ("day", "count", "answered", "near", "good", "bad", "median", "p99"),
    "quality": ("week", "count", "share", "near", "liked", "median", "p99"),
    "lessons": ("day", "kind", "text", "effect"),
    "summary": ("made", "day"),
}  # fmt: skip
"""The tables of a snapshot and their columns."""

_INDEXES = (("exchanges", "day", "outcome"), ("exchanges", "topic"), ("exchanges", "outcome"), ("topics", "people"))
_NO_LIMIT = -1  # no limit, as SQLite reads it
_MAX_UNANSWERED = 1_000


def create(database: Path, target: Path, now: datetime | None = None) -> int:
    """Write the snapshot of a log into a new file; how many exchanges it holds.

    Raises:
        OSError, sqlite3.Error: the log cannot be read, or the file not written.
    """
    from sqlite_utils import Database

    now = now or clock.now()
    with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True, timeout=5)) as log:
        log.execute("ATTACH ? AS made", [f"{target.absolute().as_uri()}?mode=rwc"])
        log.execute("PRAGMA made.synchronous=OFF")  # a crash leaves nothing that anybody would read
        log.execute("BEGIN")
        for table, columns in TABLES.items():
            keyed = (f"[{name}]" + " INTEGER PRIMARY KEY" * (name in ("id", "place")) for name in columns)
            log.execute(f"CREATE TABLE made.[{table}] ({', '.join(keyed)})")
        log.execute(_EXCHANGES_SQL)
        for table, rows in _derived_rows(Database(log), now).items():
            marks = ", ".join("?" * len(TABLES[table]))
            log.executemany(f"INSERT INTO made.[{table}] VALUES ({marks})", list(rows))  # noqa: S608
        for table, *indexed in _INDEXES:
            log.execute(f"CREATE INDEX made.[{table}_{'_'.join(indexed)}] ON [{table}] ({', '.join(indexed)})")
        log.commit()
        return int(log.execute("SELECT count(*) FROM made.exchanges").fetchone()[0])


def publish(fresh: Path, served: Path) -> None:
    """Put a new snapshot into the place of the one that is served, in one transaction of the served file.

    Whoever reads it has connections open, which would go on reading the old file if another were renamed over it.
    """
    with closing(sqlite3.connect(fresh)) as source, closing(sqlite3.connect(served, timeout=10)) as target:
        source.backup(target)


def _derived_rows(db: Database, now: datetime) -> dict[str, Iterable[tuple[Any, ...]]]:
    """What is reckoned from the log, and from the exchanges that are copied already."""
    local = now.astimezone(CHINA)
    return {
        "topics": map(_topic_row, topics.frequent(db, _NO_LIMIT)),
        "unanswered": (
            _unanswered_row(*placed) for placed in enumerate(topics.unanswered(db, _MAX_UNANSWERED, now), 1)
        ),
        "curated": (_curated_row(db, row) for row in db.query("select * from curated order by id")),
        "days": _day_rows(db),
        "quality": _week_rows(db),
        "lessons": _lesson_rows(db),
        "summary": [(f"{local:%m-%d %H:%M}", local.date().isoformat())],
    }


def _labelled(column: str, labels: Mapping[str, str], otherwise: str) -> str:
    cases = " ".join(f"when '{code}' then '{label}'" for code, label in labels.items())
    return f"case {column} {cases} else {otherwise} end"


# A quote of what merely comes near is no answer, so its clause is left out.
_EXCHANGES_SQL = f"""
insert into made.exchanges
select i.id, date(i.time, '+8 hours'), strftime('%H:%M', i.time, '+8 hours'), i.channel,
  {_labelled("iif(i.curated is null, i.outcome, 'curated')", dashboard.DESK_OUTCOMES, "i.outcome")},
  m.topic, i.question, coalesce(i.written, i.short),
  iif(i.outcome = 'answer', json_extract(i.passages, '$[0].clause'), null), i.milliseconds,
  {_labelled("r.verdict", dashboard.DESK_VERDICTS, "null")}, {_labelled("r.complaint", chat.COMPLAINTS, "null")}
from main.interactions i left join main.members m on m.interaction = i.id
left join (select interaction, verdict, complaint, max(time) from main.ratings group by interaction) r
  on r.interaction = i.id
order by i.id"""  # noqa: S608

# By the exchange's day or, under its Monday, its week. Small talk is no question.
_TALLY_SQL = """
select {since} as since, count(*) as count, sum(i.outcome = 'answer') as answered,
  sum(i.outcome in ('related', 'none')) as near, coalesce(sum(r.good), 0) as good, coalesce(sum(r.bad), 0) as bad
from made.exchanges e join main.interactions i on i.id = e.id
left join (select interaction, sum(verdict = 'good') as good, sum(verdict = 'bad') as bad from main.ratings
  group by interaction) r on r.interaction = e.id
where i.outcome != 'smalltalk' group by since order by since"""
_LATENCY_SQL = """
select {since} as since, e.milliseconds from made.exchanges e join main.interactions i on i.id = e.id
where i.outcome != 'smalltalk' and e.milliseconds is not null order by since, e.milliseconds"""
_MONDAY = "date(e.day, '-' || ((strftime('%w', e.day) + 6) % 7) || ' days')"


def _tallies(db: Database, since: str) -> Iterator[tuple[Row, float | None, float | None]]:
    """The figures of each span of days, with the median and the 99th percentile of its milliseconds."""
    measured = db.execute(_LATENCY_SQL.format(since=since))
    ordered = {span: [time for _, time in rows] for span, rows in groupby(measured, key=lambda row: row[0])}
    for row in db.query(_TALLY_SQL.format(since=since)):
        times = ordered.get(row["since"], [])
        yield row, at_rank(times, 0.5), at_rank(times, 0.99)


def _day_rows(db: Database) -> Iterator[tuple[Any, ...]]:
    for row, median, p99 in _tallies(db, "e.day"):
        yield *row.values(), median, p99


def _week_rows(db: Database) -> Iterator[tuple[Any, ...]]:
    for row, median, p99 in _tallies(db, _MONDAY):
        shares = (_percent(row["answered"], row["count"]), _percent(row["near"], row["count"]))
        yield row["since"], row["count"], *shares, _percent(row["good"], row["good"] + row["bad"]), median, p99


def at_rank(ordered: list[float], share: float) -> float | None:
    """The smallest of some sorted values that this share of them does not exceed (the nearest rank).

    >>> at_rank([1.0, 2.0, 3.0, 4.0], 0.5), at_rank([1.0, 2.0, 3.0, 4.0], 0.99), at_rank([], 0.5)
    (2.0, 4.0, None)
    """
    return round(ordered[math.ceil(share * len(ordered)) - 1], 2) if ordered else None


def _topic_row(topic: Topic) -> tuple[Any, ...]:
    return (topic.id, topic.wording, topic.count, topic.people, _percent(topic.answered, topic.count), topic.good,
            topic.bad, _day(topic.first), _day(topic.last), topic.file, topic.clause, _decision(topic))  # fmt: skip


def _unanswered_row(place: int, topic: Topic) -> tuple[Any, ...]:
    return (place, topic.id, topic.wording, topic.people, topic.count, topic.weight, _day(topic.last),
            _decision(topic))  # fmt: skip


def _decision(topic: Topic) -> str | None:
    return dashboard.DESK_DECISIONS[topic.decision.action] if topic.decision else None


def _curated_row(db: Database, row: Row) -> tuple[Any, ...]:
    asked = db.query("select question from curated_phrasings where curated = ? order by rowid", [row["id"]])
    cited = (
        dashboard.DESK_CITED.format(file=Path(one["file"]).stem, clause=one["clause"], text=one["text"])
        for one in json.loads(row["citations"])
    )
    return (row["id"], row["text"], dashboard.DESK_STATES.get(row["state"], row["state"]),
            "\n".join(one["question"] for one in asked), "\n".join(cited), _day(row["created"]),
            _day(row["approved"]), _day(row["changed"]), row["why"])  # fmt: skip


def _lesson_rows(db: Database) -> Iterator[tuple[Any, ...]]:
    for row in db.query("select lay, official, time, effect from lexicon order by id"):
        words = dashboard.DESK_WORD.format(lay=row["lay"], official=row["official"])
        yield _day(row["time"]), dashboard.DESK_LESSON_WORD, words, row["effect"]
    for row in db.query("select question, time from gold order by id"):
        yield _day(row["time"]), dashboard.DESK_LESSON_GOLD, row["question"], None


def _percent(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 1) if whole else None


def _day(time: str | None) -> str | None:
    return datetime.fromisoformat(time).astimezone(CHINA).date().isoformat() if time else None
