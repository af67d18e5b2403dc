"""Snapshot: what the dashboard shows, copied from the log into a file without anything that tells who asked.

The log is read in one transaction, so that the figures agree with each other while the bot writes. Only the columns
below are copied: no pseudonym, chat, message or thread touches the new file, not even for a moment, as it would in a
reduced copy of the whole database. People are counted, never listed. Days and times are China's, and times have no
seconds. Texts of people are as in the log, with personal data masked.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from datetime import date, datetime
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot import clock
from bot.analytics.short_precision import weekly_short_precision
from bot.analytics.statistics import quantile
from bot.clock import CHINA, local_day
from bot.curation import curated_answers, lexicon_entries
from bot.curation.curated_answers import CuratedAnswer
from bot.curation.trial_report import effect_text
from bot.storage.database import Row
from bot.texts import chat
from bot.texts.pages import dashboard
from bot.topics import topics
from bot.topics.topics import Topic

if TYPE_CHECKING:
    from sqlite_utils import Database

TABLES: dict[str, tuple[str, ...]] = {
    "exchanges": tuple("id day time channel outcome topic question short clause milliseconds rating complaint".split()),
    "topics": tuple("id wording count people share good bad first last file clause decision".split()),
    "unanswered": ("place", "topic", "wording", "people", "count", "weight", "last", "decision"),
    "curated": ("id", "text", "state", "phrasings", "citations", "created", "approved", "changed", "why"),
    "days": ("day", "count", "answered", "near", "good", "bad", "median", "p99"),
    "quality": ("week", "count", "share", "near", "liked", "median", "p99", "judged", "right", "precision"),
    "lessons": ("day", "kind", "text", "effect"),
    "summary": ("made", "day"),
}
"""The tables of a snapshot and their columns."""

_INDEXES = (("exchanges", "day", "outcome"), ("exchanges", "topic"), ("exchanges", "outcome"), ("topics", "people"))
_NO_LIMIT = -1  # SQLite's value for no limit
_MAX_UNANSWERED = 1_000


def _labelled(column: str, labels: Mapping[str, str], otherwise: str) -> str:
    cases = " ".join(f"when '{code}' then '{label}'" for code, label in labels.items())
    return f"case {column} {cases} else {otherwise} end"


# The quote of a near reply is no answer, so its clause is left out.
_EXCHANGES_SQL = f"""
insert into made.exchanges
select i.id, date(i.time, '+8 hours'), strftime('%H:%M', i.time, '+8 hours'),
  {_labelled("i.channel", chat.CHANNELS, "i.channel")},
  {_labelled("iif(i.curated is null, i.outcome, 'curated')", dashboard.DESK_OUTCOMES, "i.outcome")},
  m.topic, i.question, coalesce(i.written, i.short),
  iif(i.outcome = 'answer', json_extract(i.passages, '$[0].clause'), null), i.milliseconds,
  {_labelled("r.verdict", dashboard.DESK_VERDICTS, "null")}, {_labelled("r.complaint", chat.COMPLAINTS, "null")}
from main.interactions i left join main.members m on m.interaction = i.id
left join (select interaction, verdict, complaint, max(time) from main.ratings group by interaction) r
  on r.interaction = i.id
