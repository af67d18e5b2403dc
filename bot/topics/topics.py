"""Topics with their figures, the unanswered queue, and the decisions of staff about topics.

Functions on a connection, for use within `bot.storage.database.DatabaseWorker`. Times are UTC in ISO 8601, people are
pseudonyms.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from enum import StrEnum
from itertools import islice

from bot import clock
from bot.storage.database import Connection, Row
from bot.storage.interactions import PERSON
from bot.topics.wording import in_context, question_before

HALF_LIFE_DAYS = 14.0  # after so long, a person who asked counts half
MIN_NEW_PEOPLE = 3  # people who must ask again before a postponed topic comes back
UNANSWERED = ("none", "related", "scope")


class TopicAction(StrEnum):
    """The decision of staff about a topic."""

    CURATED = "curated"  # an answer was written
    LEXICON = "lexicon"  # an everyday word was added
    POINTED = "pointed"  # a clause answers it
    BEYOND = "beyond"  # the reports are not about it
    IGNORED = "ignored"


POSTPONED = frozenset({TopicAction.BEYOND, TopicAction.IGNORED})


@dataclass(frozen=True, slots=True)
class Topic:
    """Questions that ask the same thing. ``answered`` counts exchanges; ``file`` and ``clause`` are those of the
    newest answer; ``before`` is the question that ``wording`` follows up, if any.

    ``weight`` is the rank in the unanswered queue: every person whose question was not answered counts 1, and half as
    much for every two weeks since they last asked.
    """

    id: int
    wording: str
    count: int
    people: int
    answered: int
    good: int
    bad: int
    first: str
    last: str
    file: str = ""
    clause: str = ""
    weight: float = 0.0
    decision: TopicDecision | None = None
    before: str = ""

    @property
    def shown(self) -> str:
        """The question, with what it follows up where it says nothing without that."""
        return in_context(self.wording, self.before)

    @property
    def share(self) -> float:
        """The share of exchanges that were answered, 0 to 1."""
        return self.answered / self.count if self.count else 0.0


@dataclass(frozen=True, slots=True)
class TopicDecision:
    """A decision about a topic: by whom and when. ``interaction`` is the newest exchange and ``people`` the number of
    people at that time; ``id`` is the argument of `undo`.
    """

    topic: int
    action: TopicAction
    who: str
    time: str
    note: str = ""
    interaction: int = 0
    people: int = 0
    id: int = 0


def frequent(db: Connection, count: int = 20, since: str = "") -> list[Topic]:
    """The topics that most people asked about since a time, the most frequent first."""
    rows = db.query(_FREQUENT, {"since": since, "count": count})
    return [_topic(db, row) for row in rows]


def topic(db: Connection, number: int) -> Topic | None:
    """One topic; None where there is none of this number."""
    rows = list(db.query(_ONE_TOPIC, {"since": "", "id": number}))
    return _topic(db, rows[0]) if rows else None


def unanswered(db: Connection, count: int = 20, now: datetime | None = None) -> list[Topic]:
    """The topics that wait for staff, by people × recency, the heaviest first; at most ``count``.

    A topic that was decided about is left out until it changes: after an answer, a lexicon entry or a pointer as soon
    as somebody is not answered again; after it was postponed, when as many people as then, and at least three, have
    asked since.
    """
    found = ((topic(db, number), weight) for number, weight in islice(unanswered_weights(db, now), count))
    return [replace(one, weight=round(weight, 3)) for one, weight in found if one]


def unanswered_weights(db: Connection, now: datetime | None = None) -> Iterator[tuple[int, float]]:
    """The numbers of the topics in the unanswered queue with their weights, the heaviest first."""
    weights = _weights(db, now or clock.now())
    decided = {row["topic"]: _decision(row) for row in db.query(_NEWEST_DECISIONS)}
    for number in sorted(weights, key=lambda number: (-weights[number], number)):
        if number not in decided or _has_changed(db, decided[number]):
            yield number, weights[number]


def decide(db: Connection, number: int, action: TopicAction, who: str, note: str = "") -> TopicDecision:
    """Store a decision about a topic; the newest one counts."""
    newest, people = db.execute(
        # The newest of all: what was asked before the decision and is in no topic yet does not undo it.
        f"select (select coalesce(max(id), 0) from interactions), count(distinct {PERSON})"  # noqa: S608
        " from members m join interactions i on i.id = m.interaction where m.topic = ?",
        [number],
    ).fetchone()
    made = TopicDecision(number, action, who, clock.timestamp(), note, int(newest), int(people))
    row = {name: value for name, value in asdict(made).items() if name != "id"}
    added = db.table("decisions").insert(row | {"action": action.value}).last_pk
    return replace(made, id=int(added or 0))


def undo(db: Connection, number: int, decision: int) -> bool:
    """Delete a decision about a topic, unless a later one was made; whether it was deleted."""
    newest = db.execute("select max(id) from decisions where topic = ?", [number]).fetchone()[0]
    if newest is None or newest != decision:
        return False
    db.table("decisions").delete(decision)
    return True


def note_newest(db: Connection, number: int, note: str) -> bool:
    """Store the note of the newest decision about a topic; whether there is one."""
    changed = "update decisions set note = ? where id = (select max(id) from decisions where topic = ?)"
    return bool(db.execute(changed, [note, number]).rowcount)


def decisions_of(db: Connection, action: TopicAction) -> list[TopicDecision]:
    """The newest decision about each topic, of those with this action."""
    newest = (_decision(row) for row in db.query(_NEWEST_DECISIONS))
    return [made for made in newest if made.action is action]


def before_topic(db: Connection, number: int, wording: str) -> str:
    """The question that the wording of a topic follows up, as it was asked last; empty where it follows none."""
    asked = db.execute(
        "select i.history from members m join interactions i on i.id = m.interaction"
        " where m.topic = ? and i.question = ? order by i.id desc limit 1",
        [number, wording],
    ).fetchone()
    return question_before(wording, json.loads(asked[0] or "[]")) if asked else ""


def recent_questions(db: Connection, number: int, count: int = 20) -> list[Row]:
    """The newest exchanges of a topic."""
    return list(
        db.query(
            "select i.* from members m join interactions i on i.id = m.interaction where m.topic = ?"
            " order by i.id desc limit ?",
            [number, count],
        )
    )


_TOPICS = f"""
select t.id, t.wording, count(*) as count, count(distinct {PERSON}) as people,
  sum(i.outcome = 'answer') as answered, min(i.time) as first, max(i.time) as last,
  (select count(*) from members n join ratings r on r.interaction = n.interaction
    where n.topic = t.id and r.verdict = 'good') as good,
  (select count(*) from members n join ratings r on r.interaction = n.interaction
    where n.topic = t.id and r.verdict = 'bad') as bad,
  max(case when i.outcome = 'answer' then i.id end) as answer
