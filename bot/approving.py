"""Approving a staff answer, held to the gold questions: one that would answer them wrongly is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot import curated, faq
from bot.curated import Curated, CuratedError
from bot.likeness import Reader
from bot.texts import desk

if TYPE_CHECKING:
    from sqlite_utils import Database

    from bot.database import Store
    from bot.trying import Examiner
    from retrieval import Engine

FORCED = "forced"  # in the note of a decision


class Contradicted(CuratedError):
    """The answer takes a gold question away from the sentence that answers it."""


def approve(
    store: Store, examiner: Examiner, number: int, approver: str, *, seen: str = "", force: bool = False
) -> Curated:
    """Put a draft into use as `bot.curated.approve` does; ``force`` passes over what the gold questions say.

    An answer that only points at a clause is kept as such a decision.

    Raises:
        Contradicted: one of its phrasings asks a gold question whose sentence it does not cite.
        CuratedError: as `bot.curated.approve` says.
        OSError, sqlite3.Error: the database cannot be used.
    """
    engine = examiner.engine()
    found = store.read(lambda db: curated.get(db, number))
    if not force:
        _hold_to_gold(examiner, engine, found)
    return store.write(lambda db: _put_into_use(db, found, approver, engine, seen or found.changed, force))


def _hold_to_gold(examiner: Examiner, engine: Engine, found: Curated) -> None:
    reader = Reader(engine.library.lexicon, engine.gazetteer)
    wrong = examiner.contradicted(reader, found.phrasings, [cited.text for cited in found.citations])
    if wrong:
        named = {"question": wrong[0].question, "id": wrong[0].id, "quote": wrong[0].quotes[0]}
        more = desk.CONTRADICTED_MORE.format(count=len(wrong) - 1) if len(wrong) > 1 else ""
        raise Contradicted(desk.CONTRADICTED.format(number=found.id, more=more, **named))


def _put_into_use(db: Database, found: Curated, approver: str, engine: Engine, seen: str, force: bool) -> Curated:
    done = curated.approve(db, found.id, approver, engine.library, seen)
    points = found.text == desk.POINTED_TEXT
    if found.topic is not None and (points or force) and faq.topic(db, found.topic):
        action = faq.Action.POINTED if points else faq.Action.CURATED
        faq.decide(db, found.topic, action, approver, f"{found.id} {FORCED}" if force else str(found.id))
    return done
