"""Queries on the log that concern one exchange or one person. The caller holds the connection and the transaction."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from bot.storage import counters

if TYPE_CHECKING:
    from sqlite_utils import Database

Row = dict[str, Any]

_HIGHEST = "exchanges"  # the counter of the highest id that was given before rows were deleted


@dataclass(frozen=True, slots=True)
class Rating:
    """What a person, by pseudonym, thinks of a reply; ``complaint`` says what was wrong with it, where they said so."""

    interaction: int
    user: str
    verdict: str
    complaint: str | None
    time: str


@dataclass(frozen=True, slots=True)
class PersonalRecord:
    """How many exchanges and ratings of a person there are, and some of the exchanges with their ratings."""

    exchanges: int
    ratings: int
    rows: tuple[Row, ...] = ()


def next_id(db: Database) -> int:
    """The id of the next exchange: never one that was erased, whose topic and decisions it would inherit."""
    return counters.next_id(db, "interactions", _HIGHEST)


def find(db: Database, chat: str, column: str, number: int | None) -> Row | None:
    """The newest exchange of a chat with this number in a column."""
    if column not in ("reply_message", "question_message", "update_id"):
        raise ValueError(f"wanted reply_message, question_message or update_id, found {column!r}")
    where = f"chat = ? and {column} = ?"
    return next(iter(db.table("interactions").rows_where(where, [chat, number], order_by="id desc", limit=1)), None)


def rate(db: Database, rating: Rating) -> None:
    """Insert or replace a rating."""
    db.table("ratings").upsert(asdict(rating), pk=("interaction", "user"))


def personal_record(db: Database, user: str, offset: int, count: int) -> PersonalRecord:
    """The counts, and one page of exchanges, newest first."""
    rows = db.query(
        "select i.time, i.question, i.outcome, r.verdict, r.complaint from interactions i"
        " left join ratings r on r.interaction = i.id and r.user = i.user"
        " where i.user = :user or i.chat = :user order by i.id desc limit :count offset :offset",
        {"user": user, "count": count, "offset": offset},
    )
    return PersonalRecord(_exchanges(db, user), db.table("ratings").count_where("user = ?", [user]), tuple(rows))


def forget(db: Database, user: str) -> PersonalRecord:
    """Delete what a person asked, what they rated and what was rated of theirs."""
    counters.raise_to(db, _HIGHEST, counters.highest_id(db, "interactions"))
    gone = PersonalRecord(_exchanges(db, user), db.table("ratings").count_where("user = ?", [user]))
    theirs = "select id from interactions where user = :user or chat = :user"
    db.execute(f"delete from ratings where user = :user or interaction in ({theirs})", {"user": user})  # noqa: S608
    # What they asked is a person's own, also where staff made it a gold question.
    db.execute(f"delete from gold where interaction in ({theirs})", {"user": user})  # noqa: S608
    db.execute("delete from interactions where user = :user or chat = :user", {"user": user})
    _tidy_topics(db)
    return gone


def purge(db: Database, before: str) -> int:
    """Delete the exchanges from before a time, and their ratings; how many exchanges there were."""
    counters.raise_to(db, _HIGHEST, counters.highest_id(db, "interactions"))
    old = "select id from interactions where time < :before"
    db.execute(f"delete from ratings where interaction in ({old})", {"before": before})  # noqa: S608
    gone = int(db.execute("delete from interactions where time < :before", {"before": before}).rowcount)
    if gone:
        _tidy_topics(db)
    return gone


def _tidy_topics(db: Database) -> None:
    """Keep no word of a question in a topic that nobody's exchange has any more.

    A topic whose first question was erased shows, and is compared by, the next one that is left.
    """
    db.execute("delete from members where interaction not in (select id from interactions)")
    db.execute("delete from topics where id not in (select topic from members)")
    orphans = list(
        db.query(
            "select t.id, i.question, i.history from topics t"
            " join (select topic, min(interaction) as first from members group by topic) m on m.topic = t.id"
            " join interactions i on i.id = m.first"
            " where not exists (select 1 from members o join interactions q on q.id = o.interaction"
            " where o.topic = t.id and q.question = t.anchor)"
        )
    )
    for row in orphans:
        before = (json.loads(row["history"] or "[]") or [""])[-1]
        asked = {"anchor": row["question"], "before": before, "wording": row["question"]}
        db.table("topics").update(row["id"], asked)
    # Whoever grouped before must read the topics anew.
    counters.increment(db, "erasures")


def _exchanges(db: Database, user: str) -> int:
    return int(db.table("interactions").count_where("user = ? or chat = ?", [user, user]))
