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
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import astuple, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot import faq, texts
from bot.clock import CHINA
from bot.faq import Topic
from bot.records import Row

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
_EVERY = -1  # no limit, as SQLite reads it


@dataclass(slots=True)
class _Tally:
    """Figures of a day or a week. ``near`` counts what was not answered: something near, or nothing."""

    count: int = 0
    answered: int = 0
    near: int = 0
    good: int = 0
    bad: int = 0


def make(database: Path, target: Path, now: datetime | None = None) -> int:
    """Write the snapshot of a log into a new file; how many exchanges it holds.

    Raises:
        OSError, sqlite3.Error: the log cannot be read, or the file not written.
    """
    from sqlite_utils import Database

    now = now or datetime.now(UTC)
    with (
        closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True, timeout=5)) as log,
        closing(sqlite3.connect(target)) as made,
    ):
        log.execute("BEGIN")
        made.execute("PRAGMA synchronous=OFF")  # a crash leaves nothing that anybody would read
        source = Database(log)
        for table, rows in _contents(source, now).items():
            _fill(made, table, rows)
        for table, *columns in _INDEXES:
            made.execute(f"CREATE INDEX [{table}_{'_'.join(columns)}] ON [{table}] ({', '.join(columns)})")
        made.commit()
        return int(made.execute("SELECT count(*) FROM exchanges").fetchone()[0])


def put(fresh: Path, served: Path) -> None:
    """Put a new snapshot into the place of the one that is served, in one transaction of the served file.

    Whoever reads it has connections open, which would go on reading the old file if another were renamed over it.
    """
    with closing(sqlite3.connect(fresh)) as source, closing(sqlite3.connect(served, timeout=10)) as target:
        source.backup(target)


def _contents(db: Database, now: datetime) -> dict[str, Iterable[tuple[Any, ...]]]:
    local = now.astimezone(CHINA)
    return {
        "exchanges": _exchanges(db),
        "topics": (_topic(topic) for topic in faq.frequent(db, _EVERY)),
        "unanswered": (_waiting(place, topic) for place, topic in enumerate(faq.unanswered(db, 1_000, now), 1)),
        "curated": (_curated(db, row) for row in db.query("select * from curated order by id")),
        "days": _days(db),
        "quality": _weeks(db),
        "lessons": _lessons(db),
        "summary": [(f"{local:%m-%d %H:%M}", local.date().isoformat())],
    }


