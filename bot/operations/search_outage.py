"""Search outage: lets one caller at a time try a search that is away, and gives staff one notice."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from typing import TypeVar

from bot import clock
from bot.storage import counters, notices
from bot.storage.database import DATABASE_ERRORS, Connection, DatabaseWorker
from bot.texts import staff_chat
from retrieval.models import SearchRefusedError, SearchUnavailableError

_LOGGER = logging.getLogger(__name__)
_T = TypeVar("_T")

QUIET_S = 3600  # after a notice none follows for so long, even where the search comes and goes
STARTING_PAUSES = (1.0, 2.0, 5.0, 10.0)  # seconds between the attempts of a program that starts
_NOTIFIED = "search outage"  # the counter that holds the time of the last notice


class SearchOutage:
    """Circuit breaker of the search. For use from any thread.

    A search that does not answer takes as long as its time-out. While it is away only one caller waits for that; all
    others are refused at once.
    """

    def __init__(self, store: DatabaseWorker) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._error: SearchUnavailableError | None = None
        self._is_tried = False

    @property
    def is_away(self) -> bool:
        """Whether the last search failed."""
        return self._error is not None

    def run(self, work: Callable[..., _T], *args: object) -> _T:
        """The result of work that searches.

        Raises:
            SearchUnavailableError: the search is away, or was when it was last tried and another caller tries it now.
        """
        is_trial = self._begin()
        try:
            result = work(*args)
        except SearchUnavailableError as error:
            self.note(error)
            raise
        finally:
            if is_trial:
                self._is_tried = False
        self._error = None
        return result

    def note(self, error: SearchUnavailableError) -> None:
        """Note that the search is away; the first to do so notifies staff."""
        with self._lock:
            was_away, self._error = self.is_away, error
        if not was_away:
            _LOGGER.error("the search is away: %s", error)
            self._notify_staff()

    def _begin(self) -> bool:
        """Whether this call is the one that tries a search that is away."""
        with self._lock:
            if self._error is None:
                return False
            if self._is_tried:
                raise SearchUnavailableError(str(self._error))
            self._is_tried = True
            return True

    def _notify_staff(self) -> None:
        now = int(time.time())

        def add(db: Connection) -> None:
            if counters.value(db, _NOTIFIED) + QUIET_S <= now:
                counters.raise_to(db, _NOTIFIED, now)
                notices.add(db, staff_chat.SEARCH_OUTAGE_NOTICE, clock.timestamp())

        try:
            self._store.write(add)
        except DATABASE_ERRORS as error:
            _LOGGER.error("staff cannot be notified that the search is away: %s", error)


def when_reachable(work: Callable[[], _T], pauses: Sequence[float] = STARTING_PAUSES) -> _T:
    """The result of work that searches, tried again for as long as the search is away; the last pause lasts.

    A program that starts before its search does must not end: after a few starts nobody would start it again.

    Raises:
        SearchRefusedError: the search is there and refuses; a person must look at the settings.
    """
    rest = iter(pauses)
    pause = 0.0
    while True:
        try:
            return work()
        except SearchRefusedError:
            raise
        except SearchUnavailableError as error:
            _LOGGER.warning("cannot reach the search, trying again: %s", error)
            pause = next(rest, pause)
            time.sleep(pause)
