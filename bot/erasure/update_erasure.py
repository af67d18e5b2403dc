"""Update erasure: bodies in the inbox that a person sent, or that hold words of theirs."""

from __future__ import annotations

import json
from collections.abc import Sequence

from bot.storage.database import Row
from bot.storage.update_body import is_from
from bot.storage.update_inbox import InboxState, UpdateInbox


def erase_updates(inbox: UpdateInbox, person: int, asking: int, words: Sequence[str] = ()) -> int:
    """Erase the dead letters of a person, the updates of theirs that came before the one that asks for it, and the
    dead letters of others that hold words of theirs; how many. What came later is answered.

    Raises OSError or sqlite3.Error.
    """

    def is_chosen(row: Row) -> bool:
        is_dead = row["state"] == InboxState.DEAD_LETTER
        is_due = is_dead or (row["bot"] == inbox.bot and row["number"] < asking)
        return (is_due and is_from(json.loads(row["body"]), person)) or (is_dead and _holds_any(row, words))

    return inbox.erase(is_chosen)


def _holds_any(row: Row, words: Sequence[str]) -> bool:
    """Whether the body, which may repeat a message of this bot, or the trace holds one of these texts."""
    held = json.dumps(json.loads(row["body"]), ensure_ascii=False) + json.dumps(row["trace"] or "", ensure_ascii=False)
    return any(json.dumps(text, ensure_ascii=False)[1:-1] in held for text in words)