def _fill(made: sqlite3.Connection, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
    columns = TABLES[table]
    listed = ", ".join(f"[{name}]" + (" INTEGER PRIMARY KEY" if name in ("id", "place") else "") for name in columns)
    made.execute(f"CREATE TABLE [{table}] ({listed})")
    made.executemany(f"INSERT INTO [{table}] VALUES ({', '.join('?' * len(columns))})", rows)  # noqa: S608


_EXCHANGES = """
select i.id, i.time, i.channel, i.outcome, i.curated, m.topic, i.question, coalesce(i.written, i.short) as short,
  i.passages, i.milliseconds, r.verdict, r.complaint
from interactions i left join members m on m.interaction = i.id
left join (select interaction, verdict, complaint, max(time) from ratings group by interaction) r
  on r.interaction = i.id
order by i.id"""


def _exchanges(db: Database) -> Iterator[tuple[Any, ...]]:
    for row in db.query(_EXCHANGES):
        local = _local(row["time"])
        yield (
            row["id"], local.date().isoformat(), f"{local:%H:%M}", row["channel"], _outcome(row), row["topic"],
            row["question"], row["short"], _clause(row), row["milliseconds"],
            texts.DESK_VERDICTS.get(row["verdict"] or ""), texts.COMPLAINTS.get(row["complaint"] or ""),
        )  # fmt: skip


def _outcome(row: Row) -> str:
    code = "curated" if row["curated"] else str(row["outcome"])
    return texts.DESK_OUTCOMES.get(code, code)


def _clause(row: Row) -> str | None:
    """Where the answer stands; what merely comes near is no answer."""
    traces = json.loads(row["passages"] or "[]") if row["outcome"] == "answer" else []
    return str(traces[0]["clause"]) if traces else None


def _topic(topic: Topic) -> tuple[Any, ...]:
    return (topic.id, topic.wording, topic.count, topic.people, _percent(topic.answered, topic.count), topic.good,
            topic.bad, _day(topic.first), _day(topic.last), topic.file, topic.clause, _decision(topic))  # fmt: skip


def _waiting(place: int, topic: Topic) -> tuple[Any, ...]:
    return (place, topic.id, topic.wording, topic.people, topic.count, topic.weight, _day(topic.last),
            _decision(topic))  # fmt: skip


def _decision(topic: Topic) -> str | None:
    return texts.DESK_DECISIONS[topic.decision.action] if topic.decision else None


def _curated(db: Database, row: Row) -> tuple[Any, ...]:
    asked = db.query("select question from curated_phrasings where curated = ? order by rowid", [row["id"]])
    cited = (
        texts.DESK_CITED.format(file=Path(one["file"]).stem, clause=one["clause"], text=one["text"])
        for one in json.loads(row["citations"])
    )
    return (row["id"], row["text"], texts.DESK_STATES.get(row["state"], row["state"]),
            "\n".join(one["question"] for one in asked), "\n".join(cited), _day(row["created"]),
            _day(row["approved"]), _day(row["changed"]), row["why"])  # fmt: skip


def _lessons(db: Database) -> Iterator[tuple[Any, ...]]:
    for row in db.query("select lay, official, time, effect from lexicon order by id"):
        words = texts.DESK_WORD.format(lay=row["lay"], official=row["official"])
        yield _day(row["time"]), texts.DESK_LESSON_WORD, words, row["effect"]
    for row in db.query("select question, time from gold order by id"):
        yield _day(row["time"]), texts.DESK_LESSON_GOLD, row["question"], None


_TALLIED = """
select i.time, i.outcome, i.milliseconds,
  (select count(*) from ratings r where r.interaction = i.id and r.verdict = 'good') as good,
  (select count(*) from ratings r where r.interaction = i.id and r.verdict = 'bad') as bad
from interactions i where i.outcome != 'smalltalk' order by i.id"""


def _tallied(db: Database, weekly: bool) -> dict[str, tuple[_Tally, list[float]]]:
    """The figures and the sorted milliseconds of each day, or of each week under its Monday; small talk aside."""
    tallies: dict[str, tuple[_Tally, list[float]]] = {}
    for row in db.query(_TALLIED):
        day = _local(row["time"]).date()
        since = day - timedelta(days=day.weekday()) if weekly else day
        tally, times = tallies.setdefault(since.isoformat(), (_Tally(), []))
        tally.count += 1
        tally.answered += row["outcome"] == "answer"
        tally.near += row["outcome"] in ("related", "none")
        tally.good += row["good"]
        tally.bad += row["bad"]
        if row["milliseconds"] is not None:
            times.append(row["milliseconds"])
    return {since: (tally, sorted(times)) for since, (tally, times) in sorted(tallies.items())}


def _days(db: Database) -> Iterator[tuple[Any, ...]]:
    for day, (tally, times) in _tallied(db, weekly=False).items():
        yield day, *astuple(tally), at_rank(times, 0.5), at_rank(times, 0.99)


def _weeks(db: Database) -> Iterator[tuple[Any, ...]]:
    for week, (tally, times) in _tallied(db, weekly=True).items():
        shares = (_percent(tally.answered, tally.count), _percent(tally.near, tally.count))
        liked = _percent(tally.good, tally.good + tally.bad)
        yield week, tally.count, *shares, liked, at_rank(times, 0.5), at_rank(times, 0.99)


def at_rank(ordered: list[float], share: float) -> float | None:
    """The smallest of some sorted values that this share of them does not exceed (the nearest rank).

    >>> at_rank([1.0, 2.0, 3.0, 4.0], 0.5), at_rank([1.0, 2.0, 3.0, 4.0], 0.99), at_rank([], 0.5)
    (2.0, 4.0, None)
    """
    return round(ordered[math.ceil(share * len(ordered)) - 1], 2) if ordered else None


def _percent(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 1) if whole else None


def _local(time: str) -> datetime:
    return datetime.fromisoformat(time).astimezone(CHINA)


def _day(time: str | None) -> str | None:
    return _local(time).date().isoformat() if time else None