order by i.id"""  # noqa: S608

# By the day of the exchange, or by the Monday of its week. Small talk is not a question.
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


def create(database: Path, target: Path, now: datetime | None = None) -> int:
    """Write the snapshot of a log into a new file; the number of exchanges in it.

    Raises:
        OSError, sqlite3.Error: the log cannot be read, or the file not written.
    """
    from sqlite_utils import Database

    now = now or clock.now()
    with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True, timeout=5)) as log:
        log.execute("ATTACH ? AS made", [f"{target.absolute().as_uri()}?mode=rwc"])
        log.execute("PRAGMA made.synchronous=OFF")  # nobody reads what a crash leaves
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
    """Replace the served snapshot by a new one, in one transaction of the served file.

    Its readers have open connections, which would go on reading the old file if another were renamed over it.
    """
    with closing(sqlite3.connect(fresh)) as source, closing(sqlite3.connect(served, timeout=10)) as target:
        source.backup(target)


def _derived_rows(db: Database, now: datetime) -> dict[str, Iterable[tuple[Any, ...]]]:
    """Rows computed from the log, and from the exchanges that are copied already."""
    local = now.astimezone(CHINA)
    return {
        "topics": map(_topic_row, topics.frequent(db, _NO_LIMIT)),
        "unanswered": (
            _unanswered_row(*placed) for placed in enumerate(topics.unanswered(db, _MAX_UNANSWERED, now), 1)
        ),
        "curated": map(_curated_row, curated_answers.list_answers(db)),
        "days": _day_rows(db),
        "quality": _week_rows(db),
        "lessons": _lesson_rows(db),
        "summary": [(f"{local:%m-%d %H:%M}", local.date().isoformat())],
    }


def _tallies(db: Database, since: str) -> Iterator[tuple[Row, float | None, float | None]]:
    """The figures of each day or week, with the median and the 99th percentile of its latencies."""
    measured = db.execute(_LATENCY_SQL.format(since=since))
    ordered = {span: [round(time, 2) for _, time in rows] for span, rows in groupby(measured, key=lambda row: row[0])}
    for row in db.query(_TALLY_SQL.format(since=since)):
        times = ordered.get(row["since"], [])
        yield row, quantile(times, 0.5), quantile(times, 0.99)


def _day_rows(db: Database) -> Iterator[tuple[Any, ...]]:
    for row, median, p99 in _tallies(db, "e.day"):
        yield *row.values(), median, p99


def _week_rows(db: Database) -> Iterator[tuple[Any, ...]]:
    precision = weekly_short_precision(db)
    for row, median, p99 in _tallies(db, _MONDAY):
        shares = (_percent(row["answered"], row["count"]), _percent(row["near"], row["count"]))
        liked, shorts = _percent(row["good"], row["good"] + row["bad"]), precision.get(date.fromisoformat(row["since"]))
        judged, right = (shorts.judged, shorts.right) if shorts else (0, 0)
        yield row["since"], row["count"], *shares, liked, median, p99, judged, right, _percent(right, judged)


def _topic_row(topic: Topic) -> tuple[Any, ...]:
    return (
        *(topic.id, topic.shown, topic.count, topic.people, _percent(topic.answered, topic.count)),
        *(topic.good, topic.bad, _day(topic.first), _day(topic.last), topic.file, topic.clause, _decision(topic)),
    )


def _unanswered_row(place: int, topic: Topic) -> tuple[Any, ...]:
    figures = (topic.shown, topic.people, topic.count, topic.weight)
    return (place, topic.id, *figures, _day(topic.last), _decision(topic))


def _decision(topic: Topic) -> str | None:
    return dashboard.DESK_DECISIONS[topic.decision.action] if topic.decision else None


def _curated_row(answer: CuratedAnswer) -> tuple[Any, ...]:
    cited = (
        dashboard.DESK_CITED.format(file=Path(each.file).stem, clause=each.clause, text=each.text)
        for each in answer.citations
    )
    days = (_day(answer.created), _day(answer.approved), _day(answer.changed))
    state, phrasings = dashboard.DESK_STATES[answer.state], "\n".join(answer.phrasings)
    return (answer.id, answer.text, state, phrasings, "\n".join(cited), *days, answer.why or None)


def _lesson_rows(db: Database) -> Iterator[tuple[Any, ...]]:
    for entry in lexicon_entries.list_entries(db):
        words = dashboard.DESK_WORD.format(lay=entry.lay, official=entry.official)
        effect = effect_text(entry.effect, entry.forced)
        yield _day(entry.time), dashboard.DESK_LESSON_WORD, words, effect or None
    for row in db.query("select question, time from gold order by id"):
        yield _day(row["time"]), dashboard.DESK_LESSON_GOLD, row["question"], None


def _percent(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 1) if whole else None


def _day(time: str | None) -> str | None:
    return local_day(time) if time else None
