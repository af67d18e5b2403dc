"""Taught questions: what approved answers and thumbs say of a question and a place of a report.

Nothing is copied: everything here is read from the answers and from the log each time, so that what is suspended,
retired or erased teaches no longer. Only what staff take back is stored, by its key.

- An approved answer was written by one of the staff and approved by another: what it points at answers all its
  questions; what a text of their own cites comes near them.
- Thumbs teach where at least `MIN_PEOPLE` more people say so than say the opposite, each counted once over all
  exchanges of a topic that showed the same quote; a thumb of staff counts for so many. However often one person
  presses, it is one thumb.

Functions on a connection, for use within `bot.storage.database.DatabaseWorker`. People are pseudonyms, times are UTC in
ISO 8601.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, field
from enum import StrEnum

from bot import clock
from bot.curation import curated_answers
from bot.curation.curated_answers import AnswerWording, CuratedAnswer
from bot.learning.taught_places import RatedSpan, TaughtPlace
from bot.privacy.redaction import remove_masks
from bot.storage import counters
from bot.storage.database import Connection, Row
from bot.texts import staff_chat
from retrieval.models import LessonKind

# Two accounts are soon had, and two of a family; three people who found the same answer right are a verdict.
MIN_PEOPLE = 3
MAX_WORDINGS = 20  # questions of one lesson, the newest
MAX_RATINGS = 20_000  # that are read, the newest
_KEY_DIGITS = 8


class LessonOrigin(StrEnum):
    """Where a lesson comes from."""

    ANSWER = "answer"
    THUMBS = "thumbs"


@dataclass(frozen=True, slots=True)
class TaughtQuestion:
    """Questions that ask the same, and the places that answer them, or do not.

    ``key`` names it for staff; ``kind`` is what the places are to the questions. ``agree`` and
    ``disagree`` are how many people said so and the opposite; ``who`` they are, ``time`` when the last one did.
    ``removed_by`` is who of the staff took it back, and when; empty where nobody did.
    """

    key: str
    origin: LessonOrigin
    wordings: tuple[AnswerWording, ...]
    places: tuple[TaughtPlace, ...]
    kind: LessonKind
    agree: int
    disagree: int
    who: tuple[str, ...]
    time: str
    removed_by: tuple[str, str] | None = None


@dataclass(slots=True)
class _Votes:
    """The thumbs for one quote as the answer to one topic: the newest of each person."""

    place: RatedSpan
    of_person: dict[str, Row] = field(default_factory=dict)


def taught_questions(db: Connection, staff: Set[str]) -> list[TaughtQuestion]:
    """All that is taught, removed ones among them; ``staff`` are the pseudonyms of the staff."""
    gone = {row["key"]: (row["who"], row["time"]) for row in db.table("removed_lessons").rows}
    return [*_of_answers(db, gone), *_of_thumbs(db, staff, gone)]


def version(db: Connection) -> tuple[int, ...]:
    """A value that changes whenever something else may be taught; cheap."""
    rated = int(db.execute("select coalesce(max(interaction), 0) from ratings").fetchone()[0])
    names = ("curated", "erasures", "ratings", "lessons")
    return (*(counters.value(db, name) for name in names), min(rated, counters.value(db, "grouped")))


def remove(db: Connection, key: str, who: str) -> None:
    """Take a lesson back: it teaches nothing until it is restored."""
    db.table("removed_lessons").upsert({"key": key, "who": who, "time": clock.timestamp()}, pk="key")
    counters.increment(db, "lessons")


def restore(db: Connection, key: str) -> bool:
    """Let a removed lesson teach again; whether it had been removed."""
    gone = db.execute("delete from removed_lessons where key = ?", [key]).rowcount > 0
    if gone:
        counters.increment(db, "lessons")
    return gone


def _of_answers(db: Connection, gone: dict[str, tuple[str, str]]) -> Iterator[TaughtQuestion]:
    for answer, wordings in curated_answers.approved_with_phrasings(db):
        who = (answer.author, answer.approver)
        # Questions reach the engine without masks of personal data.
        asked = _usable(AnswerWording(remove_masks(each.question), remove_masks(each.before)) for each in wordings)
        if asked:
            key = _answer_key(answer)
            kind = LessonKind.ANSWERS if answer.text == staff_chat.POINTED_TEXT else LessonKind.BASED
            yield TaughtQuestion(
                key, LessonOrigin.ANSWER, asked, answer.citations, kind, 2, 0, who, answer.approved, gone.get(key)
            )


def _answer_key(answer: CuratedAnswer) -> str:
    return f"a{answer.id}"


def _of_thumbs(db: Connection, staff: Set[str], gone: dict[str, tuple[str, str]]) -> Iterator[TaughtQuestion]:
    votes: dict[tuple[int, RatedSpan], _Votes] = {}
    for row in db.query(_RATED, {"count": MAX_RATINGS}):  # the newest first
        trace = (json.loads(row["passages"] or "[]") or [{}])[0]
        if "digest" not in trace:  # of a former version: what stood there cannot be told
            continue
        place = RatedSpan(*(trace[name] for name in ("file", "clause", "start", "end", "digest")))
        of_place = votes.setdefault((row["topic"], _without_position(place)), _Votes(place))
        of_place.of_person.setdefault(row["user"], row)
    for (topic, place), cast in sorted(votes.items(), key=lambda item: (item[0][0], item[0][1].digest)):
        if taught := _verdict(f"t{topic}-{place.digest[:_KEY_DIGITS]}", cast, staff, gone):
            yield taught


def _verdict(key: str, cast: _Votes, staff: Set[str], gone: dict[str, tuple[str, str]]) -> TaughtQuestion | None:
    """What the thumbs for a quote teach; None where they are too few, or do not agree."""
    sides: dict[bool, list[Row]] = defaultdict(list)
    for row in cast.of_person.values():
        sides[row["verdict"] == "good"].append(row)
    weight = {side: sum(MIN_PEOPLE if row["user"] in staff else 1 for row in rows) for side, rows in sides.items()}
    margin = weight.get(True, 0) - weight.get(False, 0)
    agree, other = sides[margin > 0], sides[margin <= 0]
    # Only in the words of those who agree: one person's question says nothing for three others.
    asked = _usable(map(_wording, agree))
    if abs(margin) < MIN_PEOPLE or not asked:
        return None
    who = tuple(sorted(row["user"] for row in agree))
    newest = max(row["time"] for row in agree)
    return TaughtQuestion(
        key,
        LessonOrigin.THUMBS,
        asked,
        (cast.place,),
        LessonKind.ANSWERS if margin > 0 else LessonKind.WRONG,
        len(agree),
        len(other),
        who,
        newest,
        gone.get(key),
    )


def _wording(row: Row) -> AnswerWording:
    before = (json.loads(row["history"] or "[]") or [""])[-1]
    return AnswerWording(remove_masks(row["question"]), remove_masks(before))


def _usable(wordings: Iterable[AnswerWording]) -> tuple[AnswerWording, ...]:
    """The first `MAX_WORDINGS` that hold anything to compare."""
    return tuple(each for each in dict.fromkeys(wordings) if any(map(str.isalnum, each.question)))[:MAX_WORDINGS]


def _without_position(place: RatedSpan) -> RatedSpan:
    """The same text of a clause, wherever it stood."""
    return RatedSpan(place.file, place.clause, 0, place.end - place.start, place.digest)


_RATED = """
select m.topic, i.question, i.history, i.passages, r.user, r.verdict, r.time
from ratings r join interactions i on i.id = r.interaction join members m on m.interaction = i.id
where i.outcome = 'answer' and i.curated is null and i.parts is null
order by r.time desc, r.interaction desc limit :count"""
