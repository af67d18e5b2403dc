"""Fragment masking: replaces, in a logged question and its copies, the part of a number that a later message completed.

The caller holds the connection and the transaction.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from bot.storage import counters
from bot.storage.database import Connection

AROUND = " \t\u3000,，、;；:："  # what a question loses at its ends when it becomes part of a history
_SHORTEST = 4  # characters of a fragment that tell it from other figures of the row


def mask_fragment(db: Connection, number: int, fragment: str, mask: str) -> None:
    """Replace the last occurrence of a fragment in the question of a row; also in the histories of its chat, and in
    the topic that bears the question.
    """
    row = db.execute("select question, chat from interactions where id = ?", [number]).fetchone()
    head, found, rest = row[0].rpartition(fragment) if row else ("", "", "")
    if not found:
        return
    question, masked = row[0], f"{head}{mask}{rest}"
    db.execute("update interactions set question = ? where id = ?", [masked, number])
    if len(fragment) >= _SHORTEST:
        written = [_json(fragment)[1:-1], _json(mask)[1:-1]] * 3
        db.execute(
            "update interactions set understood = replace(understood, ?, ?), reason = replace(reason, ?, ?),"
            " parts = replace(parts, ?, ?) where id = ?",
            [*written, number],
        )
    asked, answered = question.strip(AROUND), masked.strip(AROUND)
    # By id, not by the index of chats: the rows that follow are few, those of a chat can be very many.
    later = {"chat": row[1], "id": number, "old": _json(asked), "new": _json(answered)}
    db.execute(
        "update interactions set history = replace(history, :old, :new)"
        " where +chat is :chat and id > :id and instr(history, :old)",
        later,
    )
    _mask_topics(db, row[1], number, {question: masked, asked: answered})


def _mask_topics(db: Connection, chat: str | None, number: int, changed: Mapping[str, str]) -> None:
    """Replace texts in the topics of a row and of the later ones of its chat, and no others: there can be very many."""
    theirs = (
        "id in (select m.topic from members m join interactions i on i.id = m.interaction"
        " where i.id = :id or (+i.chat is :chat and i.id > :id))"
    )
    touched = 0
    for column in ("anchor", "before", "wording"):
        for old, new in changed.items():
            values = {"old": old, "new": new, "id": number, "chat": chat}
            touched += db.execute(
                f"update topics set [{column}] = :new where [{column}] = :old and {theirs}",  # noqa: S608
                values,
            ).rowcount
    if touched:
        # Every process that holds clusters in memory must read the topics again.
        counters.increment(db, "erasures")


def _json(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
