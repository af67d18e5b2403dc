"""The updates that were received and are not handled yet, on disk: none is lost when the program ends, however it ends.

A row is an update, by the bot and its number. Its body stands there until it is handled and is erased then; the number
stays for two days, so that one that is delivered again is known. What failed three times, or was at work each time
the program died, is set aside with its trace and its body for a person to look at.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.storage.database import DatabaseWorker, Work, checkpoint
from bot.storage.outage_marker import OutageMarker
from bot.storage.records import Row

if TYPE_CHECKING:
    from sqlite_utils import Database

SUSPECT_CRASHES = 3  # one that was at work at so many ends of the program is handled after all others
MAX_CRASHES = 6
OUTAGE_FILE = "unsaved"
SHRINK_ABOVE_BYTES = 8 * 2**20  # bytes of a file that is worth rewriting, where it has more than so many for a row
BYTES_PER_ROW = 250
DONE_RETENTION_S = 48 * 3600  # Telegram delivers an update again for 24 hours
DEAD_LETTER_RETENTION_S = 7 * 24 * 3600
_CRASH_TRACE = "the program ended each time while it handled this update"

_LOGGER = logging.getLogger(__name__)

Body = dict[str, Any]


class InboxState(StrEnum):
    """Where an update is."""

    WAITING = "waiting"
    DONE = "done"
    DEAD_LETTER = "aside"


@dataclass(frozen=True, slots=True)
class QueuePosition:
    """The place of an update in the queue.

    ``suspicion`` counts the ends of the program that found it at work, once they are too many to be chance. What is
    under suspicion comes after all others, and what is under the least before the rest: those that were merely beside
    the culprit are cleared before it has its turn.
    """

    number: int
    chat: int | None
    suspicion: int = 0

    @property
    def rank(self) -> tuple[int, int]:
        """What the order is by."""
        return self.suspicion, self.number

    def __lt__(self, other: QueuePosition) -> bool:
        return self.rank < other.rank


@dataclass(frozen=True, slots=True)
class QueuedUpdate:
    """An update to be handled: ``deaths`` counts the ends of the program that found it at work."""

    number: int
    body: Body
    crashes: int = 0
    failures: int = 0


def create_inbox(db: Database) -> None:
    """The first schema."""
    db.table("inbox").create(
        {
            "bot": int,
            "number": int,
            "state": str,
            "received": float,
            "body": str,
            "started": int,
            "deaths": int,
            "failures": int,
            "trace": str,
            "ended": float,
        },
        pk=("bot", "number"),
        not_null={"state", "received"},
        defaults={"started": 0, "deaths": 0, "failures": 0},
    )
    db.table("inbox").create_index(["bot", "state", "number"])


# Append only: databases out there have run the ones that stand here.
MIGRATIONS = (create_inbox,)


class UpdateInbox:
    """The table ``inbox`` of one bot. For callers on any thread; what returns a future does not wait for the disk."""

    def __init__(self, store: DatabaseWorker, bot: int) -> None:
        self._store = store
        self._bot = bot
        self.outage_marker = OutageMarker(store.path.with_name(OUTAGE_FILE))

    @classmethod
    def at(cls, path: Path, bot: int) -> UpdateInbox:
        """The inbox in this file."""
        return cls(DatabaseWorker(path, "inbox", MIGRATIONS), bot)

    def put(self, bodies: Sequence[Body]) -> Future[list[int]]:
        """Commit updates, each with its ``update_id``; the numbers of those that were not there yet."""
        return self._store.write_or_fail(lambda db: [body["update_id"] for body in bodies if self._insert(db, body)])

    def resume(self) -> list[QueuePosition]:
        """What is waiting, oldest first; one that was at work has one more death to its name.

        To be called once, before anything is started. What was at work at too many deaths is set aside.
        """
        left = self._store.write(self._resume)
        self.outage_marker.reserve()
        return left

    def start(self, number: int) -> Future[QueuedUpdate | None]:
        """Give an update and note that it is at work; None where it is not waiting."""
        self._write_or_defer(lambda db: self._update(db, number, {"started": 1}))
        return self._store.read_async(lambda db: self._queued_update(db, number))

    def mark_done(self, number: int) -> Future[bool]:
        """Erase the body of an update that was handled."""
        return self._write_or_defer(lambda db: self._end(db, number, InboxState.DONE))

    def mark_waiting(self, number: int, failures: int = 0, trace: str | None = None) -> Future[bool]:
        """Note that an update is not at work any more and waits to be tried again, and how often it has failed."""
        values = {"started": 0, "failures": failures, "trace": trace}
        return self._write_or_defer(lambda db: self._update(db, number, values))

    def bury(self, number: int, trace: str) -> Future[bool]:
        """Put an update where nobody tries it again by himself."""
        return self._write_or_defer(lambda db: self._end(db, number, InboxState.DEAD_LETTER, trace))

    def requeue(self, numbers: Sequence[int]) -> list[int]:
        """Let updates that were set aside wait again, as if they were new; the numbers of those that were there."""
        return self._store.write(lambda db: [number for number in numbers if self._requeue(db, number)])

    def dead_letters(self) -> list[Row]:
        """The updates that were set aside, oldest first."""
        where = "bot = ? and state = ?"
        return self._store.read(
            lambda db: list(db.table("inbox").rows_where(where, [self._bot, InboxState.DEAD_LETTER], order_by="number"))
        )

    def waiting_count(self) -> int:
        """How many updates wait or are at work."""
        return self._store.read(
            lambda db: db.table("inbox").count_where("bot = ? and state = ?", [self._bot, InboxState.WAITING])
        )

    def clean_up(self) -> int:
        """Forget the numbers of what was handled long ago, and what was set aside last week; how many they were.

        Leaves nothing of the erased bodies in the write-ahead log, nor their room in the file once that is much.
        """
        gone = self._store.write(self._delete_expired)
        self._store.run_exclusive(_shrink)
        self._store.run_exclusive(checkpoint)
        return gone

    def close(self) -> None:
        """Finish what is under way and close the file."""
        self._store.close()

    def _write_or_defer(self, work: Work[None]) -> Future[bool]:
        """Write now or later. Nobody waits for it, so a failure of another kind is said here."""
        noted = self._store.write_or_defer(work)
        noted.add_done_callback(_log_failure)
        return noted

    def _insert(self, db: Database, body: Body) -> bool:
        values = (self._bot, body["update_id"], InboxState.WAITING, time.time(), json.dumps(body, ensure_ascii=True))
        inserted = db.execute(
            "insert or ignore into inbox (bot, number, state, received, body) values (?,?,?,?,?)", values
        )
        return bool(inserted.rowcount)

    def _resume(self, db: Database) -> list[QueuePosition]:
        here = {"bot": self._bot, "waiting": InboxState.WAITING}
        db.execute("update inbox set deaths = deaths + 1, started = 0"
                   " where bot = :bot and state = :waiting and started", here)  # fmt: skip
        fatal = {
            **here,
            "aside": InboxState.DEAD_LETTER,
            "most": MAX_CRASHES,
            "now": time.time(),
            "trace": _CRASH_TRACE,
        }
        db.execute("update inbox set state = :aside, trace = :trace, ended = :now"
                   " where bot = :bot and state = :waiting and deaths >= :most", fatal)  # fmt: skip
        rows = db.query("select number, body, deaths from inbox where bot = :bot and state = :waiting"
                        " order by number", here)  # fmt: skip
        return [_position(row["number"], json.loads(row["body"]), row["deaths"]) for row in rows]

    def _queued_update(self, db: Database, number: int) -> QueuedUpdate | None:
        found = self._row(db, number)
        if found is None or found["state"] != InboxState.WAITING:
            return None
        return QueuedUpdate(number, json.loads(found["body"]), found["deaths"], found["failures"])

    def _end(self, db: Database, number: int, state: InboxState, trace: str | None = None) -> None:
        kept = {"trace": trace} if state is InboxState.DEAD_LETTER else {"body": None, "trace": None}
        self._update(db, number, {"state": state, "started": 0, "ended": time.time(), **kept})

    def _requeue(self, db: Database, number: int) -> bool:
        found = self._row(db, number)
        if found is None or found["state"] != InboxState.DEAD_LETTER:
            return False
        self._update(
            db, number, {"state": InboxState.WAITING, "failures": 0, "deaths": 0, "trace": None, "ended": None}
        )
        return True

    def _row(self, db: Database, number: int) -> Row | None:
        return next(iter(db.table("inbox").rows_where("bot = ? and number = ?", [self._bot, number])), None)

    def _update(self, db: Database, number: int, values: Row) -> None:
        setting = ", ".join(f"{column} = :{column}" for column in values)
        db.execute(f"update inbox set {setting} where bot = :bot and number = :number",  # noqa: S608  (our own columns)
                   {**values, "bot": self._bot, "number": number})  # fmt: skip

    def _delete_expired(self, db: Database) -> int:
        now = time.time()
        old = {
            "done": InboxState.DONE,
            "aside": InboxState.DEAD_LETTER,
            "handled": now - DONE_RETENTION_S,
            "looked": now - DEAD_LETTER_RETENTION_S,
        }
        gone = db.execute("delete from inbox where (state = :done and ended < :handled)"
                          " or (state = :aside and ended < :looked)", old)  # fmt: skip
        return int(gone.rowcount)


def _shrink(db: Database) -> None:
    """Give back the room that erased bodies leave: SQLite does not join the pages that they have emptied."""
    size = db.execute("select page_count * page_size from pragma_page_count, pragma_page_size").fetchone()[0]
    if size > SHRINK_ABOVE_BYTES and size > BYTES_PER_ROW * int(db.execute("select count(*) from inbox").fetchone()[0]):
        db.execute("VACUUM")


def _log_failure(noted: Future[bool]) -> None:
    if not noted.cancelled() and (error := noted.exception()):
        _LOGGER.error("the inbox cannot be written", exc_info=error)


def _position(number: int, body: Body, deaths: int) -> QueuePosition:
    return QueuePosition(number, chat_of(body), deaths if deaths >= SUSPECT_CRASHES else 0)


def chat_of(body: Body) -> int | None:
    """The chat that an update belongs to, else the person it comes from: what is answered in order.

    >>> chat_of({"update_id": 1, "callback_query": {"from": {"id": 2}, "message": {"chat": {"id": 3}}}})
    3
    """
    for part in (part for part in body.values() if isinstance(part, dict)):
        message = part.get("message")
        holder = message if isinstance(message, dict) else part
        for owner in (holder.get("chat"), part.get("from"), part.get("user")):
            if isinstance(owner, dict) and isinstance(owner.get("id"), int):
                return int(owner["id"])
    return None
