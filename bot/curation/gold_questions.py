"""Gold questions that staff made of reviewed exchanges, for ``wenda eval`` and for regression trials.

Functions on a connection, for use within `bot.storage.database.DatabaseWorker`. ``who`` is a pseudonym, times are UTC
in ISO 8601.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from bot import clock
from bot.dialogue.exchange_history import PastExchange
from bot.privacy.redaction import remove_personal_data
from bot.storage import counters
from bot.storage.database import Connection, Row
from retrieval.evaluation.gold import GoldQuestion
from retrieval.models import Outcome

GOLD_SET = "staff"
# Only a reply of these outcomes can be right or wrong.
REVIEWED = frozenset({Outcome.ANSWER, Outcome.RELATED, Outcome.NONE, Outcome.SCOPE})


@dataclass(frozen=True, slots=True)
class ReviewedExchange:
    """A reviewed exchange: the question as the engine gets it, and the sentence that answers it, if there is one."""

    question: str
    history: tuple[str, ...]
    quotes: tuple[str, ...]
    answer: str | None
    clause: str | None
    interaction: int

    @classmethod
    def of(cls, past: PastExchange) -> ReviewedExchange | None:
        """The gold question of an exchange: answered rightly, or rightly not answered.

        None where the reply was neither, where staff wrote it, or where the library has changed since.
        """
        reply = past.reply
        if reply is None or reply.outcome not in REVIEWED or reply.written:
            return None
        asked = remove_personal_data(past.question)
        if reply.outcome is not Outcome.ANSWER:
            return cls(asked, past.history, (), None, None, past.row)
        first = reply.quotes[0]
        return cls(asked, past.history, (first.text,), reply.short, first.passage.clause.path, past.row)


def add(db: Connection, case: ReviewedExchange, who: str) -> int | None:
    """Store a gold question and return its number; None where the same question is stored already."""
    history = json.dumps(case.history, ensure_ascii=False)
    same = "interaction = ? or (question = ? and history = ?)"
    if db.table("gold").count_where(same, [case.interaction, case.question, history]):
        return None
    # Never a number that was given before, as far as that can be told: evaluations name it.
    number = counters.next_id(db, "gold")
    lists = {"history": history, "quotes": json.dumps(case.quotes, ensure_ascii=False)}
    db.table("gold").insert({"id": number, **asdict(case), **lists, "who": who, "time": clock.timestamp()})
    return number


def find_by_interaction(db: Connection, interaction: int) -> int | None:
    """The number of the gold question of an exchange."""
    found = db.execute("select id from gold where interaction = ?", [interaction]).fetchone()
    return int(found[0]) if found else None


def remove(db: Connection, interaction: int) -> bool:
    """Delete the gold question of an exchange; whether there was one."""
    return bool(db.execute("delete from gold where interaction = ?", [interaction]).rowcount)


def remove_case(db: Connection, key: str) -> bool:
    """Delete the gold question of this id, ``s1`` or ``1``; whether there was one."""
    # Compared as texts: whoever types a number may type any.
    return bool(db.execute("delete from gold where cast(id as text) = ?", [key.removeprefix("s")]).rowcount)


def list_cases(db: Connection) -> list[GoldQuestion]:
    """All gold questions, with the ids ``s1``, ``s2`` and so on."""
    return [_from_row(row) for row in db.table("gold").rows_where(order_by="id")]


def _from_row(row: Row) -> GoldQuestion:
    history, quotes = tuple(json.loads(row["history"] or "[]")), tuple(json.loads(row["quotes"]))
    return GoldQuestion(f"s{row['id']}", GOLD_SET, row["question"], history, quotes, row["answer"], row["clause"])
