"""Fragment masking: replaces, in a logged question and its copies, the part of a number that a later message completed.

The caller holds the connection and the transaction.
"""

from __future__ import annotations

import json

from bot.storage import counters
from bot.storage.database import Connection

_AROUND = " \t\u3000,，、;；:："  # what a question loses at its ends when it becomes part of a history
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
    asked, answered = question.strip(_AROUND), masked.strip(_AROUND)
    db.execute(
        "update interactions set history = replace(history, ?, ?) where chat is ? and id > ?",
        [_json(asked), _json(answered), row[1], number],
    )
    for column in ("anchor", "before", "wording"):
        for old, new in {question: masked, asked: answered}.items():
            db.execute(f"update topics set [{column}] = ? where [{column}] = ?", [new, old])  # noqa: S608
    # Every process that holds clusters in memory must read the topics again.
    counters.increment(db, "erasures")


def _json(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
