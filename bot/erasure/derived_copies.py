"""Derived copies: what the log has made of questions, removed once the exchanges that it comes from are erased.

One rule holds for all of them: a copy of a person's words stays only while an exchange in these words is left, whoever
asked it. So what several people asked outlives the erasure of one of them.

Functions on a connection, within the transaction of the caller that has deleted the exchanges.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from bot import clock
from bot.privacy.redaction import redact, remove_masks
from bot.storage import counters, notices
from bot.storage.database import Connection, Row
from bot.storage.fragment_masking import AROUND
from bot.strings import one_line
from bot.texts import faq

# A shorter question is a word that texts of staff hold anyway.
MIN_REPEATED = 8
_LISTED = "(select value from json_each(?))"  # the values of a list that is given as JSON
_STAFF_TEXTS = (("decisions", "note"), ("notices", "text"))


@dataclass(frozen=True, slots=True)
class ErasedExchange:
    """An exchange that was deleted: its id, and chat, question and thread as they were logged."""

    id: int
    chat: str | None
    question: str
    history: str | None

    @classmethod
    def of(cls, row: Row) -> ErasedExchange:
        """The exchange of a row."""
        return cls(row["id"], row["chat"], row["question"], row["history"])


def remove_copies(db: Connection, erased: Sequence[ErasedExchange]) -> int:
    """Remove every copy of the words of these exchanges that nobody else has asked; how many there were.

    Only what these exchanges have touched is looked at: others wait for the database meanwhile.
    """
    threads = [number for chat in {each.chat for each in erased if each.chat} for number in _cut_threads(db, chat)]
    count = len(threads) + _remove_gold_questions(db, {each.id: each for each in erased})
    gone = [each.id for each in erased]
    topics = _topics_of(db, [*gone, *threads])
    db.execute(f"delete from members where interaction in {_LISTED}", [json.dumps(gone)])  # noqa: S608
    count += _update_topics(db, json.dumps(topics))
    questions = {each.question for each in erased}
    return count + _remove_phrasings(db, questions) + _remove_from_staff_texts(db, questions)


def in_thread(question: str) -> str:
    """A logged question as the threads of later exchanges hold it: without the masks of personal data.

    >>> in_thread("我的电话［手机号］，有多少名法律顾问"), in_thread("［手机号］")
    ('我的电话，有多少名法律顾问', '［手机号］')
    """
    rest = remove_masks(question)
    return rest if any(map(str.isalnum, rest)) else question


def _asked_by_nobody(db: Connection, questions: Iterable[str]) -> set[str]:
    """The questions among these that no exchange is left of. Reads the whole log, unless there are none."""
    wanted = set(questions)
    if not wanted:
        return wanted
    given = [json.dumps(sorted(wanted), ensure_ascii=False)]
    left = db.execute(f"select distinct question from interactions where question in {_LISTED}", given)  # noqa: S608
    return wanted - {question for (question,) in left}


def _cut_threads(db: Connection, chat: str) -> list[int]:
    """Remove from the threads of a chat what no exchange in it is left of; the exchanges whose threads have changed."""
    threads = "select id, question, history, reason, parts from interactions where chat = ? and history is not null"
    rows = list(db.query(threads, [chat]))
    if not rows:
        return []
    left: set[str] = set()
    for (question,) in db.execute("select question from interactions where chat = ?", [chat]):
        # The last form is that of a question in which part of a number was masked later.
        left |= {question, in_thread(question), question.strip(AROUND)}
    changed = []
    for row in rows:
        thread = json.loads(row["history"])
        if any(earlier not in left for earlier in thread):
            changed.append(_without_thread(row, [earlier for earlier in thread if earlier in left]))
    # Plain SQL: for many rows, looking up the table's shape for each would take longest.
    db.conn.executemany(
        "update interactions set history = :history, reason = :reason, parts = :parts, understood = null,"
        " suggestions = null where id = :id",
        changed,
    )
    return [row["id"] for row in changed]


def _without_thread(row: Row, thread: list[str]) -> Row:
    """The columns of an exchange that hold words of its thread beside its own, without them."""
    own = row["question"]

    def keep_own(found: dict[str, Any], name: str) -> dict[str, Any]:
        return found and found | {name: found[name] if found[name] in own else ""}

    reason = keep_own(json.loads(row["reason"] or "{}"), "what")
    parts = [
        keep_own(part, "asked") | {"reason": keep_own(part["reason"] or {}, "what") or None}
        for part in json.loads(row["parts"] or "[]")
    ]
    changed: dict[str, Any] = {"history": thread, "reason": reason, "parts": parts}
    return {"id": row["id"]} | {
        name: json.dumps(value, ensure_ascii=False) if value else None for name, value in changed.items()
    }


def _remove_gold_questions(db: Connection, erased: dict[int, ErasedExchange]) -> int:
    """Give gold questions of erased exchanges to others in the same words; remove those that nobody else asked, and
    those whose thread has changed, which asks something else without it.
    """
    count = 0
    orphans = "select id, interaction from gold where interaction not in (select id from interactions)"
    for number, interaction in list(db.execute(orphans)):
        former = erased.get(interaction)
        same = (
            former
            and db.execute(
                "select min(id) from interactions where question = ? and history is ?",
                [former.question, former.history],
            ).fetchone()
        )
        if same and same[0] is not None:
            db.table("gold").update(number, {"interaction": same[0]})
        else:
            db.table("gold").delete(number)
            count += 1
    changed = (
        "delete from gold where id in (select g.id from gold g join interactions i on i.id = g.interaction"
        " where coalesce(g.history, '[]') != coalesce(i.history, '[]'))"
    )
    return count + int(db.execute(changed).rowcount)


def _topics_of(db: Connection, interactions: Sequence[int]) -> list[int]:
    found = db.execute(
        f"select distinct topic from members where interaction in {_LISTED}",  # noqa: S608
        [json.dumps(interactions)],
    )
    return [topic for (topic,) in found]


def _update_topics(db: Connection, topics: str) -> int:
    """Delete those of these topics that have no exchange left, with the decisions about them, and words of nobody from
    the others.

    A topic whose first question was erased shows, and is compared by, the next one that is left. The beginning of a
    question is enough for an anchor: long ones may be cut.
    """
    listed = f"in {_LISTED} and not exists"
    empty = f"delete from topics where id {listed} (select 1 from members m where m.topic = topics.id)"  # noqa: S608
    gone = int(db.execute(empty, [topics]).rowcount)
    orphaned = f"delete from decisions where topic {listed} (select 1 from topics where id = topic)"  # noqa: S608
    db.execute(orphaned, [topics])
    anchors = _stale_topics(db, "anchor", topics)
    for row in anchors:
        before = (json.loads(row["history"] or "[]") or [""])[-1]
        db.table("topics").update(row["id"], {"anchor": row["question"], "before": before})
    wordings = _stale_topics(db, "wording", topics)
    for row in wordings:
        db.table("topics").update(row["id"], {"wording": row["question"]})
    return gone + len(anchors) + len(wordings) + _update_befores(db, topics)


def _stale_topics(db: Connection, column: str, topics: str) -> list[Row]:
    """Those topics whose anchor or wording none of their exchanges begins with, each with its first exchange left."""
    return list(
        db.query(
            "select t.id, i.question, i.history from topics t"  # noqa: S608  (our own names)
            " join interactions i on i.id = (select min(interaction) from members where topic = t.id)"
            f" where t.id in {_LISTED}"
            " and not exists (select 1 from members o join interactions q on q.id = o.interaction"
            f" where o.topic = t.id and substr(q.question, 1, length(t.[{column}])) = t.[{column}])",
            [topics],
        )
    )


def _update_befores(db: Connection, topics: str) -> int:
    """Let each topic follow up a question only where an exchange in the words of its anchor still does."""
    rows = db.query(
        "select t.id, t.before, i.history from topics t join members m on m.topic = t.id"  # noqa: S608
        f" join interactions i on i.id = m.interaction where t.id in {_LISTED} and t.before != ''"
        " and substr(i.question, 1, length(t.anchor)) = t.anchor order by t.id, i.id",
        [topics],
    )
    count = 0
    for number, of_topic in groupby(list(rows), key=lambda row: row["id"]):
        listed = list(of_topic)
        befores = [(json.loads(row["history"] or "[]") or [""])[-1] for row in listed]
        if not any(before.startswith(listed[0]["before"]) for before in befores):
            db.table("topics").update(number, {"before": befores[0]})
            count += 1
    return count


def _remove_phrasings(db: Connection, questions: Iterable[str]) -> int:
    """Remove words of nobody from the phrasings of answers of staff, and tell staff of answers that have none left."""
    asked = "from curated_phrasings where asked = 1 and question in"
    as_phrasing = {_on_one_line(question): question for question in questions}
    given = json.dumps(sorted(as_phrasing), ensure_ascii=False)
    used = db.execute(f"select distinct question {asked} {_LISTED}", [given])
    nobodys = _asked_by_nobody(db, {as_phrasing[phrasing] for (phrasing,) in used})
    given = json.dumps(sorted(map(_on_one_line, nobodys)), ensure_ascii=False)
    answers = [number for (number,) in db.execute(f"select distinct curated {asked} {_LISTED}", [given])]
    gone = int(db.execute(f"delete {asked} {_LISTED}", [given]).rowcount)
    for number in answers:
        if not db.table("curated_phrasings").count_where("curated = ?", [number]):
            notices.add(db, faq.NO_PHRASING_NOTICE.format(number=number), clock.timestamp())
    if gone:
        counters.increment(db, "curated")
    return gone


def _on_one_line(question: str) -> str:
    """A logged question as a phrasing has it."""
    line = one_line(question)
    return line if line == question else redact(line)


def _remove_from_staff_texts(db: Connection, questions: Iterable[str]) -> int:
    """Empty notes of decisions that repeat words of nobody, and cut these out of notices that are not sent yet."""
    written = [text for table, column in _STAFF_TEXTS for text in _texts(db, table, column)]
    forms = {form: each for each in questions for form in (each, _on_one_line(each)) if len(form) >= MIN_REPEATED}
    repeated = {form: each for form, each in forms.items() if any(form in text for text in written)}
    nobodys = _asked_by_nobody(db, repeated.values())
    words = sorted((form for form, each in repeated.items() if each in nobodys), key=len, reverse=True)

    def repeats(text: str) -> bool:
        return any(each in text for each in words)

    def cut(text: str) -> str:
        for each in words:
            text = text.replace(each, faq.ERASED_WORDS)
        return text

    return _change(db, "decisions", "note", repeats, lambda _: "") + _change(db, "notices", "text", repeats, cut)


def _texts(db: Connection, table: str, column: str) -> list[str]:
    return [row[column] for row in db.table(table).rows_where(f"{column} != ''")]


def _change(
    db: Connection, table: str, column: str, is_changed: Callable[[str], bool], change: Callable[[str], str]
) -> int:
    rows = [row for row in db.table(table).rows_where(f"{column} != ''") if is_changed(row[column])]
    for row in rows:
        db.table(table).update(row["id"], {column: change(row[column])})
    return len(rows)
