"""Update inbox: received updates on disk until they are handled, so that none is lost however the program ends.

A row is an update, by bot and number. Its body is erased once it is handled; the number stays for two days, so that a
second delivery is recognized. An update that failed three times, or that was in progress at each of several crashes,
becomes a dead letter: it stays with its body and its trace for a person to look at, until its sender has it erased.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from bot.storage.database import Connection, DatabaseWorker, Row, Work, checkpoint, columns
from bot.storage.outage_marker import OutageMarker
from bot.storage.update_body import Body as Body
from bot.storage.update_body import chat_of, text_length

SUSPECT_CRASHES = 3  # an update that was in progress at so many crashes is handled after all others
MAX_CRASHES = 6
OUTAGE_FILE = "unsaved"
SHRINK_ABOVE_BYTES = 8 * 2**20  # a larger file is rewritten, where it also has more than this for each row:
BYTES_PER_ROW = 250
DONE_RETENTION_S = 48 * 3600  # Telegram delivers an update again for 24 hours
DEAD_LETTER_RETENTION_S = 7 * 24 * 3600
SCRUB_INTERVAL_S = 24 * 3600.0
_NOT_ERASED = " and body is not null"  # the sender of an update can be forgotten while it is handled
LONG_TEXT = 100  # characters; a longer text takes up to ten times as long to answer as a usual question
LONG_TEXT_DELAY = 10_000  # so many later updates of other chats go first: nobody's floods hold up what is quick
_CRASH_TRACE = "the program ended each time while it handled this update"
_POSTPONED_TRACE = "the search was away; the person was told that the answer will follow"

_LOGGER = logging.getLogger(__name__)


class InboxState(StrEnum):
    """The state of an update."""

    WAITING = "waiting"
    DONE = "done"
    DEAD_LETTER = "aside"


@dataclass(frozen=True, slots=True)
class QueuePosition:
    """The position of an update in the queue.

    ``suspicion`` is the number of crashes at which the update was in progress, once they are too many to be chance.
    Suspect updates come after all others, and the least suspect first: those that were merely in progress beside the
    cause are cleared before it is tried. One with a long text lets other chats go first.
    """

    number: int
    chat: int | None
    suspicion: int = 0
    is_long: bool = False

    @classmethod
    def of(cls, body: Body, suspicion: int = 0) -> QueuePosition:
        """The position of an update."""
        return cls(body["update_id"], chat_of(body), suspicion, text_length(body) > LONG_TEXT)

    @property
    def rank(self) -> tuple[int, int]:
        """The sort key within a chat."""
        return self.suspicion, self.number

    @property
    def turn(self) -> tuple[int, int, int]:
        """The sort key among chats, by their first positions."""
        return self.suspicion, self.number + self.is_long * LONG_TEXT_DELAY, self.number

    def __lt__(self, other: QueuePosition) -> bool:
        return self.rank < other.rank


@dataclass(frozen=True, slots=True)
class QueuedUpdate:
    """An update to be handled. ``crashes`` counts the ends of the program at which it was in progress.

    ``is_postponed`` tells whether it waits for the search, and its sender was told so.
    """

    number: int
    body: Body
    crashes: int = 0
    failures: int = 0
    is_postponed: bool = False


def create_inbox(db: Connection) -> None:
    """The first schema."""
    db.table("inbox").create(
        columns("bot:int number:int state received:float body started:int deaths:int failures:int trace ended:float"),
        pk=("bot", "number"),
        not_null={"state", "received"},
        defaults={"started": 0, "deaths": 0, "failures": 0},
    )
    db.table("inbox").create_index(["bot", "state", "number"])


# Append only: existing databases have run these.
MIGRATIONS = (create_inbox,)


class UpdateInbox:
    """The table ``inbox`` of one bot, for callers on any thread. Methods that return a future do not wait for the
    disk.
    """

    def __init__(self, store: DatabaseWorker, bot: int) -> None:
        self._store = store
        self.bot = bot
        self._scrub_due = time.monotonic()  # at the start, then once a day, and after an erasure
        self.outage_marker = OutageMarker(store.path.with_name(OUTAGE_FILE))

    @classmethod
    def at(cls, path: Path, bot: int) -> UpdateInbox:
        """The inbox in this file."""
        return cls(DatabaseWorker(path, "inbox", MIGRATIONS), bot)

    def put(self, bodies: Sequence[Body]) -> Future[list[int]]:
        """Commit updates, each with its ``update_id``; the numbers of those that are new."""
        return self._store.write_or_fail(lambda db: [body["update_id"] for body in bodies if self._insert(db, body)])

    def resume(self) -> list[QueuePosition]:
        """The waiting updates, oldest first; one that was in progress has one more crash counted.

        To be called once, before any update is started. Updates with too many crashes become dead letters.
        """
        positions = self._store.write(self._resume)
        self.outage_marker.reserve()
        return positions

    def start(self, number: int) -> Future[QueuedUpdate | None]:
        """Mark an update as in progress and return it; None where it is not waiting."""
        self._write_or_defer(lambda db: self._update(db, number, {"started": 1}))
        return self._store.read_async(lambda db: self._queued_update(db, number))

    def mark_done(self, number: int) -> Future[bool]:
        """Mark an update as handled and erase its body."""
        return self._write_or_defer(lambda db: self._end(db, number, InboxState.DONE))

    def mark_waiting(self, number: int, failures: int = 0, trace: str | None = None) -> Future[bool]:
        """Mark an update as waiting for another attempt, and store how often it has failed."""
        values = {"started": 0, "failures": failures, "trace": trace}
        return self._write_or_defer(lambda db: self._update(db, number, values, _NOT_ERASED))

    def postpone(self, number: int, failures: int = 0) -> Future[bool]:
        """Mark an update as waiting for the search, its sender having been told so."""
        return self.mark_waiting(number, failures, _POSTPONED_TRACE)

    def bury(self, number: int, trace: str) -> Future[bool]:
        """Make an update a dead letter, which is not tried again by itself."""
        return self._write_or_defer(lambda db: self._end(db, number, InboxState.DEAD_LETTER, trace))

    def requeue(self, numbers: Sequence[int]) -> list[int]:
        """Make dead letters wait again, as if they were new; the numbers of those that were found."""
        return self._store.write(lambda db: [number for number in numbers if self._requeue(db, number)])

    def erase(self, is_chosen: Callable[[Row], bool]) -> int:
        """Erase the bodies and traces of the updates that are chosen among those of all bots; how many.

        Their numbers stay, so that a second delivery is recognized. Raises OSError or sqlite3.Error.
        """
        gone = self._store.write(lambda db: _erase(db, is_chosen))
        self._scrub_due = time.monotonic()  # again by `clean_up`, when the update that asks is handled
        if gone:
            self._store.run_exclusive(_rewrite)
        return gone

    def dead_letters(self) -> list[Row]:
        """The dead letters, oldest first."""
        where, values = "bot = ? and state = ?", [self.bot, InboxState.DEAD_LETTER]
        return self._store.read(lambda db: list(db.table("inbox").rows_where(where, values, order_by="number")))

    def waiting_count(self) -> int:
        """The number of updates that wait or are in progress."""
        where, values = "bot = ? and state = ?", [self.bot, InboxState.WAITING]
        return self._store.read(lambda db: db.table("inbox").count_where(where, values))

    def clean_up(self, expire: bool = True) -> int:
        """Delete the rows of updates handled long ago and of old dead letters; how many there were.

        Erases their bodies from the write-ahead log, and shrinks the file once that is worth it. Once a day, and after
        an erasure, the file is rewritten: pages that were rearranged can hold copies of what was erased. Without
        ``expire``, for a clock that is not believed, nothing is deleted for its age.
        """
        gone = self._store.write(self._delete_expired) if expire else 0
        now = time.monotonic()
        if now >= self._scrub_due:
            if self._store.run_exclusive(_rewrite):
                self._scrub_due = now + SCRUB_INTERVAL_S
        else:
            self._store.run_exclusive(_shrink)
            self._store.run_exclusive(checkpoint)
        return gone

    def close(self) -> None:
        """Finish running work and close the file."""
        self._store.close()

    def _write_or_defer(self, work: Work[None]) -> Future[bool]:
        """Write now or later. Nobody waits for the result, so an unexpected failure is logged here."""
        written = self._store.write_or_defer(work)
        written.add_done_callback(_log_failure)
        return written

    def _insert(self, db: Connection, body: Body) -> bool:
        values = (self.bot, body["update_id"], InboxState.WAITING, time.time(), json.dumps(body, ensure_ascii=True))
        inserted = db.execute(
            "insert or ignore into inbox (bot, number, state, received, body) values (?,?,?,?,?)", values
        )
        return bool(inserted.rowcount)

    def _resume(self, db: Connection) -> list[QueuePosition]:
        waiting = {"bot": self.bot, "waiting": InboxState.WAITING}
        db.execute(
            "update inbox set deaths = deaths + 1, started = 0 where bot = :bot and state = :waiting and started",
            waiting,
        )
        dead = {"dead": InboxState.DEAD_LETTER, "most": MAX_CRASHES, "now": time.time(), "trace": _CRASH_TRACE}
        db.execute(
            "update inbox set state = :dead, trace = :trace, ended = :now"
            " where bot = :bot and state = :waiting and deaths >= :most",
            waiting | dead,
        )
        rows = db.execute(
            "select number, body, deaths from inbox where bot = :bot and state = :waiting order by number", waiting
        )
        return [
            QueuePosition.of(json.loads(body), crashes if crashes >= SUSPECT_CRASHES else 0)
            for _, body, crashes in rows
        ]

    def _queued_update(self, db: Connection, number: int) -> QueuedUpdate | None:
        row = self._row(db, number)
        if row is None or row["state"] != InboxState.WAITING:
            return None
        is_postponed = row["trace"] == _POSTPONED_TRACE
        return QueuedUpdate(number, json.loads(row["body"]), row["deaths"], row["failures"], is_postponed)

    def _end(self, db: Connection, number: int, state: InboxState, trace: str | None = None) -> None:
        content = {"trace": trace} if state is InboxState.DEAD_LETTER else {"body": None, "trace": None}
        values = {"state": state, "started": 0, "ended": time.time(), **content}
        self._update(db, number, values, _NOT_ERASED)

    def _requeue(self, db: Connection, number: int) -> bool:
        row = self._row(db, number)
        if row is None or row["state"] != InboxState.DEAD_LETTER:
            return False
        anew = {"state": InboxState.WAITING, "failures": 0, "deaths": 0, "trace": None, "ended": None}
        self._update(db, number, anew)
        return True

    def _row(self, db: Connection, number: int) -> Row | None:
        return next(iter(db.table("inbox").rows_where("bot = ? and number = ?", [self.bot, number])), None)

    def _update(self, db: Connection, number: int, values: Row, condition: str = "") -> None:
        setting = ", ".join(f"{column} = :{column}" for column in values)  # our own columns
        statement = f"update inbox set {setting} where bot = :bot and number = :number{condition}"  # noqa: S608
        db.execute(statement, {**values, "bot": self.bot, "number": number})

    def _delete_expired(self, db: Connection) -> int:
        limits = ((InboxState.DONE, DONE_RETENTION_S), (InboxState.DEAD_LETTER, DEAD_LETTER_RETENTION_S))
        now, expired = time.time(), "delete from inbox where state = ? and ended < ?"
        return sum(int(db.execute(expired, [state, now - seconds]).rowcount) for state, seconds in limits)


def _erase(db: Connection, is_chosen: Callable[[Row], bool]) -> int:
    rows = list(db.query("select bot, number, state, body, trace from inbox where body is not null"))
    chosen = [(InboxState.DONE, time.time(), row["bot"], row["number"]) for row in rows if is_chosen(row)]
    erased = "state = ?, started = 0, ended = ?, body = null, trace = null where bot = ? and number = ?"
    db.conn.executemany(f"update inbox set {erased}", chosen)  # noqa: S608
    return len(chosen)


def _rewrite(db: Connection) -> bool:
    """Rewrite the file without what was erased; whether nothing of it is left in the write-ahead log either."""
    db.execute("VACUUM")
    return checkpoint(db)


def _shrink(db: Connection) -> None:
    """Rewrite a large file without its free space: SQLite does not merge the pages that erased bodies leave."""
    size = db.execute("select page_count * page_size from pragma_page_count, pragma_page_size").fetchone()[0]
    rows = int(db.execute("select count(*) from inbox").fetchone()[0])
    if size > SHRINK_ABOVE_BYTES and size > BYTES_PER_ROW * rows:
        db.execute("VACUUM")


def _log_failure(written: Future[bool]) -> None:
    if not written.cancelled() and (error := written.exception()):
        _LOGGER.error("the inbox cannot be written", exc_info=error)
