"""Exchanges put into topics as they come: what asks the same thing is one row however it is worded."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from bot.storage import counters
from bot.storage.database import DatabaseWorker
from bot.storage.records import Row
from bot.topics.clustering import AnswerKey, Cluster, LoggedQuestion, QuestionClusters
from bot.topics.similarity import QuestionReader
from bot.topics.wording import typical
from retrieval.models import Outcome
from retrieval.text.answer_type import AnswerType

if TYPE_CHECKING:
    from sqlite_utils import Database

AT_ONCE = 500  # exchanges in a transaction: replies wait for it
_NOWHERE: Row = {"file": "", "clause": "", "start": 0, "end": 0}
_WORDINGS = 200  # of a topic, the newest: of thousands the typical one does not change


def batched(numbers: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    """So many at a time.

    >>> list(batched([1, 2, 3], 2))
    [[1, 2], [3]]
    """
    return (numbers[at : at + size] for at in range(0, len(numbers), size))


class TopicAssigner:
    """Groups what has been logged since it last looked. One object a program; several programs may share a log."""

    def __init__(self, store: DatabaseWorker, reader: Callable[[], QuestionReader]) -> None:
        self._store = store
        self._make_reader = reader
        self._groups: QuestionClusters | None = None
        self._seen = (-1, -1)  # the erasures and the highest topic that the groups in memory know of

    def collect(self) -> int:
        """Put every exchange into its topic; how many there were. Raises OSError or sqlite3.Error."""
        count = 0
        touched: set[int] = set()
        try:
            while done := self._store.write(lambda db: self._some(db, touched)):
                count += done
        except Exception:
            self._groups = None  # what was grouped in memory is not in the database
            raise
        for some in batched(sorted(touched), AT_ONCE):
            self._store.write(partial(_word, topics=some))
        return count

    def _some(self, db: Database, touched: set[int]) -> int:
        last = counters.value(db, "grouped")
        rows = list(db.table("interactions").rows_where("id > ?", [last], order_by="id", limit=AT_ONCE))
        if not rows:
            return 0
        groups = self._current(db)
        placed = [(row["id"], topic) for row in rows if (topic := self._place(db, groups, row)) is not None]
        # Plain SQL: by the thousand, looking up each table's shape would take longer than the grouping.
        db.conn.executemany("insert or replace into members (interaction, topic) values (?, ?)", placed)
        touched |= {topic for _, topic in placed}
        counters.raise_to(db, "grouped", rows[-1]["id"])
        self._seen = (self._seen[0], counters.highest_id(db, "topics"))
        return len(rows)

    def _current(self, db: Database) -> QuestionClusters:
        """The groups as the database has them: another program may have written, or somebody had theirs erased."""
        known = (counters.value(db, "erasures"), counters.highest_id(db, "topics"))
        if self._groups is None or known != self._seen:
            rows = [
                Cluster(row["id"], row["key"], AnswerType(row["kind"]), row["anchor"], row["before"])
                for row in db.table("topics").rows
            ]
            self._groups = QuestionClusters.restore(self._make_reader(), rows, counters.value(db, "topics") + 1)
            self._seen = known
        return self._groups

    def _place(self, db: Database, groups: QuestionClusters, row: Row) -> int | None:
        topic = _topic_of_curated(db, row["curated"]) if row["curated"] else None
        if topic is None:
            placed = groups.add(_logged(row))
            if placed is None:
                return None
            topic = placed.group.id
            if placed.fresh:
                self._write(db, placed.group)
        return topic

    @staticmethod
    def _write(db: Database, group: Cluster) -> None:
        db.execute(
            "insert into topics (id, key, kind, anchor, before, wording) values (?, ?, ?, ?, ?, ?)"
            " on conflict (id) do update set kind = excluded.kind",
            [group.id, group.key, group.kind.value, group.anchor, group.before, group.anchor],
        )
        counters.raise_to(db, "topics", group.id)


def _logged(row: Row) -> LoggedQuestion:
    outcome = Outcome(row["outcome"])
    traces = json.loads(row["passages"] or "[]")
    history = tuple(json.loads(row["history"] or "[]"))
    if outcome is not Outcome.ANSWER:
        return LoggedQuestion(row["question"], outcome, None, history)
    first = traces[0] if traces else _NOWHERE
    answer = AnswerKey(first["file"], first["clause"], first["start"], first["end"], row["short"])
    return LoggedQuestion(row["question"], outcome, answer, history)


def _topic_of_curated(db: Database, curated: int) -> int | None:
    found = db.execute("select c.topic from curated c join topics t on t.id = c.topic where c.id = ?", [curated])
    row = found.fetchone()
    return int(row[0]) if row else None


def _word(db: Database, topics: Sequence[int]) -> None:
    """Show each topic in its most typical wording."""
    wordings = [(_wording(db, topic), topic) for topic in topics]
    db.conn.executemany("update topics set wording = ? where id = ?", wordings)


def _wording(db: Database, topic: int) -> str:
    rows = db.query(
        "select question, count(*) as count from (select i.id, i.question from members m"
        " join interactions i on i.id = m.interaction where m.topic = ? order by i.id desc limit ?)"
        " group by question order by min(id)",
        [topic, _WORDINGS],
    )
    return typical((row["question"], row["count"]) for row in rows)