from topics t join members m on m.topic = t.id join interactions i on i.id = m.interaction
where i.time >= :since"""  # noqa: S608
_FREQUENT = f"{_TOPICS} group by t.id order by people desc, count desc, t.id limit :count"
_ONE_TOPIC = f"{_TOPICS} and t.id = :id group by t.id"

_NEWEST_DECISIONS = "select * from decisions where id in (select max(id) from decisions group by topic)"


def _topic(db: Connection, row: Row) -> Topic:
    cited = db.execute("select passages from interactions where id = ?", [row.pop("answer")]).fetchone()
    traces = json.loads(cited[0] or "[]") if cited else []
    decided = list(db.query("select * from decisions where topic = ? order by id desc limit 1", [row["id"]]))
    place = {"file": traces[0]["file"], "clause": traces[0]["clause"]} if traces else {}
    before = before_topic(db, row["id"], row["wording"])
    return Topic(**row, **place, decision=_decision(decided[0]) if decided else None, before=before)


def _decision(row: Row) -> TopicDecision:
    known = {name: value for name, value in row.items() if value is not None}
    return TopicDecision(**known | {"action": TopicAction(row["action"])})


def _weights(db: Connection, now: datetime) -> dict[int, float]:
    """For each topic, the people who were not answered, each weighted by the time since they last asked."""
    marks = ", ".join("?" * len(UNANSWERED))
    rows = db.query(
        # Cross join: SQLite reads the exchanges first, from a covering index, which is five times as fast.
        "select m.topic, max(i.time) as last from interactions i"  # noqa: S608
        " cross join members m on m.interaction = i.id"
        f" where i.outcome in ({marks}) group by m.topic, {PERSON}",
        list(UNANSWERED),
    )
    weights: dict[int, float] = {}
    for row in rows:
        days = max(0.0, (now - datetime.fromisoformat(row["last"])).total_seconds() / 86_400)
        weights[row["topic"]] = weights.get(row["topic"], 0.0) + 0.5 ** (days / HALF_LIFE_DAYS)
    return weights


def _has_changed(db: Connection, decided: TopicDecision) -> bool:
    marks = ", ".join("?" * len(UNANSWERED))
    found = db.execute(
        f"select count(distinct {PERSON}) from members m"  # noqa: S608
        f" join interactions i on i.id = m.interaction where m.topic = ? and i.id > ? and i.outcome in ({marks})",
        [decided.topic, decided.interaction, *UNANSWERED],
    )
    new = int(found.fetchone()[0])
    return new >= (max(MIN_NEW_PEOPLE, decided.people) if decided.action in POSTPONED else 1)
