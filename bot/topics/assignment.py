"""Topic assignment: puts logged exchanges into topics, so that questions that ask the same are one row.

Every reply waits for the database's own thread. So questions are read and compared on the thread of the caller, and
what was found is written in short transactions, each of which writes nothing where the log has changed meanwhile.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from bot.storage import counters
from bot.storage.database import Connection, DatabaseWorker, Row
from bot.topics.clustering import AnswerKey, Cluster, LoggedQuestion, QuestionClusters
from bot.topics.similarity import QuestionReader
from bot.topics.wording import typical_wording
from retrieval.models import Outcome
from retrieval.text.answer_type import AnswerType

STEP_SIZE = 20  # exchanges, or topics, in a transaction
_NO_PASSAGE: Row = {"file": "", "clause": "", "start": 0, "end": 0}
_MAX_WORDINGS = 200  # of a topic, the newest: the typical one of thousands does not change


def batches(numbers: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    """Consecutive parts of at most ``size`` numbers.

    >>> list(batches([1, 2, 3], 2))
    [[1, 2], [3]]
    """
    return (numbers[at : at + size] for at in range(0, len(numbers), size))


@dataclass(frozen=True, slots=True)
class _LogState:
    """What an assignment rests on: the last exchange that was assigned, the erasures, and the highest topic."""

    last: int
    erasures: int
    topic: int


@dataclass(frozen=True, slots=True)
class _Step:
    """The next exchanges with the state in which they were read."""

    state: _LogState
    rows: tuple[Row, ...]


class TopicAssigner:
    """Assigns the exchanges that were logged since its last run. For use from any thread; several processes may share
    a log.
    """

    def __init__(self, store: DatabaseWorker, reader: Callable[[], QuestionReader]) -> None:
        self._store = store
        self._make_reader = reader
        self._clusters: QuestionClusters | None = None
        self._known_state = (-1, -1)  # the erasures and the highest topic that the clusters in memory know of
        self._running = threading.Lock()

    def assign_new(self) -> int:
        """Assign every new exchange to its topic; how many there were. Raises OSError or sqlite3.Error."""
        count = 0
        changed: set[int] = set()
        with self._running:
            try:
                while (step := self._store.read(_next_step)).rows:
                    if self._assign(step, changed):
                        count += len(step.rows)
                    else:
                        self._clusters = None  # another process wrote, or a person had theirs erased: once more
            except Exception:
                self._clusters = None  # what was added in memory is not in the database
                raise
            for batch in batches(sorted(changed), STEP_SIZE):
                while not self._update_wordings(batch):
                    pass
        return count

    def _assign(self, step: _Step, changed: set[int]) -> bool:
        """Assign the exchanges of a step; whether that is in the database."""
        clusters = self._current_clusters(step.state)
        if clusters is None:
            return False
        written: dict[int, Cluster] = {}
        members = [(row["id"], topic) for row in step.rows if (topic := _topic_of(row, clusters, written)) is not None]
        highest = max((step.state.topic, *written))
        if not self._store.write_when_idle(partial(_store_step, step=step, topics=written, members=members)):
            return False
        self._known_state = (step.state.erasures, highest)
        changed |= {topic for _, topic in members}
        return True

    def _current_clusters(self, state: _LogState) -> QuestionClusters | None:
        """The clusters as the database has them; None where it is in another state by now."""
        if self._clusters is None or (state.erasures, state.topic) != self._known_state:
            found, rows, next_id = self._store.read_snapshot(_stored_clusters)
            if found != state:
                return None
            self._clusters = QuestionClusters.restore(self._make_reader(), rows, next_id)
            self._known_state = (state.erasures, state.topic)
        return self._clusters

    def _update_wordings(self, topics: Sequence[int]) -> bool:
        """Store each topic's most typical wording; False where something was erased meanwhile."""
        erasures, asked = self._store.read_snapshot(partial(_asked_wordings, topics=topics))
        wordings = [(typical_wording(asked[topic]), topic) for topic in topics]
        return self._store.write_when_idle(partial(_store_wordings, wordings=wordings, erasures=erasures))


