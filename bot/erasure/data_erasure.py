"""Data erasure: deletes exchanges of a person, or from before a time, with all copies of their words, to the last byte.

A deleted row can leave its bytes in the file and in the write-ahead log. The file is rewritten after each erasure, and
again later where a reader was in the way or it was rewritten a moment ago: the maintenance of the service calls
`DataErasure.finish_if_due`.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from time import monotonic

from bot import clock
from bot.erasure.derived_copies import ErasedExchange, remove_copies
from bot.erasure.personal_columns import ColumnContent, columns_with
from bot.erasure.replaced_databases import ReplacedDatabases
from bot.erasure.tombstones import FILE, Tombstone, Tombstones, digest_of
from bot.erasure.update_erasure import erase_updates
from bot.storage import counters
from bot.storage.database import Connection, DatabaseWorker, checkpoint, transaction
from bot.storage.interactions import HIGHEST_ID, OF_PERSON
from bot.storage.update_inbox import UpdateInbox

STEP_SIZE = 100  # exchanges that a purge erases at once, or those of one chat: replies are written between its steps
SCRUB_INTERVAL_S = 60.0  # between two rewritings of the file on request: however often people ask for one
SCRUB_SHARE = 0.01  # of the time: replies wait while the file is rewritten, the longer the larger it is
_FOREVER = "9999"

_LOGGER = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ErasedData:
    """What was erased: exchanges, ratings that the person gave, copies of words elsewhere in the log, and updates that
    were not handled yet.
    """

    exchanges: int = 0
    ratings: int = 0
    copies: int = 0
    updates: int = 0

    def __add__(self, other: ErasedData) -> ErasedData:
        return ErasedData(
            self.exchanges + other.exchanges,
            self.ratings + other.ratings,
            self.copies + other.copies,
            self.updates + other.updates,
        )

    @property
    def is_nothing(self) -> bool:
        """Whether there was nothing to erase."""
        return not any((self.exchanges, self.ratings, self.copies, self.updates))


def erase_person(db: Connection, alias: str, until: str = _FOREVER) -> ErasedData:
    """Delete what a person asked and rated until a time (UTC, ISO 8601), and every copy of their words."""
    values = {"user": alias, "until": until}
    own = db.execute("delete from ratings where user = :user and time <= :until", values).rowcount
    gone = _erase(db, f"{OF_PERSON} and i.time <= :until", values)
    return _noted(db, replace(gone, ratings=int(own)))


def erase_before(db: Connection, time: str, chats: Sequence[str] | None = None) -> ErasedData:
    """Delete all exchanges from before a time (UTC, ISO 8601), in these chats or in all, and every copy of their words.

    An empty text stands for no chat.
    """
    given = "" if chats is None else " and coalesce(chat, '') in (select value from json_each(:chats))"
    return _noted(db, _erase(db, f"time < :time{given}", {"time": time, "chats": json.dumps(chats)}))


def reapply(db: Connection, tombstones: list[Tombstone]) -> ErasedData:
    """Erase in a restored database what was erased since the copy was made."""
    people = columns_with(ColumnContent.PERSON)
    aliases = " union ".join(f"select {column} from {table}" for table, column in people)  # noqa: S608  (our own names)
    until = {each.digest: each.time for each in tombstones}
    total = ErasedData()
    for (alias,) in list(db.execute(aliases)):
        if alias and (time := until.get(digest_of(alias))):
            total += erase_person(db, alias, time)
    return total


def scrub(db: Connection) -> bool:
    """Rewrite the file without what was deleted, if that is due; whether nothing is left to do.

    To be called outside of a transaction. Pages that were rearranged can hold copies that ``secure_delete`` does not
    reach; a rewritten file has none. Raises OSError or sqlite3.Error.
    """
    due = counters.value(db, "erasures")
    if counters.value(db, "scrubbed") >= due:
        return True
    db.execute("VACUUM")
    if not checkpoint(db):
        return False  # a reader still uses the write-ahead log
    with transaction(db):
        counters.raise_to(db, "scrubbed", due)
    return True


def _erase(db: Connection, where: str, values: dict[str, str]) -> ErasedData:
    columns = "id, chat, question, history"
    rows = db.query(f"select {columns} from interactions i where {where}", values)  # noqa: S608
    erased = [ErasedExchange.of(row) for row in rows]
    if not erased:
        return ErasedData()
    counters.raise_to(db, HIGHEST_ID, counters.highest_id(db, "interactions"))
    numbers = [json.dumps([each.id for each in erased])]
    db.execute("delete from ratings where interaction in (select value from json_each(?))", numbers)
    db.execute("delete from interactions where id in (select value from json_each(?))", numbers)
    return ErasedData(len(erased), copies=remove_copies(db, erased))


def _noted(db: Connection, gone: ErasedData) -> ErasedData:
    if not gone.is_nothing:
        # Every process that holds topics, answers or lessons in memory must read them again.
        counters.increment(db, "erasures")
    return gone


class DataErasure:
    """Erasure from the log, from databases that a restoration has replaced, and from the inbox; for any thread."""

    def __init__(self, store: DatabaseWorker, inbox: UpdateInbox | None = None) -> None:
        self._store = store
        self._inbox = inbox
        self._replaced = ReplacedDatabases(store.path)
        self._tombstones = Tombstones(store.path.with_name(FILE))
        self._next_scrub = float("-inf")  # monotonic time from which the file may be rewritten again

    def forget(self, alias: str, person: int | None = None, asking: int = 0) -> ErasedData:
        """Erase everything of a person: rows by the pseudonym, updates by the number, but for the one that asks.

        Raises OSError or sqlite3.Error where a part of it failed; it can be called again.
        """
        words = self._store.read(lambda db: _words_of(db, alias))
        updates = erase_updates(self._inbox, person, asking, words) if self._inbox and person is not None else 0
        has_rated: bool = self._store.read(lambda db: _has_rated(db, alias))
        if words or has_rated:
            # Noted first: what is erased here must not come back with a backup.
            self._tombstones.add(alias, clock.timestamp("milliseconds"))
        gone = self._store.write(lambda db: erase_person(db, alias))
        self._replaced.erase(lambda db: not erase_person(db, alias).is_nothing)
        self.finish_if_due()
        return replace(gone, updates=updates)

    def purge_before(self, time: str) -> ErasedData:
        """Erase all exchanges from before a time. Raises OSError or sqlite3.Error."""
        gone = ErasedData()
        for chats in _in_steps(self._store.read(lambda db: _chats_before(db, time))):
            gone += self._store.write(partial(erase_before, time=time, chats=chats))
        self._replaced.erase(lambda db: not erase_before(db, time).is_nothing)
        self.finish()
        return gone

    def finish_if_due(self) -> None:
        """Rewrite the file, unless that was done a moment ago. Raises OSError or sqlite3.Error."""
        if monotonic() >= self._next_scrub:
            self.finish()

    def finish(self) -> None:
        """Rewrite the file where something was erased since the last time. Raises OSError or sqlite3.Error."""
        began = monotonic()
        self._next_scrub = began + SCRUB_INTERVAL_S
        if not self._store.run_exclusive(scrub):
            _LOGGER.info("%s is being read; what was erased leaves its log file later", self._store.path.name)
        ended = monotonic()
        self._next_scrub = max(self._next_scrub, ended + (ended - began) / SCRUB_SHARE)


def _chats_before(db: Connection, time: str) -> list[tuple[str, int]]:
    """The chats with exchanges from before a time, and how many these are."""
    counted = "select coalesce(chat, ''), count(*) from interactions where time < ? group by 1"
    return db.execute(counted, [time]).fetchall()


def _in_steps(chats: Iterable[tuple[str, int]]) -> Iterator[list[str]]:
    """The chats in steps of at most `STEP_SIZE` exchanges, one chat at least.

    >>> list(_in_steps([("a", 60), ("b", 40), ("c", 500), ("d", 1)]))
    [['a', 'b'], ['c'], ['d']]
    """
    step, size = list[str](), 0
    for chat, count in chats:
        if step and size + count > STEP_SIZE:
            yield step
            step, size = [], 0
        step.append(chat)
        size += count
    if step:
        yield step


def _words_of(db: Connection, alias: str) -> list[str]:
    """What a person has asked, each text once."""
    of_person = f"select distinct i.question from interactions i where {OF_PERSON}"  # noqa: S608
    asked = db.execute(of_person, {"user": alias})
    return [question for (question,) in asked]


def _has_rated(db: Connection, alias: str) -> bool:
    return bool(db.table("ratings").count_where("user = ?", [alias]))
