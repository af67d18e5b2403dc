"""Topic assignment: puts logged exchanges into topics, so that questions that ask the same are one row."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from bot.storage import counters
from bot.storage.database import Connection, DatabaseWorker, Row
from bot.topics.clustering import AnswerKey, Cluster, LoggedQuestion, QuestionClusters
from bot.topics.similarity import QuestionReader
from bot.topics.wording import typical_wording
from retrieval.models import Outcome
from retrieval.text.answer_type import AnswerType

BATCH_SIZE = 500  # exchanges in a transaction: replies wait for it
_NO_PASSAGE: Row = {"file": "", "clause": "", "start": 0, "end": 0}
_MAX_WORDINGS = 200  # of a topic, the newest: the typical one of thousands does not change


def batches(numbers: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    """Consecutive parts of at most ``size`` numbers.

    >>> list(batches([1, 2, 3], 2))
    [[1, 2], [3]]
    """
    return (numbers[at : at + size] for at in range(0, len(numbers), size))


class TopicAssigner:
    """Assigns the exchanges that were logged since its last run. Several processes may share a log."""

    def __init__(self, store: DatabaseWorker, reader: Callable[[], QuestionReader]) -> None:
        self._store = store
        self._make_reader = reader
        self._clusters: QuestionClusters | None = None
        self._known_state = (-1, -1)  # the erasures and the highest topic that the clusters in memory know of

    def assign_new(self) -> int:
        """Assign every new exchange to its topic; how many there were. Raises OSError or sqlite3.Error."""
        count = 0
        changed: set[int] = set()
        try:
            while done := self._store.write(lambda db: self._assign_batch(db, changed)):
                count += done
        except Exception:
            self._clusters = None  # what was added in memory is not in the database
            raise
        for batch in batches(sorted(changed), BATCH_SIZE):
            self._store.write(partial(_update_wordings, topics=batch))
        return count

    def _assign_batch(self, db: Connection, changed: set[int]) -> int:
        last = counters.value(db, "grouped")
        rows = list(db.table("interactions").rows_where("id > ?", [last], order_by="id", limit=BATCH_SIZE))
        if not rows:
            return 0
        clusters = self._current_clusters(db)
        members = [(row["id"], topic) for row in rows if (topic := self._assign(db, clusters, row)) is not None]
        # Plain SQL: for thousands of rows, looking up each table's shape would take longer than the clustering.
        db.conn.executemany("insert or replace into members (interaction, topic) values (?, ?)", members)
        changed |= {topic for _, topic in members}
        counters.raise_to(db, "grouped", rows[-1]["id"])
        self._known_state = (self._known_state[0], counters.highest_id(db, "topics"))
        return len(rows)

    def _current_clusters(self, db: Connection) -> QuestionClusters:
        """The clusters as the database has them: another process may have written, or a person had theirs erased."""
        state = (counters.value(db, "erasures"), counters.highest_id(db, "topics"))
        if self._clusters is None or state != self._known_state:
            rows = [
                Cluster(row["id"], row["key"], AnswerType(row["kind"]), row["anchor"], row["before"])
                for row in db.table("topics").rows
            ]
            self._clusters = QuestionClusters.restore(self._make_reader(), rows, counters.value(db, "topics") + 1)
            self._known_state = state
        return self._clusters

    def _assign(self, db: Connection, clusters: QuestionClusters, row: Row) -> int | None:
        topic = _topic_of_curated(db, row["curated"]) if row["curated"] else None
        if topic is not None:
            return topic
        assigned = clusters.add(_logged_question(row))
        if assigned is None:
            return None
        if assigned.changed:
            _write_topic(db, assigned.cluster)
        return assigned.cluster.id


def _write_topic(db: Connection, cluster: Cluster) -> None:
    db.execute(
        "insert into topics (id, key, kind, anchor, before, wording) values (?, ?, ?, ?, ?, ?)"
        " on conflict (id) do update set kind = excluded.kind",
        [cluster.id, cluster.key, cluster.kind.value, cluster.anchor, cluster.before, cluster.anchor],
    )
    counters.raise_to(db, "topics", cluster.id)


def _logged_question(row: Row) -> LoggedQuestion:
    outcome = Outcome(row["outcome"])
    quotes = json.loads(row["passages"] or "[]")
    history = tuple(json.loads(row["history"] or "[]"))
    if outcome is not Outcome.ANSWER:
        return LoggedQuestion(row["question"], outcome, None, history)
    first = quotes[0] if quotes else _NO_PASSAGE
    answer = AnswerKey(first["file"], first["clause"], first["start"], first["end"], row["short"])
    return LoggedQuestion(row["question"], outcome, answer, history)


def _topic_of_curated(db: Connection, curated: int) -> int | None:
    found = db.execute("select c.topic from curated c join topics t on t.id = c.topic where c.id = ?", [curated])
    row = found.fetchone()
    return int(row[0]) if row else None


def _update_wordings(db: Connection, topics: Sequence[int]) -> None:
    """Store each topic's most typical wording."""
    wordings = [(_typical_wording(db, topic), topic) for topic in topics]
    db.conn.executemany("update topics set wording = ? where id = ?", wordings)


def _typical_wording(db: Connection, topic: int) -> str:
    rows = db.query(
        "select question, count(*) as count from (select i.id, i.question from members m"
        " join interactions i on i.id = m.interaction where m.topic = ? order by i.id desc limit ?)"
        " group by question order by min(id)",
        [topic, _MAX_WORDINGS],
    )
    return typical_wording((row["question"], row["count"]) for row in rows)