def _topic_of(row: Row, clusters: QuestionClusters, written: dict[int, Cluster]) -> int | None:
    """The topic of an exchange, None for small talk; a cluster that must be written is added to ``written``."""
    if row["curated_topic"] is not None:
        return int(row["curated_topic"])
    assigned = clusters.add(_logged_question(row))
    if assigned is None:
        return None
    if assigned.changed:
        written[assigned.cluster.id] = assigned.cluster
    return assigned.cluster.id


def _logged_question(row: Row) -> LoggedQuestion:
    outcome = Outcome(row["outcome"])
    quotes = json.loads(row["passages"] or "[]")
    history = tuple(json.loads(row["history"] or "[]"))
    if outcome is not Outcome.ANSWER:
        return LoggedQuestion(row["question"], outcome, None, history)
    first = quotes[0] if quotes else _NO_PASSAGE
    answer = AnswerKey(first["file"], first["clause"], first["start"], first["end"], row["short"])
    return LoggedQuestion(row["question"], outcome, answer, history)


def _log_state(db: Connection) -> _LogState:
    erasures, last = counters.value(db, "erasures"), counters.value(db, "grouped")
    return _LogState(last, erasures, counters.highest_id(db, "topics"))


def _next_step(db: Connection) -> _Step:
    """The first exchanges that are not assigned; ``curated_topic`` is that of the staff answer that was given."""
    state = _log_state(db)
    rows = db.query(
        "select i.id, i.question, i.outcome, i.passages, i.short, i.history, t.id as curated_topic from interactions i"
        " left join curated c on c.id = i.curated left join topics t on t.id = c.topic"
        " where i.id > ? order by i.id limit ?",
        [state.last, STEP_SIZE],
    )
    return _Step(state, tuple(rows))


def _stored_clusters(db: Connection) -> tuple[_LogState, list[Cluster], int]:
    """All topics, and the next number for one."""
    db.execute("begin")  # one state of the database for all that is read
    rows = [
        Cluster(row["id"], row["key"], AnswerType(row["kind"]), row["anchor"], row["before"])
        for row in db.table("topics").rows
    ]
    return _log_state(db), rows, counters.value(db, "topics") + 1


def _store_step(db: Connection, step: _Step, topics: Mapping[int, Cluster], members: Sequence[tuple[int, int]]) -> bool:
    """Write what was assigned; False, and nothing written, where the state is not that in which it was read."""
    if _log_state(db) != step.state:
        return False
    for cluster in topics.values():
        _write_topic(db, cluster)
    # Plain SQL: for thousands of rows, looking up each table's shape would take longer than the clustering.
    db.conn.executemany("insert or replace into members (interaction, topic) values (?, ?)", members)
    counters.raise_to(db, "grouped", step.rows[-1]["id"])
    return True


def _write_topic(db: Connection, cluster: Cluster) -> None:
    db.execute(
        "insert into topics (id, key, kind, anchor, before, wording) values (?, ?, ?, ?, ?, ?)"
        " on conflict (id) do update set kind = excluded.kind",
        [cluster.id, cluster.key, cluster.kind.value, cluster.anchor, cluster.before, cluster.anchor],
    )
    counters.raise_to(db, "topics", cluster.id)


def _asked_wordings(db: Connection, topics: Sequence[int]) -> tuple[int, dict[int, list[tuple[str, int]]]]:
    """The number of erasures, and the questions of each topic, the earliest first, each with how often it was asked."""
    db.execute("begin")
    return counters.value(db, "erasures"), {topic: _wordings_of(db, topic) for topic in topics}


def _wordings_of(db: Connection, topic: int) -> list[tuple[str, int]]:
    rows = db.query(
        "select question, count(*) as count from (select i.id, i.question from members m"
        " join interactions i on i.id = m.interaction where m.topic = ? order by i.id desc limit ?)"
        " group by question order by min(id)",
        [topic, _MAX_WORDINGS],
    )
    return [(row["question"], row["count"]) for row in rows]


def _store_wordings(db: Connection, wordings: Sequence[tuple[str, int]], erasures: int) -> bool:
    if counters.value(db, "erasures") != erasures:
        return False
    db.conn.executemany("update topics set wording = ? where id = ?", wordings)
    return True
