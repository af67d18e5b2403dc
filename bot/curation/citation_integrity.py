"""Citation integrity: suspends staff answers whose cited text is no longer in the library, and notifies staff."""

from __future__ import annotations

import logging
from collections.abc import Callable

from bot import clock
from bot.curation import curated_answers
from bot.curation.cited_spans import CitationLocator, place_of
from bot.curation.curated_answers import CuratedAnswer, CuratedState
from bot.storage import notices
from bot.storage.database import Connection, DatabaseWorker
from bot.texts import faq
from retrieval import Library
from retrieval.models import SearchUnavailableError

_LOGGER = logging.getLogger(__name__)


def suspend_unsupported(db: Connection, library: Library) -> list[CuratedAnswer]:
    """Suspend every approved answer whose cited text is not in the same file and clause of the library, exactly as
    cited, and store a notice for staff; the suspended answers. The position in the file does not matter.
    """
    approved = curated_answers.list_answers(db, (CuratedState.APPROVED,))
    locator = CitationLocator(library, (cited for answer in approved for cited in answer.citations))
    suspended = []
    for answer in approved:
        if gone := locator.missing(answer.citations):
            suspended.append(curated_answers.suspend(db, answer.id, faq.suspended_because(map(place_of, gone))))
            cited = [(place_of(each), each.text) for each in gone]
            notices.add(db, faq.suspension_notice(answer.id, answer.phrasings[0], cited), clock.timestamp())
    return suspended


class CitationIntegrityCheck:
    """Runs the check at the start, and whenever another library is in service."""

    def __init__(self, store: DatabaseWorker, library: Callable[[], Library]) -> None:
        self._store = store
        self._library = library
        self._checked_version: str | None = None

    def run_if_due(self) -> None:
        """Check the answers if that is due. It stays due where the search is away.

        Raises OSError or sqlite3.Error, and then it stays due too.
        """
        library = self._library()
        if library.version == self._checked_version:
            return
        try:
            suspended = self._store.write(lambda db: suspend_unsupported(db, library))
        except SearchUnavailableError as error:
            _LOGGER.warning("the citations of staff answers cannot be checked now: %s", error)
            return
        for answer in suspended:
            _LOGGER.warning("staff answer %d is suspended: its cited text has changed", answer.id)
        self._checked_version = library.version
